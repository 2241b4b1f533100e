namespace Tocsin.Node.Stores.Sqlite;

/// <summary>Times as whole microseconds since 1970 in UTC, rounded down.</summary>
static class Moments
{
    const long TicksOfOne = 10;

    public static long Microseconds(Instant time) => time.ToUnixTimeTicks() / TicksOfOne;

    public static Instant OfMicroseconds(long time) => Instant.FromUnixTimeTicks(time * TicksOfOne);
}
