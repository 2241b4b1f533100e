using System.Globalization;
using Tocsin.Detection.Series;
using Tocsin.Formats.CaseCounts;
using Tocsin.Share.Records;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Wording;

namespace Tocsin.Warn.Judging;

/// <summary>Judges a period of a series by the counts before it.</summary>
public static class OutbreakJudge
{
    /// <summary>The detector's name in a warning.</summary>
    public const string Detector = "outbreak";
    /// <summary>The detector's version.</summary>
    public const string Version = "1";
    /// <summary>CAP's event.</summary>
    public static Sentence EventName { get; } = Sentence.Of("outbreak.event", "More cases than expected");
    /// <summary>Counts that one verdict rests on at most: ten years of days and what the windows need beside.</summary>
    public const int CountsMax = 4_096;

    const byte TenYearsOfDaysFit = MethodReader.YearsMax * 366 + 182 + 8 + 1 <= CountsMax ? 0 : -1;

    // The day begins first 14 hours east of Greenwich.
    static readonly Duration EarliestDay = Duration.FromHours(14) + Duration.FromMinutes(Limits.FutureMinutesMax);

    /// <summary>Whether a period is news at a time: it is over for no longer than the rule says, or has begun somewhere.</summary>
    public static bool IsFresh(Rule rule, CountPeriod period, int ordinal, Instant time) =>
        time - PeriodLine.End(period, ordinal) <= rule.FreshFor && PeriodLine.Start(period, ordinal).AtMidnight().InUtc().ToInstant() - time <= EarliestDay;

    /// <summary>What the rule's detector says, and which it was.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="period">How long the periods are.</param>
    /// <param name="counts">As in <see cref="SeriesCase.Counts"/>; a period that is not there is missing, not zero.</param>
    /// <param name="shares">Which shares of the newest counts are told by now.</param>
    public static (SeriesVerdict Verdict, SeriesMethod Method) Judge(ThresholdRule rule, CountPeriod period, IReadOnlyList<SeriesCount> counts, ReportedShares shares)
    {
        var verdict = Judge(rule.Method, period, counts, shares);
        return verdict.Why == NotJudged.HistoryTooShort && rule.UntilThen is { } short_ ? (Judge(short_, period, counts, shares), short_) : (verdict, rule.Method);
    }

    /// <summary>Which shares of a series' newest counts are told at a time, by the rule, or by the counts themselves.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="period">How long the periods are.</param>
    /// <param name="counts">As in <see cref="SeriesCase.Counts"/>.</param>
    /// <param name="earlier">As in <see cref="SeriesCase.Earlier"/>.</param>
    /// <param name="time">The time. UTC.</param>
    public static ReportedShares SharesOf(OutbreakRule rule, CountPeriod period, IReadOnlyList<SeriesCount> counts, IReadOnlyList<SeriesCount> earlier, Instant time) =>
        rule.Method.EstimatesShares ? CountGrowth.Shares(period, counts, earlier, time) : CountGrowth.Told(rule.Method.SharesTold, period, counts[^1].Ordinal, time);

    /// <summary>Whether a verdict is one that the rule rings for, whatever the time.</summary>
    public static bool IsAbove(ThresholdRule rule, SeriesVerdict verdict) =>
        verdict.Alarm == true && verdict.Observed >= rule.MinCount && TimesThreshold(verdict) >= rule.Severities[^1].TimesThreshold;

    /// <summary>Assesses the case's period at a time.</summary>
    public static Assessment Assess(OutbreakRule rule, SeriesCase the, Instant time)
    {
        var (subject, judged) = (the.Subject, the.Judged);
        var shares = SharesOf(rule, subject.Period, the.Counts, the.Earlier, time);
        var (verdict, method) = Judge(rule, subject.Period, the.Counts, shares);
        var until = PeriodLine.End(subject.Period, judged.Ordinal) + rule.QuietFor;
        var at = judged.Witness(subject.Period).At;
        var (count, when) = (Count(judged.Count, subject.Measure), Words(subject.Period, judged.Ordinal));
        var what = subject.Period == CountPeriod.Day ? Sentence.Of("outbreak.on", $"{subject.Words}: {count} on {when}") : Sentence.Of("outbreak.in", $"{subject.Words}: {count} in {when}");
        var ratio = TimesThreshold(verdict);
        var reached = verdict.Alarm == true && judged.Count >= rule.MinCount ? rule.Severities.FirstOrDefault(each => ratio >= each.TimesThreshold) : null;
        var told = verdict.Alarm == true && !(judged.Count > verdict.Upper)
            ? Sentence.Of("outbreak.together", $"{what}; {Number(verdict.Expected)} expected, {Number(verdict.Upper)} the threshold ({method.Words}), too many together with the count before.")
            : Sentence.Of("outbreak.why", $"{what}; {Number(verdict.Expected)} expected, {Number(verdict.Upper)} the threshold ({method.Words}).");
        if (rule.Method.EstimatesShares && shares.Shares is [var share, ..]) told = Sentence.Then(told, Sentence.Of("outbreak.reported", $"As earlier counts grew, {share * 100:0} % of the cases are reported by now, and so many of those expected."));
        if (reached is null)
            return new Assessment.Nothing { Category = Category.Health, Event = EventName, At = at, Until = until, Why = verdict.Alarm is null ? Sentence.Of("outbreak.unjudged", $"{what}; {Words(verdict.Why)}.") : told };
        return new Assessment.Matter
        {
            Category = Category.Health,
            Event = EventName,
            Headline = what,
            Severity = reached.Severity,
            Urgency = Urgency.Immediate,
            Certainty = Certainty.Likely,
            At = at,
            Until = until,
            Why = told,
            Numbers = Numbers(judged, verdict, the.Counts.Count - 1, shares),
            Where = the.Geometry is null && subject is { Place: null, Country: null } ? null : new Where { Geometry = the.Geometry, Name = subject.Place, Country = subject.Country },
        };
    }

