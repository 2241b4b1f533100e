using NodaTime;

namespace Tocsin.Formats.Text;

/// <summary>From a time with its offset to an instant.</summary>
static class UtcTimes
{
    /// <summary>The instant; null where it has no place in UTC: at the very edges of the calendar, the years -9998 to 9999, the offset decides.</summary>
    public static Instant? InUtc(this OffsetDateTime time)
    {
        try { return time.ToInstant(); }
        catch (OverflowException) { return null; }
    }
}
