using System.Globalization;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Feeds;
using Tocsin.Warn.Following;
using Tocsin.Warn.Judging;

namespace Tocsin.Warn.Shift;

/// <summary>Keeps what a shift must know: the roster and the rules in force, the last handover and what was noted since, shelved rules,
/// when each source was last heard, and which feeds are silent.</summary>
/// <remarks>All of it stands in this party's private log, but that a source was heard: that any log of this party's tells.</remarks>
/// <param name="log">This party's private log; its earlier incarnations count too.</param>
/// <param name="records">The journal's records.</param>
/// <param name="views">The documents.</param>
public sealed class ShiftFollower(Origin log, IRecords records, IViews views) : IFollower
{
    /// <summary>The follower's name, and its view's.</summary>
    public const string FollowerName = "shift";

    internal const string RosterKey = "roster", RulesKey = "rules", HandoverKey = "handover", HandedPrefix = "handed/", NotePrefix = "note/", ShelfPrefix = "shelf/", SourcePrefix = "source/", SilencePrefix = "silence/", FeedPrefix = "feed/";

    /// <inheritdoc/>
    public string Name => FollowerName;

    /// <inheritdoc/>
    public async Task<ViewChanges> Follow(IReadOnlyList<StoredRecord> batch, CancellationToken stop)
    {
        var (desk, isErasing, heard) = (new Desk(FollowerName, views), false, new Dictionary<(string Scheme, string Publisher), Record>());
        foreach (var stored in batch.Where(stored => stored.Address.Log.Party == log.Party))
        {
            if (!stored.Read().Try(out var record, out _)) continue;
            if (record.What is ErasureFacts erasure)
            {
                isErasing = true;
                Hear(desk, heard);
                foreach (var ended in record.Leaf.References.Where(r => r.Relation == Relation.Ends && r.HasEffect(record.Address)))
                    await Erase(desk, new RecordAddress(ended.Log, ended.Index), erasure, stored.Arrival, stop);
            }
            else
            {
                if (record.Address.Log.IsOfAuthorOf(log)) await Take(desk, record, stored.Arrival, stop);
                if (SourceOf(record) is { } source) heard[source] = record;
            }
        }
        Hear(desk, heard);
        var changes = desk.Changes();
        if (isErasing) changes.Scrub();
        return changes;
    }

    /// <summary>Where the node itself is the source, nobody waits for it.</summary>
    internal static (string Scheme, string Publisher)? SourceOf(Record record) =>
        record.Leaf.Kind != Kind.Watch && record.Relayed is null && record.Source is { Key: { IsOfNode: false } key } source ? (key.Scheme, source.Publisher is { Length: > 0 } publisher ? publisher : key.Sender) : null;

    static async Task Take(Desk desk, Record record, long arrival, CancellationToken stop)
    {
        switch (record.What)
        {
            case RosterFacts: desk.Put(RosterKey, Place.Of(record.Address), ShiftJson.Default.Place, owner: null); break;
            case RulesFacts: desk.Put(RulesKey, Place.Of(record.Address), ShiftJson.Default.Place, owner: null); break;
            case NoteFacts: desk.Put(NotePrefix + arrival.ToString("D19", CultureInfo.InvariantCulture), Place.Of(record.Address), ShiftJson.Default.Place, owner: null); break;
            case WarningFacts { Message: not MessageType.Cancel, Judgement: { Detector: SilenceJudge.Detector, Rule: var rule } } facts:
                desk.Put(SilencePrefix + rule, new Silence(facts.Thread, record.Address.Log.ToString(), record.Address.Index), ShiftJson.Default.Silence, record.Address);
                break;
            case DispositionFacts { Action: DispositionAction.Shelve, Rule: { } rule, Until: { } until } facts:
                desk.Put(ShelfPrefix + rule, new RuleShelf(
                    rule, until, facts.Why ?? "", record.Leaf.Time, record.Address.Log.ToString(), record.Address.Index, record.LeafHash.ToBase64Url()), ShiftJson.Default.RuleShelf, record.Address);
                break;
        }
        if (record.Leaf.Kind == Kind.Observation) await Fall(desk, record, stop);
        if (record.Leaf.Kind == Kind.Handover) await Leave(desk, record, arrival, stop);
        if (record.Leaf.Kind == Kind.Disposition) await Dispose(desk, record, stop);
        // What follows on the word of a silence ends it, whatever may have been erased of it.
        foreach (var followed in record.Leaf.References.Where(r => r.Relation == Relation.Follows)) await EndSilence(desk, new RecordAddress(followed.Log, followed.Index), stop);
    }

    /// <summary>A feed fell silent, or its silence is over: the leaf says that it is the same one, whatever is erased of the rest.</summary>
    static async Task Fall(Desk desk, Record record, CancellationToken stop)
    {
        var key = $"{FeedPrefix}{record.Leaf.Id:N}";
        if (record is { What: EventFacts facts, Source.Key.Scheme: SourceKey.Feed } && FeedSilence.Of(facts) is { IsOver: false } silence) desk.Put(key, silence, ShiftJson.Default.FeedSilence, record.Address);
        else if (record.Leaf.Revision > 1 && await desk.Get(key, ShiftJson.Default.FeedSilence, stop) is not null) desk.Remove(key);
    }

