using System.Text.Json.Serialization;
using Tocsin.Node.Running;
using Tocsin.Share.Records;

namespace Tocsin.Node.Ui;

/// <summary>Records and warnings by the hour of their events, over the last days of the node's clock.</summary>
/// <param name="At">The beginning of each hour, in seconds since 1970.</param>
/// <param name="Records">Records in each.</param>
/// <param name="Warnings">Warnings in each, by <see cref="Level"/>.</param>
sealed record TimelineSeries(long[] At, long[] Records, long[][] Warnings)
{
    const int HourSeconds = 3_600;

    static readonly HashSet<string> NoEvents = [.. new[] { Kind.Disposition, Kind.Note, Kind.Rules, Kind.Roster, Kind.Handover, Kind.Charter, Kind.Party, Kind.Withdrawal, Kind.Erasure }.Select(kind => kind.Name)];

    /// <summary>Counts them.</summary>
    public static async Task<TimelineSeries> Read(TocsinNode node, CancellationToken stop)
    {
        var end = (node.Sources.Clock.Now().ToUnixTimeSeconds() / HourSeconds + 1) * HourSeconds;
        var first = end - ConsoleLimits.TimelineHours * HourSeconds;
        var series = new TimelineSeries(
            [.. Enumerable.Range(0, ConsoleLimits.TimelineHours).Select(hour => first + (long)hour * HourSeconds)], new long[ConsoleLimits.TimelineHours],
            [.. Enum.GetValues<Level>().Select(_ => new long[ConsoleLimits.TimelineHours])]);
        foreach (var count in await node.Views.CountByHour(Instant.FromUnixTimeSeconds(first), Instant.FromUnixTimeSeconds(end), stop))
        {
            var hour = (count.Hour.ToUnixTimeSeconds() - first) / HourSeconds;
            if (count.Kind == Kind.Warning.Name) series.Warnings[(int)count.Severity.ToLevel()][hour] += count.Count;
            else if (!NoEvents.Contains(count.Kind)) series.Records[hour] += count.Count;
        }
        return series;
    }
}

/// <summary>A place that a search proposes.</summary>
sealed record PlaceAnswer(string Name, string Country, double Lon, double Lat);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TimelineSeries))]
[JsonSerializable(typeof(PlaceAnswer[]))]
sealed partial class ConsoleJson : JsonSerializerContext;
