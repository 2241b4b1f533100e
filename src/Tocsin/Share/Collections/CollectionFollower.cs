using Tocsin.Formats.Stix;
using Tocsin.Share.Doors;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Share.Collections;

/// <summary>Lists what has a form in STIX in the collection of its circle. What it says stays in the journal alone.</summary>
/// <param name="circles">What it goes by of the circles.</param>
/// <param name="records">Gives the records that an erasure names.</param>
/// <param name="views">The index of values, which must be ahead: by it a sighting finds its indicator.</param>
/// <param name="clock">Tells when an object comes into its collection: no view that is compared holds that.</param>
public sealed class CollectionFollower(CollectionCircles circles, IRecords records, IViews views, TimeProvider clock) : IFollower
{
    /// <summary>Its name among followers.</summary>
    public const string FollowerName = "collection";

    /// <summary>Sightings of an erased indicator that are read at once.</summary>
    const int SightedMost = 1_000;

    readonly SightedIndicators sighted = new(views, records);
    readonly MetIndicators met = new(views, records);

    /// <summary>An object is dated so much later than it was read here: it can be found before it is so old, unless writing it takes longer.</summary>
    public static readonly Duration Ahead = Duration.FromMinutes(1);

    /// <summary>By how much a version may be later than its arrival: a clock may be wrong by as much as doors take, and the store tells to the minute when a record came.</summary>
    public static readonly Duration EarlyMost = Duration.FromMinutes(Limits.FutureMinutesMax + 1);

    /// <inheritdoc/>
    public string Name => FollowerName;

    /// <inheritdoc/>
    public async Task<ViewChanges> Follow(IReadOnlyList<StoredRecord> batch, CancellationToken stop)
    {
        var (changes, added) = (new ViewChanges(), clock.Now() + Ahead);
        foreach (var stored in batch)
        {
            if (!stored.Read().Try(out var record, out _)) continue;
            await List(stored, record, added, changes, stop);
            foreach (var target in record.Ended)
            {
                if (record.IsWithdrawal) changes.Retire(target, stored.Arrival, added);
                else if (record.What is ErasureFacts erasure) await Erase(target, erasure, stored.Arrival, added, changes, stop);
            }
        }
        return changes;
    }

    async Task List(StoredRecord stored, Record record, Instant added, ViewChanges changes, CancellationToken stop)
    {
        var indicator = await sighted.Then(record, stored.Arrival, stop);
        if (!ObjectText.Of(record, circles, indicator).Try(out var objects, out _)) return;
        if (indicator is { } known) MetIndicators.Put(known, stored, changes);
        var revised = record.Leaf.References.Where(r => r.Relation == Relation.Revises && r.Log == record.Address.Log && r.HasEffect(record.Address))
            .Select(r => (RecordAddress?)new RecordAddress(r.Log, r.Index)).FirstOrDefault();
        for (var i = 0; i < Math.Min(objects.Length, ListedObject.OfOneRecordMax); i++)
        {
            var (id, json) = objects[i];
            var header = StixHeader.Read(json);
            // A partner may have written another name on the outside.
            if (header.Id != id) continue;
            // A version of the year 9999 would be the last one for ever.
            if (header.Version > (stored.Received ?? record.Leaf.Time) + EarlyMost) continue;
            // A sighting that met an indicator is two objects: what was observed, and that it was met.
            var isMain = i >= objects.Length - (indicator is null ? 1 : 2);
            changes.Enlist(new ListedObject
            {
                Place = new(stored.Arrival, i), Address = record.Address, Source = stored.Arrival, Id = id, Version = header.Version, Added = added, IsMain = isMain, IsVersioned = header.Modified is not null,
            }, isMain ? revised : null);
        }
    }

    /// <summary>What is left is listed as it would be had the record come without what is erased.</summary>
    async Task Erase(RecordAddress target, ErasureFacts erasure, long arrival, Instant added, ViewChanges changes, CancellationToken stop)
    {
        changes.Scrub();
        var kept = ImmutableArray<string>.Empty;
        if (await records.Read(target, stop) is { } stored && RecordReader.Read(target, stored.Leaf.Span, erasure.Remaining(stored.Content.Span).Span).Try(out var record, out _)
            && ObjectText.Of(record, circles, await sighted.Then(record, stored.Arrival, stop)).Try(out var objects, out _)) kept = [.. objects.Select(each => each.Id)];
        changes.Delist(target, kept, arrival, added);
        if (erasure.IsWhole) await Unsight(target, arrival, added, changes, stop);
    }

    /// <summary>What was met of an erased indicator is told of the next one that names it, or is no more than observed. It says something else then, and is listed anew: whoever has it would keep the id of
    /// what is erased.</summary>
    async Task Unsight(RecordAddress indicator, long arrival, Instant added, ViewChanges changes, CancellationToken stop)
    {
        string? from = null;
        do
        {
            var documents = await met.Told(indicator, from, SightedMost, stop);
            foreach (var document in documents)
            {
                MetIndicators.Remove(document, changes);
                if (document.Owner is not { } address || await records.Read(address, stop) is not { } stored || !stored.Read().Try(out var record, out _)) continue;
                var next = await sighted.Then(record, stored.Arrival, stop);
                var kept = ObjectText.Of(record, circles, next).Try(out var objects, out _) ? objects.Select(each => each.Id).ToList() : [];
                changes.Delist(address, kept, arrival, added);
                if (next is not { } known) continue;
                MetIndicators.Put(known, stored, changes);
                if (kept is [.., var own]) changes.Relist(address, own, arrival, added);
            }
            from = documents.Count == SightedMost ? documents[^1].Key + "\0" : null;
        }
        while (from is not null);
    }
}
