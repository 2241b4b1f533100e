using NodaTime;
using NodaTime.Text;

namespace Tocsin.Formats.Stix;

/// <summary>STIX 2.1 §2.16: RFC 3339 in UTC, with as many decimals as there are.</summary>
public static class StixTime
{
    /// <summary>The time; null where the text is none.</summary>
    public static Instant? Read(string? text) =>
        text is { Length: >= 20 } && text[^1] == 'Z' && text[10] == 'T' && InstantPattern.ExtendedIso.Parse(text) is { Success: true } read ? read.Value : null;

    /// <summary>With three decimals, as versions are compared.</summary>
    public static string Write(Instant time) => Milliseconds.Format(time);

    static readonly InstantPattern Milliseconds = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss.fff'Z'");
}
