namespace Tocsin.Node.Ui;

/// <summary>What the console needs to know beside the node itself.</summary>
/// <param name="NodeName">What the top bar calls this node: its address, or "demo".</param>
/// <param name="Zone">The zone in which times are shown beside UTC.</param>
/// <param name="Exercise">The exercise that this node plays; null where it plays none.</param>
public sealed record ConsoleOptions(string NodeName, DateTimeZone Zone, string? Exercise)
{
    /// <summary>The machine's name and zone, and no exercise.</summary>
    public static ConsoleOptions OfThisMachine() => new(Environment.MachineName, Plain(DateTimeZoneProviders.Tzdb.GetSystemDefault()), Exercise: null);

    // UTC goes by several names; a second clock that shows the same helps nobody.
    static DateTimeZone Plain(DateTimeZone zone) => zone.MinOffset == Offset.Zero && zone.MaxOffset == Offset.Zero ? DateTimeZone.Utc : zone;
}
