using System.Text.Json.Serialization;
using Tocsin.Share.Records;

namespace Tocsin.Warn.Following;

/// <summary>Under which keys of a view each observation stands, so that it can be taken out; and what was taken out, so that it stays out. Either may come first: content
/// may come late, and an earlier incarnation of a log after a later one. Of each that another one revises or ends a key stays, without a word of it.</summary>
/// <param name="desk">The view's documents.</param>
sealed class KeysOfRecords(Desk desk)
{
    /// <summary>The beginning of all keys.</summary>
    public const string Any = "";

    /// <summary>The observations that a record may revise, take back or erase: those of its author alone, whatever leaf it says that they have. A revision keeps its kind.</summary>
    public static IEnumerable<RecordAddress> EndedBy(Record record) =>
        record.Leaf.References.Where(r => (r.Relation == Relation.Ends || r.Relation == Relation.Revises && IsObservation(record)) && r.HasEffect(record.Address)).Select(r => new RecordAddress(r.Log, r.Index));

    /// <summary>Whether it is an observation, or passes one on.</summary>
    public static bool IsObservation(Record record) => (record.Relayed?.Leaf.Kind ?? record.Leaf.Kind) == Kind.Observation;

    /// <summary>Writes down that a record stands under these keys; those under which it may no longer stand are left out.</summary>
    /// <returns>The keys under which it stands.</returns>
    public async Task<IReadOnlySet<string>> Put(RecordAddress address, IEnumerable<string> keys, CancellationToken stop)
    {
        var gone = (await Of(address, stop)).Gone;
        var kept = keys.Where(key => !IsGone(key, gone)).ToHashSet(StringComparer.Ordinal);
        if (kept.Count > 0) Put(address, new RecordKeys([.. kept], gone));
        return kept;
    }

    /// <summary>Removes what a record holds under keys that begin so, and lets none of it come back.</summary>
    /// <returns>The keys that were removed.</returns>
    public async Task<IReadOnlyList<string>> Drop(RecordAddress address, IReadOnlyList<string> beginnings, CancellationToken stop)
    {
        var held = await Of(address, stop);
        var removed = held.Keys.Where(key => IsGone(key, beginnings)).ToList();
        Put(address, new RecordKeys([.. held.Keys.Except(removed)], [.. held.Gone.Union(beginnings).Order(StringComparer.Ordinal)]));
        foreach (var key in removed) desk.Remove(key);
        return removed;
    }

    async Task<RecordKeys> Of(RecordAddress address, CancellationToken stop) => await desk.Get(KeyOf(address), RecordKeysJson.Default.RecordKeys, stop) ?? new RecordKeys([], []);

    // Not the record's own: after an erasure, whoever saw it first, it says what has to go.
    void Put(RecordAddress address, RecordKeys keys) => desk.Put(KeyOf(address), keys, RecordKeysJson.Default.RecordKeys, owner: null);

    static bool IsGone(string key, IReadOnlyList<string> gone) => gone.Any(beginning => key.StartsWith(beginning, StringComparison.Ordinal));

    static string KeyOf(RecordAddress address) => $"of/{address}";
}

/// <summary>A record's keys.</summary>
/// <param name="Keys">Under which it stands.</param>
/// <param name="Gone">How those begin under which it may no longer stand.</param>
sealed record RecordKeys(IReadOnlyList<string> Keys, IReadOnlyList<string> Gone);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RecordKeys))]
sealed partial class RecordKeysJson : JsonSerializerContext;
