using System.Text.Json;

namespace Tocsin.Share.Records;

/// <summary>Times as leaves carry them: RFC 3339, always UTC with the letter Z, at most three decimals.</summary>
static class LeafTime
{
    // yyyy-MM-ddTHH:mm:ssZ, and a point and three digits more.
    const int CharsMin = 20, CharsMax = 24;

    /// <summary>Reads the JSON string on which the reader stands.</summary>
    public static bool TryRead(ref Utf8JsonReader json, out Instant time)
    {
        time = default;
        if (json.TokenType != JsonTokenType.String || json.ValueIsEscaped) return false;
        if (json.ValueSpan.Length is < CharsMin or > CharsMax || json.ValueSpan[^1] != 'Z' || !json.TryGetDateTime(out var utc)) return false;
        time = Instant.FromDateTimeUtc(utc);
        return true;
    }
}
