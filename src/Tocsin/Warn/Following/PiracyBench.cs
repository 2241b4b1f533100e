using Tocsin.Share.Records;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Following;

/// <summary>Keeps the attacks on ships of a year and more, by subregion, and lets each subregion speak.</summary>
/// <param name="desk">The judge's documents.</param>
/// <param name="speaker">Writes messages.</param>
/// <param name="judge">Assesses a subregion.</param>
/// <param name="own">This party's private log.</param>
/// <param name="logs">The numbers of the logs.</param>
sealed class PiracyBench(Desk desk, Speaker speaker, PiracyJudge judge, Origin own, LogTable logs)
{
    public async Task Hear(PiracyRule rule, Hearing hearing, CancellationToken stop)
    {
        var attack = ShipAttack.Of(hearing.Record);
        if (hearing.Record.Leaf.Revision > 1) await Remove(rule, hearing, hearing.Record.Leaf.Id, attack?.Region, stop);
        if (attack is null || hearing.Time - attack.Witness.At > Reach(rule) || hearing.IsAhead(attack.Witness.At)) return;
        var key = Key(rule, attack.Region);
        var region = await desk.Get(key, JudgeJson.Default.RegionState, stop) ?? new RegionState(null, null, []);
        region.Attacks.RemoveAll(a => a.Member.Id == attack.Witness.Id || hearing.Time - a.Member.At > Reach(rule));
        region.Attacks.Add(new AttackEntry(MemberState.Of(attack.Witness, null, logs), attack.Severity, attack.Longitude, attack.Latitude));
        region.Attacks.Sort((one, other) => (one.Member.At, one.Member.Log ?? 0, one.Member.Index).CompareTo((other.Member.At, other.Member.Log ?? 0, other.Member.Index)));
        if (region.State is null || attack.Witness.At - region.State.Last > rule.QuietFor)
            region = region with { Thread = $"{rule.Name}:{attack.Witness.Id:N}", State = ThreadState.New(attack.Witness.At) };
        region = region with { State = region.State! with { Last = Instant.Max(region.State!.Last, attack.Witness.At) } };
        await Decide(rule, hearing, key, region, Witness.IsFresh(rule, hearing.Time, attack.Witness.At), stop);
    }

    /// <summary>A record was taken back, or erased: then nothing is said of it.</summary>
    public Task Forget(PiracyRule rule, Hearing hearing, Guid gone, CancellationToken stop) => Remove(rule, hearing, gone, staysIn: null, stop);

    async Task Remove(PiracyRule rule, Hearing hearing, Guid gone, string? staysIn, CancellationToken stop)
    {
        foreach (var (key, region) in await desk.Under($"pr/{rule.Name}/", JudgeJson.Default.RegionState, stop))
        {
            if (region.Attacks.Find(a => a.Member.Id == gone) is not { } attack || staysIn is not null && key == Key(rule, staysIn)) continue;
            region.Attacks.Remove(attack);
            if (hearing.Record.What is ErasureFacts || region.State is null) Put(key, region);
            else if (region.Attacks.Count > 0) await Decide(rule, hearing, key, region, isFresh: false, stop);
            else if (region.State.Said is { Stands: true })
            {
                var ended = judge.Assess(rule, [Of(key, attack)]) is Assessment.Nothing nothing ? nothing : Endings.Of(rule, [attack.Member.Witness(logs)], Endings.Withdrawn);
                Put(key, region with { State = await speaker.Say(hearing, rule, region.Thread!, region.State, new Verdict.Raise(MessageType.Cancel, ended), [attack.Member.Witness(logs)], stop) });
            }
            else Put(key, region);
        }
    }

    async Task Decide(PiracyRule rule, Hearing hearing, string key, RegionState region, bool isFresh, CancellationToken stop)
    {
        var once = Tellings.Once(region.Attacks.Select(a => Of(key, a)), a => a.Witness, a => (a.Witness.At, a.Longitude, a.Latitude, a.Severity), own).Select(a => a.Witness.Id).ToHashSet();
        List<ShipAttack> attacks = [.. region.Attacks.Where(a => once.Contains(a.Member.Id)).TakeLast(PiracyJudge.AttacksMax).Select(a => Of(key, a))];
        if (Escalation.Decide(rule, region.State!.Said, judge.Assess(rule, attacks), hearing.Time, isFresh) is Verdict.Raise raise)
            region = region with { State = await speaker.Say(hearing, rule, region.Thread!, region.State, raise, [.. attacks.Select(a => a.Witness)], stop) };
        Put(key, region);
    }

    void Put(string key, RegionState region) => desk.Put(key, region, JudgeJson.Default.RegionState, owner: null);

    ShipAttack Of(string key, AttackEntry entry) => new(entry.Member.Witness(logs), entry.Severity, key[(key.LastIndexOf('/') + 1)..], entry.Longitude, entry.Latitude);

    static Duration Reach(PiracyRule rule) => PiracyJudge.Baseline + rule.SurgeWithin + rule.FreshFor;

    static string Key(PiracyRule rule, string region) => $"pr/{rule.Name}/{region}";
}
