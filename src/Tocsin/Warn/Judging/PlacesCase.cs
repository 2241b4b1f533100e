using NetTopologySuite.Geometries;
using Tocsin.Formats.CaseCounts;
using Tocsin.Share.Records;

namespace Tocsin.Warn.Judging;

/// <summary>One place's series, where several are judged together.</summary>
/// <param name="Key">The series' canonical key.</param>
/// <param name="Subject">What is counted, by the newest record.</param>
/// <param name="Longitude">Degrees, by the newest record.</param>
/// <param name="Latitude">Degrees.</param>
/// <param name="Counts">The counts by period, ascending; at least one, no period twice.</param>
public sealed record PlaceSeries(string Key, SeriesSubject Subject, double Longitude, double Latitude, IReadOnlyList<SeriesCount> Counts)
{
    /// <summary>The place's name; its country's code where it has none.</summary>
    public string Name => Subject.Place ?? Subject.Country ?? "";

    /// <summary>The period's count; nothing where there is none that can be compared.</summary>
    public SeriesCount? At(int ordinal)
    {
        var (low, high) = (0, Counts.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (Counts[middle].Ordinal == ordinal) return double.IsNaN(Counts[middle].Count) ? null : Counts[middle];
            if (Counts[middle].Ordinal < ordinal) low = middle + 1;
            else high = middle - 1;
        }
        return null;
    }

    /// <summary>Whether a period's count is among some.</summary>
    public bool HasWithin(int first, int last) => Counts.Any(count => count.Ordinal >= first && count.Ordinal <= last && !double.IsNaN(count.Count));

    /// <summary>The point that stands for a place: itself, or one inside its area; nothing where a record names none.</summary>
    public static Coordinate? PointOf(Where? where) => where?.Geometry switch
    {
        null or { IsEmpty: true } => null,
        Point point => point.Coordinate,
        { } shape => shape.InteriorPoint.Coordinate,
    };
}

/// <summary>The series of neighbouring places up to one period, which is judged.</summary>
/// <param name="Series">In the order of their keys.</param>
/// <param name="Ordinal">The judged period, the newest of all.</param>
public sealed record PlacesCase(IReadOnlyList<PlaceSeries> Series, int Ordinal)
{
    /// <summary>How many places are judged together at most.</summary>
    public const int PlacesMax = 200;

    /// <summary>How many counts one verdict rests on at most: of many places fewer periods are looked at.</summary>
    public const int CountsMax = 10_000;

    /// <summary>How a cluster's numbers name what is for whoever checks the scan, and no officer needs.</summary>
    public const string LikelihoodName = "logLikelihoodRatio";

    /// <summary>How a warning's numbers name <see cref="Beyond"/> and <see cref="Doubled"/>.</summary>
    public const string BeyondName = "placesBeyond", DoubledName = "seriesDoubled";

    /// <summary>How many places were left out because there are too many, 0 or more.</summary>
    public int Beyond { get; init; }

    /// <summary>How many series were left out because another one is of the same place, 0 or more.</summary>
    public int Doubled { get; init; }

    /// <summary>How long the periods are.</summary>
    public CountPeriod Period => Series[0].Subject.Period;

    /// <summary>The counts as evidence.</summary>
    public IReadOnlyList<Witness> Witnesses => [.. Series.SelectMany(series => series.Counts).Select(count => count.Witness(Period))];

    /// <summary>How many periods may be looked at where there are so many places.</summary>
    public static int PeriodsOf(int places, int wanted) => Math.Min(wanted, CountsMax / places);

    /// <summary>Puts records together; nothing where one is no count that may ring, or none says where it is.</summary>
    public static PlacesCase? Of(IReadOnlyList<Record> records)
    {
        var counts = new List<(string Key, SeriesCount Count, Record Record)>();
        foreach (var record in records)
        {
            if (SeriesCount.Of(record) is not { } count || SeriesKey.Of(record).Select(each => each.Series.Text).FirstOrDefault() is not { } key) return null;
            counts.Add((key, count, record));
        }
        var series = counts.GroupBy(each => each.Key, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => Of(group.Key, [.. group.OrderBy(each => each.Count.Ordinal)])).OfType<PlaceSeries>().ToList();
        return series.Count == 0 ? null : new(series, series.Max(each => each.Counts[^1].Ordinal));
    }

    static PlaceSeries? Of(string key, List<(string Key, SeriesCount Count, Record Record)> counts) =>
        PlaceSeries.PointOf(counts[^1].Record.Where) is { } point
            ? new(key, SeriesSubject.Of(counts[^1].Record)!, point.X, point.Y, [.. counts.Select(each => each.Count)])
            : null;
}