    /// <summary>How many times its threshold an alarm is; one that it owes to the count before it is as if at the threshold.</summary>
    internal static double TimesThreshold(SeriesVerdict verdict) => Math.Max(1, verdict.Observed / Math.Max(1, verdict.Upper));

    /// <summary>Decides on a case.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="said">The thread's last message; nothing where there is none.</param>
    /// <param name="the">The newest period of the thread that is above its threshold, or the one that no longer is.</param>
    /// <param name="cause">The record that is being judged.</param>
    /// <param name="time">At which time it is judged. UTC.</param>
    public static Verdict Decide(OutbreakRule rule, Said? said, SeriesCase the, Record cause, Instant time)
    {
        if (said is { Stands: true } && cause.Leaf.References.Any(r => r.Relation is Relation.Ends or Relation.Revises && the.Judged.Leaf == r.Leaf))
            return new Verdict.Raise(MessageType.Cancel, Endings.Of(rule, the.Witnesses, Endings.Withdrawn));
        var assessment = Assess(rule, the, time);
        // The warning spoke of a later period, which a correction has taken out of it.
        if (said is { Stands: true } && assessment is Assessment.Matter matter && SeriesCount.Of(cause) is { } count && count.Ordinal > the.Judged.Ordinal)
            return new Verdict.Raise(MessageType.Update, matter with { Why = Sentence.Then(Sentence.Of("outbreak.corrected", $"The count of {Words(the.Subject.Period, count.Ordinal)} was corrected."), matter.Why) });
        return Escalation.Decide(rule, said, assessment, time, IsFresh(rule, the.Subject.Period, the.Judged.Ordinal, time));
    }

    static SeriesVerdict Judge(SeriesMethod method, CountPeriod period, IReadOnlyList<SeriesCount> counts, ReportedShares shares)
    {
        var last = counts[^1].Ordinal;
        var used = counts.SkipWhile(count => count.Ordinal < method.FirstNeeded(period, last)).ToList();
        var first = used[0].Ordinal;
        if (first == last) return SeriesVerdict.None(used[0].Count, NotJudged.HistoryTooShort);
        var (values, people) = (new double[last - first + 1], new double[last - first + 1]);
        Array.Fill(values, double.NaN);
        foreach (var count in used) (values[count.Ordinal - first], people[count.Ordinal - first]) = (count.Count, count.Population ?? 0);
        // A population that is not said is the one before.
        for (var i = 1; i < people.Length; i++) people[i] = people[i] > 0 ? people[i] : people[i - 1];
        var dates = Enumerable.Range(first, values.Length).Select(ordinal => PeriodLine.Start(period, ordinal).ToDateOnly());
        return method.Detector(shares).JudgeLast(new SeriesHistory(SeriesCalendar.Dated(PeriodLine.Frequency(period), dates), values, people[0] > 0 ? people : null));
    }

    internal static SortedDictionary<string, double> Numbers(SeriesCount judged, SeriesVerdict verdict, int baseline, ReportedShares shares)
    {
        var numbers = new SortedDictionary<string, double>(StringComparer.Ordinal) { ["count"] = judged.Count, ["countsBefore"] = baseline };
        if (shares.Shares is [var share, ..]) numbers["reportedShare"] = Math.Round(share, 3);
        if (double.IsFinite(verdict.Expected)) numbers["expected"] = Math.Round(verdict.Expected, 3);
        if (double.IsFinite(verdict.Upper)) numbers["threshold"] = Math.Round(verdict.Upper, 3);
        if (double.IsFinite(verdict.PValue)) numbers["pValue"] = double.Parse(verdict.PValue.ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return numbers;
    }

    internal static Sentence Count(double count, Measure measure) => (measure, count) switch
    {
        (Measure.Cases, 1) => Sentence.Of("count.cases", $"{count:#,0} case"),
        (Measure.Cases, _) => Sentence.Of("count.cases", $"{count:#,0} cases"),
        (_, 1) => Sentence.Of("count.deaths", $"{count:#,0} death"),
        _ => Sentence.Of("count.deaths", $"{count:#,0} deaths"),
    };

    internal static Sentence Number(double number) => double.IsFinite(number) ? Sentence.Of("number", $"{number:#,0.#}") : Sentence.Of("number.unknown", "an unknown number");

    internal static Sentence Words(CountPeriod period, int ordinal)
    {
        var start = PeriodLine.Start(period, ordinal);
        return period switch
        {
            CountPeriod.Day => Sentence.Name(start.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)),
            CountPeriod.Month => Sentence.Of("period.month", $"the month of {start.ToString("uuuu-MM", CultureInfo.InvariantCulture)}"),
            _ => Sentence.Of("period.week", $"the week of {start.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)}"),
        };
    }

    /// <summary>Why there is no verdict, in words.</summary>
    public static Sentence Words(NotJudged why) => why switch
    {
        NotJudged.HistoryTooShort => Sentence.Of("unjudged.short", "the series is too short to be judged"),
        NotJudged.CountMissing => Sentence.Of("unjudged.missing", "the count is missing or cannot be compared"),
        NotJudged.BaselineMissing or NotJudged.RecentCountMissing => Sentence.Of("unjudged.before", "a count before it is missing"),
        NotJudged.NoPopulation => Sentence.Of("unjudged.population", "the population is not known"),
        NotJudged.TooFewCases => Sentence.Of("unjudged.few", "there were too few cases lately"),
        _ => Sentence.Of("unjudged.threshold", "the counts before it give no threshold"),
    };
}
