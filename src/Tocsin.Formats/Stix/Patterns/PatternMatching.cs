using System.Collections.Immutable;

namespace Tocsin.Formats.Stix.Patterns;

/// <summary>What became of a pattern before observations. The default is that they do not meet it.</summary>
public enum PatternMatch
{
    /// <summary>They do not meet it.</summary>
    No,
    /// <summary>They meet it.</summary>
    Yes,
    /// <summary>It asks for what is not judged here: times, numbers and sequences of observations, or a regular expression with looking around or back-references.</summary>
    NotJudged,
}

/// <summary>Holds patterns against observations: comparisons in brackets, AND and OR of them. Time and number are not judged.</summary>
public static class PatternMatching
{
    /// <summary>Brackets that one AND may join to be judged.</summary>
    public const int BracketsMax = 64;

    /// <summary>Judges a pattern. Brackets that AND joins must be met by different observations (§9.4).</summary>
    public static PatternMatch Match(StixPattern pattern, IReadOnlyList<StixObserved> observations) => Match(pattern.Root, observations);

    static PatternMatch Match(StixObservation expression, IReadOnlyList<StixObserved> observations)
    {
        switch (expression)
        {
            case StixObservation.Bracket bracket:
                return Best(observations.Select(observed => Meets(bracket.Comparison, observed)));
            case StixObservation.Any any:
                return Best(any.Parts.Select(part => Match(part, observations)));
            case StixObservation.All all:
                if (all.Parts.Any(part => Match(part, observations) == PatternMatch.No)) return PatternMatch.No;
                return all.Parts.Length <= BracketsMax && all.Parts.All(part => part is StixObservation.Bracket) ? Distinct([.. all.Parts.Cast<StixObservation.Bracket>()], observations) : PatternMatch.NotJudged;
            case StixObservation.Qualified { Inner: var inner }:
                return Match(inner, observations) == PatternMatch.No ? PatternMatch.No : PatternMatch.NotJudged;
            case StixObservation.Sequence sequence:
                return sequence.Parts.Any(part => Match(part, observations) == PatternMatch.No) ? PatternMatch.No : PatternMatch.NotJudged;
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Gives each bracket an observation of its own, by augmenting paths.</summary>
    static PatternMatch Distinct(ImmutableArray<StixObservation.Bracket> brackets, IReadOnlyList<StixObserved> observations)
    {
        var met = brackets.Select(bracket => observations.Select(observed => Meets(bracket.Comparison, observed)).ToArray()).ToArray();
        if (met.Any(row => row.Contains(PatternMatch.NotJudged))) return PatternMatch.NotJudged;
        var holder = Enumerable.Repeat(-1, observations.Count).ToArray();
        return Enumerable.Range(0, brackets.Length).All(bracket => Place(bracket, new bool[observations.Count])) ? PatternMatch.Yes : PatternMatch.No;

        bool Place(int bracket, bool[] tried)
        {
            for (var at = 0; at < observations.Count; at++)
            {
                if (met[bracket][at] != PatternMatch.Yes || tried[at]) continue;
                tried[at] = true;
                if (holder[at] >= 0 && !Place(holder[at], tried)) continue;
                holder[at] = bracket;
                return true;
            }
            return false;
        }
    }

    static PatternMatch Best(IEnumerable<PatternMatch> all)
    {
        var best = PatternMatch.No;
        foreach (var each in all)
        {
            if (each == PatternMatch.Yes) return each;
            if (each == PatternMatch.NotJudged) best = each;
        }
        return best;
    }

    static PatternMatch Meets(StixComparison comparison, StixObserved observed)
    {
        var (roots, isSure) = Roots(comparison, observed);
        return roots.Count > 0 ? PatternMatch.Yes : isSure ? PatternMatch.No : PatternMatch.NotJudged;
    }

    /// <summary>Which objects meet a comparison, and whether that is sure. What AND joins must hold of one object, where it speaks of one type of object.</summary>
    static (HashSet<int> Roots, bool IsSure) Roots(StixComparison comparison, StixObserved observed)
    {
        switch (comparison)
        {
            case StixComparison.Test test:
                return Roots(test, observed);
            case StixComparison.Any any:
                var parts = any.Parts.Select(part => Roots(part, observed)).ToList();
                return ([.. parts.SelectMany(part => part.Roots)], parts.All(part => part.IsSure));
            case StixComparison.All all:
                var (roots, types, isSure) = ((HashSet<int>?)null, (HashSet<string>?)null, true);
                foreach (var part in all.Parts)
                {
                    var (partRoots, partSure) = Roots(part, observed);
                    if (partRoots.Count == 0 && partSure) return ([], true);
                    isSure &= partSure;
                    var partTypes = part.Tests.Select(test => test.Path.Type).ToHashSet(StringComparer.Ordinal);
                    if (roots is null) (roots, types) = (partRoots, partTypes);
                    else if (partRoots.Count == 0 || roots.Count == 0) roots = [];
                    else if (types!.SetEquals(partTypes)) roots.IntersectWith(partRoots);
                    else (roots, types) = ([.. roots, .. partRoots], [.. types, .. partTypes]);
                    if (roots.Count == 0 && isSure) return ([], true);
                }
                return (roots!, isSure);
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    static (HashSet<int> Roots, bool IsSure) Roots(StixComparison.Test test, StixObserved observed)
    {
        var (roots, isSure) = (new HashSet<int>(), true);
        for (var at = 0; at < observed.Objects.Length; at++)
        {
            if (!observed.Objects[at].GetProperty("type").ValueEquals(test.Path.Type)) continue;
            var values = PatternPaths.Follow(observed, observed.Objects[at], test.Path);
            if (test.Operator == StixOperator.Exists)
            {
                if (values.Any() != test.IsNegated) roots.Add(at);
                continue;
            }
            foreach (var value in values)
            {
                var holds = PatternComparing.Holds(test, value);
                isSure &= holds is not null;
                if (holds == true) roots.Add(at);
            }
        }
        return (roots, isSure);
    }
}
