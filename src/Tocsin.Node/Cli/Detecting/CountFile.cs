using System.Globalization;
using System.Runtime.InteropServices;
using NodaTime.Calendars;
using Tocsin.Detection.Series;
using Tocsin.Formats;
using Tocsin.Formats.SeriesTables;

namespace Tocsin.Node.Cli.Detecting;

/// <summary>One series of a file.</summary>
/// <param name="Name">The unit's name; 1 where the file has no units.</param>
/// <param name="History">Its counts, without gaps in time.</param>
/// <param name="InOutbreak">For each point, whether the file says that it belongs to an outbreak.</param>
/// <param name="Date">A point's date, as a reader of the file knows it.</param>
sealed record CountedUnit(string Name, SeriesHistory History, bool[] InOutbreak, Func<int, string> Date)
{
    /// <summary>Which shares of the newest counts have been reported by now, as earlier counts grew; nothing where the file does not say when counts were told.</summary>
    public ReportedShares? Shares { get; init; }
}

/// <summary>The series of a file of counts, and what is to be said of it.</summary>
/// <param name="Units">In the order in which the file first names them.</param>
/// <param name="Said">Rows that were refused, and gaps; sentences.</param>
sealed record CountFile(IReadOnlyList<CountedUnit> Units, IReadOnlyList<string> Said)
{
    /// <summary>From the first to the last point of a unit, gaps included.</summary>
    public const int PointsMax = 100_000;

    /// <summary>Of all units together, gaps included.</summary>
    public const int AllPointsMax = 20_000_000;

    /// <summary>Sentences that are told of a file; of further ones only how many there are.</summary>
    public const int SaidMax = 50;

    /// <summary>Says on standard error what is to be said of it.</summary>
    public void Say(VerbContext context, string file)
    {
        foreach (var sentence in Said.Take(SaidMax)) context.Err.WriteLine($"{file}: {sentence}");
        if (Said.Count > SaidMax) context.Err.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file}: and {Said.Count - SaidMax:#,0} more of the kind"));
    }

    /// <summary>Reads it all.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="frequency">Points a year; 0: as the dates say.</param>
    public static CountFile Read(Stream bytes, int frequency)
    {
        var (units, said) = (new Dictionary<string, SortedDictionary<int, (SeriesRow Row, string At)>>(StringComparer.Ordinal), new List<string>());
        var order = new List<string>();
        var earlier = new Dictionary<string, List<SeriesRow>>(StringComparer.Ordinal);
        CountDating? dating = null;
        foreach (var item in SeriesTableReader.Read(bytes))
        {
            if (item is not Item<SeriesRow>.Read { Value: var row, At: var at })
            {
                said.Add($"refused {((Item<SeriesRow>.Refused)item).Refusal}");
                continue;
            }
            dating ??= row.When.Dating;
            var name = row.Unit ?? "1";
            if (row.When.Dating != dating) said.Add($"refused {at}, date: the rows before have {Plural(dating.Value)}, and this one has none");
            else if (!units.TryGetValue(name, out var points))
            {
                order.Add(name);
                units[name] = new() { [Ordinal(row.When)] = (row, at) };
            }
            else if (points.TryGetValue(Ordinal(row.When), out var other) && other.Row.Reported is { } before && row.Reported is { } now && before != now)
            {
                if (now > before) points[Ordinal(row.When)] = (row, at);
                Versions(name).Add(now > before ? other.Row : row);
            }
            else if (!points.TryAdd(Ordinal(row.When), (row, at))) said.Add($"refused {at}: unit {name} has a count for this date already, in {points[Ordinal(row.When)].At}{(row.Unit is null ? "; a column unit tells series apart" : "")}");
        }
        var made = new List<CountedUnit>();
        var room = AllPointsMax;
        foreach (var name in order)
        {
            if (Make(name, dating!.Value, (units[name], Versions(name)), frequency, room, said) is not { } unit) continue;
            made.Add(unit);
            room -= unit.History.Length;
        }
        return new(made, said);

        List<SeriesRow> Versions(string name) => CollectionsMarshal.GetValueRefOrAddDefault(earlier, name, out _) ??= [];
    }

