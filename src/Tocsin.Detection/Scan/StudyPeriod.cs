namespace Tocsin.Detection.Scan;

/// <summary>A study period and the intervals into which it is cut, from its end backwards.</summary>
/// <remarks>Days are counted as <see cref="DateOnly.DayNumber"/>; with <see cref="ScanTimeUnit.Number"/> they are any numbers. The first interval takes
/// in what is left over at the beginning, so it is at least as long as the others.</remarks>
public sealed class StudyPeriod
{
    /// <summary>How many intervals there may be.</summary>
    public const int IntervalsMax = 20_000;

    readonly int[] starts;

    StudyPeriod(int[] starts, double units) => (this.starts, Units) = (starts, units);

    /// <summary>The first day.</summary>
    public int First => starts[0];

    /// <summary>The last day.</summary>
    public int Last => starts[^1] - 1;

    /// <summary>How many days, from 1 on.</summary>
    public int Days => Last - First + 1;

    /// <summary>How many intervals, from 1 on.</summary>
    public int Intervals => starts.Length - 1;

    /// <summary>How many units of time, broken ones included.</summary>
    public double Units { get; }

    /// <summary>The whole period as one interval: what a purely spatial scan looks at.</summary>
    /// <param name="first">The first day.</param>
    /// <param name="last">The last day, not before the first.</param>
    public static StudyPeriod Undivided(int first, int last)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        return new([first, last + 1], 1);
    }

    /// <summary>The period cut into intervals of some units.</summary>
    /// <param name="first">The first day.</param>
    /// <param name="last">The last day, not before the first.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="length">How many units an interval has, from 1 on.</param>
    /// <exception cref="ArgumentOutOfRangeException">The last day is before the first, the length below 1, or there would be too many intervals.</exception>
    public static StudyPeriod Of(int first, int last, ScanTimeUnit unit, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        var cut = Cut(first, last, unit, length, IntervalsMax);
        var units = length == 1 ? cut : Cut(first, last, unit, 1, int.MaxValue - 1);
        double whole = units.Count - 1;
        if (units[^1] > first)
        {
            // A broken unit is left over before the earliest whole one.
            var before = new Countdown(last, unit).Back(units.Count);
            var missing = first - before;
            whole += 1 - missing / (double)DaysOf(first, unit);
        }
        if (cut[^1] > first && cut.Count > 1) cut.RemoveAt(cut.Count - 1);
        if (cut[^1] > first) cut.Add(first);
        cut.Reverse();
        return new([.. cut], whole);
    }

    /// <summary>The first day of an interval.</summary>
    /// <param name="interval">From 0 to <see cref="Intervals"/>, which is the day after the last.</param>
    public int StartOf(int interval) => starts[interval];

    /// <summary>The interval in which a day is; nothing where it is outside the period.</summary>
    public int? IntervalOf(int day)
    {
        if (day < First || day > Last) return null;
        var at = Array.BinarySearch(starts, day);
        return at >= 0 ? at : ~at - 1;
    }

    /// <summary>The starts from the end backwards: the day after the last, and each start that is after the first day, or the first day itself.</summary>
    static List<int> Cut(int first, int last, ScanTimeUnit unit, int length, int intervalsMax)
    {
        var (starts, countdown) = (new List<int> { last + 1 }, new Countdown(last, unit));
        for (var back = length; ; back += length)
        {
            var start = countdown.Back(back);
            if (start < first) return starts;
            starts.Add(start);
            if (starts.Count > intervalsMax + 1) throw new ArgumentOutOfRangeException(nameof(length), length, $"there would be more than {intervalsMax} intervals");
            if (start == first) return starts;
        }
    }

    static int DaysOf(int day, ScanTimeUnit unit)
    {
        if (unit is ScanTimeUnit.Day or ScanTimeUnit.Number) return 1;
        var date = DateOnly.FromDayNumber(day);
        return unit == ScanTimeUnit.Month ? DateTime.DaysInMonth(date.Year, date.Month) : DateTime.IsLeapYear(date.Year) ? 366 : 365;
    }

    /// <summary>Goes back from the day after the period's last. A day that a month does not have is the first of the next month.</summary>
    readonly struct Countdown(int last, ScanTimeUnit unit)
    {
        public int Back(int units)
        {
            var from = last + 1;
            if (unit is ScanTimeUnit.Day or ScanTimeUnit.Number) return from - units;
            var date = DateOnly.FromDayNumber(from);
            var months = 12 * date.Year + date.Month - 1 - (unit == ScanTimeUnit.Month ? units : 12 * units);
            var (year, month) = (months / 12, months % 12 + 1);
            if (year < 1) return from - 366 * units;
            // The last day of a month stays a last day.
            var day = date.Day < DateTime.DaysInMonth(date.Year, date.Month) || date.Day == 29 ? date.Day : 31;
            return day <= DateTime.DaysInMonth(year, month)
                ? new DateOnly(year, month, day).DayNumber
                : new DateOnly(year, month, 1).AddMonths(1).DayNumber;
        }
    }
}
