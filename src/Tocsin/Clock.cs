namespace Tocsin;

/// <summary>Reads a <see cref="TimeProvider"/> as the house does: UTC, whole milliseconds.</summary>
public static class Clock
{
    /// <summary>The time now, cut to whole milliseconds, as leaves carry it.</summary>
    public static Instant Now(this TimeProvider clock) =>
        Instant.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
}
