using Tocsin.Share.Records;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Following;

/// <summary>Keeps the chains of other agencies' alerts and lets each speak.</summary>
/// <param name="desk">The judge's documents.</param>
/// <param name="speaker">Writes messages.</param>
/// <param name="judge">Assesses a chain.</param>
/// <param name="records">Gives the earlier messages.</param>
/// <param name="logs">The numbers of the logs.</param>
sealed class AlertBench(Desk desk, Speaker speaker, AlertJudge judge, JudgedRecords records, LogTable logs)
{
    public async Task Hear(AlertRule rule, Hearing hearing, CancellationToken stop)
    {
        if (!SourceAlert.Of(hearing.Record).Try(out var alert, out _) || hearing.IsAhead(alert.Witness.At)) return;
        var known = await Threads(rule, alert, stop);
        var (thread, state) = known.Count > 0 ? known[0] : ($"{rule.Name}:{alert.Witness.Id:N}", ThreadState.New(alert.Witness.At));
        if (known.Count == 0) desk.Remove(MovedKey(thread));   // It is opened, perhaps again: what once became of it holds no more.
        foreach (var digest in alert.References.Add(alert.Self))
            desk.Put($"{IdentityKey(rule, digest)}{logs.Part(hearing.Record.Address.Log)}", new Pointer(thread, alert.Witness.Address.Index), JudgeJson.Default.Pointer, hearing.Record.Address);
        Keep(thread, alert.Witness);
        foreach (var (younger, its) in known.Skip(1)) await Merge(rule, hearing, thread, younger, its, stop);

        var chain = await Chain(thread, stop);
        await Decide(rule, hearing, thread, state with { Last = Instant.Max(state.Last, alert.Witness.At) }, chain, alert.IsNews(rule, hearing.Time), stop);
    }

    /// <summary>A record was taken back, or erased: then nothing is said of it.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="hearing">The record that says so.</param>
    /// <param name="gone">The record that is gone.</param>
    /// <param name="stop">Ends the work.</param>
    public async Task Forget(AlertRule rule, Hearing hearing, Guid gone, CancellationToken stop)
    {
        if (await desk.Get(OfKey(rule, gone), JudgeJson.Default.Pointer, stop) is not { Thread: { } first }) return;
        var thread = await Resolve(first, stop);
        if (await desk.Get(ThreadKey(thread), JudgeJson.Default.ThreadState, stop) is not { } state) return;
        if (await desk.Get(MemberKey(thread, gone), JudgeJson.Default.MemberState, stop) is not { } member) return;
        var witness = member.Witness(logs);
        desk.Remove(MemberKey(thread, gone));
        if (hearing.Record.What is ErasureFacts) return;
        var chain = await Chain(thread, stop);
        if (chain.Count > 0)
        {
            await Decide(rule, hearing, thread, state, chain, isFresh: false, stop);
            return;
        }
        if (state.Said is { Stands: true })
        {
            var raise = new Verdict.Raise(MessageType.Cancel, Endings.Of(rule, [witness], Endings.Withdrawn));
            state = await speaker.Say(hearing, rule, thread, state, raise, [witness], stop);
        }
        desk.Put(ThreadKey(thread), state, JudgeJson.Default.ThreadState, owner: null);
    }

    async Task Decide(AlertRule rule, Hearing hearing, string thread, ThreadState state, IReadOnlyCollection<SourceAlert> chain, bool isFresh, CancellationToken stop)
    {
        var verdict = Escalation.Decide(rule, state.Said, judge.Assess(rule, chain), hearing.Time, isFresh);
        if (verdict is Verdict.Raise raise) state = await speaker.Say(hearing, rule, thread, state, raise, [.. chain.Select(a => a.Witness)], stop);
        desk.Put(ThreadKey(thread), state, JudgeJson.Default.ThreadState, owner: null);
    }

