using System.Text.Json;
using Tocsin.Formats.Stix;
using Tocsin.Formats.Stix.Patterns;
using Tocsin.Formats.Text;
using Tocsin.Share.Doors;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Judging;

namespace Tocsin.Warn.Following;

/// <summary>Which patterns of STIX indicators hold of which observations.</summary>
/// <param name="read">Gives a record that counts; nothing where it was taken back.</param>
/// <param name="views">The index of values.</param>
/// <param name="own">This party: its own patterns and observations come first.</param>
sealed class StixObservations(Func<RecordAddress, CancellationToken, Task<Record?>> read, IViews views, Hash own)
{
    /// <summary>Patterns that one observation, and observations that one pattern, is held against: no more records are read to find them.</summary>
    public const int CandidatesMax = 1_000;

    /// <summary>Rows of the index that are looked at for one observation or pattern.</summary>
    public const int RowsMax = 10 * CandidatesMax;

    /// <summary>Whether it is an observation, or an object that may belong to one.</summary>
    public static bool IsObserved(IntelligenceFacts facts) => facts.Type == StixIndexing.ObservedData || StixTypes.IsObservable(facts.Type);

    /// <summary>The indicators whose patterns hold of an observation, the newest first.</summary>
    public async Task<IReadOnlyList<ValueHolder>> IndicatorsOf(RecordAddress observation, long arrivedBy, CancellationToken stop)
    {
        if (await Observed(observation, arrivedBy, stop) is not { } observed) return [];
        var candidates = new Dictionary<RecordAddress, ValueHolder>();
        // What names a value comes before what merely asks for a property.
        var keys = observed.Objects.SelectMany(each => PatternKeys.Of(each)).Distinct().OrderBy(key => key.Sort == PatternKeys.HasProperty).ToList();
        var rows = 0;
        foreach (var (sort, text) in keys.Select(key => (StixIndexing.SortOf(key.Sort, own), key.Text)).Concat(keys))
        {
            if (rows >= RowsMax || candidates.Count == CandidatesMax) break;
            foreach (var holder in await ValueIndex.Find(views, ValueRole.Pattern, sort, text, arrivedBy, stop))
                if (++rows <= RowsMax && candidates.Count < CandidatesMax) candidates[holder.Address] = holder;
        }
        var met = new List<ValueHolder>();
        foreach (var holder in candidates.Values.OrderByDescending(each => each.Arrival))
            if (await read(holder.Address, stop) is { } record && StixIndexing.PatternOf(record) is { } pattern && PatternMatching.Match(pattern, [observed]) == PatternMatch.Yes) met.Add(holder);
        return met;
    }

    /// <summary>Where the observations stand that an indicator's pattern holds of.</summary>
    public async Task<IReadOnlyCollection<(long Arrival, RecordAddress Address)>> ObservationsOf(Record indicator, CancellationToken stop)
    {
        var found = new Dictionary<RecordAddress, long>();
        if (StixIndexing.PatternOf(indicator) is not { } pattern) return [];
        var seen = new HashSet<RecordAddress>();
        var rows = 0;
        foreach (var (sort, text) in PatternKeys.Of(pattern))
        {
            if (rows >= RowsMax || seen.Count >= CandidatesMax) break;
            var holders = await ValueIndex.Find(views, ValueRole.Observed, sort, text, indicator.Arrival, stop);
            rows += holders.Count;
            foreach (var holder in holders.OrderByDescending(each => each.Address.Log.Party == own))
            {
                if (seen.Count >= CandidatesMax || rows >= RowsMax + ValueIndex.HoldersMax) break;
                if (!seen.Add(holder.Address) || await read(holder.Address, stop) is not { What: IntelligenceFacts facts } record) continue;
                var holding = facts.Type == StixIndexing.ObservedData ? [(holder.Arrival, holder.Address)] : await Holding(record, indicator.Arrival, stop);
                rows += facts.Type == StixIndexing.ObservedData ? 0 : holding.Count;
                foreach (var (arrival, address) in holding)
                    if (found.Count < CandidatesMax) found[address] = arrival;
            }
        }
        // Here and not by the caller, who looks at no more than its evidence may name: the newest need not be those of which it holds.
        var met = new List<(long, RecordAddress)>();
        foreach (var (address, arrival) in found.OrderByDescending(pair => pair.Value))
        {
            if (met.Count == EvidenceDigest.RecordsMax) break;
            if (await Observed(address, indicator.Arrival, stop) is { } observed && PatternMatching.Match(pattern, [observed]) == PatternMatch.Yes) met.Add((arrival, address));
        }
        return met;
    }

    /// <summary>Where the observations stand that hold an object.</summary>
    public async Task<IReadOnlyList<(long Arrival, RecordAddress Address)>> Holding(Record observable, long arrivedBy, CancellationToken stop) =>
        observable.What is IntelligenceFacts { Id: var id } ? [.. (await ValueIndex.Find(views, ValueRole.Observation, StixDoor.Scheme, id, arrivedBy, stop)).Select(holder => (holder.Arrival, holder.Address))] : [];

    /// <summary>An observation with its objects, as far as they have come; what tells of a person is missing.</summary>
    async Task<StixObserved?> Observed(RecordAddress address, long arrivedBy, CancellationToken stop)
    {
        if (await read(address, stop) is not { What: IntelligenceFacts facts } record || StixIndexing.BodyOf(record) is not { } body) return null;
        var others = new Dictionary<string, StixObject>(StringComparer.Ordinal);
        foreach (var id in (facts.Binds ?? []).Take(Limits.ReferencesMax))
            foreach (var holder in (await ValueIndex.Find(views, ValueRole.Object, StixDoor.Scheme, id, arrivedBy, stop)).OrderByDescending(each => each.Address.Log.Party == address.Log.Party).Take(1))
                if (await read(holder.Address, stop) is { } each && StixIndexing.BodyOf(each) is { } part) others[id] = Of(part, id);
        return StixObserved.Of(Of(body, facts.Id), others);
    }

    static StixObject Of(JsonElement body, string id) => new() { Type = body.Text("type") ?? "", Id = id, Body = body, Json = "" };
}
