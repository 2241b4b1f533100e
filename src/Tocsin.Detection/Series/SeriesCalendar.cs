namespace Tocsin.Detection.Series;

/// <summary>When the points of a series are: dates, or nothing but their order. Many series share one calendar.</summary>
public sealed class SeriesCalendar
{
    readonly DateOnly[]? dates;

    SeriesCalendar(int frequency, DateOnly[]? dates) => (Frequency, this.dates) = (frequency, dates);

    /// <summary>Points a year: 52 for weeks, 12 for months, 365 for days.</summary>
    public int Frequency { get; }

    /// <summary>Whether its points have dates.</summary>
    public bool IsDated => dates is not null;

    /// <summary>Points known by their order alone: a year is <paramref name="frequency"/> points.</summary>
    /// <param name="frequency">Points a year, 1 to 366.</param>
    public static SeriesCalendar Undated(int frequency) =>
        frequency is >= 1 and <= 366 ? new(frequency, null) : throw new ArgumentOutOfRangeException(nameof(frequency), frequency, "a year has 1 to 366 points");

    /// <summary>Points with dates.</summary>
    /// <param name="frequency">52 (weeks), 12 (months) or 365 (days).</param>
    /// <param name="dates">At least two, each later than the one before; a week's or month's is its first day.</param>
    public static SeriesCalendar Dated(int frequency, IEnumerable<DateOnly> dates)
    {
        if (frequency is not (12 or 52 or 365)) throw new ArgumentOutOfRangeException(nameof(frequency), frequency, "dated series are weekly (52), monthly (12) or daily (365)");
        DateOnly[] all = [.. dates];
        if (all.Length < 2) throw new ArgumentException("a dated series has at least two points", nameof(dates));
        for (var i = 1; i < all.Length; i++)
            if (all[i] <= all[i - 1]) throw new ArgumentException($"{all[i]:O} does not come after {all[i - 1]:O}", nameof(dates));
        return new(frequency, all);
    }

    /// <summary>How many points have dates; without dates there is no end.</summary>
    public int Length => dates?.Length ?? int.MaxValue;

    /// <summary>A point's date, in a dated series.</summary>
    public DateOnly Date(int at) => dates![at];

    /// <summary>A point's place on the axis along which a trend runs: in dated series days since the first point over
    /// the first step (so months count in units of the first month's length), else the point's number.</summary>
    public double Time(int at) => dates is null ? at : (double)(dates[at].DayNumber - dates[0].DayNumber) / (dates[1].DayNumber - dates[0].DayNumber);

    /// <summary>The point <paramref name="years"/> before another; nothing where there is none.</summary>
    /// <remarks>Without dates <c>frequency</c> points are a year. With dates it is the same day of that year (29 February
    /// becomes 1 March), in weekly series moved to the nearest day of the same weekday.</remarks>
    public int? YearsBefore(int at, int years)
    {
        if (dates is null) return at - (long)years * Frequency is var index and >= 0 ? (int)index : null;
        var day = dates[at];
        if (years >= day.Year) return null;
        var anniversary = day is { Month: 2, Day: 29 } && !DateTime.IsLeapYear(day.Year - years) ? new DateOnly(day.Year - years, 3, 1) : day.AddYears(-years);
        var found = Array.BinarySearch(dates, Frequency == 52 ? Nearest(anniversary, day.DayOfWeek) : anniversary);
        return found >= 0 ? found : null;
    }

    static DateOnly Nearest(DateOnly to, DayOfWeek weekday)
    {
        var ahead = ((int)weekday - (int)to.DayOfWeek + 7) % 7;
        return to.AddDays(ahead <= 3 ? ahead : ahead - 7);
    }
}
