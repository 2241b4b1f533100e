using Tocsin.Detection.Series;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Following;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn;

/// <summary>A series of counts that the node knows.</summary>
/// <param name="Id">22 letters, for addresses; the same on every node.</param>
/// <param name="Key">The canonical text of its <see cref="SeriesKey"/>.</param>
/// <param name="Subject">What is counted, and where.</param>
/// <param name="Counts">How many periods have a count.</param>
public sealed record KnownSeries(string Id, string Key, SeriesSubject Subject, int Counts);

/// <summary>A period of a series as it is known now, and what the rule in force says of it.</summary>
/// <param name="Start">Its first day.</param>
/// <param name="Leaf">The leaf that tells the count.</param>
/// <param name="Count">The count; nothing where it cannot be compared with others.</param>
/// <param name="Expected">What the counts before it make likely; nothing where there is no verdict.</param>
/// <param name="Threshold">A count above it is an alarm; nothing where there is no verdict.</param>
/// <param name="IsAlarm">Whether the rule would ring for it; nothing where that is not known.</param>
/// <param name="Why">Why there is no verdict, in words; nothing where there is one.</param>
/// <param name="Reason">The same as the detector names it; nothing where no rule judges it.</param>
public sealed record SeriesPeriod(LocalDate Start, RecordAddress Leaf, long? Count, double? Expected, double? Threshold, bool? IsAlarm, string? Why, NotJudged? Reason);

/// <summary>A series with its periods.</summary>
/// <param name="Series">Which.</param>
/// <param name="Rule">The rule in force that judges it; nothing where none does.</param>
/// <param name="Periods">Periods with a count, ascending; a period that is not there is missing, not zero.</param>
public sealed record SeriesReading(KnownSeries Series, string? Rule, IReadOnlyList<SeriesPeriod> Periods)
{
    /// <summary>All counts that it was read from.</summary>
    internal IReadOnlyList<SeriesCount> Counts { get; init; } = [];
    /// <summary>Where the rules stand that it was judged by.</summary>
    internal RecordAddress? Rules { get; init; }

    /// <summary>The verdict on a period, if the counts up to it and the rules are the same still.</summary>
    /// <param name="at">The period's place among all counts.</param>
    /// <param name="same">How many of the first counts are the same.</param>
    internal SeriesPeriod? Still(int at, int same) => at < same && at - (Counts.Count - Periods.Count) is >= 0 and var known ? Periods[known] : null;
}

/// <summary>Lists series of counts, and reads one with the verdicts of the rule in force.</summary>
/// <param name="views">The judge's documents.</param>
/// <param name="records">Gives the rules in force.</param>
/// <param name="log">This party's private log.</param>
public sealed class ReadSeries(IViews views, IRecords records, Origin log)
{
    /// <summary>Periods of one reading at most.</summary>
    public const int PeriodsMax = 1_000;

    /// <summary>All series, by what they count and where.</summary>
    public async Task<IReadOnlyList<KnownSeries>> List(CancellationToken stop) =>
        [.. (await CountDesk.All(views, stop)).Select(each => Known(each.Digest, each.State))
            .OrderBy(each => each.Subject.Words.Text, StringComparer.OrdinalIgnoreCase).ThenBy(each => each.Key, StringComparer.Ordinal)];

    /// <summary>The id of a series, by its key.</summary>
    public static string IdOf(SeriesKey key) => CountDesk.DigestOf(key.Text);

    /// <summary>One series; nothing where there is none of that id.</summary>
    public async Task<KnownSeries?> Find(string id, CancellationToken stop) =>
        await (await Open(stop)).Counts.Series(id, stop) is { } state ? Known(id, state) : null;

