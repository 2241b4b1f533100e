using Tocsin.Share.Records;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Following;

/// <summary>Judges the places of a border region, or scans places for clusters, whenever a count of a period that is still news comes or changes.</summary>
/// <param name="judge">Judges, and remembers where places lie.</param>
/// <param name="desk">The judge's documents.</param>
/// <param name="counts">The counts as they are known.</param>
/// <param name="speaker">Writes messages.</param>
/// <param name="records">Gives the records that say where places lie.</param>
sealed class PlacesBench(PlacesJudge judge, Desk desk, CountDesk counts, Speaker speaker, JudgedRecords records)
{
    const int AboveMax = 64;

    readonly PlacesGatherer gatherer = new(judge, counts, records);
    readonly ScanBudget budget = new(desk);

    /// <summary>Judges what follows from a change.</summary>
    public async Task Hear(CountsRule rule, Hearing hearing, CountChange change, CancellationToken stop)
    {
        // What is erased is not told of: a warning that cites it stays, and says so when it is replayed. Where an earlier word stands again, that is judged.
        if (change.Gone is not null && hearing.Record.What is ErasureFacts || await counts.Series(change.Series, stop) is not { } series || !series.Subject.IsOf(rule)) return;
        var group = SeriesGroups.NameOf(series.Key);
        foreach (var ordinal in await Touched(rule, change, KeyOf(rule, group), hearing.Time, stop))
            await Judge(rule, hearing, series, new ScanWait(group, change.Series, ordinal, change.IsNew && ordinal == change.Ordinal), ordinal == change.Ordinal ? change.Gone : null, stop);
        foreach (var wait in await budget.Waiting(rule, stop))
        {
            if (!await budget.IsLeft(rule, hearing, stop)) return;
            await budget.Drop(rule, wait.Group, wait.Ordinal, stop);
            if (await counts.Series(wait.Series, stop) is { } waiting) await Judge(rule, hearing, waiting, wait, gone: null, stop);
        }
    }

    /// <summary>The changed period, and the newest that the series has told of: each while it is news. One that the series had and has lost, if it stands out.</summary>
    async Task<IReadOnlyList<int>> Touched(CountsRule rule, CountChange change, string key, Instant time, CancellationToken stop)
    {
        var until = PeriodLine.Ordinal(change.Period, (time + Duration.FromDays(1)).InUtc().Date);
        var from = Math.Max(change.Ordinal, PeriodLine.Ordinal(change.Period, (time - rule.FreshFor).InUtc().Date) - 1);
        var told = from > until ? [] : (await counts.Between(change.Series, from, until, stop)).Select(count => count.Ordinal)
            .Where(ordinal => OutbreakJudge.IsFresh(rule, change.Period, ordinal, time)).ToList();
        var touched = told.Where(ordinal => ordinal == change.Ordinal || ordinal == told[^1]).ToList();
        if (change.Gone is not null && await desk.Get(key, JudgeJson.Default.OutbreakState, stop) is { } state && state.Above.Contains(change.Ordinal)) touched.Insert(0, change.Ordinal);
        return touched;
    }

    async Task Judge(CountsRule rule, Hearing hearing, SeriesState series, ScanWait what, SeriesCount? gone, CancellationToken stop)
    {
        var isLeft = await budget.IsLeft(rule, hearing, stop);
        if (!isLeft) await budget.Wait(rule, what, stop);
        if (!isLeft && gone is null) return;
        var (key, ordinal) = (KeyOf(rule, what.Group), what.Ordinal);
        var the = await gatherer.Of(rule, series, ordinal, stop);
        await budget.Spend(rule, hearing, ScanBudget.Look, stop);
        if (the is null || the.Ordinal != ordinal)
        {
            await budget.Drop(rule, what.Group, ordinal, stop);
            if (gone is { } lost && await Open(rule, key, series, ordinal, stop) is { } open && open.Above.Contains(ordinal)) await Lose(rule, hearing, key, open, series, lost, stop);
            return;
        }
        if (!isLeft) return;
        await budget.Drop(rule, what.Group, ordinal, stop);
        var assessment = await Assess(rule, hearing, the, stop);
        if (assessment is Assessment.Unjudged) return;
        var state = await Open(rule, key, series, ordinal, stop);
        if (assessment is Assessment.Matter) await Rise(rule, hearing, key, state, (the, assessment), stop);
        else if (state?.Above.Contains(ordinal) == true)
        {
            // One more place has told of the period, and others have yet to: it is too early to take back what was said.
            if (what.IsNew && judge.AwaitsMore(rule, the)) Put(key, state with { Held = [.. (state.Held ?? []).Append(ordinal).Distinct().Order()] });
            else await Fall(rule, hearing, key, state, series, (the, assessment), stop);
        }
        await Settle(rule, hearing, key, series, ordinal, stop);
    }

    /// <summary>What was held back in an earlier period, until one more place tells of it, waits no longer than until a later one can be judged.</summary>
    async Task Settle(CountsRule rule, Hearing hearing, string key, SeriesState series, int ordinal, CancellationToken stop)
    {
        foreach (var held in (await desk.Get(key, JudgeJson.Default.OutbreakState, stop))?.Held?.Where(each => each < ordinal) ?? [])
        {
            if (await gatherer.Of(rule, series, held, stop) is not { } the || the.Ordinal != held || await desk.Get(key, JudgeJson.Default.OutbreakState, stop) is not { } state) continue;
            var assessment = await Assess(rule, hearing, the, stop);
            if (assessment is Assessment.Nothing) await Fall(rule, hearing, key, state, series, (the, assessment), stop);
            else if (assessment is Assessment.Matter) Put(key, Settled(state, held));
        }
    }

