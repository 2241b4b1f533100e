using NetTopologySuite.Geometries;
using Tocsin.Formats.CaseCounts;
using Tocsin.Share.Records;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Wording;

namespace Tocsin.Warn.Judging;

/// <summary>One period's count, as a judge needs it.</summary>
/// <param name="Ordinal">The period's number on <see cref="PeriodLine"/>.</param>
/// <param name="Count">The count; NaN where it cannot be compared with others: it is negative, or covers more than its period.</param>
/// <param name="Population">How many people live there; nothing where it is not known.</param>
/// <param name="Address">Where its leaf stands.</param>
/// <param name="Leaf">The leaf's hash.</param>
public readonly record struct SeriesCount(int Ordinal, double Count, long? Population, RecordAddress Address, Hash Leaf)
{
    /// <summary>When the leaf was written, as its author says; nothing where that is not known. UTC.</summary>
    public Instant? Told { get; init; }

    /// <summary>The count of a record; nothing where it is none that may ring.</summary>
    public static SeriesCount? Of(Record record) =>
        record.What is CountFacts facts && Earnest.Of(record) is not null
            ? new(PeriodLine.Ordinal(facts.Period, facts.Start), facts is { Count: >= 0, CoversDays: null } ? facts.Count : double.NaN, facts.Population, record.Address, record.LeafHash) { Told = record.Leaf.Time }
            : null;

    /// <summary>The count as evidence.</summary>
    public Witness Witness(CountPeriod period) => new(Guid.Empty, Address, Leaf, PeriodLine.Start(period, Ordinal).AtMidnight().InUtc().ToInstant(), default);
}

/// <summary>What a series is of, in its source's words.</summary>
/// <param name="Topic">What is counted.</param>
/// <param name="Place">The place's name; nothing where the source names none.</param>
/// <param name="Country">Its country's code; nothing where the source gives none.</param>
/// <param name="Measure">Cases or deaths.</param>
/// <param name="Period">How long its periods are.</param>
public sealed record SeriesSubject(string Topic, string? Place, string? Country, Measure Measure, CountPeriod Period)
{
    /// <summary>What a record counts; nothing where it is no count.</summary>
    public static SeriesSubject? Of(Record record) => record.What is CountFacts facts
        ? new(facts.Topic, record.Where?.Name, record.Where?.Country, facts.Measure, facts.Period) : null;

    /// <summary>Whether a rule looks at it.</summary>
    public bool IsOf(CountsRule rule) =>
        (rule.Topics.IsEmpty || Names(rule.Topics, Topic))
        && (rule.Places.IsEmpty || Names(rule.Places, Place) || Names(rule.Places, Country))
        && (rule.Measures.IsEmpty || rule.Measures.Contains(Measure))
        && (rule.Periods.IsEmpty || rule.Periods.Contains(Period));

    /// <summary>Its name for people: <c>Salmonella agona, UK</c>.</summary>
    public Sentence Words
    {
        get
        {
            var topic = Topic.Length > 0 ? Sentence.Name(char.ToUpperInvariant(Topic[0]) + Topic[1..]) : Sentence.Of("outbreak.series", "A series");
            return Sentence.Commas(topic, (Place ?? Country) is { } place ? Sentence.Name(place) : null);
        }
    }

    static bool Names(ImmutableArray<string> names, string? name) => name is not null && names.Any(each => each.Equals(name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>One period of a series with the counts that a verdict on it needs.</summary>
/// <param name="Subject">What is counted.</param>
/// <param name="Counts">The counts, the period's own last; at least one, no period twice.</param>
/// <param name="Geometry">Where; nothing where the record says no place on the map.</param>
public sealed record SeriesCase(SeriesSubject Subject, IReadOnlyList<SeriesCount> Counts, Geometry? Geometry)
{
    /// <summary>The period that is judged.</summary>
    public SeriesCount Judged => Counts[^1];

    /// <summary>What earlier records of the same logs said of the latest periods, and no longer stands: by it, and by it alone, one knows how counts grow.</summary>
    public IReadOnlyList<SeriesCount> Earlier { get; init; } = [];

    /// <summary>The counts as evidence, the judged one last.</summary>
    public IReadOnlyList<Witness> Witnesses => [.. Earlier.Concat(Counts).Select(count => count.Witness(Subject.Period))];

    /// <summary>Puts records together; nothing where one is no count that may ring. Of one period's records the last of its log stands.</summary>
    public static SeriesCase? Of(IReadOnlyList<Record> records)
    {
        var counts = new List<(SeriesCount Count, Record Record)>();
        foreach (var record in records)
        {
            if (SeriesCount.Of(record) is not { } count) return null;
            counts.Add((count, record));
        }
        counts.Sort((one, other) => (one.Count.Ordinal, one.Count.Address.Index).CompareTo((other.Count.Ordinal, other.Count.Address.Index)));
        if (counts.Count == 0) return null;
        var stands = counts.Where((each, i) => i + 1 == counts.Count || counts[i + 1].Count.Ordinal != each.Count.Ordinal).ToList();
        return new(SeriesSubject.Of(stands[^1].Record)!, [.. stands.Select(each => each.Count)], stands[^1].Record.Where?.Geometry) { Earlier = [.. counts.Except(stands).Select(each => each.Count)] };
    }
}
