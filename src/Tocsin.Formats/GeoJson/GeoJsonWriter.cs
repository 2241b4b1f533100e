using System.Text.Json;

namespace Tocsin.Formats.GeoJson;

/// <summary>Writes GeoJSON (RFC 7946): one feature, or a collection while it streams.</summary>
public static class GeoJsonWriter
{
    const int FlushBytes = 64 << 10;

    /// <summary>Writes a FeatureCollection; features are taken one by one, so a collection of any length fits in memory.</summary>
    /// <exception cref="IOException">The stream does not take the bytes.</exception>
    public static void Write(Stream bytes, IEnumerable<Feature> features)
    {
        using var writer = new Utf8JsonWriter(bytes);
        writer.WriteStartObject();
        writer.WriteString("type"u8, "FeatureCollection"u8);
        writer.WriteStartArray("features"u8);
        foreach (var feature in features)
        {
            Write(writer, feature);
            if (writer.BytesPending > FlushBytes) writer.Flush();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Writes one Feature; an id is written as text.</summary>
    public static void Write(Utf8JsonWriter writer, Feature feature)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "Feature"u8);
        if (feature.Id is not null) writer.WriteString("id"u8, feature.Id);
        writer.WritePropertyName("geometry"u8);
        GeoJsonGeometry.Write(writer, feature.Geometry);
        writer.WritePropertyName("properties"u8);
        if (feature.Properties.ValueKind == JsonValueKind.Object) feature.Properties.WriteTo(writer);
        else writer.WriteNullValue();
        writer.WriteEndObject();
    }
}
