using Tocsin.Detection.Series;
using Tocsin.Formats.CaseCounts;
using Tocsin.Share.Records;
using Tocsin.Warn;
using Tocsin.Warn.Rules;

namespace Tocsin.Node.Ui;

/// <summary>A series and its periods, in the reader's language.</summary>
static class SeriesWords
{
    /// <summary>What a series is of.</summary>
    public static SeriesName Name(KnownSeries known)
    {
        // count|publisher|place|topic|measure|status|basis|period
        var (parts, subject) = (SeriesKey.PartsOf(known.Key), known.Subject);
        return new SeriesName(
            subject.Topic.Length > 0 ? char.ToUpperInvariant(subject.Topic[0]) + subject.Topic[1..] : Texts.Of("series.noTopic"), subject.Place ?? subject.Country ?? "",
            Texts.Of($"count.{subject.Measure}"), Texts.Of($"series.by.{subject.Period}"), parts[1], Kind(Word<CaseStatus>(parts[5]), Word<DateBasis>(parts[6])));
    }

    /// <summary>Its periods, ascending.</summary>
    /// <param name="reading">The series.</param>
    /// <param name="marked">First days of periods that stand out.</param>
    /// <param name="own">This party's private log.</param>
    public static IReadOnlyList<PeriodRow> Rows(SeriesReading reading, IReadOnlySet<LocalDate> marked, Origin own)
    {
        var (rows, length, last) = (new List<PeriodRow>(), reading.Series.Subject.Period, (int?)null);
        foreach (var each in reading.Periods)
        {
            var at = PeriodLine.Ordinal(length, each.Start);
            var missing = last is { } before ? at - before - 1 : 0;
            rows.Add(new PeriodRow(each.Start, CountFacts.CodeOf(length, each.Start), RecordKeys.LeafUrl(each.Leaf, own), each.Count, each.Expected, each.Threshold, State(each), Why(each))
            {
                Missing = missing,
                MissingFrom = PeriodLine.Start(length, at - missing),
                IsMarked = marked.Contains(each.Start),
            });
            last = at;
        }
        return rows;
    }

    static string Kind(CaseStatus status, DateBasis basis) => (status, basis) switch
    {
        (CaseStatus.All, DateBasis.Unknown) => "",
        (CaseStatus.All, _) => Texts.Of($"series.basis.{basis}"),
        (_, DateBasis.Unknown) => Texts.Of($"series.status.{status}"),
        _ => $"{Texts.Of($"series.status.{status}")}, {Texts.Of($"series.basis.{basis}")}",
    };

    static PeriodState State(SeriesPeriod period) => period switch
    {
        { Reason: null } => PeriodState.NoRule,
        { IsAlarm: null } => PeriodState.NotJudged,
        { IsAlarm: true } => PeriodState.Alarm,
        { Count: { } count, Threshold: { } threshold } when count > threshold => PeriodState.Small,
        _ => PeriodState.Quiet,
    };

    static string? Why(SeriesPeriod period) => period.Reason is null or NotJudged.No ? null : Texts.Of($"series.not.{period.Reason}");

    // The key is made of these words.
    static T Word<T>(string word) where T : struct, Enum => Enum.Parse<T>(word, ignoreCase: true);
}