    static CountedUnit? Make(string name, CountDating dating, (SortedDictionary<int, (SeriesRow Row, string At)> Points, List<SeriesRow> Earlier) rows, int frequency, int room, List<string> said)
    {
        var points = rows.Points;
        var step = Step.Of(dating, [.. points.Values.Select(point => point.Row.When)], frequency);
        if (step is null)
        {
            said.Add($"unit {name}: with dates there are 52, 12 or 365 points a year, not {frequency}");
            return null;
        }
        var first = points.Values.First().Row.When;
        var length = step.Index(first, points.Values.Last().Row.When) + 1;
        if (length > PointsMax)
        {
            said.Add($"unit {name}: from its first date to its last are {length} points, and at most {PointsMax} are judged");
            return null;
        }
        if (length > room)
        {
            said.Add($"unit {name}: the units before it leave room for {room} of {AllPointsMax} points, and it has {length}");
            return null;
        }
        var (counts, populations, inOutbreak) = (new double[length], new double[length], new bool[length]);
        Array.Fill(counts, double.NaN);
        Array.Fill(populations, double.NaN);
        foreach (var (row, at) in points.Values)
        {
            var i = step.Index(first, row.When);
            if (step.Day(first, i) != row.When.Day) said.Add($"refused {at}, date: it is not a whole number of {step.Name}s after the unit's first");
            else (counts[i], populations[i], inOutbreak[i]) = (row.Count ?? double.NaN, row.Population ?? double.NaN, row.InOutbreak ?? false);
        }
        if (length > points.Count) said.Add($"unit {name}: {length - points.Count} {step.Name}s between its first date and its last have no row; their counts are missing");
        SeriesCalendar calendar;
        if (dating == CountDating.Number || length < 2) calendar = SeriesCalendar.Undated(step.Frequency);
        else calendar = SeriesCalendar.Dated(step.Frequency, Enumerable.Range(0, length).Select(i => step.Day(first, i).ToDateOnly()));
        return new(name, new(calendar, counts, Known(populations)), inOutbreak, at => step.Text(first, at))
        {
            Shares = dating == CountDating.Number ? null : SharesOf(step, first, length, [.. rows.Earlier, .. points.Values.Select(point => point.Row)]),
        };
    }

    static ReportedShares? SharesOf(Step step, SeriesDate first, int length, IReadOnlyList<SeriesRow> rows)
    {
        if (rows.Max(row => row.Reported) is not { } now) return null;
        return ReportingDelays.Estimate(ReportingTriangle.Of(
            [.. Enumerable.Range(1, length).Select(i => (double)Days(step.Day(first, i)))],
            rows.Where(row => row.Reported is not null).Select(row => new ToldCount(step.Index(first, row.When), Days(row.Reported!.Value), row.Count ?? double.NaN)), Days(now)));
    }

    static int Days(LocalDate day) => Period.DaysBetween(default, day);

    /// <summary>A population that is not said is the one before, else the one after; nothing where none is said at all.</summary>
    static double[]? Known(double[] populations)
    {
        var known = Array.FindIndex(populations, population => !double.IsNaN(population));
        if (known < 0) return null;
        for (var i = 0; i < populations.Length; i++)
            if (double.IsNaN(populations[i])) populations[i] = populations[i == 0 ? known : i - 1];
        return populations;
    }

    static int Ordinal(SeriesDate date) => date.Dating == CountDating.Number ? date.Number : Days(date.Day);

    static string Plural(CountDating dating) => dating switch
    {
        CountDating.Day => "dates", CountDating.Week => "ISO weeks", CountDating.Month => "months", _ => "running numbers",
    };

    /// <summary>The step from a point to the next.</summary>
    sealed record Step(CountDating Dating, string Name, int Frequency)
    {
        /// <summary>Nothing where no dates have such a frequency.</summary>
        public static Step? Of(CountDating dating, IReadOnlyList<SeriesDate> dates, int frequency)
        {
            if (dating == CountDating.Number) return new(dating, "number", frequency > 0 ? frequency : 52);
            if (frequency == 0) frequency = dating switch { CountDating.Week => 52, CountDating.Month => 12, _ => FrequencyOf(dates) };
            return frequency switch { 365 => new(dating, "day", 365), 52 => new(dating, "week", 52), 12 => new(dating, "month", 12), _ => null };
        }

        /// <summary>Days that are all the first of a month are months, days that are all the same weekday are weeks.</summary>
        static int FrequencyOf(IReadOnlyList<SeriesDate> dates)
        {
            if (dates.Count > 1 && dates.All(date => date.Day.Day == 1)) return 12;
            return dates.Count > 1 && dates.All(date => date.Day.DayOfWeek == dates[0].Day.DayOfWeek) ? 52 : 365;
        }

        public int Index(SeriesDate first, SeriesDate date) => Dating == CountDating.Number
            ? (int)Math.Min((long)date.Number - first.Number, int.MaxValue - 1)
            : Frequency switch
            {
                12 => (date.Day.Year - first.Day.Year) * 12 + date.Day.Month - first.Day.Month,
                52 => Period.DaysBetween(first.Day, date.Day) / 7,
                _ => Period.DaysBetween(first.Day, date.Day),
            };

        public LocalDate Day(SeriesDate first, int index) => Dating == CountDating.Number
            ? default
            : Frequency switch { 12 => first.Day.PlusMonths(index), 52 => first.Day.PlusWeeks(index), _ => first.Day.PlusDays(index) };

        public string Text(SeriesDate first, int index)
        {
            var day = Day(first, index);
            return Dating switch
            {
                CountDating.Number => (first.Number + index).ToString(CultureInfo.InvariantCulture),
                CountDating.Week => string.Create(CultureInfo.InvariantCulture, $"{WeekYearRules.Iso.GetWeekYear(day):0000}-W{WeekYearRules.Iso.GetWeekOfWeekYear(day):00}"),
                CountDating.Month => day.ToString("uuuu-MM", CultureInfo.InvariantCulture),
                _ => day.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture),
            };
        }
    }
}
