using System.Text.Json;

namespace Tocsin.Formats.GeoJson;

/// <summary>The seven geometry types, in the order of RFC 7946 §3.1.</summary>
enum GeometryKind { Point, MultiPoint, LineString, MultiLineString, Polygon, MultiPolygon, GeometryCollection }

static class GeometryKinds
{
    public static bool Read(ref Utf8JsonReader reader, out GeometryKind kind)
    {
        kind = default;
        if (reader.TokenType != JsonTokenType.String) return false;
        if (reader.ValueTextEquals("Point"u8)) return true;
        foreach (var (name, value) in Others)
            if (reader.ValueTextEquals(name))
            {
                kind = value;
                return true;
            }
        return false;
    }

    static readonly (byte[] Name, GeometryKind Kind)[] Others =
    [
        ("MultiPoint"u8.ToArray(), GeometryKind.MultiPoint),
        ("LineString"u8.ToArray(), GeometryKind.LineString),
        ("MultiLineString"u8.ToArray(), GeometryKind.MultiLineString),
        ("Polygon"u8.ToArray(), GeometryKind.Polygon),
        ("MultiPolygon"u8.ToArray(), GeometryKind.MultiPolygon),
        ("GeometryCollection"u8.ToArray(), GeometryKind.GeometryCollection),
    ];
}
