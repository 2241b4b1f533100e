using NodaTime.Text;

namespace Tocsin.Warn.Wording;

/// <summary>Times in sentences.</summary>
public static class TimeWord
{
    static readonly InstantPattern MinuteOfUtc = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm 'UTC'");

    /// <summary>To the minute, as in "2026-02-06 15:50 UTC".</summary>
    public static string Minute(Instant time) => MinuteOfUtc.Format(time);
}
