using Tocsin.Node.Running;
using Tocsin.Share.Views;
using Tocsin.Warn;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;

namespace Tocsin.Node.Ui;

/// <summary>The list of stations that measure, and a station's page.</summary>
/// <remarks>All names are read for a search, measurements and verdicts for the page's own rows alone.</remarks>
sealed class StationScreen(TocsinNode node, ConsoleOptions options)
{
    // Where nothing was measured for so many times the usual while, a line would tell of what nobody knows.
    const int SilenceTimes = 3;

    /// <summary>The stations that a search finds.</summary>
    public async Task<StationListView> List(StationSearch query, CancellationToken stop)
    {
        var (all, words) = (await Stations.List(stop), Words.Split(query.Words));
        var found = all.Where(each => Words.Fold($"{each.Station} {each.Publisher} {QuantityOf(each.Quantity)}") is var name && words.All(word => name.Contains(word, StringComparison.Ordinal))).ToList();
        var before = (long)(query.Page - 1) * ConsoleLimits.StationsShownMax;
        var page = await Stations.Latest(found.Skip((int)Math.Min(before, found.Count)).Take(ConsoleLimits.StationsShownMax), stop);
        return new([.. page.Select(reading => new StationRow(reading.Station.Id, Name(reading), Rows(reading)[^1]))],
            query, found.Count, all.Count, More: before + ConsoleLimits.StationsShownMax < found.Count);
    }

    /// <summary>One station; null where there is none of that id.</summary>
    public async Task<StationView?> One(string id, string range, CancellationToken stop) =>
        await Stations.Read(id, StationRange.Most(range), stop) is { } reading
            ? new(id, Name(reading), reading.Rule?.Name, Lines(reading.Rule), Rows(reading), range, options.Zone)
            : null;

    ReadStations Stations => new(node.Views, node.Records, node.Log, node.World);

    static StationName Name(StationReading reading) => new(
        reading.Station.Station, reading.Where?.Name ?? "", QuantityOf(reading.Station.Quantity), LevelJudge.UnitOf(reading.Station.Quantity), reading.Station.Publisher);

    static string QuantityOf(LevelQuantity quantity) => Texts.Of($"station.quantity.{quantity}");

    static IReadOnlyList<LevelLine> Lines(LevelRule? rule) =>
        [.. (rule?.Severities ?? []).Where(each => each.Over > 0).OrderBy(each => each.Over).Select(each => new LevelLine(each.Over, each.Severity.ToLevel()))];

    IReadOnlyList<MeasurementRow> Rows(StationReading reading)
    {
        var told = reading.Measurements;
        var apart = told.Skip(1).Select((each, i) => each.At - told[i].At).Order().ToList();
        var usual = apart.Count > 0 ? apart[apart.Count / 2] : Duration.MaxValue;
        return [.. told.Select((each, i) => new MeasurementRow(
            each.At, RecordKeys.LeafUrl(each.Leaf, node.Log), each.Value, each.Level, State(reading.Rule, each), each.Severity?.ToLevel() ?? Level.Unknown, each.RisePerHour)
        {
            Silence = i > 0 && each.At - told[i - 1].At is var silence && silence / SilenceTimes > usual ? silence : null,
        })];
    }

    static LevelState State(LevelRule? rule, StationMeasurement measured) => (rule, measured) switch
    {
        (null, _) => LevelState.NoRule,
        (_, { Severity: not null }) => LevelState.Alarm,
        (_, { Level: null }) => LevelState.NoLevel,
        _ => LevelState.Quiet,
    };
}
