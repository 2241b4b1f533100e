using System.Collections;

namespace Tocsin.Detection.Scan;

/// <summary>Puts windows in the order in which they are told, and leaves out those that likelier ones exclude.</summary>
sealed class ClusterRanking(ReplicatePlan plan, ScanGeography geography, SecondaryCriterion criterion, bool spaceTime)
{
    /// <summary>How many clusters are told at most, as in the reference.</summary>
    public const int ClustersMax = 500;

    /// <summary>Ratios nearer than this are the same: sums in another order differ by as much.</summary>
    public const double Same = 1e-9;

    public List<ScanCandidate> Rank(List<ScanCandidate> windows)
    {
        var most = spaceTime ? ClustersMax : criterion == SecondaryCriterion.All ? plan.Data.Places : Math.Min(geography.Centres, ClustersMax);
        var (kept, inside) = (new List<ScanCandidate>(), new List<BitArray>());
        foreach (var window in InOrder(windows))
        {
            if (kept.Count == most) break;
            if (!IsAllowed(window)) continue;
            kept.Add(window);
            inside.Add(new(plan.Data.Places));
            foreach (var place in PlacesOf(window)) inside[^1][place] = true;
        }
        return kept;

        bool IsAllowed(ScanCandidate window)
        {
            for (var i = 0; i < kept.Count; i++)
                if (!Allows(kept[i], inside[i], window)) return false;
            return true;
        }
    }

    /// <summary>The likeliest first; where ratios are the same, the fewest places, then the first innermost place, then the first centre.</summary>
    IEnumerable<ScanCandidate> InOrder(List<ScanCandidate> windows)
    {
        windows.Sort((one, other) => other.Llr != one.Llr ? other.Llr.CompareTo(one.Llr) : one.Centre.CompareTo(other.Centre));
        for (int from = 0, to; from < windows.Count; from = to)
        {
            for (to = from + 1; to < windows.Count && windows[from].Llr - windows[to].Llr < Same;) to++;
            if (to == from + 1) yield return windows[from];
            else foreach (var window in windows[from..to].OrderBy(window => window.Count).ThenBy(window => plan.Neighbours[window.Centre].Span[0]).ThenBy(window => window.Centre).ThenBy(window => window.Start)) yield return window;
        }
    }

    bool Allows(ScanCandidate likelier, BitArray inside, ScanCandidate window)
    {
        if (criterion == SecondaryCriterion.All) return true;
        if (spaceTime && (likelier.End < window.Start || likelier.Start > window.End)) return true;
        return criterion switch
        {
            SecondaryCriterion.NoOverlap => !Overlap(inside, window),
            SecondaryCriterion.NoCentreInOther => !CentreIn(window, likelier) && !CentreIn(likelier, window),
            SecondaryCriterion.NoCentreInLikelier => !CentreIn(window, likelier),
            SecondaryCriterion.NoCentreInLessLikely => !CentreIn(likelier, window),
            _ => !CentreIn(window, likelier) || !CentreIn(likelier, window),
        };
    }

    bool Overlap(BitArray inside, ScanCandidate window)
    {
        foreach (var place in PlacesOf(window))
            if (inside[place]) return true;
        return false;
    }

    /// <summary>In single precision, so that a centre on the circle's line is in it.</summary>
    bool CentreIn(ScanCandidate inner, ScanCandidate outer) =>
        (float)geography.Between(inner.Centre, outer.Centre) <= (float)geography.Straight(outer.Centre, PlacesOf(outer)[^1]);

    public ReadOnlySpan<ushort> PlacesOf(ScanCandidate window) => plan.Neighbours[window.Centre].Span[..window.Count];
}
