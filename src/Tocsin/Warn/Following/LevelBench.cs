using Tocsin.Share.Records;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Following;

/// <summary>Keeps each station's last measurements and lets it speak.</summary>
/// <param name="desk">The judge's documents.</param>
/// <param name="speaker">Writes messages.</param>
/// <param name="judge">Assesses a station.</param>
/// <param name="records">Gives the earlier measurement.</param>
/// <param name="logs">The numbers of the logs.</param>
sealed class LevelBench(Desk desk, Speaker speaker, LevelJudge judge, JudgedRecords records, LogTable logs)
{
    const int MembersMax = 256;

    public async Task Hear(LevelRule rule, Hearing hearing, CancellationToken stop)
    {
        if (LevelReading.Of(rule, hearing.Record) is not { } reading)
        {
            if (hearing.Record.Leaf.Revision > 1) await Forget(rule, hearing, hearing.Record.Leaf.Id, stop);
            return;
        }
        if (!Witness.IsFresh(rule, hearing.Time, reading.Witness.At)) return;
        var key = Key(rule, CountDesk.DigestOf(reading.Station));
        var held = await desk.Get(key, JudgeJson.Default.WatchedState, stop) ?? new WatchedState(null, null, []);
        held.Members.RemoveAll(m => m.Id == reading.Witness.Id);
        held.Members.Add(MemberState.Of(reading.Witness, null, logs));
        held.Members.Sort((one, other) => one.At != other.At ? one.At.CompareTo(other.At) : string.CompareOrdinal(one.Leaf, other.Leaf));
        desk.Put(OfKey(rule, reading.Witness.Id), new Pointer(key, reading.Witness.Address.Index), JudgeJson.Default.Pointer, hearing.Record.Address);
        // What partners tell of the station makes no room among what this party hears itself.
        Trim(rule, held, held.Members.FindAll(IsOwn));
        Trim(rule, held, held.Members.FindAll(member => !IsOwn(member)));
        await Decide(rule, hearing, key, held, stop);
    }

    void Trim(LevelRule rule, WatchedState held, List<MemberState> some)
    {
        foreach (var old in some.Where((member, i) => some.Count - i > MembersMax || some[^1].At - member.At > LevelJudge.RiseOverMost))
        {
            desk.Remove(OfKey(rule, old.Id));
            held.Members.Remove(old);
        }
    }

    /// <summary>A record was taken back, or erased: then nothing is said of it.</summary>
    public async Task Forget(LevelRule rule, Hearing hearing, Guid gone, CancellationToken stop)
    {
        if (await desk.Get(OfKey(rule, gone), JudgeJson.Default.Pointer, stop) is not { Thread: { } key }) return;
        desk.Remove(OfKey(rule, gone));
        if (await desk.Get(key, JudgeJson.Default.WatchedState, stop) is not { } held || held.Members.Find(m => m.Id == gone) is not { } member) return;
        held.Members.Remove(member);
        if (hearing.Record.What is ErasureFacts) Put(key, held);
        else if (held.Members.Count > 0) await Decide(rule, hearing, key, held, stop);
        else if (held.State is { Said.Stands: true } && await Read(rule, member, stop) is { } last)
        {
            var ended = judge.Assess(rule, [last], held.State.Said) is Assessment.Nothing nothing ? nothing : Endings.Of(rule, [last.Witness], Endings.Withdrawn);
            Put(key, held with { State = await speaker.Say(hearing, rule, held.Thread!, held.State, new Verdict.Raise(MessageType.Cancel, ended), [last.Witness], stop) });
        }
        else Put(key, held);
    }

    /// <summary>A station that this party's own sources tell of is judged by what they say.</summary>
    async Task Decide(LevelRule rule, Hearing hearing, string key, WatchedState held, CancellationToken stop)
    {
        var told = held.Members.Exists(IsOwn) ? held.Members.FindAll(IsOwn) : held.Members;
        var latest = told[^1];
        if (await Read(rule, latest, stop) is not { } reading)
        {
            Put(key, held);
            return;
        }
        List<LevelReading> readings = [reading];
        if (rule.Rise is not null && latest.At - told[0].At >= LevelJudge.RiseOverLeast && await Read(rule, told[0], stop) is { } first) readings.Insert(0, first);
        if (held.State is null || latest.At - held.State.Last > rule.QuietFor || held.State.Said is { Stands: false })
            held = held with { Thread = $"{rule.Name}:{latest.Id:N}", State = ThreadState.New(latest.At) };
        var isFresh = hearing.Record.What is EventFacts facts && Witness.IsFresh(rule, hearing.Time, facts.At);
        var state = held.State! with { Last = Instant.Max(held.State!.Last, latest.At) };
        if (Escalation.Decide(rule, state.Said, judge.Assess(rule, readings, state.Said), hearing.Time, isFresh) is Verdict.Raise raise)
            state = await speaker.Say(hearing, rule, held.Thread!, state, raise, [.. readings.Select(r => r.Witness)], stop);
        Put(key, held with { State = state });
    }

    async Task<LevelReading?> Read(LevelRule rule, MemberState member, CancellationToken stop) =>
        await records.Read(member.Witness(logs).Address, stop) is { } record ? LevelReading.Of(rule, record) : null;

    bool IsOwn(MemberState member) => logs.At(member.Log).Party == records.Own.Party;

    void Put(string key, WatchedState state) => desk.Put(key, state, JudgeJson.Default.WatchedState, owner: null);

    static string Key(LevelRule rule, string station) => $"lv/{rule.Name}/{station}";

    static string OfKey(LevelRule rule, Guid id) => $"lvof/{rule.Name}/{id:N}";
}
