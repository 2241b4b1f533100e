using System.Collections.Immutable;
using System.Text.Json;
using NetTopologySuite.Geometries;
using NodaTime;
using Tocsin.Formats.GeoJson;
using Tocsin.Formats.Wgs84;

namespace Tocsin.Formats.Usgs;

/// <summary>Reads the USGS earthquake GeoJSON summary feed, feature by feature.</summary>
public static class EarthquakeReader
{
    static readonly long TimeMin = Instant.FromUtc(1, 1, 1, 0, 0).ToUnixTimeMilliseconds();
    static readonly long TimeMax = Instant.FromUtc(9999, 12, 31, 0, 0).ToUnixTimeMilliseconds();

    /// <summary>Streams the events. One that is refused does not stop the rest; a break in the JSON's syntax does.</summary>
    public static IEnumerable<Item<Earthquake>> Read(Stream bytes) => JsonFeatures.Read<Earthquake>(bytes, ReadSlice);

    static Parsed<Earthquake> ReadSlice(ReadOnlySpan<byte> json, string at, bool whole)
    {
        var feature = JsonFeatures.Element(json);
        if (feature.ValueKind != JsonValueKind.Object) return new(new Refusal(at, "a feature must be an object"));
        if (whole && !feature.TryGetProperty("properties", out _)) return new(new Refusal(at, "this is not the USGS feed: it has no list of features"));
        return new EarthquakeFields(feature, at).Read();
    }

    internal static Instant? Time(long milliseconds) =>
        milliseconds >= TimeMin && milliseconds <= TimeMax ? Instant.FromUnixTimeMilliseconds(milliseconds) : null;
}

/// <summary>One feature being read: the fields of the feed, what was left out, and the first fault.</summary>
sealed class EarthquakeFields(JsonElement feature, string at)
{
    readonly ImmutableArray<Repair>.Builder repairs = ImmutableArray.CreateBuilder<Repair>();
    Refusal? fault;

    public Parsed<Earthquake> Read()
    {
        if (Member(feature, "properties") is not { ValueKind: JsonValueKind.Object } p) return Refuse("properties", "the event has no properties");
        if (Id() is not { Length: > 0 } id) return Refuse("id", "the event has no id");
        if (Time(p, "time") is not { } time) return new(fault ?? new Refusal($"{at}.properties.time", "the event has no time"));
        if (Position() is not { } position) return new(fault ?? new Refusal($"{at}.geometry", "the event has no position"));
        var quake = new Earthquake
        {
            Id = id,
            Ids = Ids(id, Text(p, "ids")),
            Magnitude = Number(p, "mag", -10, 10),
            MagnitudeType = Text(p, "magType"),
            Place = Text(p, "place"),
            Time = time,
            Updated = Time(p, "updated"),
            Point = Polygons.Factory.CreatePoint(new Coordinate(position.Longitude, position.Latitude)),
            DepthKm = position.DepthKm,
            TsunamiFlag = Number(p, "tsunami", 0, 1) == 1,
            Felt = (int?)Number(p, "felt", 0, int.MaxValue),
            Significance = (int?)Number(p, "sig", 0, int.MaxValue),
            Alert = Word<PagerAlert>(p, "alert", "a PAGER colour"),
            Status = Word<EarthquakeStatus>(p, "status", "a status of the feed") ?? EarthquakeStatus.NotSaid,
            Type = Text(p, "type") ?? "earthquake",
            Net = Text(p, "net"),
            Url = Text(p, "url"),
        };
        return fault is { } refused ? new(refused) : new(quake, repairs.ToImmutable());
    }

    Parsed<Earthquake> Refuse(string member, string reason) => new(new Refusal($"{at}.{member}", reason));

    static JsonElement? Member(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value : null;

    string? Id() => Member(feature, "id") switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!.Trim(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    /// <summary>The feed writes <c>,us7000abcd,ci12345,</c>.</summary>
    static ImmutableArray<string> Ids(string id, string? list)
    {
        var ids = (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal);
        return [id, .. ids.Where(other => other != id)];
    }

    string? Text(JsonElement p, string name)
    {
        if (Member(p, name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.String) return value.GetString()!.Trim() is { Length: > 0 } text ? text : null;
        repairs.Add(new Repair($"{at}.properties.{name}", "this is not text: left out"));
        return null;
    }

    double? Number(JsonElement p, string name, double min, double max)
    {
        if (Member(p, name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= min && number <= max) return number;
        fault ??= new Refusal($"{at}.properties.{name}", FormattableString.Invariant($"this must be a number from {min} to {max}"));
        return null;
    }

    Instant? Time(JsonElement p, string name)
    {
        if (Member(p, name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var ms) && EarthquakeReader.Time(ms) is { } time) return time;
        fault ??= new Refusal($"{at}.properties.{name}", "a time must be whole milliseconds since 1970, between the years 1 and 9999");
        return null;
    }

    T? Word<T>(JsonElement p, string name, string what) where T : struct, Enum
    {
        if (Text(p, name) is not { } word) return null;
        foreach (var value in Enum.GetValues<T>())
            if (value.ToString().Equals(word, StringComparison.OrdinalIgnoreCase)) return value;
        repairs.Add(new Repair($"{at}.properties.{name}", $"'{word}' is not {what}: left out"));
        return null;
    }

    (double Longitude, double Latitude, double? DepthKm)? Position()
    {
        if (Member(feature, "geometry") is not { ValueKind: JsonValueKind.Object } geometry) return null;
        if (Member(geometry, "coordinates") is not { ValueKind: JsonValueKind.Array } array || array.GetArrayLength() < 2) return null;
        var place = $"{at}.geometry.coordinates";
        if (Degrees(array[0]) is not { } longitude || Degrees(array[1]) is not { } latitude)
            fault ??= new Refusal(place, "a coordinate must be a number");
        else if (Positions.Fault(longitude, latitude) is { } reason)
            fault ??= new Refusal(place, reason);
        else
            return (longitude, latitude, array.GetArrayLength() > 2 ? Depth(array[2], place) : null);
        return null;
    }

    static double? Degrees(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? number : null;

    double? Depth(JsonElement value, string place)
    {
        if (value.ValueKind == JsonValueKind.Null) return null;
        if (Degrees(value) is { } km and >= -100 and <= 1000) return km;
        fault ??= new Refusal(place, "the depth must be a number of kilometres from -100 to 1000");
        return null;
    }
}
