using System.Collections.Immutable;
using System.Text.Json;
using NetTopologySuite.Geometries;
using Tocsin.Formats.Wgs84;

namespace Tocsin.Formats.GeoJson;

/// <summary>One geometry object being read: its notes, its fault, and how many positions it has taken.</summary>
ref struct GeometryParse()
{
    ImmutableArray<Repair>.Builder? repairs;
    int positions;

    /// <summary>Why the geometry was refused.</summary>
    public Refusal Fault { get; private set; }

    /// <summary>What was put right.</summary>
    public readonly ImmutableArray<Repair> Repairs => repairs?.ToImmutable() ?? [];

    readonly bool Failed => Fault.Reason is not null;

    /// <summary>Reads the object on whose <c>{</c> the reader stands; null when it is refused, and then the reader stands anywhere.</summary>
    public Geometry? Geometry(ref Utf8JsonReader reader, string at)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return Refuse(at, "a geometry must be an object");
        GeometryKind kind = default;
        Utf8JsonReader waiting = default;
        Geometry? geometry = null;
        var (typed, bodies) = (false, 0);
        while (!Failed && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            var isBody = !isType && (reader.ValueTextEquals("coordinates"u8) || reader.ValueTextEquals("geometries"u8));
            reader.Read();
            if (isType)
            {
                if (typed) Fail(at, "the geometry has two types");
                if (!GeometryKinds.Read(ref reader, out kind)) Fail(at + ".type", "this is not one of the seven geometry types of RFC 7946");
                typed = true;
            }
            else if (isBody)
            {
                if (bodies++ > 0) Fail(at, "the geometry has its coordinates twice");
                if (typed && !Failed) geometry = Body(ref reader, kind, at);
                else waiting = reader;
            }
            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject) reader.Skip();
        }
        if (!typed) Fail(at, "the geometry has no type");
        if (bodies == 0) Fail(at, "the geometry has no coordinates");
        if (Failed) return null;
        return geometry ?? Body(ref waiting, kind, at); // the type came after the coordinates
    }

    Geometry? Body(ref Utf8JsonReader reader, GeometryKind kind, string at)
    {
        var place = kind == GeometryKind.GeometryCollection ? at + ".geometries" : kind == GeometryKind.Point ? at : at + ".coordinates";
        Geometry? geometry = reader.TokenType != JsonTokenType.StartArray
            ? Refuse(place, "an array is expected here")
            : kind switch
            {
                GeometryKind.Point => Position(ref reader, place) is { } position ? Polygons.Factory.CreatePoint(position) : null,
                GeometryKind.MultiPoint => Line(ref reader, place) is { } points ? Polygons.Factory.CreateMultiPointFromCoords(points) : null,
                GeometryKind.LineString => LineString(ref reader, place),
                GeometryKind.MultiLineString => Many(ref reader, place, static (ref p, ref r, a) => p.LineString(ref r, a), out var lines)
                    ? Polygons.Factory.CreateMultiLineString([.. lines.Cast<LineString>()]) : null,
                GeometryKind.Polygon => Polygon(ref reader, place),
                GeometryKind.MultiPolygon => Many(ref reader, place, static (ref p, ref r, a) => p.Polygon(ref r, a), out var polygons)
                    ? Polygons.Factory.CreateMultiPolygon([.. polygons.SelectMany(Parts)]) : null,
                _ => Many(ref reader, place, static (ref p, ref r, a) => p.Geometry(ref r, a), out var parts)
                    ? Polygons.Factory.CreateGeometryCollection([.. parts]) : null,
            };
        return Failed ? null : geometry;
    }

    static IEnumerable<Polygon> Parts(Geometry polygon) => polygon is Polygon one ? [one] : ((MultiPolygon)polygon).Cast<Polygon>();

    delegate Geometry? ReadPart(ref GeometryParse parse, ref Utf8JsonReader reader, string at);

    bool Many(ref Utf8JsonReader reader, string at, ReadPart read, out List<Geometry> parts)
    {
        parts = [];
        while (!Failed && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            if (read(ref this, ref reader, $"{at}[{parts.Count}]") is { } part) parts.Add(part);
        return !Failed;
    }

    LineString? LineString(ref Utf8JsonReader reader, string at)
    {
        if (Line(ref reader, at) is not { } line) return null;
        if (line.Length >= 2) return Polygons.Factory.CreateLineString(line);
        Fail(at, "a line needs at least 2 positions");
        return null;
    }

    /// <summary>A polygon, or a multi-polygon where it crosses 180°.</summary>
    Geometry? Polygon(ref Utf8JsonReader reader, string at)
    {
        if (reader.TokenType != JsonTokenType.StartArray) return Refuse(at, "an array is expected here");
        var rings = new List<Rings.Ring>();
        var notes = repairs ??= ImmutableArray.CreateBuilder<Repair>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var place = $"{at}[{rings.Count}]";
            if (Line(ref reader, place) is not { } line) return null;
            var ring = Rings.Draw(line, place, notes);
            if (!ring.IsRead) return Refuse(ring.Refusal.At, ring.Refusal.Reason);
            rings.Add(ring.Value);
        }
        if (rings.Count == 0) return Refuse(at, "a polygon needs a ring");
        var made = Polygons.Make(rings, at, notes);
        if (!made.IsRead) return Refuse(made.Refusal.At, made.Refusal.Reason);
        return made.Value is [var one] ? one : Polygons.Factory.CreateMultiPolygon([.. made.Value]);
    }

    Coordinate[]? Line(ref Utf8JsonReader reader, string at)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            Fail(at, "an array of positions is expected here");
            return null;
        }
        var line = new List<Coordinate>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (Position(ref reader, at, line.Count) is not { } position) return null;
            line.Add(position);
        }
        return [.. line];
    }

    /// <summary>RFC 7946 §3.1.1: longitude, latitude, and optionally metres of altitude; further numbers are ignored.</summary>
    Coordinate? Position(ref Utf8JsonReader reader, string at, int index = -1)
    {
        var (x, y, z, count) = (0.0, 0.0, double.NaN, 0);
        if (reader.TokenType != JsonTokenType.StartArray) return Bad(at, index, "a position must be an array of numbers");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var number))
                return Bad(at, index, "a coordinate must be a number");
            if (count == 0) x = number;
            else if (count == 1) y = number;
            else if (count == 2) z = number;
            count++;
        }
        if (count < 2) return Bad(at, index, "a position needs a longitude and a latitude");
        if (Positions.Fault(x, y) is { } fault) return Bad(at, index, fault);
        if (double.IsInfinity(z)) return Bad(at, index, "a coordinate is not a finite number");
        if (++positions > FormatLimits.GeometryVerticesMax) return Bad(at, index, $"the geometry has more than {FormatLimits.GeometryVerticesMax} positions");
        return double.IsNaN(z) ? new Coordinate(x, y) : new CoordinateZ(x, y, z);
    }

    Coordinate? Bad(string at, int index, string reason)
    {
        Fail(index < 0 ? at + ".coordinates" : $"{at}[{index}]", reason);
        return null;
    }

    Geometry? Refuse(string at, string reason)
    {
        Fail(at, reason);
        return null;
    }

    void Fail(string at, string reason)
    {
        if (!Failed) Fault = new Refusal(at, reason);
    }
}