    async Task<Assessment> Assess(CountsRule rule, Hearing hearing, PlacesCase the, CancellationToken stop)
    {
        var assessment = judge.Assess(rule, the, stop);
        if (assessment is not Assessment.Unjudged) await budget.Spend(rule, hearing, ScanBudget.Scan, stop);
        return assessment;
    }

    async Task Rise(CountsRule rule, Hearing hearing, string key, OutbreakState? state, (PlacesCase Case, Assessment Assessment) the, CancellationToken stop)
    {
        state ??= new OutbreakState($"{rule.Name}:{hearing.Record.Leaf.Id:N}", ThreadState.New(StartOf(the.Case)), []);
        var isNewest = state.Above.All(other => other <= the.Case.Ordinal);
        state = Settled(state, the.Case.Ordinal) with { Above = [.. state.Above.Append(the.Case.Ordinal).Distinct().Order().TakeLast(AboveMax)] };
        if (isNewest) state = state with { State = await Say(rule, hearing, state, the, isLeft: false, stop) };
        Put(key, state);
    }

    /// <summary>In a period nothing stands out any more: the event is what is left of it, if anything.</summary>
    async Task Fall(CountsRule rule, Hearing hearing, string key, OutbreakState state, SeriesState series, (PlacesCase Case, Assessment Assessment) the, CancellationToken stop)
    {
        var wasNewest = state.Above[^1] == the.Case.Ordinal;
        state = Without(state, the.Case.Ordinal);
        if (state.Above.IsEmpty) state = state with { State = await Say(rule, hearing, state, the, isLeft: false, stop) };
        else if (wasNewest) state = await SayLeft(rule, hearing, state, series, stop);
        Put(key, state);
    }

    /// <summary>Nobody tells of the period any more.</summary>
    async Task Lose(CountsRule rule, Hearing hearing, string key, OutbreakState state, SeriesState series, SeriesCount gone, CancellationToken stop)
    {
        var wasNewest = state.Above[^1] == gone.Ordinal;
        state = Without(state, gone.Ordinal);
        if (!state.Above.IsEmpty)
        {
            if (wasNewest) state = await SayLeft(rule, hearing, state, series, stop);
        }
        else if (await gatherer.Read([gone], stop) is { } read)
        {
            var the = new PlacesCase([read], gone.Ordinal);
            state = state with { State = await Say(rule, hearing, state, (the, judge.Assess(rule, the, stop)), isLeft: false, stop) };
        }
        Put(key, state);
    }

    /// <summary>Says what the newest period says that is left; one in which nothing stands out any more either goes with it.</summary>
    async Task<OutbreakState> SayLeft(CountsRule rule, Hearing hearing, OutbreakState state, SeriesState series, CancellationToken stop)
    {
        while (await gatherer.Of(rule, series, state.Above[^1], stop) is { } left && left.Ordinal == state.Above[^1])
        {
            var assessment = await Assess(rule, hearing, left, stop);
            if (assessment is Assessment.Unjudged) break;
            if (assessment is Assessment.Nothing) state = Without(state, left.Ordinal);
            if (assessment is Assessment.Matter || state.Above.IsEmpty) return state with { State = await Say(rule, hearing, state, (left, assessment), isLeft: true, stop) };
        }
        return state;
    }

    async Task<ThreadState> Say(CountsRule rule, Hearing hearing, OutbreakState state, (PlacesCase Case, Assessment Assessment) the, bool isLeft, CancellationToken stop)
    {
        var told = state.State with { Last = Instant.Max(state.State.Last, StartOf(the.Case)) };
        return PlacesJudge.Decide(rule, told.Said, the.Case, the.Assessment, hearing.Record, hearing.Time, isLeft) is Verdict.Raise raise
            ? await speaker.Say(hearing, rule, state.Thread, told, raise, the.Case.Witnesses, stop)
            : told;
    }

    /// <summary>The event to which a period may belong: not one that was over before.</summary>
    async Task<OutbreakState?> Open(CountsRule rule, string key, SeriesState series, int ordinal, CancellationToken stop)
    {
        if (await desk.Get(key, JudgeJson.Default.OutbreakState, stop) is not { } state) return null;
        return PeriodLine.Start(series.Subject.Period, ordinal).AtMidnight().InUtc().ToInstant() - state.State.Last > rule.QuietFor ? null : state;
    }

    static OutbreakState Without(OutbreakState state, int ordinal) => Settled(state, ordinal) with { Above = state.Above.Remove(ordinal) };

    static OutbreakState Settled(OutbreakState state, int ordinal) => state with { Held = state.Held?.Remove(ordinal) is { IsEmpty: false } held ? held : null };

    static Instant StartOf(PlacesCase the) => PeriodLine.Start(the.Period, the.Ordinal).AtMidnight().InUtc().ToInstant();

    static string KeyOf(CountsRule rule, string group) => $"n/{rule.Name}/{group}";

    void Put(string key, OutbreakState state) => desk.Put(key, state, JudgeJson.Default.OutbreakState, owner: null);
}
