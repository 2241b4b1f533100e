using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Share;

/// <summary>Deletes content once an erasure by its author has arrived. What a crash interrupts is finished when the node opens.</summary>
/// <param name="records">Holds the content.</param>
/// <param name="passing">Passes the crash points.</param>
public sealed class ErasureFollower(IRecords records, Passing passing) : IFollower
{
    /// <summary>Its name among followers.</summary>
    public const string FollowerName = "erasure";

    /// <inheritdoc/>
    public string Name => FollowerName;

    /// <inheritdoc/>
    public async Task<ViewChanges> Follow(IReadOnlyList<StoredRecord> batch, CancellationToken stop)
    {
        foreach (var stored in batch)
        {
            if (!stored.Read().Try(out var record, out _) || record.What is not ErasureFacts facts) continue;
            foreach (var named in record.Leaf.References.Where(r => r.Relation == Relation.Ends && r.HasEffect(stored.Address)))
                await Erase(named, facts, stop);
        }
        return new ViewChanges();
    }

    /// <summary>Also where nothing is left to delete: a crash may have come before the store had covered its traces.</summary>
    async Task Erase(Reference named, ErasureFacts facts, CancellationToken stop)
    {
        var address = new RecordAddress(named.Log, named.Index);
        if (await records.Read(address, stop) is not { } target || MerkleTree.Leaf(target.Leaf.Span) != named.Leaf) return;
        passing(CrashPoint.BeforeErasing);
        await records.Erase(address, facts.Remaining(target.Content.Span), facts.IsWhole, stop);
        passing(CrashPoint.AfterErasing);
    }
}
