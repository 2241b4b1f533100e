using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Share;

/// <summary>Finds all leaves of this party's log that tell one record: its revisions, and what they were merged from.</summary>
sealed class Lineage(Journal journal, IRecords records, IViews views)
{
    /// <summary>The newest first. Empty where there is no such record, or its leaf does not read.</summary>
    public async Task<IReadOnlyList<Reference>> Of(RecordAddress address, string relation, CancellationToken stop)
    {
        var found = new SortedDictionary<long, Reference>();
        var open = new Stack<long>();
        if (await Leaf(address.Index, stop) is not var (given, _)) return [];
        open.Push(address.Index);
        open.Push(await Newest(address.Index, given.Id, stop));
        while (open.TryPop(out var index))
        {
            if (found.ContainsKey(index) || await Leaf(index, stop) is not var (leaf, hash)) continue;
            found.Add(index, new Reference(relation, journal.Log, index, hash));
            foreach (var reference in leaf.References)
                if (reference.Relation == Relation.Revises && reference.Log == journal.Log && reference.Index < index) open.Push(reference.Index);
        }
        return [.. found.Values.Reverse()];
    }

    /// <summary>Whether another revision came into the log between two indexes.</summary>
    public async Task<bool> Grew(Guid id, long from, long below, CancellationToken stop)
    {
        for (var index = from; index < below; index++)
            if (await Leaf(index, stop) is var (leaf, _) && leaf.Id == id) return true;
        return false;
    }

    /// <summary>The id of a record; nothing where its leaf does not read.</summary>
    public async Task<Leaf?> Envelope(RecordAddress address, CancellationToken stop) =>
        await Leaf(address.Index, stop) is var (leaf, _) ? leaf : null;

    /// <summary>The index knows the newest revision up to its cursor; beyond it the journal itself is read.</summary>
    async Task<long> Newest(long index, Guid id, CancellationToken stop)
    {
        var cursor = await views.Cursor(IndexFollower.FollowerName, stop);
        var newest = await views.Row(id, stop) is { } row && row.Address.Log == journal.Log ? Math.Max(index, row.Address.Index) : index;
        while (await records.ReadAfter(cursor, Limits.FollowRecordsMax, stop) is { Count: > 0 } batch)
        {
            foreach (var stored in batch.Where(s => s.Address.Log == journal.Log))
                if (LeafReader.Read(stored.Leaf.Span).Try(out var leaf, out _) && leaf.Id == id) newest = Math.Max(newest, stored.Address.Index);
            cursor = batch[^1].Arrival;
        }
        return newest;
    }

    async Task<(Leaf Leaf, Hash Hash)?> Leaf(long index, CancellationToken stop) =>
        await records.Read(new RecordAddress(journal.Log, index), stop) is { } stored && LeafReader.Read(stored.Leaf.Span).Try(out var leaf, out _)
            ? (leaf, MerkleTree.Leaf(stored.Leaf.Span))
            : null;
}
