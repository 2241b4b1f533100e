using Tocsin.Detection.Series;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Warn.Following;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn;

/// <summary>Reads the sums of places that a border's warning rests on, from its evidence and under the rules that it cites.</summary>
/// <param name="records">The records of all logs.</param>
/// <param name="atlas">The world.</param>
public sealed class ReadBorderSums(IRecords records, Atlas atlas)
{
    /// <summary>The sums with what the rule says of each, as if it were the newest; nothing where the warning is not of a border, or its evidence is not all there. The series is of no id, and of the key of one of its places.</summary>
    /// <param name="warning">The warning's record.</param>
    /// <param name="most">The latest periods, 1 or more.</param>
    /// <param name="stop">Ends the work.</param>
    public async Task<SeriesReading?> Handle(RecordAddress warning, int most, CancellationToken stop)
    {
        var held = new JudgedRecords(records, warning.Log);
        if (await held.Read(warning, stop) is not { What: WarningFacts { Judgement: { Detector: BorderOutbreakJudge.Detector } judgement } } record) return null;
        if (await RuleOf(held, record, judgement.Rule, stop) is not { } rule) return null;
        var evidence = new List<Record>();
        foreach (var leaf in judgement.Evidence.Addresses())
        {
            if (await held.Read(leaf, stop) is not { What: not null } count) return null;
            evidence.Add(count);
        }
        if (PlacesCase.Of(evidence) is not { } the || new BorderOutbreakJudge(new Whereabouts(atlas)).Table(rule, the, out _) is not { } table) return null;
        var sums = BorderOutbreakJudge.Sums(table);
        var periods = Enumerable.Range(0, sums.Count).Skip(sums.Count - most).Select(at => Judge(rule, the, sums, at, warning)).ToList();
        return new(new KnownSeries("", the.Series[0].Key, the.Series[0].Subject, sums.Count), rule.Name, periods);
    }

    static SeriesPeriod Judge(BorderOutbreakRule rule, PlacesCase the, List<SeriesCount> sums, int at, RecordAddress warning)
    {
        var (verdict, _) = OutbreakJudge.Judge(rule, the.Period, sums[..(at + 1)], ReportedShares.Complete);
        return new(
            PeriodLine.Start(the.Period, sums[at].Ordinal), warning, (long)sums[at].Count, Finite(verdict.Expected), Finite(verdict.Upper), verdict.Alarm is null ? null : OutbreakJudge.IsAbove(rule, verdict),
            verdict.Why == NotJudged.No ? null : OutbreakJudge.Words(verdict.Why).Text, verdict.Why);
    }

    static double? Finite(double number) => double.IsFinite(number) ? number : null;

    static async Task<BorderOutbreakRule?> RuleOf(JudgedRecords held, Record warning, string name, CancellationToken stop)
    {
        foreach (var reference in warning.Leaf.References.Where(each => each.Relation == Relation.Rules))
            if (await held.Read(new RecordAddress(reference.Log, reference.Index), stop) is { What: RulesFacts rules } && RulesReader.Read(rules.Yaml) is RulesRead.Good { Book: var book })
                return book.Find(name) as BorderOutbreakRule;
        return null;
    }
}
