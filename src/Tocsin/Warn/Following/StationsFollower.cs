using System.Globalization;
using System.Text.Json.Serialization;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Judging;

namespace Tocsin.Warn.Following;

/// <summary>Keeps the measurements of gauges and probes by station, so that their course can be read.</summary>
/// <remarks>Loss: harmless; they are read again from the journal. A measurement belongs to its record and goes with it; a station's
/// own document holds its name alone, and goes with its last measurement. What is not meant in earnest is left out.</remarks>
/// <param name="views">The documents.</param>
public sealed class StationsFollower(IViews views) : IFollower
{
    /// <summary>The follower's name, and its view's.</summary>
    public const string FollowerName = "stations";

    internal const string Stations = "s/";

    // Of a station the newest comes first: the keys count down to the year 9999.
    const long LastMillisecond = 1_000_000_000_000_000;

    /// <inheritdoc/>
    public string Name => FollowerName;

    /// <inheritdoc/>
    public async Task<ViewChanges> Follow(IReadOnlyList<StoredRecord> batch, CancellationToken stop)
    {
        var (desk, isErased) = (new Desk(FollowerName, views), false);
        foreach (var stored in batch)
        {
            if (!stored.Read().Try(out var record, out _)) continue;
            isErased |= record.What is ErasureFacts;
            if (record.What is ErasureFacts facts ? facts.IsWhole || facts.Groups.Contains(Group.Source) : record.Leaf.Kind != Kind.Erasure)
                foreach (var ended in KeysOfRecords.EndedBy(record)) await Drop(desk, ended, stop);
            if (Earnest.Of(record) is not null) await Put(desk, record, stop);
        }
        var changes = desk.Changes();
        if (isErased) changes.Scrub();
        return changes;
    }

    /// <summary>The beginning of the keys of a station's measurements, the newest first.</summary>
    internal static string KeyOf(string station) => $"m/{station}/";

    static async Task Put(Desk desk, Record record, CancellationToken stop)
    {
        if (!KeysOfRecords.IsObservation(record) || record.What is not EventFacts { Numbers: { } numbers } facts) return;
        var leaf = record.LeafHash.ToBase64Url()[..11];
        var measured = SeriesKey.Of(record).Select(each => (each.Series, each.Value, Station: CountDesk.DigestOf(each.Series.Text))).Select(each => (each.Series, each.Value, each.Station,
            Key: string.Create(CultureInfo.InvariantCulture, $"{KeyOf(each.Station)}{LastMillisecond - facts.At.ToUnixTimeMilliseconds():D16}/{leaf}"))).ToList();
        if (measured.Count == 0) return;
        var kept = await new KeysOfRecords(desk).Put(record.Address, measured.Select(each => each.Key), stop);
        foreach (var (series, value, station, key) in measured.Where(each => kept.Contains(each.Key)))
        {
            desk.Put(key, new StationValue(facts.At, value, LevelOf(SeriesKey.PartsOf(series.Text)[^1], numbers)), StationJson.Default.StationValue, record.Address);
            desk.Put(Stations + station, new StationKey(series.Text), StationJson.Default.StationKey, owner: null);
        }
    }

    static async Task Drop(Desk desk, RecordAddress ended, CancellationToken stop)
    {
        foreach (var key in await new KeysOfRecords(desk).Drop(ended, [KeysOfRecords.Any], stop))
        {
            var station = key.Split('/')[1];
            if ((await desk.Between(KeyOf(station), KeyOf(station) + '\uFFFF', most: 1, StationJson.Default.StationValue, stop)).Count == 0) desk.Remove(Stations + station);
        }
    }

    /// <summary>The station's own level, where it tells one.</summary>
    static double? LevelOf(string quantity, IReadOnlyDictionary<string, double> numbers) =>
        LevelJudge.WarningOf(quantity) is { } warning && numbers.TryGetValue(warning, out var level) ? level : null;
}

/// <summary>One measurement.</summary>
/// <param name="At">When it was taken. UTC.</param>
/// <param name="Value">In its quantity's unit.</param>
/// <param name="Level">The station's own level then, in the same unit; nothing where it tells none.</param>
sealed record StationValue(Instant At, double Value, double? Level);

/// <summary>A station's name: the canonical text of its <see cref="SeriesKey"/>.</summary>
sealed record StationKey(string Key);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(StationValue))]
[JsonSerializable(typeof(StationKey))]
sealed partial class StationJson : JsonSerializerContext;
