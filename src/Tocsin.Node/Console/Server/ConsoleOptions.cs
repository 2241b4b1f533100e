using Tocsin.Node.Running;

namespace Tocsin.Node.Ui;

/// <summary>What the console needs to know beside the node itself.</summary>
/// <param name="NodeName">What the top bar calls this node: its address, or "demo".</param>
/// <param name="Zone">The zone in which times are shown beside UTC.</param>
/// <param name="Exercise">The exercise that this node plays; null where it plays none.</param>
public sealed record ConsoleOptions(string NodeName, DateTimeZone Zone, string? Exercise)
{
    /// <summary>The machine's name and zone, and no exercise.</summary>
    public static ConsoleOptions OfThisMachine() => new(Environment.MachineName, Plain(DateTimeZoneProviders.Tzdb.GetSystemDefault()), Exercise: null);

    /// <summary>The machine's name, and the zone that a node's folder says, if it says one.</summary>
    /// <exception cref="IOException">There is no such zone.</exception>
    public static ConsoleOptions Of(NodeFolder folder) => folder.Read().Zone is not { } id ? OfThisMachine()
        : ReadZone(id).Try(out var zone, out var reason) ? OfThisMachine() with { Zone = Plain(zone) }
        : throw new IOException($"{Path.Combine(folder.Path, "node.json")}: {reason}");

    /// <summary>Reads the name of a zone.</summary>
    public static Parsed<DateTimeZone> ReadZone(string id) =>
        DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) is { } zone ? new(zone) : new($"there is no time zone '{id}': give its name in the IANA database, as Asia/Ho_Chi_Minh");

    // UTC goes by several names; a second clock that shows the same helps nobody.
    static DateTimeZone Plain(DateTimeZone zone) => zone.MinOffset == Offset.Zero && zone.MaxOffset == Offset.Zero ? DateTimeZone.Utc : zone;
}
