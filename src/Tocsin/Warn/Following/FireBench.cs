using Tocsin.Share.Records;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Following;

/// <summary>Finds fires as hotspots come in, and lets each speak.</summary>
/// <param name="desk">The judge's documents.</param>
/// <param name="speaker">Writes messages.</param>
/// <param name="judge">Assesses a fire.</param>
/// <param name="own">This party's private log.</param>
/// <param name="logs">The numbers of the logs.</param>
/// <param name="fields">The fields of the step before, by rule: they are used again where nobody else has written since.</param>
sealed class FireBench(Desk desk, Speaker speaker, FireJudge judge, Origin own, LogTable logs, Dictionary<string, FireField> fields)
{
    readonly HashSet<string> used = new(StringComparer.Ordinal);

    public async Task Hear(FireRule rule, Hearing hearing, CancellationToken stop)
    {
        if (hearing.Record.What is not EventFacts { Type: "hotspot" } facts || hearing.IsAhead(facts.At)) return;
        var isOld = hearing.Time - facts.At > rule.FreshFor + rule.QuietFor;
        if (isOld && hearing.Record.Leaf.Revision == 1) return;
        var field = await Field(rule, hearing, stop);
        if (hearing.Record.Leaf.Revision > 1) await Lose(rule, hearing, field, hearing.Record.Leaf.Id, stop);
        if (isOld || FireSpot.Of(rule, hearing.Record) is not { } spot) return;
        field.Add(spot);
        await Burn(rule, hearing, field, field.Of(spot.Witness.Id)!, Witness.IsFresh(rule, hearing.Time, facts.At), stop);
    }

    /// <summary>A record was taken back, or erased: then nothing is said of it.</summary>
    public async Task Forget(FireRule rule, Hearing hearing, Guid gone, CancellationToken stop) => await Lose(rule, hearing, await Field(rule, hearing, stop), gone, stop);

    /// <summary>Forgets what no longer matters. It is asked whenever a bundle of leaves begins, whatever that leaf tells: so an
    /// erasure changes nothing about it.</summary>
    public async Task Pass(FireRule rule, Hearing hearing, CancellationToken stop) => (await Field(rule, hearing, stop)).Forget(desk, hearing.Time);

    /// <summary>Ends the fires that have fallen quiet. The judge reads no clock: this party's own records tell it what time it has become.</summary>
    public async Task End(FireRule rule, Hearing hearing, CancellationToken stop)
    {
        var field = await Field(rule, hearing, stop);
        foreach (var name in field.Quiet(hearing.Time))
        {
            var (state, anchor) = (field.Threads[name].State, field.At(field.Threads[name].Place)!);
            if (field.FireOf(anchor) is not { Count: > 0 } fire) fire = [anchor];
            Witness[] evidence = [.. Latest(field, fire).Select(s => s.Witness)];
            if (Endings.Quiet(rule, evidence, hearing.Time) is { } quiet)
                state = await speaker.Say(hearing, rule, name, state, new Verdict.Raise(MessageType.Cancel, quiet), evidence, stop);
            field.Put(desk, name, FireState.Of(state, fire[^1]));
        }
    }

    public void Flush()
    {
        foreach (var name in used) fields[name].Flush(desk);
    }

    async Task Burn(FireRule rule, Hearing hearing, FireField field, FireEntry latest, bool isFresh, CancellationToken stop)
    {
        var threads = field.ThreadsOf(latest);
        var fire = field.FireOf(latest);
        if (fire.Count == 0 || threads.Count == 0 && fire.Count < rule.Severities[^1].Hotspots) return;
        var name = threads.OrderByDescending(thread => field.Threads[thread].State.Said is { Stands: true }).ThenBy(thread => field.At(field.Threads[thread].Place)!.Minted)
            .ThenBy(thread => field.Threads[thread].Place.Log).ThenBy(thread => field.Threads[thread].Anchor).FirstOrDefault();
        var state = name is null ? ThreadState.New(latest.At) : field.Threads[name].State;
        name ??= $"{rule.Name}:{fire[0].Id:N}";
        foreach (var younger in threads.Where(thread => thread != name)) await Merge(rule, hearing, field, younger, fire, stop);

        var spots = Latest(field, fire);
        if (Escalation.Decide(rule, state.Said, judge.Assess(rule, spots), hearing.Time, isFresh) is Verdict.Raise raise)
            state = await speaker.Say(hearing, rule, name, state, raise, [.. spots.Select(s => s.Witness)], stop);
        if (state.Said is not null) field.Put(desk, name, FireState.Of(state with { Last = Instant.Max(state.Last, latest.At) }, fire[^1]));
    }

    async Task Merge(FireRule rule, Hearing hearing, FireField field, string younger, List<FireEntry> fire, CancellationToken stop)
    {
        if (field.Threads[younger].State is { Said.Stands: true } state)
        {
            Witness[] evidence = [.. Latest(field, fire).Select(s => s.Witness)];
            await speaker.Say(hearing, rule, younger, state, new Verdict.Raise(MessageType.Cancel, Endings.Of(rule, evidence, Endings.Merged)), evidence, stop);
        }
        field.Close(desk, younger);
    }

    async Task Lose(FireRule rule, Hearing hearing, FireField field, Guid id, CancellationToken stop)
    {
        if (field.Of(id) is not { } gone) return;
        var (before, threads) = (field.FireOf(gone), field.ThreadsOf(gone));
        field.Remove(id);
        before.RemoveAll(entry => entry.Id == id);
        foreach (var name in threads)
        {
            var state = field.Threads[name].State;
            var left = before.FindLast(entry => field.FireOf(entry).Count > 0);
            var spots = left is null ? [field.SpotOf(gone)] : Latest(field, field.FireOf(left));
            if (hearing.Record.What is not ErasureFacts)
            {
                var assessment = judge.Assess(rule, spots);
                if (left is null && assessment is Assessment.Matter) assessment = Endings.Of(rule, [spots[0].Witness], Endings.Withdrawn);
                if (Escalation.Decide(rule, state.Said, assessment, hearing.Time, isFresh: false) is Verdict.Raise raise)
                    state = await speaker.Say(hearing, rule, name, state, raise, [.. spots.Select(s => s.Witness)], stop);
            }
            if (left is null) field.Close(desk, name);
            else field.Put(desk, name, FireState.Of(state, left));
        }
    }

    async Task<FireField> Field(FireRule rule, Hearing hearing, CancellationToken stop)
    {
        var held = fields.GetValueOrDefault(rule.Name);
        if (held is not null && used.Contains(rule.Name))
        {
            if (held.Rules == hearing.Rules.Leaf) return held;
            held.Flush(desk);
            held = null;
        }
        if (held is null || held.Rules != hearing.Rules.Leaf)
            fields[rule.Name] = held = await FireField.Load(desk, rule, hearing.Rules.Leaf, own, logs, stop);
        held.Take(logs);
        used.Add(rule.Name);
        return held;
    }

    static List<FireSpot> Latest(FireField field, List<FireEntry> fire) => [.. fire.TakeLast(FireJudge.HotspotsMax).Select(field.SpotOf)];
}
