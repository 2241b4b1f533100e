using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using Tocsin.Formats.GeoJson;
using Tocsin.Formats.Indicators;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.Stix;

/// <summary>What a node changes in an object that another wrote: its marking, and that it was taken back. All other bytes stay.</summary>
public static class StixMarking
{
    /// <summary>Puts a marking of TLP 2.0 in the place of those that the object bears.</summary>
    /// <param name="json">A well-formed JSON object.</param>
    /// <param name="tlp">The marking.</param>
    public static string Mark(string json, TrafficLight tlp)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes, JsonFeatures.Options);
        reader.Read();
        var isEmpty = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            isEmpty = false;
            var isMarkings = reader.ValueTextEquals("object_marking_refs"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            if (isMarkings)
            {
                var kept = Others(bytes, ref reader);
                return $"{Text(bytes.AsSpan(0, start))}[{kept}\"{StixTlp.IdOf(tlp)}\"]{Text(bytes.AsSpan((int)reader.BytesConsumed))}";
            }
            reader.Skip();
        }
        return $"{json[..json.LastIndexOf('}')]}{(isEmpty ? "" : ",")}\"object_marking_refs\":[\"{StixTlp.IdOf(tlp)}\"]}}";
    }

    /// <summary>The object's next version, which says that it was taken back (STIX 2.1 §3.2, <c>revoked</c>).</summary>
    /// <param name="json">A well-formed JSON object.</param>
    /// <param name="version">The version's time.</param>
    public static string Revoke(string json, Instant version)
    {
        var body = JsonNode.Parse(json, null, new JsonDocumentOptions { MaxDepth = FormatLimits.JsonDepthMax })!.AsObject();
        (body["modified"], body["revoked"]) = (StixTime.Write(version), true);
        return body.ToJsonString(Relaxed);
    }

    /// <summary>What stands in a list of markings beside those of TLP, each with a comma behind it.</summary>
    static string Others(ReadOnlySpan<byte> bytes, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return "";
        }
        var kept = new StringBuilder();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            var isTlp = reader.TokenType == JsonTokenType.String && StixTlp.Of(reader.GetString()!) is not null;
            reader.Skip();
            if (!isTlp) kept.Append(Text(bytes[start..(int)reader.BytesConsumed])).Append(',');
        }
        return kept.ToString();
    }

    static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    static readonly JsonSerializerOptions Relaxed = new() { Encoder = JsonText.Plain.Encoder, MaxDepth = FormatLimits.JsonDepthMax };
}
