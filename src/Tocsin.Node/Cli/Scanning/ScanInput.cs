using Tocsin.Detection.Scan;

namespace Tocsin.Node.Cli.Scanning;

/// <summary>What a scan works on.</summary>
/// <param name="Data">Cases by interval and place.</param>
/// <param name="Places">The places.</param>
/// <param name="Period">The study period.</param>
/// <param name="Calendar">Its times.</param>
/// <param name="HasTimes">Whether times were told.</param>
/// <param name="Options">How to scan.</param>
/// <param name="LeftOut">Cases that were left out, as the request allows.</param>
sealed record ScanInput(ScanData Data, ScanPlaces Places, StudyPeriod Period, ScanCalendar Calendar, bool HasTimes, ScanOptions Options, int LeftOut)
{
    /// <summary>Reads the files of a request; nothing where there is a fault.</summary>
    public static ScanInput? Read(ScanRequest request, ScanFaults faults)
    {
        if (ScanPlaces.Read(request, faults) is not { } places) return null;
        var reader = new ScanCases(request, places, faults);
        var calendar = reader.Recognise();
        var edges = Edges(request, calendar, faults);
        if (faults.Count > 0) return null;
        var cases = reader.Read(request.Cases, calendar, edges);
        var controls = request.Controls is { } file ? reader.Read(file, calendar, edges) : [];
        if (faults.Count > 0) return null;
        var (first, last) = edges ?? Found(cases.Concat(controls), calendar);
        if (Cut(request, calendar, first, last, faults) is not { } period || WithWindows(request, period, faults) is not { } options) return null;
        if ((long)places.Geography.Places * period.Intervals > ScanData.CellsMax) faults.Add($"there are {places.Geography.Places} places and {period.Intervals} intervals, and at most {ScanData.CellsMax} cells are scanned: take longer intervals");
        if (Total(cases) == 0) faults.Add($"{request.Cases.Path}: there are no cases");
        if (Total(cases) + Total(controls) > ScanData.CountMax) faults.Add($"{request.Cases.Path}: there are {Total(cases) + Total(controls)} cases and controls, and at most {ScanData.CountMax} are scanned");
        if (request.Controls is { } none && Total(controls) == 0) faults.Add($"{none.Path}: there are no controls");
        if (request.Model == ScanModel.Permutation && places.Geography.Places < 2) faults.Add($"{request.Places!.Path}: a permutation needs two places or more");
        if (faults.Count > 0 || Make(request, places, calendar, period, cases, controls, reader.Categories, faults) is not { } data) return null;
        return new(data, places, period, calendar, reader.HasTimes, options, reader.LeftOut);
    }

    static ScanData? Make(ScanRequest request, ScanPlaces places, ScanCalendar calendar, StudyPeriod period, List<CountedCases> cases, List<CountedCases> controls, ScanCategories categories, ScanFaults faults)
    {
        var count = places.Geography.Places;
        int Cell(CountedCases row) => period.IntervalOf(row.Day)!.Value * count + row.Place;
        int[] Table(List<CountedCases> rows)
        {
            var table = new int[count * period.Intervals];
            foreach (var row in rows) table[Cell(row)] += row.Count;
            return table;
        }
        if (request.Model == ScanModel.Bernoulli) return ScanData.Bernoulli(count, period.Intervals, Table(cases), Table(controls));
        if (request.Model == ScanModel.Permutation)
        {
            ScanData.CheckCategories(count, period.Intervals, categories.Count);
            var tables = new int[categories.Count][];
            foreach (var row in cases) (tables[row.Category] ??= new int[count * period.Intervals])[Cell(row)] += row.Count;
            return ScanData.Permutation(count, period.Intervals, tables);
        }
        if (new ScanPeople(request, places, calendar, period, faults).Expected(cases, categories) is not { } expected) return null;
        foreach (var row in cases)
            if (row.Count > 0 && expected[Cell(row)] == 0) faults.Add(request.Cases, row.Line, "there is a case where the population file has nobody at that time");
        return faults.Count > 0 ? null : ScanData.Poisson(count, period.Intervals, Table(cases), expected);
    }

    static (int First, int Last)? Edges(ScanRequest request, ScanCalendar calendar, ScanFaults faults)
    {
        if (request.Period is not var (first, last)) return null;
        var (from, to) = (ScanCalendar.Edge(first, calendar.Numbers, isLast: false), ScanCalendar.Edge(last, calendar.Numbers, isLast: true));
        if (from is null) faults.Add($"StartDate={first} is no {(calendar.Numbers ? "whole number" : "date")}");
        if (to is null) faults.Add($"EndDate={last} is no {(calendar.Numbers ? "whole number" : "date")}");
        if (from > to) faults.Add($"the study period begins ({first}) after its end ({last})");
        return from is { } one && to is { } other ? (one, other) : null;
    }

    /// <summary>From the first to the last case, as far as the dates' unit goes.</summary>
    static (int First, int Last) Found(IEnumerable<CountedCases> rows, ScanCalendar calendar)
    {
        var (first, last) = (int.MaxValue, int.MinValue);
        foreach (var row in rows) (first, last) = (Math.Min(first, row.Day), Math.Max(last, row.Day));
        if (first > last) return (0, 0);
        if (calendar.Unit is ScanTimeUnit.Day or ScanTimeUnit.Number) return (first, last);
        var end = DateOnly.FromDayNumber(last);
        return (first, (calendar.Unit == ScanTimeUnit.Year ? new DateOnly(end.Year, 12, 31) : new DateOnly(end.Year, end.Month, DateTime.DaysInMonth(end.Year, end.Month))).DayNumber);
    }

    static StudyPeriod? Cut(ScanRequest request, ScanCalendar calendar, int first, int last, ScanFaults faults)
    {
        if (!request.OverTime) return StudyPeriod.Undivided(first, last);
        try
        {
            var period = StudyPeriod.Of(first, last, request.Unit ?? calendar.Unit, request.Length);
            if (period.Intervals > 1) return period;
            faults.Add($"the study period, {calendar.Text(first)} to {calendar.Text(last)}, is one interval: a scan over time needs two or more");
        }
        catch (ArgumentOutOfRangeException)
        {
            faults.Add($"the study period has more than {StudyPeriod.IntervalsMax} intervals: take longer ones");
        }
        return null;
    }

    static ScanOptions? WithWindows(ScanRequest request, StudyPeriod period, ScanFaults faults)
    {
        if (!request.OverTime) return request.Options;
        var (size, isPercent) = request.MaxWindow;
        var units = isPercent ? Math.Floor(period.Units * size / 100) : size;
        var (most, least) = ((int)Math.Min(period.Intervals, Math.Floor(units / request.Length)), (request.MinUnits + request.Length - 1) / request.Length);
        if (most >= 1 && least <= most) return request.Options with { MaxIntervals = most, MinIntervals = least };
        faults.Add(most < 1 ? "the longest window is shorter than one interval" : "the shortest window is longer than the longest");
        return null;
    }

    static long Total(IEnumerable<CountedCases> rows) => rows.Sum(row => (long)row.Count);
}
