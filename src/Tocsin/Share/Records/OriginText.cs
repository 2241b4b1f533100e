using System.Text;
using System.Text.Json;

namespace Tocsin.Share.Records;

/// <summary>Reads and writes origins, which are the same in leaf after leaf: each thread remembers the last.</summary>
static class OriginText
{
    [ThreadStatic] static byte[]? lastText;
    [ThreadStatic] static Origin last;

    /// <summary>The origin in the JSON string on which the reader stands; nothing where it is none.</summary>
    public static Origin? Read(ref Utf8JsonReader json)
    {
        if (lastText is not null && json.ValueTextEquals(lastText)) return last;
        if (json.GetString() is not { } text || !Origin.Parse(text).Try(out var origin, out _)) return null;
        (lastText, last) = (Encoding.UTF8.GetBytes(text), origin);
        return origin;
    }

    /// <summary>The origin as a leaf carries it.</summary>
    public static ReadOnlySpan<byte> Of(Origin origin)
    {
        if (lastText is null || last != origin) (lastText, last) = (Encoding.UTF8.GetBytes(origin.ToString()), origin);
        return lastText;
    }
}
