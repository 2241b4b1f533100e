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

    /// <summary>Judges what follows from a change.</summary>
    public async Task Hear(CountsRule rule, Hearing hearing, CountChange change, CancellationToken stop)
    {
        // What is erased is not told of: a warning that cites it stays, and says so when it is replayed.
        if (hearing.Record.What is ErasureFacts || await counts.Series(change.Series, stop) is not { } series || !series.Subject.IsOf(rule)) return;
        var key = $"n/{rule.Name}/{SeriesGroups.NameOf(series.Key)}";
        foreach (var ordinal in await Touched(rule, change, key, hearing.Time, stop)) await Judge(rule, hearing, key, series, change, ordinal, stop);
    }

    /// <summary>The fresh periods from the changed one on that the series has told of, and one that it had and has lost.</summary>
    async Task<IReadOnlyList<int>> Touched(CountsRule rule, CountChange change, string key, Instant time, CancellationToken stop)
    {
        var until = PeriodLine.Ordinal(change.Period, (time + Duration.FromDays(1)).InUtc().Date);
        var from = Math.Max(change.Ordinal, PeriodLine.Ordinal(change.Period, (time - rule.FreshFor).InUtc().Date) - 1);
        var told = from > until ? [] : (await counts.Between(change.Series, from, until, stop)).Select(count => count.Ordinal)
            .Where(ordinal => OutbreakJudge.IsFresh(rule, change.Period, ordinal, time)).ToList();
        if (change.Gone is not null && await desk.Get(key, JudgeJson.Default.OutbreakState, stop) is { } state && state.Above.Contains(change.Ordinal)) told.Insert(0, change.Ordinal);
        return told;
    }

    async Task Judge(CountsRule rule, Hearing hearing, string key, SeriesState series, CountChange change, int ordinal, CancellationToken stop)
    {
        var the = await Gather(rule, series, ordinal, stop);
        var state = await Open(rule, key, change, ordinal, stop);
        if (the is null || the.Ordinal != ordinal)
        {
            if (state?.Above.Contains(ordinal) == true && change.Gone is { } gone) await Lose(rule, hearing, key, state, gone, stop);
            return;
        }
        var assessment = judge.Assess(rule, the);
        if (assessment is Assessment.Matter) await Rise(rule, hearing, key, state, (the, assessment), stop);
        else if (state?.Above.Contains(ordinal) == true && !IsOneMore(hearing, change, ordinal, rule, the)) await Fall(rule, hearing, key, state, series, (the, assessment), stop);
    }

    /// <summary>One more place has told of the period, and others have yet to: it is too early to take back what was said.</summary>
    bool IsOneMore(Hearing hearing, CountChange change, int ordinal, CountsRule rule, PlacesCase the) =>
        change.Ordinal == ordinal && change.Gone is null && !hearing.Record.Leaf.References.Any(r => r.Relation == Relation.Revises) && judge.AwaitsMore(rule, the);

    async Task Rise(CountsRule rule, Hearing hearing, string key, OutbreakState? state, (PlacesCase Case, Assessment Assessment) the, CancellationToken stop)
    {
        state ??= new OutbreakState($"{rule.Name}:{hearing.Record.Leaf.Id:N}", ThreadState.New(StartOf(the.Case)), []);
        var isNewest = state.Above.All(other => other <= the.Case.Ordinal);
        state = state with { Above = [.. state.Above.Append(the.Case.Ordinal).Distinct().Order().TakeLast(AboveMax)] };
        if (isNewest) state = state with { State = await Say(rule, hearing, state, the, stop) };
        Put(key, state);
    }

    /// <summary>In a period nothing stands out any more: the event is what is left of it, if anything.</summary>
    async Task Fall(CountsRule rule, Hearing hearing, string key, OutbreakState state, SeriesState series, (PlacesCase Case, Assessment Assessment) the, CancellationToken stop)
    {
        var wasNewest = state.Above[^1] == the.Case.Ordinal;
        state = state with { Above = state.Above.Remove(the.Case.Ordinal) };
        if (state.Above.IsEmpty) state = state with { State = await Say(rule, hearing, state, the, stop) };
        else if (wasNewest && await Gather(rule, series, state.Above[^1], stop) is { } left && left.Ordinal == state.Above[^1])
            state = state with { State = await Say(rule, hearing, state, (left, judge.Assess(rule, left)), stop) };
        Put(key, state);
    }

    /// <summary>Nobody tells of the period any more.</summary>
    async Task Lose(CountsRule rule, Hearing hearing, string key, OutbreakState state, SeriesCount gone, CancellationToken stop)
    {
        state = state with { Above = state.Above.Remove(gone.Ordinal) };
        if (state.Above.IsEmpty && await Read([gone], stop) is { } read)
        {
            var the = new PlacesCase([read], gone.Ordinal);
            state = state with { State = await Say(rule, hearing, state, (the, judge.Assess(rule, the)), stop) };
        }
        Put(key, state);
    }

    async Task<ThreadState> Say(CountsRule rule, Hearing hearing, OutbreakState state, (PlacesCase Case, Assessment Assessment) the, CancellationToken stop)
    {
        var told = state.State with { Last = Instant.Max(state.State.Last, StartOf(the.Case)) };
        return PlacesJudge.Decide(rule, told.Said, the.Case, the.Assessment, hearing.Record, hearing.Time) is Verdict.Raise raise
            ? await speaker.Say(hearing, rule, state.Thread, told, raise, the.Case.Witnesses, stop)
            : told;
    }

    /// <summary>The event to which a period may belong: not one that was over before.</summary>
    async Task<OutbreakState?> Open(CountsRule rule, string key, CountChange change, int ordinal, CancellationToken stop)
    {
        if (await desk.Get(key, JudgeJson.Default.OutbreakState, stop) is not { } state) return null;
        return PeriodLine.Start(change.Period, ordinal).AtMidnight().InUtc().ToInstant() - state.State.Last > rule.QuietFor ? null : state;
    }

    /// <summary>The counts of all places that the rule looks at, up to a period; nothing where there are too many places, or no counts.</summary>
    async Task<PlacesCase?> Gather(CountsRule rule, SeriesState series, int ordinal, CancellationToken stop)
    {
        var looked = new List<string>();
        foreach (var entry in await counts.Alike(series, stop))
            if (await counts.Series(entry.Series, stop) is { Subject: { Place: not null } subject } && subject.IsOf(rule) && judge.Looks(rule, subject.Country, entry.Longitude, entry.Latitude)) looked.Add(entry.Series);
        if (looked.Count is 0 or > PlacesCase.PlacesMax) return null;
        var periods = PlacesCase.PeriodsOf(looked.Count, PlacesJudge.PeriodsOf(rule, series.Subject.Period, ordinal));
        var found = new List<PlaceSeries>();
        foreach (var digest in looked)
            if (await counts.Between(digest, ordinal - periods + 1, ordinal, stop) is { Count: > 0 } some && await Read(some, stop) is { } place) found.Add(place);
        found.Sort((one, other) => string.CompareOrdinal(one.Key, other.Key));
        return found.Count == 0 ? null : new PlacesCase(found, found.Max(place => place.Counts[^1].Ordinal));
    }

    /// <summary>Some counts of one series with what their newest record says of the place.</summary>
    async Task<PlaceSeries?> Read(IReadOnlyList<SeriesCount> some, CancellationToken stop)
    {
        var newest = some[^1];
        if (judge.Known(newest.Leaf) is { } known) return known with { Counts = some };
        if (await records.Read(newest.Address, stop) is not { } record || PlacesCase.Of([record]) is not { Series: [var place] }) return null;
        judge.Remember(newest.Leaf, place);
        return place with { Counts = some };
    }

    static Instant StartOf(PlacesCase the) => PeriodLine.Start(the.Period, the.Ordinal).AtMidnight().InUtc().ToInstant();

    void Put(string key, OutbreakState state) => desk.Put(key, state, JudgeJson.Default.OutbreakState, owner: null);
}
