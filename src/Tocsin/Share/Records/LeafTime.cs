using System.Globalization;

namespace Tocsin.Share.Records;

/// <summary>Times as leaves carry them: RFC 3339, always UTC with the letter Z, at most three decimals.</summary>
static class LeafTime
{
    static readonly string[] Shapes =
        ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.f'Z'", "yyyy-MM-dd'T'HH:mm:ss.ff'Z'", "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"];

    public static bool TryParse(string? text, out Instant time)
    {
        var read = DateTime.TryParseExact(text, Shapes, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var utc);
        time = read ? Instant.FromDateTimeUtc(utc) : default;
        return read;
    }
}
