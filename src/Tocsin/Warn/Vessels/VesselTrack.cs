using Tocsin.Formats.Ais;
using Tocsin.Warn.Geography;

namespace Tocsin.Warn.Vessels;

/// <summary>What a vessel's positions in a window of time say of how near it was to a place, and of what is odd. Pure.</summary>
/// <param name="longitude">The place: degrees.</param>
/// <param name="latitude">The place: degrees.</param>
/// <param name="radiusKm">What counts as near.</param>
/// <param name="since">When the window begins. UTC.</param>
/// <param name="until">When it ends. UTC.</param>
sealed class VesselTrack(double longitude, double latitude, double radiusKm, Instant since, Instant until)
{
    /// <summary>Odd things that are told of one vessel: the nearest.</summary>
    public const int OddMax = 100;

    // A great circle and the plane's straight line do not part over so few kilometres.
    const double StepKm = 50;

    readonly AzimuthalEquidistant plane = new(longitude, latitude);

    /// <summary>Judges a vessel; nothing where it was never near, and nothing odd about it was.</summary>
    /// <param name="fixes">Its positions in the window, ascending by time.</param>
    /// <param name="told">Gaps and jumps that records tell of, with their ends, which may lie outside the window.</param>
    /// <param name="isInland">Whether a position is far from any sea.</param>
    public VesselApproach? Judge(IReadOnlyList<VesselFix> fixes, IReadOnlyList<(VesselOddity Odd, VesselFix From, VesselFix To)> told, Func<VesselFix, bool> isInland)
    {
        // A gap in what one receiver heard is none where another heard the vessel meanwhile.
        var leaps = told.Where(leap => leap.Odd.Sort == VesselOdd.Jump || !IsHeardBetween(fixes, leap.From.At, leap.To.At)).OrderBy(leap => leap.From.At).ToList();
        var all = Ordered(fixes.Concat(leaps.SelectMany(leap => new[] { leap.From, leap.To }).Where(end => end.At >= since && end.At <= until)));
        if (all.Count == 0 && leaps.Count == 0) return null;
        var closest = all.Count > 0 ? all.Select(fix => (Km: Km(fix), fix.At)).MinBy(each => each.Km) : leaps.Select(Passed).MinBy(each => each.Km);
        var (toldLeaps, next, covered) = (leaps.Count, 0, Instant.MinValue);
        for (var i = 1; i < all.Count; i++)
        {
            var (from, to) = (all[i - 1], all[i]);
            for (; next < toldLeaps && leaps[next].From.At <= from.At; next++) covered = Instant.Max(covered, leaps[next].To.At);
            if (covered >= to.At) continue;
            if (Odd(from, to) is { } sort)
            {
                leaps.Add((new(sort, from.At, to.At, Km(from, to), 0, to.Leaf), from, to));
                covered = to.At;
            }
            else if (Nearest(from, to) is var (km, share) && km < closest.Km) closest = (km, from.At + (to.At - from.At) * share);
        }
        var odd = Jumps(leaps).Concat(leaps.Where(leap => leap.Odd.Sort == VesselOdd.Gap).Select(leap => leap.Odd with { ClosestKm = Nearest(leap.From, leap.To).Km })).ToList();
        if (all.Where(fix => Km(fix) <= radiusKm).FirstOrDefault(isInland) is { } inland) odd.Add(new(VesselOdd.Inland, inland.At, inland.At, 0, Km(inland), inland.Leaf));
        odd.RemoveAll(each => each.ClosestKm > radiusKm);
        if (closest.Km > radiusKm && odd.Count == 0) return null;
        var isHeardAgain = fixes.Count > 0 && leaps.Any(leap => leap.To.At > fixes[^1].At);
        return new(closest.Km, closest.At, Ordered(fixes), isHeardAgain, [.. odd.OrderBy(each => each.ClosestKm).Take(OddMax).OrderBy(each => each.Left)], odd.Count > OddMax);
    }

    /// <summary>How far a position is from the place.</summary>
    public double Km(VesselFix fix) => GreatCircle.Km(longitude, latitude, fix.Longitude, fix.Latitude);

    /// <summary>How near the way between two positions comes to the place, and what share of the way that is.</summary>
    internal (double Km, double Share) Nearest(VesselFix from, VesselFix to)
    {
        var steps = Math.Max(1, (int)Math.Ceiling(Km(from, to) / StepKm));
        var (best, before) = ((Km: double.MaxValue, Share: 0.0), plane.ToPlane(from.Longitude, from.Latitude));
        for (var i = 1; i <= steps; i++)
        {
            var (x, y) = i == steps ? (to.Longitude, to.Latitude) : GreatCircle.Between(from.Longitude, from.Latitude, to.Longitude, to.Latitude, i / (double)steps);
            var next = plane.ToPlane(x, y);
            var (dx, dy) = (next.X - before.X, next.Y - before.Y);
            var length = dx * dx + dy * dy;
            var along = length == 0 ? 0 : Math.Clamp(-(before.X * dx + before.Y * dy) / length, 0, 1);
            var km = Math.Sqrt(Math.Pow(before.X + along * dx, 2) + Math.Pow(before.Y + along * dy, 2));
            if (km < best.Km) best = (km, (i - 1 + along) / steps);
            before = next;
        }
        return best;
    }

