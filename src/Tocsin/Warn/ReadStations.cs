using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Following;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn;

/// <summary>A station, or a device, and one quantity that it measures.</summary>
/// <param name="Id">22 letters, for addresses; the same on every node.</param>
/// <param name="Publisher">Whose it is.</param>
/// <param name="Station">Its name.</param>
/// <param name="Quantity">What it measures.</param>
public sealed record KnownStation(string Id, string Publisher, string Station, LevelQuantity Quantity);

/// <summary>One measurement, and what the rule in force says of it.</summary>
/// <param name="At">When it was taken. UTC.</param>
/// <param name="Leaf">The leaf that tells it.</param>
/// <param name="Value">In the quantity's unit.</param>
/// <param name="Level">The level over which the rule rings, else the station's own, in the same unit; nothing where neither is known.</param>
/// <param name="Severity">How severe it is by the rule, were it fresh; nothing where the rule does not ring for it, or there is none.</param>
/// <param name="RisePerHour">How fast it rose, where the rule rings for that; in the quantity's unit.</param>
public sealed record StationMeasurement(Instant At, RecordAddress Leaf, double Value, double? Level, Severity? Severity, double? RisePerHour);

/// <summary>A station with its measurements.</summary>
/// <param name="Station">Which.</param>
/// <param name="Where">The place that its latest measurement names; nothing where it names none.</param>
/// <param name="Rule">The rule in force that judges it; nothing where none does.</param>
/// <param name="Measurements">Ascending; of one time there is one.</param>
public sealed record StationReading(KnownStation Station, Where? Where, LevelRule? Rule, IReadOnlyList<StationMeasurement> Measurements);

/// <summary>Lists stations, and reads one with what the rule in force says of its measurements.</summary>
/// <param name="views">The documents of <see cref="StationsFollower"/>, and the judge's.</param>
/// <param name="records">Gives the rules in force, and a station's place.</param>
/// <param name="log">This party's private log.</param>
/// <param name="atlas">Says whether a station lies in a rule's area.</param>
public sealed class ReadStations(IViews views, IRecords records, Origin log, Atlas atlas)
{
    /// <summary>Measurements of one reading at most.</summary>
    public const int MeasurementsMax = 1_000;

    // So many more are read where a rise is asked for, which is measured over hours, and so many where several parties tell one time.
    const int BeforeMax = 256, ToldAgainMax = 16;

    /// <summary>All stations, by publisher and name.</summary>
    public async Task<IReadOnlyList<KnownStation>> List(CancellationToken stop) =>
        [.. (await Desk.Under(StationsFollower.Stations, StationJson.Default.StationKey, stop)).Select(each => Known(each.Key[StationsFollower.Stations.Length..], each.Value)).OfType<KnownStation>()
            .OrderBy(each => each.Publisher, StringComparer.OrdinalIgnoreCase).ThenBy(each => each.Station, StringComparer.OrdinalIgnoreCase).ThenBy(each => each.Id, StringComparer.Ordinal)];

    /// <summary>Reads one; nothing where there is none of that id.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="most">The latest measurements, 1 to <see cref="MeasurementsMax"/>.</param>
    /// <param name="stop">Ends the work.</param>
    public async Task<StationReading?> Read(string id, int most, CancellationToken stop) =>
        await Desk.Get(StationsFollower.Stations + id, StationJson.Default.StationKey, stop) is { } key && Known(id, key) is { } known
            ? await Read(known, await Rules(stop), most, stop)
            : null;

    /// <summary>The latest measurement of each.</summary>
    public async Task<IReadOnlyList<StationReading>> Latest(IEnumerable<KnownStation> stations, CancellationToken stop)
    {
        var (rules, found) = (await Rules(stop), new List<StationReading>());
        foreach (var station in stations)
            if (await Read(station, rules, most: 1, stop) is { Measurements.Count: > 0 } reading) found.Add(reading);
        return found;
    }

    async Task<StationReading> Read(KnownStation station, IReadOnlyList<LevelRule> rules, int most, CancellationToken stop)
    {
        most = Math.Clamp(most, 1, MeasurementsMax);
        var key = StationsFollower.KeyOf(station.Id);
        var more = rules.Any(each => each.Quantity == station.Quantity && each.Rise is not null) ? BeforeMax : ToldAgainMax;
        var held = await views.ByKey(StationsFollower.FollowerName, key, key + '\uFFFF', most + more, stop);
        // What this party's own sources tell counts first, as for the judge.
        var told = held.Select(document => (Leaf: document.Owner!.Value, Value: System.Text.Json.JsonSerializer.Deserialize(document.Text, StationJson.Default.StationValue)!))
            .GroupBy(each => each.Value.At).Select(alike => alike.MinBy(each => Tellings.RankOf(each.Leaf.Log, log))).OrderBy(each => each.Value.At).ToList();
        var where = told.Count == 0 ? null : (await LeafRecord.Read(records, told[^1].Leaf.Log, told[^1].Leaf.Index, stop))?.Where;
        var rule = rules.FirstOrDefault(each => each.Quantity == station.Quantity && atlas.Holds(each.Area, where?.Geometry as NetTopologySuite.Geometries.Point));
        return new(station, where, rule, [.. Enumerable.Range(Math.Max(0, told.Count - most), Math.Min(most, told.Count)).Select(i => Judge(rule, told, i))]);
    }

    static StationMeasurement Judge(LevelRule? rule, List<(RecordAddress Leaf, StationValue Value)> told, int at)
    {
        var (leaf, (time, value, own)) = told[at];
        var level = rule?.Level ?? own;
        if (rule is null || level is null) return new(time, leaf, value, level, null, null);
        var first = at;
        while (first > 0 && time - told[first - 1].Value.At <= LevelJudge.RiseOverMost) first--;
        var over = time - told[first].Value.At;
        var rise = over >= LevelJudge.RiseOverLeast ? LevelJudge.Rise(rule, told[first].Value.Value, value, over) : null;
        return new(time, leaf, value, level, LevelJudge.Worse(LevelJudge.Over(rule, value, level.Value), rise is null ? null : rule.Rise!.Severity), rise);
    }

    Desk Desk => new(StationsFollower.FollowerName, views);

    async Task<IReadOnlyList<LevelRule>> Rules(CancellationToken stop)
    {
        var desk = new Desk(JudgeFollower.FollowerName, views);
        var rules = await RulesInForce.Read(desk, await LogTable.Load(desk, records, stop), records, stop);
        return [.. (rules.Book?.Rules ?? []).OfType<LevelRule>().Where(rule => rule.IsEnabled)];
    }

    // measurement|publisher|station|quantity
    static KnownStation? Known(string id, StationKey key) =>
        SeriesKey.PartsOf(key.Key) is [_, var publisher, var station, var name] && LevelJudge.QuantityOf(name) is { } quantity ? new(id, publisher, station, quantity) : null;
}
