using ThreadState = Tocsin.Warn.Following.ThreadState;
using Tocsin.Share.Records;
using Tocsin.Warn.Following;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Wording;

namespace Tocsin.Warn.Watching;

/// <summary>Keeps what each watch has said of each record and on each day, and lets the watches speak.</summary>
/// <param name="desk">The follower's documents.</param>
/// <param name="speaker">Writes messages.</param>
/// <param name="judge">Decides.</param>
/// <param name="records">The journal's records.</param>
/// <param name="book">The watches in force.</param>
/// <param name="logs">The numbers of the logs.</param>
/// <param name="shelves">The threads of watches that are shelved.</param>
sealed class WatchBench(Desk desk, WatchSpeaker speaker, WatchJudge judge, JudgedRecords records, WatchBook book, LogTable logs, ShelfDesk shelves)
{
    /// <summary>A record came: the watches that it meets ring, those that it no longer meets take back what they said.</summary>
    public async Task Hear(HeardRecord heard, CancellationToken stop)
    {
        var record = heard.Record;
        var met = book.Met(WatchSubjects.Of(record, book.Needs, judge.Atlas.Countries)).ToHashSet();
        if (met.Count == 0 && record.Leaf.Revision == 1) return;
        var hits = record.Leaf.Revision == 1 ? [] : await Hits(desk, record.Leaf.Id, stop);
        var messages = new List<WatchMessage>();
        foreach (var watch in met.Union(hits.Keys).Order())
            if (book.Find(watch) is var (rule, reference)) messages.AddRange(await Decide(rule, reference, heard, hits.GetValueOrDefault(watch), met.Contains(watch), stop));
        await speaker.Say(heard, messages, stop);
    }

    /// <summary>A record was taken back, or turned out to be another: what was said of it ends.</summary>
    /// <param name="cause">The record that says so.</param>
    /// <param name="gone">The record that is gone.</param>
    /// <param name="why">Why it ends.</param>
    /// <param name="stop">Ends the work.</param>
    public async Task End(HeardRecord cause, Guid gone, Sentence why, CancellationToken stop)
    {
        var messages = new List<WatchMessage>();
        await Leave(gone, stop);
        foreach (var (watch, hit) in await Hits(desk, gone, stop))
        {
            if (PassOn(gone, watch, hit) || book.Find(watch) is not var (rule, reference) || hit.Thread.Said is not { Stands: true }) continue;
            var raise = new Verdict.Raise(MessageType.Cancel, WatchJudge.Ending(rule, cause.Time, why));
            messages.Add(new(rule, reference, rule.ThreadOf(hit.Began ?? gone), hit.Thread, raise, [hit.Member.Witness(logs)], thread => Put(gone, watch, hit with { Thread = thread })));
        }
        await speaker.Say(cause, messages, stop);
    }

    /// <summary>A record was erased: nothing is said, and nothing of it is kept.</summary>
    public async Task Erase(Guid gone, CancellationToken stop)
    {
        await Leave(gone, stop);
        foreach (var (watch, hit) in await Hits(desk, gone, stop))
        {
            var key = WatchKeys.Day(watch, hit.Day);
            var day = await desk.Get(key, WatchJson.Default.DayState, stop);
            if (PassOn(gone, watch, hit))
            {
                if (day is not null) desk.Put(key, day with { Rung = [.. day.Rung.Select(rung => rung.Id == gone ? hit.Alike!.Value[0] : rung)] }, WatchJson.Default.DayState, owner: null);
                continue;
            }
            desk.Remove(WatchKeys.Hit(gone, watch));
            if (day is null) continue;
            if (day.Hits <= 1) desk.Remove(key);
            else desk.Put(key, day with { Hits = day.Hits - 1, Rung = [.. day.Rung.Where(rung => rung.Id != gone)] }, WatchJson.Default.DayState, owner: null);
        }
    }

    /// <summary>What one record told and is gone, another log tells still: the thread goes on, and nothing is said.</summary>
    bool PassOn(Guid gone, Guid watch, HitState hit)
    {
        if (hit.Alike is not [var next, ..]) return false;
        desk.Remove(WatchKeys.Hit(gone, watch));
        desk.Remove(WatchKeys.Alike(next.Id, watch));
        var rest = hit.Alike.Value.RemoveAt(0);
        foreach (var other in rest) desk.Put(WatchKeys.Alike(other.Id, watch), new Pointer($"{next.Id:N}", 0), JudgeJson.Default.Pointer, owner: null);
        Put(next.Id, watch, hit with { Member = next, Began = hit.Began ?? gone, Alike = rest.IsEmpty ? null : rest });
        return true;
    }

    /// <summary>A record that only told what another had told is gone.</summary>
    async Task Leave(Guid gone, CancellationToken stop)
    {
        foreach (var (key, pointer) in await desk.Under(WatchKeys.Alikes(gone), JudgeJson.Default.Pointer, stop))
        {
            var (first, watch) = (Guid.ParseExact(pointer.Thread!, "N"), WatchKeys.WatchOf(key));
            desk.Remove(key);
            if (await desk.Get(WatchKeys.Hit(first, watch), WatchJson.Default.HitState, stop) is not { Alike: { } alike } hit) continue;
            var rest = alike.RemoveAll(other => other.Id == gone);
            Put(first, watch, hit with { Alike = rest.IsEmpty ? null : rest });
        }
    }

