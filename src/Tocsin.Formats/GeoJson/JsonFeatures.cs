using System.Text.Json;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.GeoJson;

/// <summary>The loop that every GeoJSON-shaped reader shares: slices in, items out.</summary>
static class JsonFeatures
{
    /// <summary>Reads one slice, whose bytes are UTF-8 and well-formed JSON.</summary>
    public delegate Parsed<T> ReadSlice<T>(ReadOnlySpan<byte> json, string at, bool whole);

    /// <summary>Streams the features of a document, or the document itself where it is no collection.</summary>
    public static IEnumerable<Item<T>> Read<T>(Stream bytes, ReadSlice<T> read) => Read(bytes, JsonShape.Features, read);

    /// <summary>Streams the elements of a document's list, or the document itself where it has none. A comma after the last
    /// element, where the shape lets it pass, is a repair of that element.</summary>
    public static IEnumerable<Item<T>> Read<T>(Stream bytes, JsonShape shape, ReadSlice<T> read)
    {
        var text = TextDecoding.OpenUtf8(bytes);
        if (!text.IsRead)
        {
            yield return new Item<T>.Refused(text.Refusal);
            yield break;
        }
        var slices = new JsonSlices(text.Value, shape);
        Item<T>? last = null;
        while (slices.Next() is { } slice)
        {
            if (last is not null) yield return last;
            var at = slice.Index < 0 ? "the document" : $"{shape.List}[{slice.Index}]";
            last = slice.Broken is { } broken ? new Item<T>.Refused(broken) : Item<T>.Of(Guarded(slice.Bytes.Span, at, slice.Index < 0, read), at);
        }
        if (last is Item<T>.Read ended && slices.EndedInComma)
            last = ended with { Repairs = ended.Repairs.Add(new Repair(ended.At, "a comma follows the last element of the list, which JSON forbids: passed over")) };
        if (last is not null) yield return last;
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
        // Only an escape can make half a character here: the bytes are UTF-8.
        if (json.Contains((byte)'\\'))
            for (var reader = new Utf8JsonReader(json, Lenient); reader.Read();)
                if (reader.ValueIsEscaped) reader.GetString();
        // The slices are well-formed already: commas that must not pass did not come as far as this.
        return JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = FormatLimits.JsonDepthMax, AllowDuplicateProperties = false, AllowTrailingCommas = true });
    }

    static readonly JsonReaderOptions Lenient = new() { MaxDepth = FormatLimits.JsonDepthMax, AllowTrailingCommas = true };

    /// <summary>The depth that every JSON reader here allows.</summary>
    public static readonly JsonReaderOptions Options = new() { MaxDepth = FormatLimits.JsonDepthMax };
}
