using Tocsin.Formats.Stix;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Share.Collections;

/// <summary>Lists what has a form in STIX in the collection of its circle. What it says stays in the journal alone.</summary>
/// <param name="privateCircle">The circle in which this party is alone.</param>
/// <param name="records">Gives the records that an erasure names.</param>
/// <param name="clock">Tells when an object came into its collection.</param>
public sealed class CollectionFollower(Hash privateCircle, IRecords records, TimeProvider clock) : IFollower
{
    /// <summary>Its name among followers.</summary>
    public const string FollowerName = "collection";

    /// <summary>The store tells to the minute when a record arrived.</summary>
    static readonly Duration Arriving = Duration.FromMinutes(1);

    /// <inheritdoc/>
    public string Name => FollowerName;

    /// <inheritdoc/>
    public async Task<ViewChanges> Follow(IReadOnlyList<StoredRecord> batch, CancellationToken stop)
    {
        var (changes, now) = (new ViewChanges(), clock.Now());
        foreach (var stored in batch)
        {
            if (!stored.Read().Try(out var record, out _)) continue;
            var added = Added(stored, now);
            List(stored.Arrival, record, added, changes);
            foreach (var reference in record.Leaf.References.Where(r => r.Relation == Relation.Ends && r.HasEffect(record.Address)))
            {
                var target = new RecordAddress(reference.Log, reference.Index);
                if (record.What is WithdrawalFacts) changes.Retire(target, stored.Arrival, added);
                else if (record.What is ErasureFacts erasure) await Erase(target, erasure, changes, stop);
            }
        }
        return changes;
    }

    /// <summary>When it can be read, not when it was written: whoever asks for what came after his last question misses nothing. Made again
    /// later, the list says a time that is no earlier, and at most a minute later.</summary>
    static Instant Added(StoredRecord stored, Instant now) => stored.Received is { } received && received + Arriving < now ? received + Arriving : now;

    void List(long arrival, Record record, Instant added, ViewChanges changes)
    {
        if (!ObjectText.Of(record, privateCircle).Try(out var objects, out _)) return;
        var revised = record.Leaf.References.Where(r => r.Relation == Relation.Revises && r.Log == record.Address.Log && r.HasEffect(record.Address))
            .Select(r => (RecordAddress?)new RecordAddress(r.Log, r.Index)).FirstOrDefault();
        for (var i = 0; i < Math.Min(objects.Length, ListedObject.OfOneRecordMax); i++)
        {
            var (id, json) = objects[i];
            var header = StixHeader.Read(json);
            // A partner may have written another name on the outside.
            if (header.Id != id) continue;
            var isMain = i == objects.Length - 1;
            changes.Enlist(new ListedObject
            {
                Place = new(arrival, i), Address = record.Address, Source = arrival, Id = id, Version = header.Version, Added = added, IsMain = isMain, IsVersioned = header.Modified is not null,
            }, isMain ? revised : null);
        }
    }

    /// <summary>What is left is listed as it would be had the record come without what is erased.</summary>
    async Task Erase(RecordAddress target, ErasureFacts erasure, ViewChanges changes, CancellationToken stop)
    {
        changes.Scrub();
        var kept = ImmutableArray<string>.Empty;
        if (await records.Read(target, stop) is { } stored && RecordReader.Read(target, stored.Leaf.Span, erasure.Remaining(stored.Content.Span).Span).Try(out var record, out _)
            && ObjectText.Of(record, privateCircle).Try(out var objects, out _)) kept = [.. objects.Select(each => each.Id)];
        changes.Delist(target, kept);
    }
}
