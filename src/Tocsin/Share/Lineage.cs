using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Share;

/// <summary>Finds all leaves of one of this party's logs that tell one record: its revisions, and what they were merged from.</summary>
sealed class Lineage(Journal journal, IRecords records, IViews views)
{
    /// <summary>The newest first. Empty where there is no such record, or its leaf does not read.</summary>
    public async Task<IReadOnlyList<Reference>> Of(RecordAddress address, string relation, CancellationToken stop)
    {
        var unindexed = await Unindexed(address.Log, stop);
        var found = new SortedDictionary<long, Reference>();
        var open = new Stack<long>([address.Index]);
        while (open.TryPop(out var index))
        {
            if (found.ContainsKey(index) || await Leaf(new RecordAddress(address.Log, index), stop) is not var (leaf, hash)) continue;
            found.Add(index, new Reference(relation, address.Log, index, hash));
            foreach (var earlier in Revised(leaf, address.Log)) open.Push(earlier);
            if (unindexed.TryGetValue(index, out var later)) open.Push(later);
            else if (await IndexFollower.RevisedBy(views, new RecordAddress(address.Log, index), stop) is { } indexed) open.Push(indexed);
        }
        return [.. found.Values.Reverse()];
    }

    /// <summary>Whether a leaf that came between two indexes of the log in use revises one of these; another incarnation grows no more.</summary>
    public async Task<bool> Grew(Origin log, IReadOnlyList<Reference> leaves, long from, long below, CancellationToken stop)
    {
        for (var index = from; log == journal.Log && index < below; index++)
            if (await Leaf(new RecordAddress(log, index), stop) is var (leaf, _) && Revised(leaf, log).Any(revised => leaves.Any(each => each.Index == revised))) return true;
        return false;
    }

    /// <summary>A record's envelope; nothing where there is none, or it does not read.</summary>
    public async Task<Leaf?> Envelope(RecordAddress address, CancellationToken stop) =>
        await Leaf(address, stop) is var (leaf, _) ? leaf : null;

    /// <summary>By the leaves that they revise, the leaves that the index has not come to yet.</summary>
    async Task<Dictionary<long, long>> Unindexed(Origin log, CancellationToken stop)
    {
        var revisions = new Dictionary<long, long>();
        var cursor = await views.Cursor(IndexFollower.FollowerName, stop);
        while (await records.ReadAfter(cursor, Limits.FollowRecordsMax, stop) is { Count: > 0 } batch)
        {
            foreach (var stored in batch.Where(each => each.Address.Log == log))
                if (LeafReader.Read(stored.Leaf.Span).Try(out var leaf, out _))
                    foreach (var revised in Revised(leaf, log)) revisions[revised] = stored.Address.Index;
            cursor = batch[^1].Arrival;
        }
        return revisions;
    }

    static IEnumerable<long> Revised(Leaf leaf, Origin log) =>
        leaf.References.Where(r => r.Relation == Relation.Revises && r.Log == log).Select(r => r.Index);

    async Task<(Leaf Leaf, Hash Hash)?> Leaf(RecordAddress address, CancellationToken stop) =>
        await records.Read(address, stop) is { } stored && LeafReader.Read(stored.Leaf.Span).Try(out var leaf, out _)
            ? (leaf, MerkleTree.Leaf(stored.Leaf.Span))
            : null;
}
