using System.Text.Json;
using NetTopologySuite.Geometries;

namespace Tocsin.Formats.GeoJson;

/// <summary>Reads and writes GeoJSON geometry objects (RFC 7946 §3.1). A Point costs no more memory than the point itself.</summary>
/// <remarks>Read: unclosed rings are closed and rings that jump over 180° are cut there, each with a note; winding is put
/// right without one. Written: as it stands, outer rings counter-clockwise.</remarks>
public static class GeoJsonGeometry
{
    /// <summary>Reads a geometry; the reader ends on its last token, also when it is refused.</summary>
    /// <param name="reader">On the geometry's <c>{</c>, or before it; over one buffer that holds the whole geometry.</param>
    /// <exception cref="JsonException">The bytes are not JSON.</exception>
    public static Parsed<Geometry> Read(ref Utf8JsonReader reader) => Read(ref reader, "geometry");

    /// <summary>The same, with the place to name in refusals and notes.</summary>
    public static Parsed<Geometry> Read(ref Utf8JsonReader reader, string at)
    {
        if (reader.TokenType is JsonTokenType.None or JsonTokenType.PropertyName) reader.Read();
        var start = reader;
        var parse = new GeometryParse();
        if (parse.Geometry(ref reader, at) is { } geometry) return new(geometry, parse.Repairs);
        reader = start;
        reader.Skip();
        return new(parse.Fault);
    }

    /// <summary>Writes a geometry; null writes <c>null</c>.</summary>
    public static void Write(Utf8JsonWriter writer, Geometry? geometry)
    {
        if (geometry is Point { IsEmpty: false } point) WritePoint(writer, point);
        else GeometryWriting.Write(writer, geometry);
    }

    static void WritePoint(Utf8JsonWriter writer, Point point)
    {
        writer.WriteStartObject();
        writer.WriteString(GeometryWriting.Type, GeometryWriting.PointName);
        writer.WriteStartArray(GeometryWriting.Coordinates);
        writer.WriteNumberValue(point.X);
        writer.WriteNumberValue(point.Y);
        if (!double.IsNaN(point.Z)) writer.WriteNumberValue(point.Z);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
