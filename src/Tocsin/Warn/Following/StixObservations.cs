using System.Text.Json;
using Tocsin.Formats.Stix;
using Tocsin.Formats.Stix.Patterns;
using Tocsin.Formats.Text;
using Tocsin.Share.Doors;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Warn.Following;

/// <summary>Which patterns of STIX indicators hold of which observations.</summary>
/// <param name="read">Gives a record that counts; nothing where it was taken back.</param>
/// <param name="views">The index of values.</param>
sealed class StixObservations(Func<RecordAddress, CancellationToken, Task<Record?>> read, IViews views)
{
    /// <summary>Patterns that one observation, and observations that one pattern, is held against.</summary>
    public const int CandidatesMax = 1_000;

    /// <summary>Whether it is an observation, or an object that may belong to one.</summary>
    public static bool IsObserved(IntelligenceFacts facts) => facts.Type == StixIndexing.ObservedData || StixTypes.IsObservable(facts.Type);

    /// <summary>The indicators whose patterns hold of an observation, the newest first.</summary>
    public async Task<IReadOnlyList<ValueHolder>> IndicatorsOf(RecordAddress observation, long arrivedBy, CancellationToken stop)
    {
        if (await Observed(observation, arrivedBy, stop) is not { } observed) return [];
        var candidates = new Dictionary<RecordAddress, ValueHolder>();
        // What names a value comes before what merely asks for a property.
        foreach (var (sort, text) in observed.Objects.SelectMany(each => PatternKeys.Of(each)).Distinct().OrderBy(key => key.Sort == PatternKeys.HasProperty))
            foreach (var holder in await ValueIndex.Find(views, ValueRole.Pattern, sort, text, arrivedBy, stop))
                if (candidates.Count < CandidatesMax) candidates[holder.Address] = holder;
        var met = new List<ValueHolder>();
        foreach (var holder in candidates.Values.OrderByDescending(each => each.Arrival))
            if (await read(holder.Address, stop) is { } record && StixIndexing.PatternOf(record) is { } pattern && PatternMatching.Match(pattern, [observed]) == PatternMatch.Yes) met.Add(holder);
        return met;
    }

    /// <summary>Where the observations stand that a pattern may hold of.</summary>
    public async Task<IReadOnlyCollection<(long Arrival, RecordAddress Address)>> Candidates(Record indicator, CancellationToken stop)
    {
        var found = new Dictionary<RecordAddress, long>();
        if (StixIndexing.PatternOf(indicator) is not { } pattern) return [];
        foreach (var (sort, text) in PatternKeys.Of(pattern))
            foreach (var holder in await ValueIndex.Find(views, ValueRole.Observed, sort, text, indicator.Arrival, stop))
                if (found.Count < CandidatesMax && await read(holder.Address, stop) is { What: IntelligenceFacts facts } record)
                    foreach (var (arrival, address) in facts.Type == StixIndexing.ObservedData ? [(holder.Arrival, holder.Address)] : await Holding(record, indicator.Arrival, stop)) found[address] = arrival;
        return [.. found.Select(pair => (pair.Value, pair.Key))];
    }

    /// <summary>Where the observations stand that hold an object.</summary>
    public async Task<IReadOnlyList<(long Arrival, RecordAddress Address)>> Holding(Record observable, long arrivedBy, CancellationToken stop) =>
        observable.What is IntelligenceFacts { Id: var id } ? [.. (await ValueIndex.Find(views, ValueRole.Observation, StixDoor.Scheme, id, arrivedBy, stop)).Select(holder => (holder.Arrival, holder.Address))] : [];

    /// <summary>An observation with its objects, as far as they have come; what tells of a person is missing.</summary>
    async Task<StixObserved?> Observed(RecordAddress address, long arrivedBy, CancellationToken stop)
    {
        if (await read(address, stop) is not { What: IntelligenceFacts facts } record || StixIndexing.BodyOf(record) is not { } body) return null;
        var others = new Dictionary<string, StixObject>(StringComparer.Ordinal);
        foreach (var id in facts.Binds ?? [])
            foreach (var holder in (await ValueIndex.Find(views, ValueRole.Object, StixDoor.Scheme, id, arrivedBy, stop)).OrderByDescending(each => each.Address.Log.Party == address.Log.Party).Take(1))
                if (await read(holder.Address, stop) is { } each && StixIndexing.BodyOf(each) is { } part) others[id] = Of(part, id);
        return StixObserved.Of(Of(body, facts.Id), others);
    }

    static StixObject Of(JsonElement body, string id) => new() { Type = body.Text("type") ?? "", Id = id, Body = body, Json = "" };
}
