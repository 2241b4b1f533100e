using System.Text.Json;
using Tocsin.Formats.GeoJson;

namespace Tocsin.Formats.Stix;

/// <summary>TAXII 2.1 §3.7: what objects come in, as far as it is not the objects themselves.</summary>
/// <param name="Objects">How many there are.</param>
/// <param name="More">Whether the server has more of them.</param>
/// <param name="Next">How to ask for those; null where it does not say.</param>
public sealed record TaxiiEnvelope(int Objects, bool More, string? Next)
{
    /// <summary>Reads one, to its last byte: what is not well-formed is refused as a whole, with its place.</summary>
    public static Parsed<TaxiiEnvelope> Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return Walk(json);
        }
        catch (JsonException e)
        {
            return Refuse($"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}", "the JSON breaks off, or is none");
        }
        catch (InvalidOperationException)
        {
            return Refuse("the envelope", "a text in it ends in half a character (an unpaired \\u escape)");
        }
    }

    static Parsed<TaxiiEnvelope> Walk(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, JsonFeatures.Options);
        var (objects, more, next, fault) = (-1, false, default(string), default(Refusal?));
        if (reader.Read() && reader.TokenType != JsonTokenType.StartObject) return Refuse("the envelope", "it is no JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isObjects, isMore, isNext, isType) = (reader.ValueTextEquals("objects"u8), reader.ValueTextEquals("more"u8), reader.ValueTextEquals("next"u8), reader.ValueTextEquals("type"u8));
            reader.Read();
            if (isObjects && objects >= 0) fault ??= new Refusal("the envelope", "it names 'objects' twice");
            if (isObjects && reader.TokenType == JsonTokenType.StartArray) objects = Count(ref reader);
            else if (isObjects) fault ??= new Refusal("objects", "it is no list");
            else if (isMore) more = reader.TokenType == JsonTokenType.True;
            else if (isNext && reader.TokenType == JsonTokenType.String) next = reader.GetString();
            else if (isType && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("bundle"u8)) fault ??= new Refusal("the envelope", "it is a bundle: TAXII 2.1 sends the objects without one");
            reader.Skip();
        }
        while (reader.Read()) { }       // Throws where something follows.
        return fault is { } refusal ? new(refusal) : new(new TaxiiEnvelope(Math.Max(objects, 0), more, next is { Length: > 0 } ? next : null));
    }

    static int Count(ref Utf8JsonReader reader)
    {
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            count++;
            reader.Skip();
        }
        return count;
    }

    static Parsed<TaxiiEnvelope> Refuse(string at, string reason) => new(new Refusal(at, reason));
}
