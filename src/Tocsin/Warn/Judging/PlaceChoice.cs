using Tocsin.Warn.Geography;

namespace Tocsin.Warn.Judging;

/// <summary>A series that may take part.</summary>
/// <param name="Series">Its latest counts, <see cref="PlaceTable.ExpectedPeriods"/> before the judged period and that one; at least one.</param>
/// <param name="Party">Who tells the newest of them.</param>
/// <param name="IsOwn">Whether this party tells one of them.</param>
/// <param name="Arrival">The arrival number of its newest count.</param>
sealed record PlaceCandidate(PlaceSeries Series, Hash Party, bool IsOwn, long Arrival);

/// <summary>Chooses among series: of each place one, and of too many places some of every party, this one's first.</summary>
static class PlaceChoice
{
    /// <summary>Two series so near each other are of one place.</summary>
    public const double SamePlaceKm = 0.1;

    /// <summary>Two series of one name and country are of one place if they are no farther from each other.</summary>
    public const double SameNameKm = 25;

    // A degree of latitude is no shorter anywhere.
    const double KmPerDegreeMin = 110;

    /// <summary>One series of each place: one that has the judged period, then one of this party, then the one whose newest count came first.</summary>
    public static List<PlaceCandidate> Once(IEnumerable<PlaceCandidate> candidates, int ordinal)
    {
        var kept = new List<PlaceCandidate>();
        foreach (var each in candidates.OrderBy(each => each.Series.At(ordinal) is null).ThenBy(each => !each.IsOwn).ThenBy(each => each.Arrival).ThenBy(each => each.Series.Key, StringComparer.Ordinal))
            if (!kept.Exists(other => IsSame(each.Series, other.Series))) kept.Add(each);
        return kept;
    }

    /// <summary>So many places at most: this party's first, then one of each other party in turn; of each the largest latest counts.</summary>
    public static List<PlaceCandidate> Take(IReadOnlyList<PlaceCandidate> places, int most)
    {
        if (places.Count <= most) return [.. places];
        var byParty = places.Where(each => !each.IsOwn).GroupBy(each => each.Party).SelectMany(party => Largest(party).Select((each, turn) => (each, turn)))
            .OrderBy(each => each.turn).ThenBy(each => each.each.Arrival).Select(each => each.each);
        return [.. Largest(places.Where(each => each.IsOwn)).Concat(byParty).Take(most)];
    }

    static IEnumerable<PlaceCandidate> Largest(IEnumerable<PlaceCandidate> places) =>
        places.OrderByDescending(each => double.IsNaN(each.Series.Counts[^1].Count) ? 0 : each.Series.Counts[^1].Count).ThenBy(each => each.Series.Key, StringComparer.Ordinal);

    static bool IsSame(PlaceSeries one, PlaceSeries other)
    {
        if (Math.Abs(one.Latitude - other.Latitude) * KmPerDegreeMin > SameNameKm) return false;
        var km = GreatCircle.Km(one.Longitude, one.Latitude, other.Longitude, other.Latitude);
        return km <= SamePlaceKm || km <= SameNameKm && one.Name.Equals(other.Name, StringComparison.OrdinalIgnoreCase)
            && string.Equals(one.Subject.Country, other.Subject.Country, StringComparison.OrdinalIgnoreCase);
    }
}
