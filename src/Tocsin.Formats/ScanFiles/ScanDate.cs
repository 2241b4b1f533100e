using System.Globalization;

namespace Tocsin.Formats.ScanFiles;

/// <summary>How exactly a date of SaTScan's files is told.</summary>
public enum ScanPrecision
{
    /// <summary>A year.</summary>
    Year = 1,

    /// <summary>A month.</summary>
    Month = 2,

    /// <summary>A day.</summary>
    Day = 3,
}

/// <summary>A date of SaTScan's files: year, month and day, or month, day and year with four digits, between any of <c>/ - . *</c>; or less of it.</summary>
/// <param name="Precision">How exact it is.</param>
/// <param name="Year">The year, from 1 to 9999.</param>
/// <param name="Month">The month; 1 where only the year is told.</param>
/// <param name="Day">The day; 1 where it is not told.</param>
public readonly record struct ScanDate(ScanPrecision Precision, int Year, int Month, int Day)
{
    /// <summary>Reads a date; null where it is none.</summary>
    /// <param name="text">The date.</param>
    /// <param name="centuries">The first and the last year of the study, to which years of two digits belong; 0 and 0 for the twentieth century.</param>
    public static ScanDate? Parse(ReadOnlySpan<char> text, (int First, int Last) centuries)
    {
        Span<Range> parts = stackalloc Range[4];
        var count = text.SplitAny(parts, "/-.*");
        if (count > 3) return null;
        Span<int> all = stackalloc int[3];
        for (var i = 0; i < count; i++)
            if (!int.TryParse(text[parts[i]], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out all[i]) || all[i] > 9999) return null;
        var numbers = all[..count];
        var yearLast = numbers.Length > 1 && numbers[^1] > 999;
        var (year, month, day) = numbers switch
        {
            [var y] => (y, 1, 1),
            [var m, var y] when yearLast => (y, m, 1),
            [var y, var m] => (y, m, 1),
            [var m, var d, var y] when yearLast => (y, m, d),
            [var y, var m, var d] => (y, m, d),
            _ => (0, 0, 0),
        };
        if (!yearLast) year = FullYear(year, centuries) ?? 0;
        return year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new((ScanPrecision)numbers.Length, year, month, day) : null;
    }

    static int? FullYear(int year, (int First, int Last) centuries)
    {
        if (year > 99) return year;
        var (first, last) = centuries;
        if (first == 0 && last == 0) return 1900 + year;
        if (first / 100 == last / 100) return year + first / 100 * 100;
        if (last - first >= 100) return null;
        if (year >= first % 100) return year + first / 100 * 100;
        return year <= last % 100 ? year + last / 100 * 100 : null;
    }
}
