using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Warn.Following;
using Tocsin.Warn.Judging;
using ThreadState = Tocsin.Warn.Following.ThreadState;

namespace Tocsin.Warn.Watching;

/// <summary>Keeps what each watch has said of each record and on each day, and lets the watches speak.</summary>
/// <param name="desk">The follower's documents.</param>
/// <param name="speaker">Writes messages.</param>
/// <param name="judge">Decides.</param>
/// <param name="records">The journal's records.</param>
/// <param name="book">The watches in force.</param>
/// <param name="log">This party's log.</param>
sealed class WatchBench(Desk desk, WatchSpeaker speaker, WatchJudge judge, IRecords records, WatchBook book, Origin log)
{
    /// <summary>The threads of watches that are shelved.</summary>
    public ShelfDesk Shelves { get; } = new(desk);

    /// <summary>A record came: the watches that it meets ring, those that it no longer meets take back what they said.</summary>
    public async Task Hear(Record record, CancellationToken stop)
    {
        var met = book.Met(WatchSubjects.Of(record, book.Needs, judge.Atlas.Countries)).ToHashSet();
        if (met.Count == 0 && record.Leaf.Revision == 1) return;
        var hits = record.Leaf.Revision == 1 ? [] : await Hits(desk, record.Leaf.Id, stop);
        var messages = new List<WatchMessage>();
        foreach (var watch in met.Union(hits.Keys).Order())
            if (book.Find(watch) is var (rule, reference)) messages.AddRange(await Decide(rule, reference, record, hits.GetValueOrDefault(watch), met.Contains(watch), stop));
        await speaker.Say(record, messages, stop);
    }

    /// <summary>A record was taken back, or turned out to be another: what was said of it ends.</summary>
    /// <param name="cause">The record that says so.</param>
    /// <param name="gone">The record that is gone.</param>
    /// <param name="why">Why it ends.</param>
    /// <param name="stop">Ends the work.</param>
    public async Task End(Record cause, Guid gone, string why, CancellationToken stop)
    {
        var messages = new List<WatchMessage>();
        foreach (var (watch, hit) in await Hits(desk, gone, stop))
        {
            if (book.Find(watch) is not var (rule, reference) || hit.Thread.Said is not { Stands: true }) continue;
            var raise = new Verdict.Raise(MessageType.Cancel, WatchJudge.Ending(rule, cause.Leaf.Time, why));
            messages.Add(new(rule, reference, rule.ThreadOf(gone), hit.Thread, raise, [hit.Member.Witness], thread => Put(gone, watch, hit with { Thread = thread })));
        }
        await speaker.Say(cause, messages, stop);
    }

    /// <summary>A record was erased: nothing is said, and nothing of it is kept.</summary>
    public static async Task Erase(Desk desk, Guid gone, CancellationToken stop)
    {
        foreach (var (watch, hit) in await Hits(desk, gone, stop))
        {
            desk.Remove(WatchKeys.Hit(gone, watch));
            var key = WatchKeys.Day(watch, hit.Day);
            if (await desk.Get(key, WatchJson.Default.DayState, stop) is not { } day) continue;
            if (day.Hits <= 1) desk.Remove(key);
            else desk.Put(key, day with { Hits = day.Hits - 1, Rung = [.. day.Rung.Where(rung => rung.Id != gone)] }, WatchJson.Default.DayState, owner: null);
        }
    }

