using Tocsin.Share.Records;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Wording;

namespace Tocsin.Warn.Judging;

/// <summary>What a rule says beyond its budget: one warning that stands for many, and rings again when it becomes worse or twice as many.</summary>
public static class Folding
{
    /// <summary>The number of warnings that a fold stands for, among its numbers.</summary>
    public const string Number = "folded";

    /// <summary>The fold's thread, named after the first record that folded.</summary>
    public static string ThreadOf(Rule rule, Guid first) => $"{rule.Name}:fold-{first:N}";

    /// <summary>Whether a thread is a fold of the rule's.</summary>
    public static bool IsFold(Rule rule, string thread) => IsFold(rule.Name, thread);

    /// <summary>Whether a thread is a fold of a rule's, by the rule's name.</summary>
    public static bool IsFold(string rule, string thread) => thread.StartsWith($"{rule}:fold-", StringComparison.Ordinal);

    /// <summary>What the fold says.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="before">What it said before; nothing where it begins.</param>
    /// <param name="matter">What the rule would have rung for.</param>
    /// <param name="isNew">Whether that counts as one more; else it is one of them that became worse.</param>
    public static Verdict.Raise Say(Rule rule, WarningFacts? before, Assessment.Matter matter, bool isNew)
    {
        var count = (long)(before?.Numbers?.GetValueOrDefault(Number) ?? 0) + (isNew ? 1 : 0);
        var severity = before is not null && before.Severity < matter.Severity ? before.Severity : matter.Severity;
        var rings = isNew && long.IsPow2(count);
        return new Verdict.Raise(rings ? MessageType.Alert : MessageType.Update, matter with
        {
            Severity = severity,
            Headline = Sentence.Of("fold.headline", $"And {count} more by the rule {rule.Name}"),
            Why = Sentence.Of("fold.why", $"The rule {rule.Name} has rung {Sentence.Of("count.rings", $"{rule.Budget} times")} in this shift, which is its budget; this stands for {count} more, the last of them: {matter.Headline}."),
            Numbers = new SortedDictionary<string, double>(StringComparer.Ordinal) { [Number] = count },
            AreaKm2 = 0,
        });
    }
}
