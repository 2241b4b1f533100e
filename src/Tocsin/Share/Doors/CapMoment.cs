using NodaTime.Text;

namespace Tocsin.Share.Doors;

/// <summary>CAP 1.2 §3.3.2's one form of a time, in which messages name each other: whole seconds, UTC as <c>-00:00</c>.</summary>
static class CapMoment
{
    static readonly LocalDateTimePattern Local = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss");
    static readonly OffsetPattern Zone = OffsetPattern.CreateWithInvariantCulture("+HH:mm");

    public static string Write(OffsetDateTime time) =>
        Local.Format(time.LocalDateTime) + (time.Offset == Offset.Zero ? "-00:00" : Zone.Format(time.Offset));

    /// <summary>The time; null where the text is none in that form.</summary>
    public static OffsetDateTime? Read(string? text)
    {
        if (text is not { Length: 25 }) return null;
        var (local, zone) = (Local.Parse(text[..19]), Zone.Parse(text[19..]));
        return local.Success && zone.Success ? local.Value.WithOffset(zone.Value) : null;
    }

    /// <summary>An instant in UTC, cut to the whole seconds that CAP knows.</summary>
    public static OffsetDateTime Of(Instant time) =>
        Instant.FromUnixTimeSeconds(time.ToUnixTimeSeconds()).WithOffset(Offset.Zero);
}
