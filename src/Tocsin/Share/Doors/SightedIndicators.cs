using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Share.Doors;

/// <summary>An indicator that a sighting met.</summary>
/// <param name="Id">STIX's id of it.</param>
/// <param name="Address">Where it stands.</param>
readonly record struct MetIndicator(string Id, RecordAddress Address);

/// <summary>Which indicator a sighting met, among those of the same circle: what stands in another is not told there.</summary>
/// <param name="views">The index of values.</param>
/// <param name="records">What the indicators say.</param>
sealed class SightedIndicators(IViews views, IRecords records)
{
    /// <summary>Indicators that are looked at for one sighting, under whatever value they stand.</summary>
    public const int LookedAtMax = 100;

    /// <summary>The indicator that names the value most specifically, of several the first that came, as they stand now; nothing where there is none.</summary>
    public Task<MetIndicator?> Now(Record sighting, CancellationToken stop) => Find(sighting, long.MaxValue, isCurrent: true, stop);

    /// <summary>The same, of those that had come when the sighting did: so a rebuild comes to the same, whatever came since.</summary>
    public Task<MetIndicator?> Then(Record sighting, long arrival, CancellationToken stop) => Find(sighting, arrival, isCurrent: false, stop);

    async Task<MetIndicator?> Find(Record sighting, long arrivedBy, bool isCurrent, CancellationToken stop)
    {
        // One of STIX names its indicator itself; a false positive met none.
        if (sighting is not { What: SightingFacts { Silent: null } facts } || facts.Type == StixDoor.Scheme) return null;
        var left = LookedAtMax;
        foreach (var (type, value) in CandidateKeys.Above(facts.Type, facts.Value, await views.NetworkLengths(stop)))
        {
            var holders = await ValueIndex.Find(views, ValueRole.Indicator, type, value, arrivedBy, stop);
            foreach (var (_, _, address) in holders.Where(holder => holder.Address.Log.Circle == sighting.Address.Log.Circle).OrderBy(holder => holder.Arrival))
            {
                if (left-- == 0) return null;
                if (isCurrent && await views.Row(address, stop) is not { State: RecordState.Current }) continue;
                if (await records.Read(address, stop) is { } stored && stored.Read().Try(out var indicator, out _) && Counts(indicator, sighting, facts)) return new MetIndicator(StixExport.IndicatorId(indicator), address);
            }
        }
        return null;
    }

    static bool Counts(Record indicator, Record sighting, SightingFacts facts) =>
        indicator.What is IndicatorFacts { Silent: null } known && indicator.Leaf.Exercise == sighting.Leaf.Exercise && !(known.From > facts.At) && !(known.Until <= facts.At);
}
