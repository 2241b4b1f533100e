using Tocsin.Share.Records;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Following;

/// <summary>Lets each event speak whose source grades it; its tellings are revisions of one record.</summary>
/// <param name="desk">The judge's documents.</param>
/// <param name="speaker">Writes messages.</param>
/// <param name="judge">Assesses an event.</param>
sealed class EventLevelBench(Desk desk, Speaker speaker, EventLevelJudge judge)
{
    public async Task Hear(EventLevelRule rule, Hearing hearing, CancellationToken stop)
    {
        var id = hearing.Record.Leaf.Id;
        if (GradedEvent.Of(rule, hearing.Record) is not { } told)
        {
            if (hearing.Record.Leaf.Revision > 1) await Forget(rule, hearing, id, stop);
            return;
        }
        var held = await desk.Get(Key(rule, id), JudgeJson.Default.WatchedState, stop);
        var state = held?.State ?? ThreadState.New(told.Witness.At);
        if (Escalation.Decide(rule, state.Said, judge.Assess(rule, told), hearing.Time, told.IsNews(rule, hearing.Time)) is Verdict.Raise raise)
            state = await speaker.Say(hearing, rule, Thread(rule, id), state, raise, [told.Witness], stop);
        if (held is not null || state.Said is not null) Put(rule, id, new WatchedState(Thread(rule, id), state, [MemberState.Of(told.Witness, null)]));
    }

    /// <summary>A record was taken back, or erased: then nothing is said of it.</summary>
    public async Task Forget(EventLevelRule rule, Hearing hearing, Guid gone, CancellationToken stop)
    {
        if (await desk.Get(Key(rule, gone), JudgeJson.Default.WatchedState, stop) is not { State.Said.Stands: true } held || hearing.Record.What is ErasureFacts) return;
        var witness = held.Members[0].Witness;
        var raise = new Verdict.Raise(MessageType.Cancel, Endings.Of(rule, [witness], Endings.Withdrawn));
        Put(rule, gone, held with { State = await speaker.Say(hearing, rule, held.Thread!, held.State, raise, [witness], stop) });
    }

    void Put(EventLevelRule rule, Guid id, WatchedState state) => desk.Put(Key(rule, id), state, JudgeJson.Default.WatchedState, owner: null);

    static string Thread(EventLevelRule rule, Guid id) => $"{rule.Name}:{id:N}";

    static string Key(EventLevelRule rule, Guid id) => $"ev/{rule.Name}/{id:N}";
}