    /// <summary>Whether a watch has rung for what another log told alike, under the same name and version: then this record only stands behind it.</summary>
    async Task<bool> IsTold(WatchRule rule, Record record, CancellationToken stop)
    {
        foreach (var key in WatchJudge.NamesOf(record))
            foreach (var (_, pointer) in await desk.Under(WatchKeys.Told(rule.Id, key), JudgeJson.Default.Pointer, stop))
            {
                var first = Guid.ParseExact(pointer.Thread!, "N");
                if (logs.At(pointer.Log).IsOfAuthorOf(record.Address.Log) || await desk.Get(WatchKeys.Hit(first, rule.Id), WatchJson.Default.HitState, stop) is not { } hit
                    || hit.Substance != WatchJudge.Substance(record)) continue;
                var alike = (hit.Alike ?? []).Add(MemberState.Of(Witness.Of(record, WatchSubjects.TimeOf(record)), null, logs));
                Put(first, rule.Id, hit with { Alike = alike });
                desk.Put(WatchKeys.Alike(record.Leaf.Id, rule.Id), new Pointer($"{first:N}", 0), JudgeJson.Default.Pointer, owner: null);
                return true;
            }
        return false;
    }

    async Task<IReadOnlyList<WatchMessage>> Decide(WatchRule rule, Reference reference, HeardRecord heard, HitState? hit, bool meets, CancellationToken stop)
    {
        var record = heard.Record;
        var thread = rule.ThreadOf(hit?.Began ?? record.Leaf.Id);
        var folded = hit is null ? await Folded(rule, reference, record, stop) : null;
        if (folded is not null && WatchJudge.Substance(folded) == WatchJudge.Substance(record)) return [];
        if (judge.Decide(rule, hit?.Thread.Said, hit?.Substance, record, heard.Time, meets) is not Verdict.Raise raise) return [];
        var witness = Witness.Of(record, WatchSubjects.TimeOf(record));
        if (raise.Message != MessageType.Cancel && hit is not null && await shelves.Keep(rule, thread, hit.Thread, heard.Time, stop) is { } shelved)
        {
            Put(record.Leaf.Id, rule.Id, hit with { Thread = shelved });
            return [];
        }
        if (raise.Message == MessageType.Alert && hit is null && await IsTold(rule, record, stop)) return [];
        if (raise.Message == MessageType.Alert) return await Ring(rule, reference, heard, thread, witness, hit, isCounted: folded is not null || hit is not null, raise, stop);
        var kept = hit! with { Substance = WatchJudge.Substance(record), Member = MemberState.Of(witness, null, logs) };
        return [new(rule, reference, thread, hit.Thread, raise, [witness], thread => Put(record.Leaf.Id, rule.Id, kept with { Thread = thread }))];
    }

    /// <summary>Rings, as long as the day's budget lasts.</summary>
    async Task<IReadOnlyList<WatchMessage>> Ring(WatchRule rule, Reference reference, HeardRecord heard, string name, Witness witness, HitState? hit, bool isCounted, Verdict.Raise raise, CancellationToken stop)
    {
        var (record, date) = (heard.Record, heard.Time.InUtc().Date);
        if (record.Leaf.Revision > 1) await Leave(record.Leaf.Id, stop);
        var key = WatchKeys.Day(rule.Id, WatchKeys.DayOf(date));
        var day = await desk.Get(key, WatchJson.Default.DayState, stop) ?? new DayState(0, [], null);
        day = day with { Hits = day.Hits + (isCounted ? 0 : 1) };
        var member = MemberState.Of(witness, null, logs);
        if (day.Rung.Count < WatchLimits.RingsADayMax)
        {
            desk.Put(key, day with { Rung = [.. day.Rung, member] }, WatchJson.Default.DayState, owner: null);
            var state = hit?.Thread ?? ThreadState.New(witness.At);
            foreach (var told in WatchJudge.NamesOf(record))
                desk.Put($"{WatchKeys.Told(rule.Id, told)}{record.Leaf.Id:N}", new Pointer($"{record.Leaf.Id:N}", 0) { Log = logs.Mark(record.Address.Log) }, JudgeJson.Default.Pointer, record.Address);
            return [new(rule, reference, name, state, raise, [witness],
                thread => Put(record.Leaf.Id, rule.Id, new HitState(thread, WatchKeys.DayOf(date), WatchJudge.Substance(record), member) { Began = hit?.Began, Alike = hit?.Alike }))];
        }
        desk.Put(key, day, WatchJson.Default.DayState, owner: null);
        if (judge.Fold(rule, day.Fold?.Said, record, date) is not Verdict.Raise fold) return [];
        if (day.Fold is { } folded && await shelves.Keep(rule, rule.ThreadOf(date), folded, heard.Time, stop) is { } kept)
        {
            desk.Put(key, day with { Fold = kept }, WatchJson.Default.DayState, owner: null);
            return [];
        }
        return [new(rule, reference, rule.ThreadOf(date), day.Fold ?? ThreadState.New(witness.At), fold, [.. day.Rung.Select(rung => rung.Witness(logs)), witness],
            thread => desk.Put(key, day with { Fold = thread }, WatchJson.Default.DayState, owner: null))];
    }

    /// <summary>The telling before, where it was counted beyond a day's budget; nothing where the watch had not found it.</summary>
    async Task<Record?> Folded(WatchRule rule, Reference reference, Record record, CancellationToken stop)
    {
        if (record.Leaf.Revision == 1) return null;
        var since = (await records.Read(new RecordAddress(reference.Log, reference.Index), stop))?.Arrival ?? 0;
        foreach (var revised in record.Leaf.References.Where(r => r.Relation == Relation.Revises && r.HasEffect(record.Address)))
            if (await records.Read(new RecordAddress(revised.Log, revised.Index), stop) is { } before && before.Leaf.Id == record.Leaf.Id && before.Arrival > since)
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
