using System.Globalization;
using System.Text.Json.Serialization;
using NetTopologySuite.Geometries;
using Tocsin.Share.Doors;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Geography;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Vessels;

namespace Tocsin.Warn.Following;

/// <summary>Keeps where vessels were by place and by vessel, so that those near an incident are found, whichever came first.</summary>
/// <remarks>Loss: harmless; it is read again from the journal. All it holds belongs to its record and goes with it. What is not meant in earnest is left out.</remarks>
/// <param name="views">The documents.</param>
public sealed class VesselsFollower(IViews views) : IFollower
{
    /// <summary>The follower's name, and its view's.</summary>
    public const string FollowerName = "vessels";

    /// <summary>A gap is found along its way where it is no longer than this.</summary>
    internal const double GapKmMax = 2_000;

    /// <summary>The document whose rank is the arrival number of what last revised an observation, or took back or erased anything.</summary>
    internal const string GoneKey = "gone";

    // So near to each other its way is looked at: the narrowest cell within 70° of the equator.
    const double GapStepKm = 15;

    // Of a vessel the latest voyage comes first: those keys count down to the year 9999.
    const long LastMillisecond = 1_000_000_000_000_000;

    static readonly VesselMark Mark = new();

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
            if (GoneBy(record) is { Count: > 0 } gone)
                foreach (var ended in KeysOfRecords.EndedBy(record))
                {
                    await new KeysOfRecords(desk).Drop(ended, gone, stop);
                    desk.Put(GoneKey, Mark, VesselJson.Default.VesselMark, owner: null, rank: stored.Arrival);
                }
            await Put(desk, record, stop);
        }
        var changes = desk.Changes();
        if (isErased) changes.Scrub();
        return changes;
    }

    // An exercise's have beginnings of their own, so that however many there are, they stand in nobody's way.

    /// <summary>The keys of what was in a cell from a time on.</summary>
    internal static string CellKey(bool isExercise, int cell, Instant from) => $"c/{Lane(isExercise)}/{SeaCells.Name(cell)}/{Time(from)}";

    /// <summary>The vessel that such a key names.</summary>
    internal static string MmsiOf(string cellKey) => cellKey.Split('/')[4];

    /// <summary>The keys of a vessel's positions from a time on.</summary>
    internal static string FixKey(bool isExercise, string mmsi, Instant from) => $"p/{Lane(isExercise)}/{mmsi}/{Time(from)}";

    /// <summary>The keys of what was odd about a vessel and ended at a time or later.</summary>
    internal static string OddKey(bool isExercise, string mmsi, Instant reached) => $"o/{Lane(isExercise)}/{mmsi}/{Time(reached)}";

    /// <summary>The keys of a vessel's voyages, those up to a time, the latest first.</summary>
    internal static string VoyageKey(bool isExercise, string mmsi, Instant until) =>
        string.Create(CultureInfo.InvariantCulture, $"v/{Lane(isExercise)}/{mmsi}/{LastMillisecond - until.ToUnixTimeMilliseconds():D16}");

    /// <summary>How the keys begin that a record ends. Without its place a record still says what the vessel is; an erasure that cannot be read yet ends nothing.</summary>
    static IReadOnlyList<string> GoneBy(Record record) => record.What switch
    {
        ErasureFacts { IsWhole: true } => [KeysOfRecords.Any],
        ErasureFacts erasure => erasure.Groups.Contains(Group.Where) ? ["c/", "p/", "o/"] : [],
        _ => record.Leaf.Kind == Kind.Erasure ? [] : [KeysOfRecords.Any],
    };

    static async Task Put(Desk desk, Record record, CancellationToken stop)
    {
        if (!KeysOfRecords.IsObservation(record) || record.What is not EventFacts { Codes: { } codes } facts || !codes.TryGetValue("mmsi", out var mmsi) || !Mmsi.IsOne(mmsi)) return;
        if (Earnest.Of(record) is not { } status || facts.At < NodaConstants.UnixEpoch) return;
        var (said, leaf, isExercise) = (new List<(string Key, Action Put)>(), record.LeafHash.ToBase64Url()[..11], status == CapStatus.Exercise);
        if (facts.Type == AisDoor.VoyageType || IsPosition(facts.Type) && codes.Keys.Any(name => name is "name" or "callSign" or "shipType"))
            Say(VoyageKey(isExercise, mmsi, facts.At), VoyageOf(codes, Number), VesselJson.Default.VesselVoyage);
        switch (record.Where?.Geometry)
        {
            case Point point when IsPosition(facts.Type):
                There(facts.At, point.X, point.Y);
                Say(FixKey(isExercise, mmsi, facts.At), new VesselPoint(facts.At, point.X, point.Y, Number("speedKnots"), Number("courseDegrees")), VesselJson.Default.VesselPoint);
                break;
            case MultiPoint { NumGeometries: 2 } ends when facts.Type is AisDoor.GapType or AisDoor.JumpType && facts.Until is { } reached && reached >= facts.At:
                var (from, to) = ((Point)ends[0], (Point)ends[1]);
                foreach (var (at, x, y) in Way(facts.At, from, reached, to, isGap: facts.Type == AisDoor.GapType)) There(at, x, y);
                Say(OddKey(isExercise, mmsi, reached), new VesselLeap(facts.Type == AisDoor.JumpType, facts.At, from.X, from.Y, reached, to.X, to.Y), VesselJson.Default.VesselLeap);
                break;
        }
        if (said.Count == 0) return;
        var kept = await new KeysOfRecords(desk).Put(record.Address, said.Select(each => each.Key), stop);
        foreach (var (_, put) in said.Where(each => kept.Contains(each.Key))) put();

        void Say<T>(string start, T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        {
            var key = $"{start}/{leaf}";
            said.Add((key, () => desk.Put(key, value, type, record.Address)));
        }
        void There(Instant at, double longitude, double latitude) => Say($"{CellKey(isExercise, SeaCells.Of(longitude, latitude), at)}/{mmsi}", Mark, VesselJson.Default.VesselMark);
        double? Number(string name) => facts.Numbers is { } numbers && numbers.TryGetValue(name, out var number) ? number : null;
    }

    /// <summary>Both ends; of a gap one place in each cell between them too, at the time of an even pace: a vessel that went dark before the place and came back behind it was near.</summary>
    static IEnumerable<(Instant At, double Longitude, double Latitude)> Way(Instant left, Point from, Instant reached, Point to, bool isGap)
    {
        var km = GreatCircle.Km(from.X, from.Y, to.X, to.Y);
        var (steps, cells) = (isGap && km <= GapKmMax ? Math.Max(1, (int)Math.Ceiling(km / GapStepKm)) : 1, new HashSet<int>());
        for (var i = 0; i <= steps; i++)
        {
            var (x, y) = i == 0 ? (from.X, from.Y) : i == steps ? (to.X, to.Y) : GreatCircle.Between(from.X, from.Y, to.X, to.Y, i / (double)steps);
            if (cells.Add(SeaCells.Of(x, y)) || i == steps) yield return (left + (reached - left) * (i / (double)steps), x, y);
        }
    }

    static VesselVoyage VoyageOf(IReadOnlyDictionary<string, string> codes, Func<string, double?> number) => new()
    {
        Name = codes.GetValueOrDefault("name"), CallSign = codes.GetValueOrDefault("callSign"), Imo = codes.GetValueOrDefault("imo"),
        ShipType = int.TryParse(codes.GetValueOrDefault("shipType"), NumberStyles.None, CultureInfo.InvariantCulture, out var type) ? type : null,
        LengthMetres = number("lengthMetres"), DraughtMetres = number("draughtMetres"),
        Destination = codes.GetValueOrDefault("destination"), Arrival = codes.GetValueOrDefault("arrival"), Mothership = codes.GetValueOrDefault("mothership"),
    };

    static bool IsPosition(string type) => type is AisDoor.PositionType or AisDoor.DistressType;

    static string Time(Instant at) => Math.Max(0, at.ToUnixTimeMilliseconds()).ToString("D16", CultureInfo.InvariantCulture);

    static char Lane(bool isExercise) => isExercise ? 'x' : 'r';
}

/// <summary>A position of a vessel.</summary>
sealed record VesselPoint(Instant At, double Lon, double Lat, double? Knots, double? Course);

/// <summary>Two positions of a vessel that do not go together: a gap, or a jump.</summary>
sealed record VesselLeap(bool Jump, Instant Left, double Lon, double Lat, Instant Reached, double ToLon, double ToLat);

/// <summary>Says by its key that a vessel was in a cell.</summary>
sealed record VesselMark;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(VesselPoint))]
[JsonSerializable(typeof(VesselLeap))]
[JsonSerializable(typeof(VesselMark))]
[JsonSerializable(typeof(VesselVoyage))]
sealed partial class VesselJson : JsonSerializerContext;
