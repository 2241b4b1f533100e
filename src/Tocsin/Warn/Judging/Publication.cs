using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Judging;

/// <summary>Whether a node says a rule's warning in the rule's circle by itself: only what that circle's own logs have shown it.</summary>
public static class Publication
{
    /// <summary>Why a warning is not published by the rule alone, in one sentence; nothing where it is.</summary>
    /// <param name="rule">The rule that raised it.</param>
    /// <param name="facts">What it says.</param>
    /// <param name="evidence">The envelopes of its evidence, as far as they are held.</param>
    /// <param name="circle">The circle.</param>
    /// <param name="terms">What its charter demands.</param>
    public static string? Objection(Rule rule, WarningFacts facts, IReadOnlyCollection<Leaf> evidence, Hash circle, CircleTerms terms)
    {
        var named = (facts.Judgement?.Evidence.Addresses() ?? []).ToList();
        var elsewhere = named.Count(leaf => leaf.Log.Circle != circle);
        if (Folding.IsFold(rule, facts.Thread)) return "it stands for several warnings at once, beyond the rule's budget";
        if (named.Count == 0) return "it names no evidence";
        if (elsewhere > 0) return elsewhere == named.Count ? "none of its evidence stands in that circle" : $"{elsewhere} of the {named.Count} records that it rests on do not stand in that circle";
        if (evidence.Count < named.Count) return "some of its evidence is not held any more";
        if (facts.Status == CapStatus.Exercise && !terms.IsExercise) return "it belongs to an exercise, and the circle is a real one";
        return evidence.Any(leaf => leaf.Marking == Tlp.Red) ? "some of its evidence is marked TLP:RED" : null;
    }

    /// <summary>The marking of what is published: as strict as the circle's and as all of its evidence.</summary>
    /// <param name="evidence">The envelopes of its evidence.</param>
    /// <param name="terms">What the circle's charter demands.</param>
    public static Tlp Marking(IReadOnlyCollection<Leaf> evidence, CircleTerms terms) => evidence.Select(leaf => leaf.Marking).Append(terms.Marking).Max();
}
