using Tocsin.Share.Doors;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;

namespace Tocsin.Share.Views;

/// <summary>Keeps the record index and the index of indicator values.</summary>
/// <param name="records">Gives the records that an erasure names.</param>
public sealed class IndexFollower(IRecords records) : IFollower
{
    /// <summary>The follower's name; others that look things up in the index wait for its cursor.</summary>
    public const string FollowerName = "index";

    const string RevisedView = "revised", EndedView = "ended";

    /// <summary>Withdrawals and erasures of one record that <see cref="EndedBy"/> gives at most.</summary>
    const int EndingsMax = 64;

    /// <inheritdoc/>
    public string Name => FollowerName;

    /// <inheritdoc/>
    public async Task<ViewChanges> Follow(IReadOnlyList<StoredRecord> batch, CancellationToken stop)
    {
        var changes = new ViewChanges();
        foreach (var stored in batch)
        {
            var read = stored.Read();
            if (read.Try(out var record, out var reason)) await Index(stored.Arrival, record, changes, stop);
            else changes.Index(RowBuilder.Invalid(stored, reason));
        }
        return changes;
    }

    /// <summary>The leaf of the same log that revises a record; nothing where none does.</summary>
    internal static async Task<long?> RevisedBy(IViews views, RecordAddress address, CancellationToken stop) =>
        (await views.Document(RevisedView, address.ToString(), stop))?.Rank;

    /// <summary>The withdrawals and erasures of a record, by its own author, in no order; at most <see cref="EndingsMax"/> of them.</summary>
    internal static async Task<IReadOnlyList<RecordAddress>> EndedBy(IViews views, RecordAddress address, CancellationToken stop)
    {
        var (from, below) = ($"{address}/", $"{address}0");     // '0' is the character after '/'.
        return [.. (await views.ByKey(EndedView, from, below, EndingsMax, stop)).Select(ended => new RecordAddress(Origin.Parse(ended.Text).Value, ended.Rank))];
    }

    async Task Index(long arrival, Record record, ViewChanges changes, CancellationToken stop)
    {
        changes.Index(RowBuilder.Build(arrival, record));
        foreach (var reference in record.Leaf.References.Where(r => r.HasEffect(record.Address)))
        {
            var target = new RecordAddress(reference.Log, reference.Index);
            if (reference.Relation == Relation.Revises && reference.Log == record.Address.Log)
            {
                changes.Mark(target, RecordState.Superseded);
                changes.Put(RevisedView, new ViewDocument(target.ToString(), record.Address.Index, "", null));
            }
            else if (reference.Relation == Relation.Ends && (record.IsWithdrawal || record.What is ErasureFacts))
            {
                changes.Put(EndedView, new ViewDocument($"{target}/{record.Address}", record.Address.Index, record.Address.Log.ToString(), null));
                if (record.What is ErasureFacts erasure) await Erase(target, erasure, changes, stop);
                else changes.Mark(target, RecordState.Withdrawn);
            }
        }
        AddNames(arrival, record, changes);
    }

    static void AddNames(long arrival, Record record, ViewChanges changes)
    {
        if (record.What is IndicatorFacts indicator)
            foreach (var named in indicator.Names) changes.Name(ValueRole.Indicator, named, arrival, record.Address);
        if (record.What is SightingFacts sighting) changes.Name(ValueRole.Sighting, new NamedValue(sighting.Type, sighting.Value), arrival, record.Address);
        foreach (var (role, name) in StixIndexing.NamesOf(record)) changes.Name(role, name, arrival, record.Address);
    }

    /// <summary>The row becomes what it would be had the record come without what is erased: a rebuild makes the same.</summary>
    async Task Erase(RecordAddress target, ErasureFacts erasure, ViewChanges changes, CancellationToken stop)
    {
        changes.Scrub();
        if (await records.Read(target, stop) is not { } stored) return;
        if (erasure.IsWhole) changes.Forget(target);
        else changes.Unname(target);
        var remaining = erasure.Remaining(stored.Content.Span);
        var read = RecordReader.Read(target, stored.Leaf.Span, remaining.Span);
        changes.Index(read.Try(out var record, out var reason) ? RowBuilder.Build(stored.Arrival, record) : RowBuilder.Invalid(stored, reason));
        if (!erasure.IsWhole && record is not null) AddNames(stored.Arrival, record, changes);
    }
}
