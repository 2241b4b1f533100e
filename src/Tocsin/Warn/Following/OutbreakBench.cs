using Tocsin.Share.Records;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Following;

/// <summary>Judges the periods of series that are still news whenever a count of theirs, or one before, comes or changes.</summary>
/// <param name="desk">The judge's documents.</param>
/// <param name="counts">The counts as they are known.</param>
/// <param name="speaker">Writes messages.</param>
/// <param name="records">Gives the period's own record.</param>
sealed class OutbreakBench(Desk desk, CountDesk counts, Speaker speaker, JudgedRecords records)
{
    const int AboveMax = 64;

    /// <summary>Judges what follows from a change.</summary>
    public async Task Hear(OutbreakRule rule, Hearing hearing, CountChange change, CancellationToken stop)
    {
        var key = $"o/{rule.Name}/{change.Series}";
        var first = change.Gone is null ? change.Ordinal : change.Ordinal + 1;
        // The series may have gone with its last count; its open outbreak is asked for all the same.
        var subject = (await counts.Series(change.Series, stop))?.Subject;
        if (subject is not null && !subject.IsOf(rule)) return;
        if (change.Gone is { } gone) await Lose(rule, hearing, key, change, gone, stop);
        // What is erased is not told of; where an earlier word stands again, that is judged.
        if (change.Gone is not null && hearing.Record.What is ErasureFacts || subject is null) return;
        foreach (var count in await Fresh(rule, change, first, hearing.Time, stop)) await Judge(rule, hearing, key, change, count.Ordinal, stop);
    }

    async Task<IEnumerable<SeriesCount>> Fresh(OutbreakRule rule, CountChange change, int first, Instant time, CancellationToken stop)
    {
        var from = PeriodLine.Ordinal(change.Period, (time - rule.FreshFor).InUtc().Date) - 1;
        var until = PeriodLine.Ordinal(change.Period, (time + Duration.FromDays(1)).InUtc().Date);
        if (first > until) return [];
        return (await counts.Between(change.Series, Math.Max(first, from), until, stop)).Where(count => OutbreakJudge.IsFresh(rule, change.Period, count.Ordinal, time));
    }

    async Task Judge(OutbreakRule rule, Hearing hearing, string key, CountChange change, int ordinal, CancellationToken stop)
    {
        var used = await Used(rule, change, ordinal, stop);
        var state = await Open(rule, key, change, ordinal, stop);
        var isAbove = IsAbove(rule, hearing, change, used);
        if (!isAbove && state?.Above.Contains(ordinal) != true) return;
        if (await Case(used, stop) is not { } the) return;
        if (isAbove) await Rise(rule, hearing, key, state, the, stop);
        else await Fall(rule, hearing, key, state!, change, the, stop);
    }

    async Task Rise(OutbreakRule rule, Hearing hearing, string key, OutbreakState? state, (SeriesCase Case, Guid Id) the, CancellationToken stop)
    {
        var ordinal = the.Case.Judged.Ordinal;
        state ??= new OutbreakState($"{rule.Name}:{the.Id:N}", ThreadState.New(the.Case.Witnesses[^1].At), []);
        var isNewest = state.Above.All(other => other <= ordinal);
        state = state with { Above = [.. state.Above.Append(ordinal).Distinct().Order().TakeLast(AboveMax)] };
        if (isNewest) state = state with { State = await Say(rule, hearing, state, the.Case, stop) };
        desk.Put(key, state, JudgeJson.Default.OutbreakState, owner: null);
    }

    /// <summary>A period is no longer above its threshold: the outbreak is what is left of it, if anything.</summary>
    async Task Fall(OutbreakRule rule, Hearing hearing, string key, OutbreakState state, CountChange change, (SeriesCase Case, Guid Id) the, CancellationToken stop)
    {
        var wasNewest = state.Above[^1] == the.Case.Judged.Ordinal;
        state = state with { Above = state.Above.Remove(the.Case.Judged.Ordinal) };
        if (state.Above.IsEmpty) state = state with { State = await Say(rule, hearing, state, the.Case, stop) };
        else if (wasNewest && await Case(await Used(rule, change, state.Above[^1], stop), stop) is { } left) state = state with { State = await Say(rule, hearing, state, left.Case, stop) };
        Put(key, state, hearing);
    }

