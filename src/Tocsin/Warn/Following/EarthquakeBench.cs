using Tocsin.Share.Records;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Following;

/// <summary>Keeps the open sequences of earthquakes and lets each speak.</summary>
/// <param name="desk">The judge's documents.</param>
/// <param name="speaker">Writes messages.</param>
/// <param name="judge">Assesses a sequence.</param>
/// <param name="own">This party's private log.</param>
/// <param name="logs">The numbers of the logs.</param>
sealed class EarthquakeBench(Desk desk, Speaker speaker, EarthquakeJudge judge, Origin own, LogTable logs)
{
    readonly Dictionary<string, List<Sequence>> open = [];

    public async Task Hear(EarthquakeRule rule, Hearing hearing, CancellationToken stop)
    {
        if (hearing.Record.What is not EventFacts { Type: "earthquake" } facts || hearing.IsAhead(facts.At)) return;
        var sequences = await Open(rule, hearing.Time, stop);
        var known = sequences.Find(s => s.Members.ContainsKey(hearing.Record.Leaf.Id));
        if (!Quake.Of(rule, hearing.Record).Try(out var quake, out _))
        {
            if (known is not null) await Drop(rule, hearing, known, hearing.Record.Leaf.Id, stop);
            return;
        }
        // So old that nothing fresh can belong to it any more: it would never be heard of again.
        if (known is null && hearing.Time - facts.At > rule.FreshFor + rule.QuietFor) return;

        var near = known is null ? sequences.Where(s => s.Takes(rule, quake)).ToList() : [known];
        var sequence = near.Count > 0 ? Eldest(near) : Begin(rule, quake, sequences);
        sequence.Add(quake);
        Keep(sequence.Thread, quake);
        await Decide(rule, hearing, sequence, Witness.IsFresh(rule, hearing.Time, facts.At), stop);
        foreach (var younger in near.Where(s => s != sequence)) await Merge(rule, hearing, sequence, younger, sequences, stop);
    }

    /// <summary>A record was taken back, or erased: then nothing is said of it.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="hearing">The record that says so.</param>
    /// <param name="id">The record that is gone.</param>
    /// <param name="stop">Ends the work.</param>
    public async Task Forget(EarthquakeRule rule, Hearing hearing, Guid id, CancellationToken stop)
    {
        if ((await Open(rule, hearing.Time, stop)).Find(s => s.Members.ContainsKey(id)) is { } sequence) await Drop(rule, hearing, sequence, id, stop);
    }

    async Task Drop(EarthquakeRule rule, Hearing hearing, Sequence sequence, Guid id, CancellationToken stop)
    {
        var gone = sequence.Members[id];
        sequence.Members.Remove(id);
        desk.Remove(MemberKey(sequence.Thread, id));
        var isErased = hearing.Record.What is ErasureFacts;
        if (sequence.Members.Count > 0)
        {
            if (!isErased) await Decide(rule, hearing, sequence, isFresh: false, stop);
            return;
        }
        if (!isErased && sequence.State.Said is { Stands: true })
        {
            var raise = new Verdict.Raise(MessageType.Cancel, Endings.Of(rule, [gone.Witness], Endings.Withdrawn));
            sequence.State = await speaker.Say(hearing, rule, sequence.Thread, sequence.State, raise, [gone.Witness], stop);
        }
        open[rule.Name].Remove(sequence);
        desk.Remove(ThreadKey(sequence.Thread));
    }

    async Task Decide(EarthquakeRule rule, Hearing hearing, Sequence sequence, bool isFresh, CancellationToken stop)
    {
        var evidence = sequence.Strongest(own);
        var verdict = Escalation.Decide(rule, sequence.State.Said, judge.Assess(rule, evidence), hearing.Time, isFresh);
        if (verdict is Verdict.Raise raise)
            sequence.State = await speaker.Say(hearing, rule, sequence.Thread, sequence.State, raise, [.. evidence.Select(q => q.Witness)], stop);
        desk.Put(ThreadKey(sequence.Thread), sequence.State, JudgeJson.Default.ThreadState, owner: null);
    }