    async Task<IReadOnlyList<WatchMessage>> Decide(WatchRule rule, Reference reference, Record record, HitState? hit, bool meets, CancellationToken stop)
    {
        var folded = hit is null ? await Folded(rule, reference, record, stop) : null;
        if (folded is not null && WatchJudge.Substance(folded) == WatchJudge.Substance(record)) return [];
        if (judge.Decide(rule, hit?.Thread.Said, hit?.Substance, record, meets) is not Verdict.Raise raise) return [];
        var witness = Witness.Of(record, WatchSubjects.TimeOf(record));
        if (raise.Message != MessageType.Cancel && hit is not null && await Shelves.Keep(rule, rule.ThreadOf(record.Leaf.Id), hit.Thread, record.Leaf.Time, stop) is { } shelved)
        {
            Put(record.Leaf.Id, rule.Id, hit with { Thread = shelved });
            return [];
        }
        if (raise.Message == MessageType.Alert) return await Ring(rule, reference, record, witness, hit, isCounted: folded is not null || hit is not null, raise, stop);
        var kept = hit! with { Substance = WatchJudge.Substance(record), Member = MemberState.Of(witness, null) };
        return [new(rule, reference, rule.ThreadOf(record.Leaf.Id), hit.Thread, raise, [witness], thread => Put(record.Leaf.Id, rule.Id, kept with { Thread = thread }))];
    }

    /// <summary>Rings, as long as the day's budget lasts.</summary>
    async Task<IReadOnlyList<WatchMessage>> Ring(WatchRule rule, Reference reference, Record record, Witness witness, HitState? hit, bool isCounted, Verdict.Raise raise, CancellationToken stop)
    {
        var date = record.Leaf.Time.InUtc().Date;
        var key = WatchKeys.Day(rule.Id, WatchKeys.DayOf(date));
        var day = await desk.Get(key, WatchJson.Default.DayState, stop) ?? new DayState(0, [], null);
        day = day with { Hits = day.Hits + (isCounted ? 0 : 1) };
        var member = MemberState.Of(witness, null);
        if (day.Rung.Count < WatchLimits.RingsADayMax)
        {
            desk.Put(key, day with { Rung = [.. day.Rung, member] }, WatchJson.Default.DayState, owner: null);
            var state = hit?.Thread ?? ThreadState.New(witness.At);
            return [new(rule, reference, rule.ThreadOf(record.Leaf.Id), state, raise, [witness],
                thread => Put(record.Leaf.Id, rule.Id, new HitState(thread, WatchKeys.DayOf(date), WatchJudge.Substance(record), member)))];
        }
        desk.Put(key, day, WatchJson.Default.DayState, owner: null);
        if (judge.Fold(rule, day.Fold?.Said, record, date) is not Verdict.Raise fold) return [];
        if (day.Fold is { } folded && await Shelves.Keep(rule, rule.ThreadOf(date), folded, record.Leaf.Time, stop) is { } kept)
        {
            desk.Put(key, day with { Fold = kept }, WatchJson.Default.DayState, owner: null);
            return [];
        }
        return [new(rule, reference, rule.ThreadOf(date), day.Fold ?? ThreadState.New(witness.At), fold, [.. day.Rung.Select(rung => rung.Witness), witness],
            thread => desk.Put(key, day with { Fold = thread }, WatchJson.Default.DayState, owner: null))];
    }

    /// <summary>The telling before, where it was counted beyond a day's budget; nothing where the watch had not found it.</summary>
    async Task<Record?> Folded(WatchRule rule, Reference reference, Record record, CancellationToken stop)
    {
        foreach (var revised in record.Leaf.References.Where(r => r.Relation == Relation.Revises && r.Log == log && r.Index > reference.Index))
            if (await LeafRecord.Read(records, log, revised.Index, stop) is { } before && before.Leaf.Id == record.Leaf.Id)
                return judge.Meets(rule, before) && WatchJudge.IsFresh(before, before.Leaf.Time) ? before : null;
        return null;
    }

    static async Task<SortedDictionary<Guid, HitState>> Hits(Desk desk, Guid record, CancellationToken stop)
    {
        var hits = new SortedDictionary<Guid, HitState>();
        foreach (var (key, hit) in await desk.Under(WatchKeys.Hits(record), WatchJson.Default.HitState, stop)) hits[WatchKeys.WatchOf(key)] = hit;
        return hits;
    }

    // Without an owner: the erasure of the record takes it away here, where the day is counted anew too.
    void Put(Guid record, Guid watch, HitState hit) => desk.Put(WatchKeys.Hit(record, watch), hit, WatchJson.Default.HitState, owner: null);
}
