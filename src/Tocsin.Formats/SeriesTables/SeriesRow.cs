using System.Globalization;
using NodaTime;
using NodaTime.Calendars;

namespace Tocsin.Formats.SeriesTables;

/// <summary>How a file of counts says when.</summary>
public enum CountDating
{
    /// <summary>A day: <c>2015-01-12</c>.</summary>
    Day,

    /// <summary>An ISO week: <c>2015-W03</c>.</summary>
    Week,

    /// <summary>A month: <c>2015-03</c>.</summary>
    Month,

    /// <summary>A running number: <c>17</c>.</summary>
    Number,
}

/// <summary>When a count was. The default value is 1 January of year 1.</summary>
/// <param name="Dating">How it is said.</param>
/// <param name="Day">The day, or the first day of the week or month; of no meaning for a number.</param>
/// <param name="Number">The running number, else 0.</param>
public readonly record struct SeriesDate(CountDating Dating, LocalDate Day, int Number)
{
    /// <summary>Reads an ISO date, an ISO week, a month or a running number from 0 on; null for anything else.</summary>
    public static SeriesDate? Parse(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return new(CountDating.Number, default, number);
        if (text.Length < 7 || text[4] != '-' || !Digits(text, 0, 4, out var year) || year == 0) return null;
        if (text[5] == 'W')
            return text.Length == 8 && Digits(text, 6, 2, out var week) && week >= 1 && year < 9999 && week <= WeekYearRules.Iso.GetWeeksInWeekYear(year)
                ? new(CountDating.Week, LocalDate.FromWeekYearWeekAndDay(year, week, IsoDayOfWeek.Monday), 0) : null;
        if (!Digits(text, 5, 2, out var month) || month is < 1 or > 12) return null;
        if (text.Length == 7) return new(CountDating.Month, new LocalDate(year, month, 1), 0);
        return text.Length == 10 && text[7] == '-' && Digits(text, 8, 2, out var day) && day >= 1 && day <= CalendarSystem.Iso.GetDaysInMonth(year, month)
            ? new(CountDating.Day, new LocalDate(year, month, day), 0) : null;
    }

    static bool Digits(string text, int from, int length, out int number) =>
        int.TryParse(text.AsSpan(from, length), NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

/// <summary>A row of counts.</summary>
/// <param name="When">When the count was.</param>
/// <param name="Count">The count, 0 or more; null where it is missing.</param>
/// <param name="Population">How many people it comes from, above 0; null where that is not said.</param>
/// <param name="Unit">Which series it belongs to; null where the file has no such column.</param>
public sealed record SeriesRow(SeriesDate When, long? Count, double? Population, string? Unit)
{
    /// <summary>Whether it is known to belong to an outbreak; null where the file does not say.</summary>
    public bool? InOutbreak { get; init; }

    /// <summary>On which day it was told; null where the file does not say. A later row of the same date corrects an earlier one.</summary>
    public LocalDate? Reported { get; init; }
}
