using System.Text.Json;

namespace Tocsin.Formats.Text;

/// <summary>One element of a streamed list, the whole document where it is no collection, or why there is no more.</summary>
/// <param name="Bytes">The element; gone when the next is asked for.</param>
/// <param name="Index">Its number from 0; -1 for a whole document.</param>
/// <param name="Broken">Where and why the document ends early; null for a good slice.</param>
readonly record struct JsonSlice(ReadOnlyMemory<byte> Bytes, int Index, Refusal? Broken);

/// <summary>Which list of a document is cut, and how strictly it is read. The default value cuts nothing.</summary>
/// <param name="List">The list's member in the outermost object.</param>
/// <param name="TrailingCommas">Whether a comma before a closing bracket is let pass.</param>
readonly record struct JsonShape(string List, bool TrailingCommas)
{
    /// <summary>A GeoJSON collection.</summary>
    public static readonly JsonShape Features = new("features", TrailingCommas: false);
}

/// <summary>Cuts <c>{"features":[...]}</c> into its features while it streams, so that a document of any length fits in memory.</summary>
/// <remarks>An object without that list comes whole. What stands before a break in the syntax is still handed out.</remarks>
sealed class JsonSlices(Stream utf8, JsonShape shape)
{
    enum Place { Start, Members, Features, Tail, Done }

    byte[] buffer = new byte[64 << 10];
    int kept;      // first byte that is still needed
    int position;  // first byte that the reader has not consumed
    int end;
    long dropped;  // bytes of the stream before buffer[0]
    bool ended;
    int index;
    Place place = Place.Start;
    JsonReaderState state = new(new JsonReaderOptions { MaxDepth = FormatLimits.JsonDepthMax, AllowTrailingCommas = shape.TrailingCommas });

    /// <summary>Whether the list ended in a comma, which JSON forbids; known once the list is at its end.</summary>
    public bool EndedInComma { get; private set; }

    /// <summary>The next slice; null at the end.</summary>
    public JsonSlice? Next()
    {
        try
        {
            while (place != Place.Done)
            {
                if (Step(out var slice)) { if (slice is not null) return slice; }
                else if (!More()) return Break($"byte {dropped + kept}", TooLong);
            }
            return null;
        }
        catch (JsonException broken)
        {
            return Break($"line {(broken.LineNumber ?? 0) + 1}", Sentence(broken));
        }
        catch (InvalidOperationException)
        {
            return Break($"byte {dropped + position}", "a member's name here is not valid text");
        }
    }

    /// <summary>One move forward; false when it needs more bytes than the buffer holds.</summary>
    bool Step(out JsonSlice? slice)
    {
        slice = null;
        var reader = new Utf8JsonReader(buffer.AsSpan(position, end - position), ended, state);
        if (!reader.Read())
        {
            if (!ended) return false;
            place = Place.Done;
            return true;
        }
        return place switch
        {
            Place.Start => Open(ref reader, out slice),
            Place.Members => Member(ref reader, out slice),
            Place.Features => Feature(ref reader, out slice),
            _ => Tail(ref reader, out slice),
        };
    }

    bool Open(ref Utf8JsonReader reader, out JsonSlice? slice)
    {
        slice = reader.TokenType == JsonTokenType.StartObject ? null : Break("line 1", "this JSON is not an object");
        if (slice is null) (kept, place) = (position + (int)reader.TokenStartIndex, Place.Members);
        return Commit(ref reader);
    }

    bool Member(ref Utf8JsonReader reader, out JsonSlice? slice)
    {
        slice = null;
        if (reader.TokenType == JsonTokenType.EndObject)
        {
            place = Place.Tail;
            Commit(ref reader);
            slice = position - kept > FormatLimits.JsonItemBytesMax
                ? Break("byte 0", TooLong)
                : new(buffer.AsMemory(kept, position - kept), -1, null);
            kept = position;
            return true;
        }
        var features = reader.ValueTextEquals(shape.List);
        if (!reader.Read()) return false;
        if (features && reader.TokenType == JsonTokenType.StartArray) place = Place.Features;
        else if (!reader.TrySkip()) return false;
        return Commit(ref reader);
    }

    bool Feature(ref Utf8JsonReader reader, out JsonSlice? slice)
    {
        slice = null;
        kept = position;
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            place = Place.Tail;
            EndedInComma = buffer.AsSpan(position, (int)reader.TokenStartIndex).Contains((byte)',');
        }
        else
        {
            var first = position + (int)reader.TokenStartIndex;
            if (!reader.TrySkip()) return false;
            var length = position + (int)reader.BytesConsumed - first;
            if (length > FormatLimits.JsonItemBytesMax) slice = Break($"{shape.List}[{index}]", TooLong);
            else slice = new(buffer.AsMemory(first, length), index++, null);
        }
        Commit(ref reader);
        kept = position;
        return true;
    }

    /// <summary>What follows the list: further members, read for their syntax alone.</summary>
    bool Tail(ref Utf8JsonReader reader, out JsonSlice? slice)
    {
        slice = reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals(shape.List)
            ? Break($"byte {dropped + position}", $"the document has a second list '{shape.List}': it is not read")
            : null;
        Commit(ref reader);
        kept = position;
        return true;
    }

    bool Commit(ref Utf8JsonReader reader)
    {
        state = reader.CurrentState;
        position += (int)reader.BytesConsumed;
        return true;
    }

    /// <summary>Reads on, in a larger buffer when the slice fills it; false where the slice would pass its limit.</summary>
    bool More()
    {
        if (kept > 0)
        {
            buffer.AsSpan(kept, end - kept).CopyTo(buffer);
            (dropped, position, end, kept) = (dropped + kept, position - kept, end - kept, 0);
        }
        if (end == buffer.Length)
        {
            if (buffer.Length >= 2 * FormatLimits.JsonItemBytesMax) return false;
            Array.Resize(ref buffer, 2 * buffer.Length);
        }
        var room = buffer.AsSpan(end);
        var count = utf8.ReadAtLeast(room, room.Length, throwOnEndOfStream: false);
        end += count;
        ended = count < room.Length;
        return true;
    }

    JsonSlice Break(string at, string reason)
    {
        place = Place.Done;
        return new(default, index, new Refusal(at, reason));
    }

    const string TooLong = "this part of the document is longer than 16 MiB";
    const byte TheSentenceIsTrue = FormatLimits.JsonItemBytesMax == 16 << 20 ? 0 : -1; // else: CS0031

    static string Sentence(JsonException broken) =>
        broken.Message.Contains("MaxDepth", StringComparison.OrdinalIgnoreCase) || broken.Message.Contains("maximum configured depth", StringComparison.Ordinal)
            ? $"the JSON is nested deeper than {FormatLimits.JsonDepthMax} levels"
            : "the JSON breaks off or is not well-formed here";
}
