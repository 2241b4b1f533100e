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
    /// <summary>The count of a record; nothing where it is none that may ring.</summary>
    public static SeriesCount? Of(Record record) =>
        record.What is CountFacts facts && Earnest.Of(record) is not null
            ? new(PeriodLine.Ordinal(facts.Period, facts.Start), facts is { Count: >= 0, CoversDays: null } ? facts.Count : double.NaN, facts.Population, record.Address, record.LeafHash)
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
    public bool IsOf(OutbreakRule rule) =>
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

    /// <summary>The counts as evidence.</summary>
    public IReadOnlyList<Witness> Witnesses => [.. Counts.Select(count => count.Witness(Subject.Period))];

    /// <summary>Puts records together; nothing where one is no count that may ring.</summary>
    public static SeriesCase? Of(IReadOnlyList<Record> records)
    {
        var counts = new List<(SeriesCount Count, Record Record)>();
        foreach (var record in records)
        {
            if (SeriesCount.Of(record) is not { } count) return null;
            counts.Add((count, record));
        }
        counts.Sort((one, other) => one.Count.Ordinal.CompareTo(other.Count.Ordinal));
        return counts.Count == 0 ? null : new(SeriesSubject.Of(counts[^1].Record)!, [.. counts.Select(each => each.Count)], counts[^1].Record.Where?.Geometry);
    }
}