    /// <summary>A period's count was taken back or erased.</summary>
    async Task Lose(OutbreakRule rule, Hearing hearing, string key, CountChange change, SeriesCount gone, CancellationToken stop)
    {
        if (await desk.Get(key, JudgeJson.Default.OutbreakState, stop) is not { } state || !state.Above.Contains(gone.Ordinal)) return;
        state = state with { Above = state.Above.Remove(gone.Ordinal) };
        if (hearing.Record.What is not ErasureFacts && state.Above.IsEmpty && await Case(new UsedCounts([gone], []), stop) is { } the) state = state with { State = await Say(rule, hearing, state, the.Case, stop) };
        Put(key, state, hearing);
    }

    /// <summary>An outbreak that an erasure has left nothing of is forgotten: a rebuild finds none.</summary>
    void Put(string key, OutbreakState state, Hearing hearing)
    {
        if (state.Above.IsEmpty && hearing.Record.What is ErasureFacts) desk.Remove(key);
        else desk.Put(key, state, JudgeJson.Default.OutbreakState, owner: null);
    }

    async Task<ThreadState> Say(OutbreakRule rule, Hearing hearing, OutbreakState state, SeriesCase the, CancellationToken stop)
    {
        var told = state.State with { Last = Instant.Max(state.State.Last, the.Witnesses[^1].At) };
        return OutbreakJudge.Decide(rule, told.Said, the, hearing.Record, hearing.Time) is Verdict.Raise raise
            ? await speaker.Say(hearing, rule, state.Thread, told, raise, the.Witnesses, stop)
            : told;
    }

    /// <summary>The outbreak to which a period may belong: not one that was over before.</summary>
    async Task<OutbreakState?> Open(OutbreakRule rule, string key, CountChange change, int ordinal, CancellationToken stop)
    {
        if (await desk.Get(key, JudgeJson.Default.OutbreakState, stop) is not { } state) return null;
        var start = PeriodLine.Start(change.Period, ordinal).AtMidnight().InUtc().ToInstant();
        return start - state.State.Last > rule.QuietFor ? null : state;
    }

    static bool IsAbove(OutbreakRule rule, Hearing hearing, CountChange change, UsedCounts used) =>
        OutbreakJudge.IsAbove(rule, OutbreakJudge.Judge(rule, change.Period, used.Stand, OutbreakJudge.SharesOf(rule, change.Period, used.Stand, used.Earlier, hearing.Time)).Verdict);

    async Task<UsedCounts> Used(OutbreakRule rule, CountChange change, int ordinal, CancellationToken stop)
    {
        var first = Math.Min(rule.Method.FirstNeeded(change.Period, ordinal), rule.UntilThen?.FirstNeeded(change.Period, ordinal) ?? ordinal);
        var stand = await counts.Between(change.Series, first, ordinal, stop);
        return new(stand, rule.Method.EstimatesShares ? CountGrowth.Needed(stand, await counts.Earlier(change.Series, stand, CountGrowth.FirstNeeded(ordinal), stop)) : []);
    }

    async Task<(SeriesCase Case, Guid Id)?> Case(UsedCounts used, CancellationToken stop) =>
        await records.Read(used.Stand[^1].Address, stop) is { } record && SeriesSubject.Of(record) is { } subject
            ? (new SeriesCase(subject, used.Stand, record.Where?.Geometry) { Earlier = used.Earlier }, record.Leaf.Id)
            : null;

    /// <summary>The counts that a verdict rests on: those that stand, and those that stood before.</summary>
    readonly record struct UsedCounts(IReadOnlyList<SeriesCount> Stand, IReadOnlyList<SeriesCount> Earlier);
}
