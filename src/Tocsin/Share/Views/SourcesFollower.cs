using System.Text.Json;
using System.Text.Json.Serialization;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;

namespace Tocsin.Share.Views;

/// <summary>What a publisher was last heard of under one scheme of keys.</summary>
/// <param name="Publisher">Who says it; the sender of the key where no publisher is named.</param>
/// <param name="Scheme">The scheme of its keys, as <see cref="SourceKey.Scheme"/>; empty where its records carry no key.</param>
/// <param name="Last">When its newest record was written into this node's log. UTC.</param>
/// <param name="Count">How many of its records are held, revisions among them; 1 or more.</param>
public sealed record SourceHeard(string Publisher, string Scheme, Instant Last, long Count)
{
    /// <summary>Reads the document in which the follower keeps it.</summary>
    public static SourceHeard Read(ViewDocument document) => JsonSerializer.Deserialize(document.Text, SourceJson.Default.SourceHeard)!;
}

/// <summary>Keeps, for each publisher and scheme, when it was last heard and how much was heard of it.</summary>
/// <remarks>Only what this party took in itself counts: that a partner hears a source is no sign that this node does. What officers and rules of this node write themselves is no source. An erasure of the group that names the source is
/// followed by counting anew, so that a rebuild comes to the same.</remarks>
/// <param name="party">This party.</param>
/// <param name="records">The journal, for counting anew.</param>
/// <param name="views">The documents.</param>
public sealed class SourcesFollower(Hash party, IRecords records, IViews views) : IFollower
{
    /// <summary>The follower's name.</summary>
    public const string FollowerName = "sources";

    /// <summary>The view: a document's key is <see cref="KeyOf"/>, its rank the milliseconds of <see cref="SourceHeard.Last"/>.</summary>
    public const string View = "source";

    /// <summary>Sources that <see cref="All"/> gives at most.</summary>
    public const int SourcesMax = 10_000;

    /// <inheritdoc/>
    public string Name => FollowerName;

    /// <summary>The key of a source's document.</summary>
    public static string KeyOf(string publisher, string scheme) => $"{publisher}\u001F{scheme}";

    /// <summary>Every source, the last heard first.</summary>
    public static async Task<IReadOnlyList<SourceHeard>> All(IViews views, CancellationToken stop) =>
        [.. (await views.ByRank(View, SourcesMax, stop)).Select(SourceHeard.Read)];

    /// <inheritdoc/>
    /// <remarks>After an erasure the whole journal is counted.</remarks>
    public bool TakesLong(IReadOnlyList<StoredRecord> records) => records.Any(stored => Erased(stored).Any());

    /// <inheritdoc/>
    public async Task<ViewChanges> Follow(IReadOnlyList<StoredRecord> batch, CancellationToken stop)
    {
        if (TakesLong(batch)) return await CountAnew(batch[^1].Arrival, stop);
        var (heard, first) = (new SortedDictionary<string, SourceHeard>(StringComparer.Ordinal), new FirstHeard(views));
        foreach (var stored in batch.Where(IsOwn))
        {
            if (!await first.Tells(stored.Address, HasSource(stored), stop) || Of(stored) is not { } one) continue;
            var key = KeyOf(one.Publisher, one.Scheme);
            if (!heard.TryGetValue(key, out var before) && await views.Document(View, key, stop) is { } document) before = SourceHeard.Read(document);
            heard[key] = Together(before, one);
        }
        var changes = new ViewChanges();
        first.Put(changes);
        return Put(changes, heard);
    }

    /// <summary>Counts all records up to an arrival number but those whose source is erased.</summary>
    async Task<ViewChanges> CountAnew(long until, CancellationToken stop)
    {
        var erased = new HashSet<RecordAddress>();
        await foreach (var stored in UpTo(until, stop)) erased.UnionWith(Erased(stored));
        var (heard, first) = (new SortedDictionary<string, SourceHeard>(StringComparer.Ordinal), new FirstHeard(views: null));
        await foreach (var stored in UpTo(until, stop))
        {
            if (!IsOwn(stored) || !await first.Tells(stored.Address, HasSource(stored) && !erased.Contains(stored.Address), stop) || Of(stored) is not { } one) continue;
            var key = KeyOf(one.Publisher, one.Scheme);
            heard[key] = Together(heard.GetValueOrDefault(key), one);
        }
        var changes = new ViewChanges();
        foreach (var document in await views.ByRank(View, int.MaxValue, stop))
            if (!heard.ContainsKey(document.Key)) changes.Remove(View, document.Key);
        foreach (var document in await views.ByRank(FirstHeard.View, int.MaxValue, stop)) changes.Remove(FirstHeard.View, document.Key);
        first.Put(changes);
        changes.Scrub();
        return Put(changes, heard);
    }

    async IAsyncEnumerable<StoredRecord> UpTo(long until, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        for (var from = 0L; from < until;)
        {
            var page = await records.ReadAfter(from, (int)Math.Min(Limits.FollowRecordsMax, until - from), stop);
            if (page.Count == 0) yield break;
            foreach (var stored in page) yield return stored;
            from = page[^1].Arrival;
        }
    }

    /// <summary>The records of this party's whose sources a record erases.</summary>
    IEnumerable<RecordAddress> Erased(StoredRecord stored) =>
        stored.Address.Log.Party == party && stored.Read().Try(out var record, out _) && record.What is ErasureFacts facts && (facts.IsWhole || facts.Groups.Contains(Group.Source))
            ? record.Leaf.References.Where(r => r.Relation == Relation.Ends && r.HasEffect(record.Address)).Select(r => new RecordAddress(r.Log, r.Index))
            : [];

    bool IsOwn(StoredRecord stored) => stored.Address.Log.Party == party;

    static bool HasSource(StoredRecord stored) => stored.Read().Try(out var record, out _) && record.Source is not null;

    SourceHeard? Of(StoredRecord stored)
    {
        if (stored.Address.Log.Party != party || !stored.Read().Try(out var record, out _) || record.Source is not { } source || record.Relayed is not null || record.Leaf.Kind == Kind.Watch || source.Key is { IsOfNode: true }) return null;
        var publisher = source.Publisher ?? source.Key?.Sender;
        return string.IsNullOrEmpty(publisher) ? null : new SourceHeard(publisher, source.Key?.Scheme ?? "", record.Leaf.Time, 1);
    }

    static SourceHeard Together(SourceHeard? before, SourceHeard one) =>
        before is null ? one : before with { Last = Instant.Max(before.Last, one.Last), Count = before.Count + one.Count };

    static ViewChanges Put(ViewChanges changes, SortedDictionary<string, SourceHeard> heard)
    {
        foreach (var (key, one) in heard)
            changes.Put(View, new ViewDocument(key, one.Last.ToUnixTimeMilliseconds(), JsonSerializer.Serialize(one, SourceJson.Default.SourceHeard), Owner: null));
        return changes;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(SourceHeard))]
sealed partial class SourceJson : JsonSerializerContext;