    /// <summary>How near a leap comes; when that was, as far as it was in the window.</summary>
    (double Km, Instant At) Passed((VesselOddity Odd, VesselFix From, VesselFix To) leap)
    {
        var (km, share) = leap.Odd.Sort == VesselOdd.Gap ? Nearest(leap.From, leap.To) : Km(leap.From) <= Km(leap.To) ? (Km(leap.From), 0) : (Km(leap.To), 1);
        return (km, Instant.Max(since, Instant.Min(until, leap.From.At + (leap.To.At - leap.From.At) * share)));
    }

    static List<VesselFix> Ordered(IEnumerable<VesselFix> fixes) => [.. fixes.OrderBy(fix => fix.At).ThenBy(fix => fix.Leaf.Index)
        .DistinctBy(fix => (fix.At, Math.Round(fix.Longitude, 4), Math.Round(fix.Latitude, 4)))];

    static bool IsHeardBetween(IReadOnlyList<VesselFix> fixes, Instant left, Instant reached)
    {
        var (low, high) = (0, fixes.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (fixes[middle].At > left) high = middle;
            else low = middle + 1;
        }
        return low < fixes.Count && fixes[low].At < reached;
    }

    static VesselOdd? Odd(VesselFix from, VesselFix to)
    {
        var (km, hours) = (Km(from, to), (to.At - from.At).TotalHours);
        if (IsTooFar(km, hours)) return VesselOdd.Jump;
        return 60 * hours > VesselTracks.SilentMinutes && from.SpeedKnots >= VesselTracks.UnderWayKnots ? VesselOdd.Gap : null;
    }

    /// <summary>Jumps; where one leads back as though the vessel had never been away, two seem to send under its number: then all that follow within an hour of each other are one.</summary>
    IEnumerable<VesselOddity> Jumps(IEnumerable<(VesselOddity Odd, VesselFix From, VesselFix To)> leaps)
    {
        var jumps = leaps.Where(leap => leap.Odd.Sort == VesselOdd.Jump).OrderBy(leap => leap.From.At).Select(leap => (leap.Odd, leap.From, leap.To, Km: Math.Min(Km(leap.From), Km(leap.To)))).ToList();
        for (var (first, next) = (0, 0); first < jumps.Count; first = next)
        {
            for (next = first + 1; next < jumps.Count && (jumps[next].From.At - jumps[next - 1].To.At).TotalMinutes <= VesselTracks.SilentMinutes;) next++;
            var run = jumps[first..next];
            if (run.Zip(run.Skip(1)).Any(pair => IsBack(pair.First.From, pair.Second.To)))
                yield return run[0].Odd with { Sort = VesselOdd.Twice, Reached = run[^1].To.At, ClosestKm = run.Min(jump => jump.Km) };
            else
                foreach (var jump in run) yield return jump.Odd with { ClosestKm = jump.Km };
        }
    }

    static bool IsBack(VesselFix from, VesselFix to) => (to.At - from.At).TotalMinutes <= VesselTracks.SilentMinutes && !IsTooFar(Km(from, to), (to.At - from.At).TotalHours);

    static bool IsTooFar(double km, double hours) => km > VesselTracks.JumpKmLeast && km > VesselTracks.FastestKnots * SeaIncident.KmOfMile * hours;

    static double Km(VesselFix from, VesselFix to) => GreatCircle.Km(from.Longitude, from.Latitude, to.Longitude, to.Latitude);
}

/// <summary>How near a vessel came.</summary>
/// <param name="ClosestKm">The least distance, along its way too.</param>
/// <param name="ClosestAt">When that was. UTC.</param>
/// <param name="Fixes">Its positions in the window, ascending; none where only a gap or a jump is told.</param>
/// <param name="IsHeardAgain">Whether a gap or a jump tells that it was heard after the last of them.</param>
/// <param name="Odd">What is odd and near, ascending.</param>
/// <param name="IsCut">Whether more than <see cref="VesselTrack.OddMax"/> things were.</param>
sealed record VesselApproach(double ClosestKm, Instant ClosestAt, IReadOnlyList<VesselFix> Fixes, bool IsHeardAgain, IReadOnlyList<VesselOddity> Odd, bool IsCut);
