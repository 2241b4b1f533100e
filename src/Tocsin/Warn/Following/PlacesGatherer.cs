using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Following;

/// <summary>Gathers the counts of all places that a rule looks at.</summary>
/// <param name="judge">Knows which places a rule looks at.</param>
/// <param name="counts">The counts as they are known.</param>
/// <param name="records">Gives the records that say where places lie.</param>
sealed class PlacesGatherer(PlacesJudge judge, CountDesk counts, JudgedRecords records)
{
    /// <summary>The places' counts up to a period; nothing where no place has any lately.</summary>
    public async Task<PlacesCase?> Of(CountsRule rule, SeriesState series, int ordinal, CancellationToken stop)
    {
        var latest = new List<PlaceCandidate>();
        foreach (var entry in await counts.Alike(series, stop))
            if (await counts.Series(entry.Series, stop) is { Subject: { Place: not null } subject } && (subject with { Country = entry.Country }).IsOf(rule)
                && judge.Looks(rule, entry.Country, entry.Longitude, entry.Latitude)
                && await counts.Between(entry.Series, ordinal - PlaceTable.ExpectedPeriods, ordinal, stop) is { Count: > 0 } some && await Read(some, stop) is { } place)
                latest.Add(new PlaceCandidate(place, some[^1].Address.Log.Party, some.Exists(count => count.Address.Log.Party == records.Own.Party), entry.Arrival));
        var once = PlaceChoice.Once(latest, ordinal);
        var taken = PlaceChoice.Take(once, PlacesJudge.PlacesMaxOf(rule, series.Subject.Period, ordinal));
        if (taken.Count == 0) return null;
        var periods = PlacesCase.PeriodsOf(taken.Count, PlacesJudge.PeriodsOf(rule, series.Subject.Period, ordinal));
        var found = new List<PlaceSeries>();
        foreach (var each in taken) found.Add(each.Series with { Counts = await counts.Between(CountDesk.DigestOf(each.Series.Key), ordinal - periods + 1, ordinal, stop) });
        found.RemoveAll(place => place.Counts.Count == 0);
        found.Sort((one, other) => string.CompareOrdinal(one.Key, other.Key));
        return found.Count == 0 ? null : new PlacesCase(found, found.Max(place => place.Counts[^1].Ordinal)) { Beyond = once.Count - taken.Count, Doubled = latest.Count - once.Count };
    }

    /// <summary>Some counts of one series with what their newest record says of the place.</summary>
    public async Task<PlaceSeries?> Read(IReadOnlyList<SeriesCount> some, CancellationToken stop)
    {
        var newest = some[^1];
        if (judge.Known(newest.Leaf) is { } known) return known with { Counts = some };
        if (await records.Read(newest.Address, stop) is not { } record || PlacesCase.Of([record]) is not { Series: [var place] }) return null;
        judge.Remember(newest.Leaf, place);
        return place with { Counts = some };
    }
}
