using Tocsin.Share.Records;
using Tocsin.Warn.Feeds;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Following;

/// <summary>Lets each event speak whose source grades it: in one log its tellings are revisions of one record, in another a record that
/// bears the same source key.</summary>
/// <param name="desk">The judge's documents.</param>
/// <param name="speaker">Writes messages.</param>
/// <param name="judge">Assesses an event.</param>
/// <param name="records">Gives what other logs tell of it.</param>
/// <param name="logs">The numbers of the logs.</param>
sealed class EventLevelBench(Desk desk, Speaker speaker, EventLevelJudge judge, JudgedRecords records, LogTable logs)
{
    public async Task Hear(EventLevelRule rule, Hearing hearing, CancellationToken stop)
    {
        // What a partner's feeds do is the partner's affair.
        if (hearing is { IsForeign: true, Record.What: EventFacts { Type: FeedSilence.Type } }) return;
        var id = hearing.Record.Leaf.Id;
        if (GradedEvent.Of(rule, hearing.Record) is not { } told)
        {
            if (hearing.Record.Leaf.Revision > 1) await Forget(rule, hearing, id, stop);
            return;
        }
        var keys = KeysOf(rule, hearing.Record);
        var first = await EventOf(rule, id, keys, stop);
        var held = await desk.Get(Key(rule, first), JudgeJson.Default.WatchedState, stop) ?? new WatchedState(Thread(rule, first), null, []);
        var isKnown = held.State is not null;
        var log = logs.Mark(hearing.Record.Address.Log);
        held.Members.RemoveAll(m => m.Id == id || m.Log == log);
        held.Members.Add(MemberState.Of(told.Witness, null, logs));
        held = await Decide(rule, hearing, held with { State = held.State ?? ThreadState.New(told.Witness.At) }, told, told.IsNews(rule, hearing.Time), stop);
        if (!isKnown && held.State!.Said is null) return;
        Put(rule, first, held);
        if (id != first) desk.Put(OfKey(rule, id), Points(first), JudgeJson.Default.Pointer, owner: null);
        foreach (var key in keys) desk.Put(key + logs.Part(hearing.Record.Address.Log), Points(first), JudgeJson.Default.Pointer, hearing.Record.Address);
    }

    /// <summary>A record was taken back, or erased: then nothing is said of it.</summary>
    public async Task Forget(EventLevelRule rule, Hearing hearing, Guid gone, CancellationToken stop)
    {
        var first = (await desk.Get(OfKey(rule, gone), JudgeJson.Default.Pointer, stop))?.Thread is { } of ? Guid.ParseExact(of, "N") : gone;
        if (await desk.Get(Key(rule, first), JudgeJson.Default.WatchedState, stop) is not { } held || held.Members.Find(m => m.Id == gone) is not { } member) return;
        var isErased = hearing.Record.What is ErasureFacts;
        if (held.Members.Count > 1)
        {
            held.Members.Remove(member);
            Put(rule, first, isErased ? held : await Decide(rule, hearing, held, heard: null, isFresh: false, stop));
        }
        else if (!isErased && held.State is { Said.Stands: true })
        {
            var witness = member.Witness(logs);
            var raise = new Verdict.Raise(MessageType.Cancel, Endings.Of(rule, [witness], Endings.Withdrawn));
            Put(rule, first, held with { State = await speaker.Say(hearing, rule, held.Thread!, held.State, raise, [witness], stop) });
        }
    }

    async Task<WatchedState> Decide(EventLevelRule rule, Hearing hearing, WatchedState held, GradedEvent? heard, bool isFresh, CancellationToken stop)
    {
        var tellings = new List<GradedEvent>();
        foreach (var member in held.Members)
            if (heard?.Witness.Id == member.Id) tellings.Add(heard);
            else if (await records.Read(member.Witness(logs).Address, stop) is { } record && GradedEvent.Of(rule, record) is { } other) tellings.Add(other);
        if (tellings.Count == 0) return held;
        var worst = tellings.OrderBy(each => each.Facts.Severity).ThenBy(each => Tellings.Rank(each.Witness, records.Own)).First();
        return Escalation.Decide(rule, held.State!.Said, judge.Assess(rule, worst), hearing.Time, isFresh) is Verdict.Raise raise
            ? held with { State = await speaker.Say(hearing, rule, held.Thread!, held.State, raise, [worst.Witness], stop) } : held;
    }

    /// <summary>The record that began the event: this one, where no log has told of it before.</summary>
    async Task<Guid> EventOf(EventLevelRule rule, Guid id, IReadOnlyList<string> keys, CancellationToken stop)
    {
        if (await desk.Get(Key(rule, id), JudgeJson.Default.WatchedState, stop) is not null) return id;
        if (await desk.Get(OfKey(rule, id), JudgeJson.Default.Pointer, stop) is { Thread: { } known }) return Guid.ParseExact(known, "N");
        foreach (var key in keys)
            if (await desk.Between(key, key + '\uFFFF', 1, JudgeJson.Default.Pointer, stop) is [var (_, other)]) return Guid.ParseExact(other.Thread!, "N");
        return id;
    }

    static Pointer Points(Guid first) => new($"{first:N}", 0);

    void Put(EventLevelRule rule, Guid id, WatchedState state) => desk.Put(Key(rule, id), state, JudgeJson.Default.WatchedState, owner: null);

    static string Thread(EventLevelRule rule, Guid id) => $"{rule.Name}:{id:N}";

    static string Key(EventLevelRule rule, Guid id) => $"ev/{rule.Name}/{id:N}";

    static string OfKey(EventLevelRule rule, Guid id) => $"evof/{rule.Name}/{id:N}";

    /// <summary>A source's names for the event, as digests.</summary>
    static List<string> KeysOf(EventLevelRule rule, Record record) => record.Source?.Key is { Scheme: not SourceKey.Own } source
        ? [.. source.Keys.Select(name => $"evkey/{rule.Name}/{CountDesk.DigestOf($"{source.Scheme}\n{source.Sender}\n{name}")}/")] : [];
}
