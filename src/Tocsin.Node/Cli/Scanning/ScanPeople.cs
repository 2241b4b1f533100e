using Tocsin.Detection.Scan;

namespace Tocsin.Node.Cli.Scanning;

/// <summary>Reads populations and makes expected cases of them.</summary>
sealed class ScanPeople(ScanRequest request, ScanPlaces places, ScanCalendar calendar, StudyPeriod period, ScanFaults faults)
{
    /// <summary>Expected cases of each interval and place; nothing where there is a fault.</summary>
    public double[]? Expected(IReadOnlyList<CountedCases> cases, ScanCategories ofCases)
    {
        if (request.Population is not { } file)
        {
            if (cases.FirstOrDefault(row => !ofCases.IsNone(row.Category)) is { Line: > 0 } odd) faults.Add(request.Cases, odd.Line, "the row has a category or another field too many, and there is no population file");
            var alike = new PopulationCensus(places.Geography.Places, 1, [period.First]);
            for (var place = 0; place < places.Geography.Places; place++) alike.Add(place, 0, 0, 1);
            return faults.Count > 0 ? null : alike.Expected(period, [cases.Sum(row => (long)row.Count)]);
        }
        var categories = new ScanCategories();
        var rows = Read(file, categories);
        if (faults.Count > 0) return null;
        var (days, indexOf) = Days(rows);
        var census = new PopulationCensus(places.Geography.Places, categories.Count, days);
        foreach (var (place, day, _, people, category) in rows)
        {
            census.Add(place, category, indexOf[day].At, people);
            // What is told of a day holds all that day long; and where another row tells of it exactly, a year's or month's middle does too.
            if (indexOf[day].IsExact) census.Add(place, category, indexOf[day].At + 1, people);
        }
        var peopled = new bool?[places.Geography.Places * categories.Count];
        bool IsPeopled(int place, int category) => peopled[category * places.Geography.Places + place] ??= census.Mean(place, category, period.First, period.Last + 1) > 0;
        var byCategory = new long[categories.Count];
        var numbers = ofCases.In(categories);
        foreach (var row in cases)
            if (numbers[row.Category] is var category && category < 0) faults.Add(request.Cases, row.Line, $"nobody in {Path.GetFileName(file.Path)} is of the category '{ofCases.Text(row.Category)}'");
            else
            {
                byCategory[category] += row.Count;
                if (row.Count > 0 && !IsPeopled(row.Place, category)) faults.Add(request.Cases, row.Line, $"there is a case where {Path.GetFileName(file.Path)} has nobody of its place and category");
            }
        return faults.Count > 0 ? null : census.Expected(period, byCategory);
    }

    List<CountedPeople> Read(ScanFile file, ScanCategories categories)
    {
        using var row = new ScanRows(file, 2, faults);
        var rows = new List<CountedPeople>(row.Guess(bytesOfRow: 16));
        while (row.Next())
        {
            var place = places.Find(row[0]);
            if (place is null && request.LeavesOutPlaces) continue;
            if (place is not { } known) row.Refuse($"the place '{row[0]}' has no coordinates");
            else if (calendar.Counting(row[1], period.First) is not var (day, isExact)) row.Refuse($"'{row[1]}' is no {(calendar.Numbers ? "whole number" : "date")}");
            else if (!ScanNumbers.TryReal(row[2], out var people) || people < 0) row.Refuse($"'{row[2]}' is no number of people");
            else rows.Add(new(known, day, isExact, people, categories.Of(row, 3)));
        }
        return rows;
    }

    /// <summary>The days of counting; after one that is told exactly, the next day too.</summary>
    static (List<int> Days, Dictionary<int, (int At, bool IsExact)> IndexOf) Days(IEnumerable<CountedPeople> rows)
    {
        var told = new SortedDictionary<int, bool>();
        foreach (var row in rows) told[row.Day] = told.GetValueOrDefault(row.Day) | row.IsExact;
        var (days, indexOf) = (new List<int>(), new Dictionary<int, (int, bool)>());
        foreach (var (day, isExact) in told)
        {
            indexOf[day] = (days.Count, isExact);
            days.Add(day);
            if (isExact) days.Add(day + 1);
        }
        return (days, indexOf);
    }

    readonly record struct CountedPeople(int Place, int Day, bool IsExact, double People, int Category);
}
