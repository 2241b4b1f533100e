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
/// <param name="IsAlarm">Whether there is an alarm; nothing where that is not known.</param>
/// <param name="Why">Why there is no verdict, in words; nothing where there is one.</param>
public sealed record SeriesPeriod(LocalDate Start, RecordAddress Leaf, long? Count, double? Expected, double? Threshold, bool? IsAlarm, string? Why);

/// <summary>A series with its periods.</summary>
/// <param name="Series">Which.</param>
/// <param name="Rule">The rule in force that judges it; nothing where none does.</param>
/// <param name="Periods">Periods with a count, ascending; a period that is not there is missing, not zero.</param>
public sealed record SeriesReading(KnownSeries Series, string? Rule, IReadOnlyList<SeriesPeriod> Periods);

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
        [.. (await CountDesk.All(views, stop)).Select(each => new KnownSeries(each.Digest, each.State.Key, each.State.Subject, each.State.Counts))
            .OrderBy(each => each.Subject.Words, StringComparer.OrdinalIgnoreCase).ThenBy(each => each.Key, StringComparer.Ordinal)];

    /// <summary>The id of a series, by its key.</summary>
    public static string IdOf(SeriesKey key) => CountDesk.DigestOf(key.Text);

    /// <summary>Reads a series; nothing where there is none of that id.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="most">The latest periods, 1 to <see cref="PeriodsMax"/>.</param>
    /// <param name="stop">Ends the work.</param>
    public async Task<SeriesReading?> Read(string id, int most, CancellationToken stop)
    {
        var desk = new Desk(JudgeFollower.FollowerName, views);
        var logs = await LogTable.Load(desk, records, stop);
        var counts = new CountDesk(desk, log, logs);
        if (await counts.Series(id, stop) is not { } state) return null;
        var all = await counts.All(id, stop);
        var rule = (await RulesInForce(desk, logs, stop))?.Rules.OfType<OutbreakRule>().FirstOrDefault(each => each.IsEnabled && state.Subject.IsOf(each));
        var first = Math.Max(0, all.Count - Math.Clamp(most, 1, PeriodsMax));
        var periods = new List<SeriesPeriod>();
        for (var i = first; i < all.Count; i++) periods.Add(Judge(rule, state.Subject, all, i));
        return new(new KnownSeries(id, state.Key, state.Subject, state.Counts), rule?.Name, periods);
    }

    static SeriesPeriod Judge(OutbreakRule? rule, SeriesSubject subject, List<SeriesCount> all, int at)
    {
        var (start, known) = (PeriodLine.Start(subject.Period, all[at].Ordinal), double.IsNaN(all[at].Count) ? (long?)null : (long)all[at].Count);
        if (rule is null) return new(start, all[at].Address, known, null, null, null, "no rule in force judges it");
        var begin = Math.Max(0, at + 1 - OutbreakJudge.CountsMax);
        var (verdict, _) = OutbreakJudge.Judge(rule, subject.Period, all.GetRange(begin, at + 1 - begin));
        return new(start, all[at].Address, known, Finite(verdict.Expected), Finite(verdict.Upper), verdict.Alarm, verdict.Why == NotJudged.No ? null : OutbreakJudge.Words(verdict.Why));
    }

    static double? Finite(double number) => double.IsFinite(number) ? number : null;

    async Task<RuleBook?> RulesInForce(Desk desk, LogTable logs, CancellationToken stop) =>
        await desk.Get(JudgeFollower.RulesKey, JudgeJson.Default.Pointer, stop) is { } pointer
        && await LeafRecord.Read(records, logs.At(pointer.Log), pointer.Index, stop) is { What: RulesFacts facts } && RulesReader.Read(facts.Yaml) is RulesRead.Good { Book: var book } ? book : null;
}