    /// <summary>Of a source that is heard many times in a batch the last record is kept.</summary>
    static void Hear(Desk desk, Dictionary<(string Scheme, string Publisher), Record> heard)
    {
        foreach (var ((scheme, publisher), record) in heard) Hear(desk, record, scheme, publisher);
        heard.Clear();
    }

    static async Task EndSilence(Desk desk, RecordAddress said, CancellationToken stop)
    {
        foreach (var (key, _) in (await desk.Under(SilencePrefix, ShiftJson.Default.Silence, stop)).Where(s => s.Value.Log == said.Log.ToString() && s.Value.Index == said.Index)) desk.Remove(key);
    }

    static void Hear(Desk desk, Record record, string scheme, string publisher) =>
        desk.Put(SourceKeyOf(scheme, publisher), new LastHeard(scheme, publisher, record.Leaf.Time, record.Address.Log.ToString(), record.Address.Index),
            ShiftJson.Default.LastHeard, owner: null);

    static string SourceKeyOf(string scheme, string publisher) => $"{SourcePrefix}{scheme}/{publisher}";

    static async Task Leave(Desk desk, Record record, long arrival, CancellationToken stop)
    {
        if (await desk.Get(HandoverKey, ShiftJson.Default.LastHandover, stop) is { } before)
            desk.Put(HandedPrefix + (long.MaxValue - arrival).ToString("D19", CultureInfo.InvariantCulture), before, ShiftJson.Default.LastHandover, owner: null);   // The newest first.
        foreach (var (key, _) in await desk.Under(NotePrefix, ShiftJson.Default.Place, stop)) desk.Remove(key);
        desk.Put(HandoverKey, new LastHandover(
            record.Address.Log.ToString(), record.Address.Index, record.LeafHash.ToBase64Url(), record.Leaf.Time, record.Source?.Officer, null, null, null),
            ShiftJson.Default.LastHandover, owner: null);
    }

    /// <summary>What an officer does about a shelving ends it, and about a handover signs it: the leaf says so, whatever is erased of the rest.</summary>
    static async Task Dispose(Desk desk, Record record, CancellationToken stop)
    {
        var about = record.Leaf.References.Where(r => r.Relation == Relation.About).Select(r => r.Leaf.ToBase64Url()).ToHashSet();
        if (about.Count == 0) return;
        foreach (var (key, _) in (await desk.Under(ShelfPrefix, ShiftJson.Default.RuleShelf, stop)).Where(shelf => about.Contains(shelf.Value.Leaf))) desk.Remove(key);
        if (await desk.Get(HandoverKey, ShiftJson.Default.LastHandover, stop) is { SignedAt: null } last && about.Contains(last.Leaf))
            desk.Put(HandoverKey, last with { To = record.Source?.Officer, SignedAt = record.Leaf.Time, SignedIn = Place.Of(record.Address).Text }, ShiftJson.Default.LastHandover, owner: null);
    }

    /// <summary>An erased handover, or its erased signature, names nobody any more.</summary>
    static async Task Unname(Desk desk, RecordAddress erased, ErasureFacts erasure, CancellationToken stop)
    {
        if (!erasure.IsWhole && !erasure.Groups.Contains(Group.Source)) return;
        foreach (var (key, handover) in (await desk.Under(HandoverKey, ShiftJson.Default.LastHandover, stop)).Concat(await desk.Under(HandedPrefix, ShiftJson.Default.LastHandover, stop)))
        {
            if (handover.Log == erased.Log.ToString() && handover.Index == erased.Index) desk.Put(key, handover with { From = null }, ShiftJson.Default.LastHandover, owner: null);
            if (handover.SignedIn == Place.Of(erased).Text) desk.Put(key, handover with { To = null }, ShiftJson.Default.LastHandover, owner: null);
        }
    }

    /// <summary>What is erased was never heard: the source's record before it is its last, as a rebuild finds it.</summary>
    async Task Erase(Desk desk, RecordAddress erased, ErasureFacts erasure, long arrival, CancellationToken stop)
    {
        foreach (var (key, _) in (await desk.Under(NotePrefix, ShiftJson.Default.Place, stop)).Where(note => erasure.IsWhole && note.Value.Address == erased)) desk.Remove(key);
        await Unname(desk, erased, erasure, stop);
        if (!erasure.IsWhole && !erasure.Groups.Contains(Group.Source)) return;
        var whose = (await desk.Under(SourcePrefix, ShiftJson.Default.LastHeard, stop)).Find(s => s.Value.Log == erased.Log.ToString() && s.Value.Index == erased.Index);
        if (whose.Value is not { } source) return;
        desk.Remove(whose.Key);
        for (var until = arrival - 1; until > 0; until -= Limits.FollowRecordsMax)
        {
            var from = Math.Max(0, until - Limits.FollowRecordsMax);
            if (await Latest(source, erased, from, until, stop) is not { } before) continue;
            Hear(desk, before, source.Scheme, source.Publisher);
            return;
        }
    }

    async Task<Record?> Latest(LastHeard source, RecordAddress erased, long from, long until, CancellationToken stop)
    {
        Record? latest = null;
        for (var after = from; after < until;)
        {
            var page = await records.ReadAfter(after, (int)(until - after), stop);
            if (page.Count == 0) break;
            foreach (var stored in page.Where(s => s.Address != erased && s.Address.Log.Party == log.Party))
                if (stored.Read().Try(out var record, out _) && SourceOf(record) == (source.Scheme, source.Publisher)) latest = record;
            after = page[^1].Arrival;
        }
        return latest;
    }
}
