using System.Text.Json;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.GeoJson;

/// <summary>The loop that every GeoJSON-shaped reader shares: slices in, items out.</summary>
static class JsonFeatures
{
    /// <summary>Reads one slice, whose bytes are UTF-8 and well-formed JSON.</summary>
    public delegate Parsed<T> ReadSlice<T>(ReadOnlySpan<byte> json, string at, bool whole);

    /// <summary>Streams the features of a document, or the document itself where it is no collection.</summary>
    public static IEnumerable<Item<T>> Read<T>(Stream bytes, ReadSlice<T> read)
    {
        var text = TextDecoding.OpenUtf8(bytes);
        if (!text.IsRead)
        {
            yield return new Item<T>.Refused(text.Refusal);
            yield break;
        }
        var slices = new JsonSlices(text.Value);
        while (slices.Next() is { } slice)
        {
            var at = slice.Index < 0 ? "the document" : $"features[{slice.Index}]";
            yield return slice.Broken is { } broken ? new Item<T>.Refused(broken) : Item<T>.Of(Guarded(slice.Bytes.Span, at, slice.Index < 0, read), at);
        }
    }

    static Parsed<T> Guarded<T>(ReadOnlySpan<byte> json, string at, bool whole, ReadSlice<T> read)
    {
        if (TextDecoding.FirstInvalidUtf8(json) is { } bad) return new(new Refusal(at, $"byte {bad + 1} of it is not UTF-8 text"));
        try
        {
            return read(json, at, whole);
        }
        catch (JsonException)
        {
            return new(new Refusal(at, "it names one member twice"));
        }
        catch (InvalidOperationException)
        {
            return new(new Refusal(at, "a text in it ends in half a character (an unpaired \\u escape)"));
        }
    }

    /// <summary>Parses a slice as a value of its own; members named twice, and texts that are none, are refused by <see cref="Guarded"/>.</summary>
    public static JsonElement Element(ReadOnlySpan<byte> json)
    {
        for (var reader = new Utf8JsonReader(json, Options); reader.Read();)
            if (reader.ValueIsEscaped) reader.GetString();
        return JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = FormatLimits.JsonDepthMax, AllowDuplicateProperties = false });
    }

    /// <summary>The depth that every JSON reader here allows.</summary>
    public static readonly JsonReaderOptions Options = new() { MaxDepth = FormatLimits.JsonDepthMax };
}
