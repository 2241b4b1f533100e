using System.Globalization;
using Tocsin.Detection.Scan;
using Tocsin.Formats.ScanFiles;

namespace Tocsin.Node.Cli.Scanning;

/// <summary>Times as the files of a scan tell them: dates as days since year 1, or numbers.</summary>
/// <param name="Numbers">Whether times are numbers.</param>
/// <param name="LeastExact">The least exact that a date of a case may be.</param>
/// <param name="Centuries">The years to which years of two digits belong.</param>
sealed record ScanCalendar(bool Numbers, ScanPrecision LeastExact, (int First, int Last) Centuries)
{
    /// <summary>The day of a case; nothing, and why, where it is told wrongly.</summary>
    public int? Day(ReadOnlySpan<char> text, out string? why)
    {
        why = null;
        if (Numbers)
        {
            if (ScanNumbers.TryDay(text, out var number)) return number;
            why = $"'{text}' is no time: times are whole numbers";
        }
        else if (ScanDate.Parse(text, Centuries) is not { } date) why = $"'{text}' is no date (2001/11/22)";
        else if (date.Precision < LeastExact) why = $"'{text}' says no {(LeastExact == ScanPrecision.Day ? "day" : "month")}";
        else return new DateOnly(date.Year, date.Month, date.Day).DayNumber;
        return null;
    }

    /// <summary>The day for which a population is told: the middle of a year or month that is told alone. And whether it is exactly that day.</summary>
    public (int Day, bool IsExact)? Counting(ReadOnlySpan<char> text, int firstOfStudy)
    {
        if (text is "unspecified") return (firstOfStudy, !Numbers);
        if (Numbers) return ScanNumbers.TryDay(text, out var number) ? (number, false) : null;
        return ScanDate.Parse(text, Centuries) switch
        {
            { Precision: ScanPrecision.Year } year => (new DateOnly(year.Year, 7, 1).DayNumber, false),
            { Precision: ScanPrecision.Month } month => (new DateOnly(month.Year, month.Month, 15).DayNumber, false),
            { } day => (new DateOnly(day.Year, day.Month, day.Day).DayNumber, true),
            null => null,
        };
    }

    /// <summary>The first or last day of what a text of the parameters tells.</summary>
    public static int? Edge(string text, bool numbers, bool isLast)
    {
        if (numbers) return ScanNumbers.TryDay(text, out var number) ? number : null;
        if (ScanDate.Parse(text, (0, 0)) is not { } date) return null;
        var first = new DateOnly(date.Year, date.Month, date.Day);
        if (!isLast || date.Precision == ScanPrecision.Day) return first.DayNumber;
        return (date.Precision == ScanPrecision.Year ? new DateOnly(date.Year, 12, 31) : new DateOnly(date.Year, date.Month, DateTime.DaysInMonth(date.Year, date.Month))).DayNumber;
    }

    /// <summary>A day as people read it.</summary>
    public string Text(int day) => Numbers
        ? day.ToString(CultureInfo.InvariantCulture)
        : DateOnly.FromDayNumber(day).ToString("O", CultureInfo.InvariantCulture);

    /// <summary>What the times of a file are, where nobody has said it: numbers, or dates of the least exactness that occurs.</summary>
    public static ScanCalendar Of(IReadOnlyList<string> times)
    {
        if (times.Count > 0 && times.All(time => ScanNumbers.TryDay(time, out _)) && !times.All(time => time.Length == 4 && ScanNumbers.TryDay(time, out var year) && year is >= 1000 and <= 2999)) return new(true, ScanPrecision.Day, default);
        var least = ScanPrecision.Day;
        foreach (var time in times)
            if (ScanDate.Parse(time, (0, 0)) is { } date && date.Precision < least) least = date.Precision;
        return new(false, least, default);
    }

    /// <summary>The unit of the dates.</summary>
    public ScanTimeUnit Unit => Numbers ? ScanTimeUnit.Number : LeastExact switch { ScanPrecision.Year => ScanTimeUnit.Year, ScanPrecision.Month => ScanTimeUnit.Month, _ => ScanTimeUnit.Day };
}
