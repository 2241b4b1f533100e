using Tocsin.Formats.CaseCounts;

namespace Tocsin.Share.Records;

/// <summary>How many there were in one period; the place stands in the group <see cref="Group.Where"/>. What is not said is not zero.</summary>
public sealed record CountFacts : Facts
{
    /// <summary>What is counted, in the source's words: cholera.</summary>
    public required string Topic { get; init; }
    /// <summary>Cases or deaths.</summary>
    public required Measure Measure { get; init; }
    /// <summary>How sure the diagnosis is.</summary>
    public CaseStatus CaseStatus { get; init; }
    /// <summary>Which date a case is counted under.</summary>
    public DateBasis Basis { get; init; }
    /// <summary>How long the period is.</summary>
    public required CountPeriod Period { get; init; }
    /// <summary>The period's first day, in the calendar of the place.</summary>
    public required LocalDate Start { get; init; }
    /// <summary>How many were new in the period; negative where the source took some back.</summary>
    public required long Count { get; init; }
    /// <summary>How many people live there, from 0.</summary>
    public long? Population { get; init; }
    /// <summary>How many days the count covers up to its date, where the source's cumulative figures skip some; nothing where it covers its period alone.</summary>
    public int? CoversDays { get; init; }

    /// <summary>The period's first instant, as a record's time of event: midnight, UTC.</summary>
    internal Instant At => Start.AtMidnight().InUtc().ToInstant();

    /// <summary>The words of a list's line: "12 confirmed cases of cholera, week 2015-W03".</summary>
    internal string Describe()
    {
        var sort = CaseStatus == CaseStatus.All ? "" : CaseStatus.ToString().ToLowerInvariant() + " ";
        var noun = (Measure, Math.Abs(Count)) switch { (Measure.Cases, 1) => "case", (Measure.Cases, _) => "cases", (_, 1) => "death", _ => "deaths" };
        return FormattableString.Invariant($"{Count} {sort}{noun}: {Topic}, {PeriodName()}");
    }

    /// <summary>The period as people name it: 2015-03-02, week 2015-W10, epi week 2015-W10, 2015-03.</summary>
    public string PeriodName() => Period switch
    {
        CountPeriod.IsoWeek => $"week {CodeOf(Period, Start)}",
        CountPeriod.EpiWeek => $"epi week {CodeOf(Period, Start)}",
        _ => CodeOf(Period, Start),
    };

    /// <summary>A period in figures: 2015-03-02, 2015-W10, 2015-03. Which weeks are meant must be said beside.</summary>
    /// <param name="period">How long it is.</param>
    /// <param name="start">Its first day.</param>
    public static string CodeOf(CountPeriod period, LocalDate start)
    {
        if (period == CountPeriod.Day) return FormattableString.Invariant($"{start:uuuu-MM-dd}");
        if (period == CountPeriod.Month) return FormattableString.Invariant($"{start:uuuu-MM}");
        var rule = period == CountPeriod.IsoWeek ? NodaTime.Calendars.WeekYearRules.Iso : NodaTime.Calendars.WeekYearRules.ForMinDaysInFirstWeek(4, IsoDayOfWeek.Sunday);
        return FormattableString.Invariant($"{rule.GetWeekYear(start):D4}-W{rule.GetWeekOfWeekYear(start):D2}");
    }
}