    async Task Merge(EarthquakeRule rule, Hearing hearing, Sequence into, Sequence younger, List<Sequence> sequences, CancellationToken stop)
    {
        foreach (var quake in younger.Members.Values)
        {
            into.Add(quake);
            desk.Remove(MemberKey(younger.Thread, quake.Witness.Id));
            Keep(into.Thread, quake);
        }
        if (younger.State.Said is { Stands: true })
        {
            Witness[] evidence = [.. into.Strongest(own).Select(q => q.Witness)];
            await speaker.Say(hearing, rule, younger.Thread, younger.State, new Verdict.Raise(MessageType.Cancel, Endings.Of(rule, evidence, Endings.Merged)), evidence, stop);
        }
        sequences.Remove(younger);
        desk.Remove(ThreadKey(younger.Thread));
        await Decide(rule, hearing, into, isFresh: false, stop);
    }

    void Keep(string thread, Quake q) => desk.Put(
        MemberKey(thread, q.Witness.Id), MemberState.Of(q.Witness, new(q.Magnitude, q.Longitude, q.Latitude, q.DepthKm), logs),
        JudgeJson.Default.MemberState, q.Witness.Address);

    static Sequence Begin(EarthquakeRule rule, Quake quake, List<Sequence> sequences)
    {
        var sequence = new Sequence($"{rule.Name}:{quake.Witness.Id:N}", ThreadState.New(quake.Witness.At));
        sequences.Add(sequence);
        return sequence;
    }

    /// <summary>Where events merge, one that has rung goes on; of equals the one that began earlier.</summary>
    static Sequence Eldest(List<Sequence> near) => near
        .OrderByDescending(s => s.State.Said is { Stands: true }).ThenBy(s => s.Members.Values.Min(q => q.Witness.At)).ThenBy(s => s.Thread, StringComparer.Ordinal).First();

    /// <summary>The open sequences; those to which nothing fresh can belong any more are closed.</summary>
    async Task<List<Sequence>> Open(EarthquakeRule rule, Instant time, CancellationToken stop)
    {
        if (!open.TryGetValue(rule.Name, out var sequences)) open[rule.Name] = sequences = await Load(rule, stop);
        foreach (var quiet in sequences.Where(s => time - s.State.Last > rule.QuietFor + rule.FreshFor).ToList())
        {
            sequences.Remove(quiet);
            desk.Remove(ThreadKey(quiet.Thread));
            foreach (var id in quiet.Members.Keys) desk.Remove(MemberKey(quiet.Thread, id));
        }
        return sequences;
    }

    async Task<List<Sequence>> Load(EarthquakeRule rule, CancellationToken stop)
    {
        var sequences = new List<Sequence>();
        foreach (var (key, state) in await desk.Under($"t/{rule.Name}:", JudgeJson.Default.ThreadState, stop)) sequences.Add(new Sequence(key[2..], state));
        var byThread = sequences.ToDictionary(s => s.Thread);
        foreach (var (key, m) in await desk.Under($"m/{rule.Name}:", JudgeJson.Default.MemberState, stop))
            if (byThread.TryGetValue(key[2..key.LastIndexOf('/')], out var sequence) && m.Quake is { } q)
                sequence.Members[m.Id] = new Quake(m.Witness(logs), q.Magnitude, q.Longitude, q.Latitude, q.DepthKm);
        // A sequence whose records were all erased has nothing left to judge.
        sequences.RemoveAll(s => s.Members.Count == 0);
        return sequences;
    }

    static string ThreadKey(string thread) => "t/" + thread;

    static string MemberKey(string thread, Guid id) => $"m/{thread}/{id:N}";

    sealed class Sequence(string thread, ThreadState state)
    {
        public string Thread => thread;

        public ThreadState State { get; set; } = state;

        public Dictionary<Guid, Quake> Members { get; } = [];

        public void Add(Quake quake)
        {
            Members[quake.Witness.Id] = quake;
            State = State with { Last = Instant.Max(State.Last, quake.Witness.At) };
        }

        public bool Takes(EarthquakeRule rule, Quake quake) =>
            quake.Witness.At - State.Last <= rule.QuietFor && Quake.MainShock(Members.Values).IsOfOneSequence(quake);

        /// <summary>The largest, each once, as many as one warning may cite.</summary>
        public IReadOnlyList<Quake> Strongest(Origin own) =>
            [.. Tellings.Once(Members.Values, q => q.Witness, q => (q.Witness.At, q.Magnitude, q.Longitude, q.Latitude, q.DepthKm), own).OrderByDescending(q => q.Magnitude).ThenBy(q => q.Witness.At).ThenBy(q => q.Witness.Leaf).Take(EvidenceDigest.RecordsMax)];
    }
}