    /// <summary>Series whose outbreak holds still: a rule rang for it, and has heard of it since within its time of quiet.</summary>
    /// <param name="now">The time.</param>
    /// <param name="stop">Ends the work.</param>
    public async Task<IReadOnlySet<string>> InOutbreak(Instant now, CancellationToken stop)
    {
        var (desk, _, logs) = await Open(stop);
        var rules = await RulesInForce.Read(desk, logs, records, stop);
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var rule in rules.Book?.Rules.OfType<OutbreakRule>() ?? [])
            foreach (var (key, state) in await desk.Under($"o/{rule.Name}/", JudgeJson.Default.OutbreakState, stop))
                if (state is { Above.IsEmpty: false, State.Said.Stands: true } && now - state.State.Last <= rule.QuietFor) found.Add(key[(key.LastIndexOf('/') + 1)..]);
        return found;
    }

    /// <summary>Reads a series; nothing where there is none of that id.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="most">The latest periods, 1 to <see cref="PeriodsMax"/>.</param>
    /// <param name="stop">Ends the work.</param>
    public Task<SeriesReading?> Read(string id, int most, CancellationToken stop) => Read(id, most, before: null, stop);

    /// <inheritdoc cref="Read(string, int, CancellationToken)"/>
    /// <param name="id">Its id.</param>
    /// <param name="most">The latest periods, 1 to <see cref="PeriodsMax"/>.</param>
    /// <param name="before">An earlier reading of the series: a verdict of it is not made again as long as what it rests on, the
    /// counts up to its period and the rules, is the same. Nothing: all are made.</param>
    /// <param name="stop">Ends the work.</param>
    public async Task<SeriesReading?> Read(string id, int most, SeriesReading? before, CancellationToken stop)
    {
        var (desk, counts, logs) = await Open(stop);
        return await Read(counts, await RulesInForce.Read(desk, logs, records, stop), id, most, before, stop);
    }

    /// <summary>The latest period of each series; those of which there is none are left out.</summary>
    /// <param name="ids">Their ids.</param>
    /// <param name="stop">Ends the work.</param>
    public async Task<IReadOnlyList<SeriesReading>> Latest(IEnumerable<string> ids, CancellationToken stop)
    {
        var ((desk, counts, logs), found) = (await Open(stop), new List<SeriesReading>());
        var rules = await RulesInForce.Read(desk, logs, records, stop);
        foreach (var id in ids)
            if (await Read(counts, rules, id, most: 1, before: null, stop) is { } reading) found.Add(reading);
        return found;
    }

    static async Task<SeriesReading?> Read(CountDesk counts, RulesInForce rules, string id, int most, SeriesReading? before, CancellationToken stop)
    {
        if (await counts.Series(id, stop) is not { } state) return null;
        var all = await counts.All(id, stop);
        var rule = rules.Book?.Rules.OfType<OutbreakRule>().FirstOrDefault(each => each.IsEnabled && state.Subject.IsOf(each));
        var same = before is not null && before.Rules == rules.At ? before.Counts.Zip(all).TakeWhile(pair => pair.First == pair.Second).Count() : 0;
        var earlier = new List<SeriesCount>();
        if (rule?.Method.EstimatesShares == true && all.Count > 0)
            earlier = await counts.Earlier(id, all, CountGrowth.FirstNeeded(all[Math.Max(0, all.Count - Math.Clamp(most, 1, PeriodsMax))].Ordinal), stop);
        // Whatever comes makes the newest counts older, and more complete.
        if (rule?.Method is { EstimatesShares: true } or { SharesTold.Count: > 0 }) same = Math.Min(same, all.Count - Math.Max(ReportingDelays.AgesMax, rule.Method.SharesTold.Count));
        var periods = new List<SeriesPeriod>();
        for (var i = Math.Max(0, all.Count - Math.Clamp(most, 1, PeriodsMax)); i < all.Count; i++)
            periods.Add(before?.Still(i, same) ?? Judge(rule, state.Subject, all, earlier, i));
        return new(Known(id, state), rule?.Name, periods) { Counts = all, Rules = rules.At };
    }

    static SeriesPeriod Judge(OutbreakRule? rule, SeriesSubject subject, List<SeriesCount> all, List<SeriesCount> earlier, int at)
    {
        var (start, known) = (PeriodLine.Start(subject.Period, all[at].Ordinal), double.IsNaN(all[at].Count) ? (long?)null : (long)all[at].Count);
        if (rule is null) return new(start, all[at].Address, known, null, null, null, "no rule in force judges it", null);
        var begin = Math.Max(0, at + 1 - OutbreakJudge.CountsMax);
        var counts = all.GetRange(begin, at + 1 - begin);
        // As it is known by the newest word that there is, be it of a later period.
        var shares = OutbreakJudge.SharesOf(rule, subject.Period, counts, CountGrowth.Needed(counts, earlier), all.Max(count => count.Told) ?? default);
        var (verdict, _) = OutbreakJudge.Judge(rule, subject.Period, counts, shares);
        return new(
            start, all[at].Address, known, Finite(verdict.Expected), Finite(verdict.Upper), verdict.Alarm is null ? null : OutbreakJudge.IsAbove(rule, verdict),
            verdict.Why == NotJudged.No ? null : OutbreakJudge.Words(verdict.Why).Text, verdict.Why);
    }

    static KnownSeries Known(string id, SeriesState state) => new(id, state.Key, state.Subject, state.Counts);

    static double? Finite(double number) => double.IsFinite(number) ? number : null;

    async Task<(Desk Desk, CountDesk Counts, LogTable Logs)> Open(CancellationToken stop)
    {
        var desk = new Desk(JudgeFollower.FollowerName, views);
        var logs = await LogTable.Load(desk, records, stop);
        return (desk, new CountDesk(desk, new JudgedRecords(records, log), logs), logs);
    }
}
