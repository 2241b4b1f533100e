using Tocsin.Share.Logs;
using Tocsin.Share.Records;

namespace Tocsin.Share.Views;

/// <summary>Keeps the record index and the index of indicator values.</summary>
public sealed class IndexFollower : IFollower
{
    /// <summary>The follower's name; others that look things up in the index wait for its cursor.</summary>
    public const string FollowerName = "index";

    /// <inheritdoc/>
    public string Name => FollowerName;

    /// <inheritdoc/>
    public Task<ViewChanges> Follow(IReadOnlyList<StoredRecord> records, CancellationToken stop)
    {
        var changes = new ViewChanges();
        foreach (var stored in records)
        {
            var read = RecordReader.Read(stored.Address, stored.Leaf.Span, stored.Content.Span);
            if (read.Try(out var record, out var reason)) Index(stored.Arrival, record, changes);
            else changes.Index(RowBuilder.Invalid(stored, reason));
        }
        return Task.FromResult(changes);
    }

    static void Index(long arrival, Record record, ViewChanges changes)
    {
        changes.Index(RowBuilder.Build(arrival, record));
        foreach (var reference in record.Leaf.References.Where(r => r.Log == record.Address.Log))
        {
            var target = new RecordAddress(reference.Log, reference.Index);
            if (reference.Relation == Relation.Revises) changes.Mark(target, RecordState.Superseded);
            else if (reference.Relation == Relation.Ends && record.What is WithdrawalFacts) changes.Mark(target, RecordState.Withdrawn);
            else if (reference.Relation == Relation.Ends && record.What is ErasureFacts) changes.Forget(target);
        }
        if (record.What is IndicatorFacts indicator) ValueIndex.Add(changes, ValueRole.Indicator, indicator.Type, indicator.Value, arrival, record.Address);
        if (record.What is SightingFacts sighting) ValueIndex.Add(changes, ValueRole.Sighting, sighting.Type, sighting.Value, arrival, record.Address);
    }
}
