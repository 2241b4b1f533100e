using System.Text.Json;
using Tocsin.Share.Records;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Wording;

namespace Tocsin.Warn.Judging;

/// <summary>Puts a verdict into a warning's facts and words: the judge and a replay use the same.</summary>
public static class WarningMaker
{
    /// <summary>The facts of a rule's warning.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="status">Actual, or Exercise.</param>
    /// <param name="raise">The verdict.</param>
    /// <param name="said">The thread's last message; a cancellation repeats how bad it was called.</param>
    /// <param name="cause">The record that caused it.</param>
    /// <param name="time">At which time that was judged. UTC.</param>
    /// <param name="evidence">What was judged.</param>
    public static WarningFacts Facts(string thread, Rule rule, CapStatus status, Verdict.Raise raise, Said? said, Record cause, Instant time, Evidence evidence) =>
        Facts(thread, rule, status, raise, said, time, evidence) is var facts && cause.Leaf.Time == time ? facts : facts with { Judgement = facts.Judgement! with { Heard = time } };

    /// <summary>The facts of a warning that the node's clock raised.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="status">Actual, or Exercise.</param>
    /// <param name="raise">The verdict.</param>
    /// <param name="said">The thread's last message; a cancellation repeats how bad it was called.</param>
    /// <param name="time">What the clock showed. UTC.</param>
    /// <param name="evidence">What was judged.</param>
    public static WarningFacts Facts(string thread, Rule rule, CapStatus status, Verdict.Raise raise, Said? said, Instant time, Evidence evidence)
    {
        var (detector, version) = Detector(rule);
        var matter = raise.Message == MessageType.Cancel ? null : (Assessment.Matter)raise.Assessment;
        var severity = matter?.Severity ?? said!.Severity;
        return new WarningFacts
        {
            Status = status,
            Message = raise.Message,
            Thread = thread,
            Category = raise.Assessment.Category,
            Event = raise.Assessment.Event.Text,
            Severity = severity,
            Urgency = matter?.Urgency ?? Urgency.Past,
            Certainty = matter?.Certainty ?? Certainty.Observed,
            At = raise.Assessment.At,
            Until = raise.Assessment.Until,
            Why = raise.Assessment.Why.Text,
            Phrases = new(raise.Assessment.Event.Phrase, Headline(raise.Message, raise.Assessment).Phrase, raise.Assessment.Why.Phrase, matter?.Place?.Phrase),
            Numbers = matter?.Numbers,
            AcknowledgeBy = matter is null ? null : time + rule.DeadlineOf(severity),
            Judgement = new Judgement(rule.Name, detector, version, evidence),
        };
    }

    /// <summary>The warning as it is handed to the journal, but for its key.</summary>
    public static Draft Draft(WarningFacts facts, Assessment assessment, IReadOnlyList<Reference> references) => new()
    {
        Kind = Kind.Warning,
        What = facts,
        Where = facts.Message == MessageType.Cancel ? null : ((Assessment.Matter)assessment).Where,
        Texts = [new TextBlock
        {
            Event = facts.Event,
            Headline = Headline(facts.Message, assessment).Text,
            Description = facts.Why,
        }],
        References = references,
    };

    /// <summary>The headline of a cancellation.</summary>
    public static Sentence Cancelled(Sentence what) => Sentence.Of("cancelled", $"Cancelled: {what}");

    /// <summary>What a warning said, for the next decision on its thread.</summary>
    /// <param name="facts">The warning's facts.</param>
    /// <param name="time">When the record that caused it was written. UTC.</param>
    public static Said Said(WarningFacts facts, Instant time) =>
        new(facts.Message, facts.Severity, facts.Numbers?.GetValueOrDefault("areaKm2") ?? 0, time);

    /// <summary>Whether a warning that was made again says to the letter what it said. One from before there were phrases is not asked for them.</summary>
    public static bool SaysAgain(WarningFacts then, WarningFacts now) => Text(then) == Text(then.Phrases is null ? now with { Phrases = null } : now);

    /// <summary>All that a warning says, to the letter.</summary>
    public static string Text(WarningFacts facts) => JsonSerializer.Serialize(facts, GroupJson.Default.WarningFacts);

    static Sentence Headline(MessageType message, Assessment assessment) => message == MessageType.Cancel ? Cancelled(assessment.Event) : ((Assessment.Matter)assessment).Headline;

    static (string Name, string Version) Detector(Rule rule) => rule switch
    {
        EarthquakeRule => (EarthquakeJudge.Detector, EarthquakeJudge.Version),
        AlertRule => (AlertJudge.Detector, AlertJudge.Version),
        SilenceRule => (SilenceJudge.Detector, SilenceJudge.Version),
        SightingRule => (SightingJudge.Detector, SightingJudge.Version),
        Watching.WatchRule => (Watching.WatchJudge.Detector, Watching.WatchJudge.Version),
        OutbreakRule => (OutbreakJudge.Detector, OutbreakJudge.Version),
        FireRule => (FireJudge.Detector, FireJudge.Version),
        PiracyRule => (PiracyJudge.Detector, PiracyJudge.Version),
        EventLevelRule => (EventLevelJudge.Detector, EventLevelJudge.Version),
        LevelRule => (LevelJudge.Detector, LevelJudge.Version),
        PartnerRule => (PartnerJudge.Detector, PartnerJudge.Version),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
