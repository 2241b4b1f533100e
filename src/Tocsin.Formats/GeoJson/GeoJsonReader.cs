using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using NetTopologySuite.Geometries;

namespace Tocsin.Formats.GeoJson;

/// <summary>Reads GeoJSON (RFC 7946): a FeatureCollection of any length, one Feature, or a bare geometry.</summary>
public static class GeoJsonReader
{
    /// <summary>Streams the features. One that is refused does not stop the rest; a break in the JSON's syntax does.</summary>
    public static IEnumerable<Item<Feature>> Read(Stream bytes) => JsonFeatures.Read<Feature>(bytes, ReadSlice);

    static Parsed<Feature> ReadSlice(ReadOnlySpan<byte> json, string at, bool whole)
    {
        var reader = new Utf8JsonReader(json, JsonFeatures.Options);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) return Refuse(at, "a feature must be an object");
        var type = TypeOf(reader);
        if (type == "Feature") return ReadFeature(ref reader, json, at);
        if (!whole) return Refuse(at, "it is not a Feature: its \"type\" says otherwise");
        if (type == "FeatureCollection") return Refuse(at, "the collection has no list of features");
        if (type is null) return Refuse(at, "this JSON is not GeoJSON: it has no \"type\"");
        var geometry = GeoJsonGeometry.Read(ref reader);
        return geometry.IsRead ? new(new Feature(null, geometry.Value, default), geometry.Repairs) : new(geometry.Refusal);
    }

    static string? TypeOf(Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals("type"u8);
            reader.Read();
            if (found) return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            reader.Skip();
        }
        return null;
    }

    static Parsed<Feature> ReadFeature(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string at)
    {
        string? id = null;
        Geometry? geometry = null;
        JsonElement properties = default;
        var (ids, geometries, bags, types) = (0, 0, 0, 0);
        var repairs = ImmutableArray<Repair>.Empty;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "type": types++; break;
                case "id":
                    ids++;
                    if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number or JsonTokenType.Null))
                        return Refuse(at + ".id", "an id must be text or a number");
                    id = reader.TokenType switch
                    {
                        JsonTokenType.String => reader.GetString(),
                        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
                        _ => null,
                    };
                    break;
                case "geometry":
                    geometries++;
                    if (reader.TokenType == JsonTokenType.Null) break;
                    var read = GeoJsonGeometry.Read(ref reader, at + ".geometry");
                    if (!read.IsRead) return new(read.Refusal);
                    (geometry, repairs) = (read.Value, read.Repairs);
                    break;
                case "properties":
                    bags++;
                    if (reader.TokenType == JsonTokenType.Null) break;
                    if (reader.TokenType != JsonTokenType.StartObject) return Refuse(at + ".properties", "properties must be an object or null");
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    properties = JsonFeatures.Element(json[start..(int)reader.BytesConsumed]);
                    break;
                default: reader.Skip(); break;
            }
        }
        if (ids > 1 || geometries > 1 || bags > 1 || types > 1) return Refuse(at, "it names one member twice");
        if (geometries == 0) repairs = repairs.Add(new Repair(at, "it has no \"geometry\": read as a feature without a place"));
        return new(new Feature(id, geometry, properties), repairs);
    }

    static Parsed<Feature> Refuse(string at, string reason) => new(new Refusal(at, reason));
}
