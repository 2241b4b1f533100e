using Tocsin.Share.Records;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Wording;

namespace Tocsin.Warn.Judging;

/// <summary>What is said of a source that is overdue, and once it is heard again.</summary>
public static class SilenceJudge
{
    /// <summary>The detector's name in a warning.</summary>
    public const string Detector = "silence";
    /// <summary>The detector's version.</summary>
    public const string Version = "1";

    /// <summary>When a source is overdue that was last heard with a record: with the rules themselves, where it never was.</summary>
    public static Instant OverdueAt(SilenceRule rule, Record last) => last.Leaf.Time + rule.OverdueAfter;

    /// <summary>What is said of it then.</summary>
    public static Assessment.Matter Overdue(SilenceRule rule, Record last)
    {
        var due = OverdueAt(rule, last);
        return new Assessment.Matter
        {
            Category = Category.Infra, Event = EventName, Severity = rule.Severity, Urgency = Urgency.Immediate, Certainty = Certainty.Observed,
            At = due, Until = due + rule.QuietFor, Headline = Sentence.Of("silence.headline", $"{Name(rule)} is overdue"), Numbers = ImmutableSortedDictionary<string, double>.Empty,
            Why = last.What is RulesFacts
                ? Sentence.Of("silence.never", $"{Name(rule)} has never been heard, and was due by {TimeWord.Minute(due)}: what it would have told is missing here.")
                : Sentence.Of("silence.since", $"{Name(rule)} was last heard on {TimeWord.Minute(last.Leaf.Time)}, and was due by {TimeWord.Minute(due)}: what it would have told is missing here."),
        };
    }

    /// <summary>What is said once it is heard again, or once rules came into force by which nobody waits for it.</summary>
    public static Assessment.Nothing Ended(SilenceRule rule, Record by) => new()
    {
        Category = Category.Infra, Event = EventName, At = by.Leaf.Time, Until = by.Leaf.Time + rule.OverdueAfter,
        Why = by.What is RulesFacts
            ? Sentence.Of("silence.left", $"The rule {rule.Name} that waited for it is not in force since {TimeWord.Minute(by.Leaf.Time)}: nobody waits for the source now, and it may be silent still.")
            : Sentence.Of("silence.heard", $"{Name(rule)} was heard again on {TimeWord.Minute(by.Leaf.Time)}."),
    };

    /// <summary>Whether a source is the one that the rule waits for.</summary>
    public static bool IsOf(SilenceRule rule, string scheme, string publisher) => rule.Scheme == scheme && (rule.Publisher is null || rule.Publisher == publisher);

    static Sentence EventName { get; } = Sentence.Of("silence.event", "Source overdue");

    static Sentence Name(SilenceRule rule) => rule.Publisher is { } publisher ? Sentence.Of("silence.source", $"The source {publisher} ({rule.Scheme})") : Sentence.Of("silence.scheme", $"The source {rule.Scheme}");
}
