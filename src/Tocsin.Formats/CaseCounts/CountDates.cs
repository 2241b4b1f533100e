using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Calendars;

namespace Tocsin.Formats.CaseCounts;

/// <summary>A period by its first day, or why the text names none. The default value is a day long ago.</summary>
/// <param name="Period">How long it is.</param>
/// <param name="Start">Its first day.</param>
/// <param name="Fault">Why there is none; null where there is one.</param>
/// <param name="IsAmbiguous">Whether that is so because nobody said which comes first, the day or the month.</param>
readonly record struct Dated(CountPeriod Period, LocalDate Start, string? Fault, bool IsAmbiguous = false)
{
    public static Dated No(string fault, bool isAmbiguous = false) => new(default, default, fault, isAmbiguous);
}

/// <summary>Dates, weeks and months as files of counts write them.</summary>
static partial class CountDates
{
    static readonly IWeekYearRule EpiWeeks = WeekYearRules.ForMinDaysInFirstWeek(4, IsoDayOfWeek.Sunday);

    /// <summary>Reads <c>2015-03-02</c>, <c>20150302</c>, <c>2/3/2015</c>, <c>2015-W10</c> or <c>2015-03</c>.</summary>
    public static Dated Read(string text, DateOrder order)
    {
        text = text.Trim();
        if (Iso().Match(text) is { Success: true } iso) return Day(Number(iso, 1), Number(iso, 2), Number(iso, 3), text);
        if (Compact().Match(text) is { Success: true } compact) return Day(Number(compact, 1), Number(compact, 2), Number(compact, 3), text);
        if (Slashed().Match(text) is { Success: true } slashed) return Ordered(slashed, order, text);
        if (Week().Match(text) is { Success: true } week) return OfWeek(Number(week, 1), Number(week, 2), CountPeriod.IsoWeek, text);
        if (Month().Match(text) is { Success: true } month) return OfMonth(Number(month, 1), Number(month, 2), text);
        return Dated.No($"'{Shown(text)}' is not a date like 2015-03-02, 2015-W10 or 2015-03");
    }

    /// <summary>The week that a year and a number name, or a date that begins it.</summary>
    public static Dated ReadWeek(string text, CountPeriod period, DateOrder order)
    {
        if (WeekDigits().Match(text.Trim()) is { Success: true } week) return OfWeek(Number(week, 1), Number(week, 2), period, text);
        var read = Read(text, order);
        if (read.Fault is not null || read.Period != CountPeriod.Day) return read.Fault is null && read.Period == CountPeriod.Month ? Dated.No($"'{Shown(text)}' is no week") : read;
        return read.Start.DayOfWeek switch
        {
            IsoDayOfWeek.Monday => read with { Period = CountPeriod.IsoWeek },
            IsoDayOfWeek.Sunday => read with { Period = CountPeriod.EpiWeek },
            _ => Dated.No($"'{Shown(text)}' begins no week: it is neither a Monday nor a Sunday"),
        };
    }

    /// <summary>A week or a month from two columns.</summary>
    public static Dated OfParts(string year, string part, CountPeriod period)
    {
        if (!int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var y) || !int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var n))
            return Dated.No($"'{Shown(year)}' and '{Shown(part)}' are not a year and a {(period == CountPeriod.Month ? "month" : "week")}");
        return period == CountPeriod.Month ? OfMonth(y, n, $"{year}, {part}") : OfWeek(y, n, period, $"{year}, {part}");
    }

    /// <summary>The period that comes so many periods after another; null beyond the year 9999.</summary>
    public static LocalDate? Later(LocalDate start, CountPeriod period, int periods)
    {
        if (period == CountPeriod.Month) return (12L * start.Year + start.Month - 1 + periods) / 12 <= 9999 ? start.PlusMonths(periods) : null;
        var days = (long)periods * (period == CountPeriod.Day ? 1 : 7);
        return days < 3_000_000 && start.Year + days / 365 < 9999 ? start.PlusDays((int)days) : null;
    }

    /// <summary>The period in which a day lies.</summary>
    public static LocalDate StartOf(LocalDate day, CountPeriod period) => period switch
    {
        CountPeriod.Day => day,
        CountPeriod.Month => new LocalDate(day.Year, day.Month, 1),
        CountPeriod.IsoWeek => day.PlusDays(1 - (int)day.DayOfWeek),
        _ => day.PlusDays(-((int)day.DayOfWeek % 7)),
    };

    static Dated Ordered(Match match, DateOrder order, string text)
    {
        var (first, second, year) = (Number(match, 1), Number(match, 2), Number(match, 3));
        if (match.Groups[3].Length == 2)
        {
            if (order == DateOrder.NotSaid) return Dated.No(Ambiguous(text), isAmbiguous: true);
            year += 2000;
        }
        var dayFirst = order switch
        {
            DateOrder.DayMonthYear => true,
            DateOrder.MonthDayYear => false,
            _ when first > 12 => true,
            _ when second > 12 => false,
            _ => (bool?)null,
        };
        return dayFirst switch
        {
            null => Dated.No(Ambiguous(text), isAmbiguous: true),
            true => Day(year, second, first, text),
            false => Day(year, first, second, text),
        };
    }

    static string Ambiguous(string text) => $"'{Shown(text)}' can be read in two ways: say --dates dmy or --dates mdy";

    static Dated Day(int year, int month, int day, string text) =>
        year is >= 1000 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= CalendarSystem.Iso.GetDaysInMonth(year, month)
            ? new(CountPeriod.Day, new LocalDate(year, month, day), null)
            : Dated.No($"'{Shown(text)}' is no day of the calendar");

    static Dated OfMonth(int year, int month, string text) =>
        year is >= 1000 and <= 9999 && month is >= 1 and <= 12 ? new(CountPeriod.Month, new LocalDate(year, month, 1), null) : Dated.No($"'{Shown(text)}' is no month of the calendar");

    static Dated OfWeek(int year, int week, CountPeriod period, string text)
    {
        var rule = period == CountPeriod.EpiWeek ? EpiWeeks : WeekYearRules.Iso;
        return year is >= 1000 and <= 9998 && week >= 1 && week <= rule.GetWeeksInWeekYear(year)
            ? new(period, rule.GetLocalDate(year, week, period == CountPeriod.EpiWeek ? IsoDayOfWeek.Sunday : IsoDayOfWeek.Monday), null)
            : Dated.No($"'{Shown(text)}' is no week of the calendar");
    }

    static int Number(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    static string Shown(string text) => text.Length <= 40 ? text : text[..39] + "…";

    [GeneratedRegex("^([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})(?:[T ][0-9:.]{1,16}Z?)?$", RegexOptions.NonBacktracking)]
    private static partial Regex Iso();

    [GeneratedRegex("^([0-9]{4})([0-9]{2})([0-9]{2})$", RegexOptions.NonBacktracking)]
    private static partial Regex Compact();

    [GeneratedRegex(@"^([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})$", RegexOptions.NonBacktracking)]
    private static partial Regex Slashed();

    [GeneratedRegex("^([0-9]{4})[-_ ]?[Ww]([0-9]{1,2})$", RegexOptions.NonBacktracking)]
    private static partial Regex Week();

    [GeneratedRegex("^([0-9]{4})[-_ /]?[Ww]?([0-9]{1,2})$", RegexOptions.NonBacktracking)]
    private static partial Regex WeekDigits();

    [GeneratedRegex("^([0-9]{4})[-/]([0-9]{1,2})$", RegexOptions.NonBacktracking)]
    private static partial Regex Month();
}
