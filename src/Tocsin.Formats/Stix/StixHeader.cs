using System.Buffers;
using System.Text;
using System.Text.Json;
using NodaTime;
using Tocsin.Formats.GeoJson;

namespace Tocsin.Formats.Stix;

/// <summary>What tells one version of an object from others (TAXII 2.1 §3.4.1, <c>match[version]</c>).</summary>
/// <param name="Id">Its id; null where it has none.</param>
/// <param name="Created">When its first version was made; null where it does not say. UTC.</param>
/// <param name="Modified">When this version was made; null where it does not say. UTC.</param>
public readonly record struct StixHeader(string? Id, Instant? Created, Instant? Modified)
{
    /// <summary>The version of all that says no time: there is one alone.</summary>
    public static readonly Instant OnlyVersion = NodaConstants.UnixEpoch;

    /// <summary>The version: when it was made, or when the object was; else <see cref="OnlyVersion"/>.</summary>
    public Instant Version => Modified ?? Created ?? OnlyVersion;

    /// <summary>Reads it from the text of an object; the default where the text is none.</summary>
    public static StixHeader Read(string json)
    {
        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(json.Length));
        try
        {
            return Read(rented.AsSpan(0, Encoding.UTF8.GetBytes(json, rented)));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return default;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Whether an object bears a label (STIX 2.1 §3.2, <c>labels</c>).</summary>
    /// <param name="json">A well-formed JSON object.</param>
    /// <param name="label">The label.</param>
    public static bool IsLabelled(string json, string label)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), JsonFeatures.Options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isLabels = reader.ValueTextEquals("labels"u8);
            reader.Read();
            if (!isLabels || reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                continue;
            }
            var depth = reader.CurrentDepth;
            while (reader.Read() && reader.CurrentDepth > depth)
                if (reader.CurrentDepth == depth + 1 && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(label)) return true;
        }
        return false;
    }

    static StixHeader Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, JsonFeatures.Options);
        var header = default(StixHeader);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return header;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8)) header = header with { Id = Text(ref reader) };
            else if (reader.ValueTextEquals("created"u8)) header = header with { Created = StixTime.Read(Text(ref reader)) };
            else if (reader.ValueTextEquals("modified"u8)) header = header with { Modified = StixTime.Read(Text(ref reader)) };
            else reader.Skip();
        }
        return header;
    }

    static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String) return reader.GetString();
        reader.Skip();
        return null;
    }
}