    async Task Merge(AlertRule rule, Hearing hearing, string into, string younger, ThreadState its, CancellationToken stop)
    {
        var moved = await Chain(younger, stop);
        if (its.Said is { Stands: true } && moved.Count > 0)
        {
            Witness[] evidence = [.. moved.Select(a => a.Witness)];
            await speaker.Say(hearing, rule, younger, its, new Verdict.Raise(MessageType.Cancel, Endings.Of(rule, evidence, Endings.Merged)), evidence, stop);
        }
        foreach (var alert in moved)
        {
            desk.Remove(MemberKey(younger, alert.Witness.Id));
            Keep(into, alert.Witness);
        }
        desk.Remove(ThreadKey(younger));
        desk.Put(MovedKey(younger), new Pointer(into, 0), JudgeJson.Default.Pointer, owner: null);
    }

    void Keep(string thread, Witness witness)
    {
        desk.Put(MemberKey(thread, witness.Id), MemberState.Of(witness, null, logs), JudgeJson.Default.MemberState, witness.Address);
        desk.Put(OfKey(thread[..thread.IndexOf(':')], witness.Id), new Pointer(thread, witness.Address.Index), JudgeJson.Default.Pointer, witness.Address);
    }

    /// <summary>The open threads that the alert belongs to: one that has rung first, then the earliest record's.</summary>
    async Task<List<(string Thread, ThreadState State)>> Threads(AlertRule rule, SourceAlert alert, CancellationToken stop)
    {
        var threads = new SortedDictionary<string, ThreadState>(StringComparer.Ordinal);
        foreach (var digest in alert.References.Add(alert.Self))
        {
            foreach (var (_, pointer) in await desk.Under(IdentityKey(rule, digest), JudgeJson.Default.Pointer, stop))
            {
                var thread = await Resolve(pointer.Thread!, stop);
                if (await desk.Get(ThreadKey(thread), JudgeJson.Default.ThreadState, stop) is { } state && alert.Witness.At - state.Last <= rule.QuietFor) threads[thread] = state;
            }
        }
        return [.. threads.OrderByDescending(t => t.Value.Said is { Stands: true }).Select(t => (t.Key, t.Value))];
    }

    async Task<string> Resolve(string thread, CancellationToken stop)
    {
        while (await desk.Get(MovedKey(thread), JudgeJson.Default.Pointer, stop) is { Thread: { } next }) thread = next;
        return thread;
    }

    /// <summary>The thread's messages that are still held, each once, the latest where there are too many to cite.</summary>
    /// <remarks>What others tell may make worse what this party's own sources say, and neither ends it nor makes less of it.</remarks>
    async Task<List<SourceAlert>> Chain(string thread, CancellationToken stop)
    {
        var chain = new List<SourceAlert>();
        foreach (var (_, member) in await desk.Under($"m/{thread}/", JudgeJson.Default.MemberState, stop))
            if (await records.Read(member.Witness(logs).Address, stop) is { } record && SourceAlert.Of(record).Try(out var alert, out _)) chain.Add(alert);
        chain = [.. Tellings.Once(chain, a => a.Witness, a => a.Self, records.Own)];
        if (chain.Exists(IsOwn))
        {
            var own = SourceAlert.Latest(chain.Where(IsOwn));
            chain.RemoveAll(a => !IsOwn(a) && (a.IsCancel || a.Facts.Severity > own.Facts.Severity));
        }
        return [.. chain.OrderBy(a => a.Witness.At).ThenBy(a => a.Witness.Leaf).TakeLast(EvidenceDigest.RecordsMax)];
    }

    bool IsOwn(SourceAlert alert) => alert.Witness.Address.Log.Party == records.Own.Party;

    static string IdentityKey(Rule rule, string digest) => $"cap/{rule.Name}/{digest}";

    static string OfKey(Rule rule, Guid id) => OfKey(rule.Name, id);

    static string OfKey(string rule, Guid id) => $"of/{rule}/{id:N}";

    static string ThreadKey(string thread) => "t/" + thread;

    static string MovedKey(string thread) => "moved/" + thread;

    static string MemberKey(string thread, Guid id) => $"m/{thread}/{id:N}";
}
