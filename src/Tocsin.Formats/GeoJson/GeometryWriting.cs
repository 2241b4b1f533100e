using System.Text.Json;
using NetTopologySuite.Geometries;

namespace Tocsin.Formats.GeoJson;

/// <summary>Every geometry type but the Point, in the order of RFC 7946 §3.1.</summary>
static class GeometryWriting
{
    public static readonly JsonEncodedText Type = JsonEncodedText.Encode("type");
    public static readonly JsonEncodedText Coordinates = JsonEncodedText.Encode("coordinates");
    public static readonly JsonEncodedText PointName = JsonEncodedText.Encode("Point");

    public static void Write(Utf8JsonWriter writer, Geometry? geometry)
    {
        if (geometry is null)
        {
            writer.WriteNullValue();
            return;
        }
        writer.WriteStartObject();
        writer.WriteString(Type, geometry is LinearRing ? "LineString" : geometry.GeometryType);
        writer.WriteStartArray(geometry is GeometryCollection and not (MultiPoint or MultiLineString or MultiPolygon) ? "geometries" : "coordinates");
        switch (geometry)
        {
            case Point point: if (!point.IsEmpty) Position(writer, point.CoordinateSequence, 0); break;
            case LineString line: Positions(writer, line.CoordinateSequence); break;
            case Polygon polygon: Rings(writer, polygon); break;
            case MultiPoint points: foreach (Point point in points) Nested(writer, point, static (w, p) => Position(w, p.CoordinateSequence, 0)); break;
            case MultiLineString lines: foreach (LineString line in lines) Nested(writer, line, static (w, l) => Positions(w, l.CoordinateSequence)); break;
            case MultiPolygon polygons: foreach (Polygon polygon in polygons) Nested(writer, polygon, Rings); break;
            case GeometryCollection parts: foreach (var part in parts.Geometries) GeoJsonGeometry.Write(writer, part); break;
            default: throw new ArgumentException($"GeoJSON has no {geometry.GeometryType}", nameof(geometry));
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    static void Nested<T>(Utf8JsonWriter writer, T part, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray();
        write(writer, part);
        writer.WriteEndArray();
    }

    static void Rings(Utf8JsonWriter writer, Polygon polygon)
    {
        if (polygon.IsEmpty) return;
        Nested(writer, Wound(polygon.Shell, counterClockwise: true), Positions);
        foreach (var hole in polygon.Holes) Nested(writer, Wound(hole, counterClockwise: false), Positions);
    }

    static CoordinateSequence Wound(LinearRing ring, bool counterClockwise) =>
        ring.IsCCW == counterClockwise ? ring.CoordinateSequence : ring.CoordinateSequence.Reversed();

    static void Positions(Utf8JsonWriter writer, CoordinateSequence positions)
    {
        for (var i = 0; i < positions.Count; i++)
        {
            writer.WriteStartArray();
            Position(writer, positions, i);
            writer.WriteEndArray();
        }
    }

    static void Position(Utf8JsonWriter writer, CoordinateSequence positions, int index)
    {
        writer.WriteNumberValue(positions.GetX(index));
        writer.WriteNumberValue(positions.GetY(index));
        if (positions.HasZ && positions.GetZ(index) is var z && !double.IsNaN(z)) writer.WriteNumberValue(z);
    }
}
