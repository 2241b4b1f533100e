using System.Text;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Following;

/// <summary>Keeps the threads of partners' warnings, and has one of ours for each.</summary>
/// <param name="desk">The judge's documents.</param>
/// <param name="speaker">Writes messages.</param>
/// <param name="judge">Assesses a thread.</param>
/// <param name="records">Gives the earlier messages.</param>
/// <param name="names">Tells which circles and parties a rule means.</param>
/// <param name="logs">The numbers of the logs.</param>
sealed class PartnerBench(Desk desk, Speaker speaker, PartnerJudge judge, JudgedRecords records, IPartyNames names, LogTable logs)
{
    // The messages of a thread that are remembered, for when a later one is taken back.
    const int MembersMax = 64;

    public async Task Hear(PartnerRule rule, Hearing hearing, CancellationToken stop)
    {
        var (record, log) = (hearing.Record, hearing.Record.Address.Log);
        if (!hearing.IsForeign || record.Leaf.Kind != Kind.Warning || !IsMeant(rule.Circles, log.Circle, names.OfCircle(log.Circle)) || !IsMeant(rule.Parties, log.Party, names.OfParty(log.Party))) return;
        if (!PartnerWarning.Of(record).Try(out var warning, out _) || await IsEcho(record, stop))
        {
            if (record.Leaf.Revision > 1) await Forget(rule, hearing, record.Leaf.Id, stop);
            return;
        }
        var key = Key(rule, record, warning.Facts.Thread);
        var held = await desk.Get(key, JudgeJson.Default.WatchedState, stop) ?? new WatchedState(null, null, []);
        if (held.State is null || warning.Witness.At - held.State.Last > rule.QuietFor)
        {
            foreach (var member in held.Members) desk.Remove(OfKey(rule, member.Id));
            held = new WatchedState($"{rule.Name}:{record.Leaf.Id:N}", ThreadState.New(warning.Witness.At), []);
        }
        held.Members.RemoveAll(m => m.Id == record.Leaf.Id);
        held.Members.Add(MemberState.Of(warning.Witness, null, logs));
        if (held.Members.Count > MembersMax)
        {
            desk.Remove(OfKey(rule, held.Members[0].Id));
            held.Members.RemoveAt(0);
        }
        desk.Put(OfKey(rule, record.Leaf.Id), new Pointer(key, 0), JudgeJson.Default.Pointer, owner: null);
        held = held with { State = held.State! with { Last = Instant.Max(held.State!.Last, warning.Witness.At) } };
        await Decide(rule, hearing, key, held, warning, warning.IsNews(rule, hearing.Time), stop);
    }

    /// <summary>A message was taken back, or erased: then the one before it holds.</summary>
    public async Task Forget(PartnerRule rule, Hearing hearing, Guid gone, CancellationToken stop)
    {
        if (await desk.Get(OfKey(rule, gone), JudgeJson.Default.Pointer, stop) is not { Thread: { } key }) return;
        desk.Remove(OfKey(rule, gone));
        if (await desk.Get(key, JudgeJson.Default.WatchedState, stop) is not { State: { } state } held || held.Members.Find(m => m.Id == gone) is not { } member) return;
        held.Members.Remove(member);
        if (hearing.Record.What is ErasureFacts && held.Members.Count == 0) desk.Remove(key);
        else if (hearing.Record.What is ErasureFacts) Put(key, held);
        else if (held.Members.Count > 0 && await Latest(held, stop) is { } before) await Decide(rule, hearing, key, held, before, isFresh: false, stop);
        else if (state.Said is { Stands: true })
        {
            var witness = member.Witness(logs);
            var raise = new Verdict.Raise(MessageType.Cancel, Endings.Of(rule, [witness], Endings.Withdrawn));
            Put(key, held with { State = await speaker.Say(hearing, rule, held.Thread!, state, raise, [witness], stop) });
        }
        else Put(key, held);
    }

    async Task Decide(PartnerRule rule, Hearing hearing, string key, WatchedState held, PartnerWarning latest, bool isFresh, CancellationToken stop)
    {
        if (Escalation.Decide(rule, held.State!.Said, judge.Assess(rule, latest), hearing.Time, isFresh) is Verdict.Raise raise)
            held = held with { State = await speaker.Say(hearing, rule, held.Thread!, held.State, raise, [latest.Witness], stop) };
        Put(key, held);
    }

    async Task<PartnerWarning?> Latest(WatchedState held, CancellationToken stop) =>
        await records.Read(held.Members[^1].Witness(logs).Address, stop) is { } record && PartnerWarning.Of(record).Try(out var warning, out _) ? warning : null;

    /// <summary>Whether its author only passes on what a third party, or this one, has warned of: whoever warned first is heard itself.</summary>
    async Task<bool> IsEcho(Record record, CancellationToken stop)
    {
        foreach (var cause in record.Leaf.References.Where(r => r.Relation == Relation.Cause && r.Log.Party != record.Address.Log.Party))
            if (await records.Read(new RecordAddress(cause.Log, cause.Index), stop) is { } told && told.LeafHash == cause.Leaf && told.Leaf.Kind == Kind.Warning) return true;
        return false;
    }

    static bool IsMeant(ImmutableArray<string> some, Hash id, string? name) => some.IsEmpty || some.Contains(id.ToBase64Url()) || name is not null && some.Contains(name);

    void Put(string key, WatchedState state) => desk.Put(key, state, JudgeJson.Default.WatchedState, owner: null);

    /// <summary>The thread by its author's name for it, which may be any text.</summary>
    static string Key(PartnerRule rule, Record record, string thread) =>
        $"pw/{rule.Name}/{Hash.Of(Encoding.UTF8.GetBytes($"{record.Address.Log.Circle.ToBase64Url()}\n{record.Address.Log.Party.ToBase64Url()}\n{thread}")).ToBase64Url()}";

    static string OfKey(PartnerRule rule, Guid id) => $"pwof/{rule.Name}/{id:N}";
}
