using NodaTime;

namespace Tocsin.Formats.Ais;

/// <summary>One AIS message of the types that this version reads. Closed. The types are those of ITU-R M.1371-5, annex 8.</summary>
public abstract record AisMessage
{
    private protected AisMessage() { }

    /// <summary>The message's type, 1 to 27.</summary>
    public required int Type { get; init; }

    /// <summary>Who sends: nine digits.</summary>
    public required string Mmsi { get; init; }

    /// <summary>Where it is; null where the message does not say, or says that it is not known.</summary>
    public AisPoint? Point { get; init; }
}

/// <summary>A position. The default value is the point where equator and Greenwich meet.</summary>
/// <param name="Longitude">Degrees, -180 to 180, to the east.</param>
/// <param name="Latitude">Degrees, -90 to 90, to the north.</param>
/// <param name="IsAccurate">Whether it is good to 10 metres.</param>
public readonly record struct AisPoint(double Longitude, double Latitude, bool IsAccurate);

/// <summary>Where a vessel is and how it moves: types 1, 2, 3 and 27 of ships that must carry AIS, 18 and 19 of others.</summary>
public sealed record AisPosition : AisMessage
{
    /// <summary>What it does; null where the message has no such field.</summary>
    public NavigationStatus? Status { get; init; }

    /// <summary>Over ground, 0 to 102.2, which also stands for more; null where it is not known.</summary>
    public double? SpeedKnots { get; init; }

    /// <summary>Over ground, 0 to below 360; null where it is not known.</summary>
    public double? CourseDegrees { get; init; }

    /// <summary>Where the bow points, 0 to 359; null where it is not known.</summary>
    public int? HeadingDegrees { get; init; }

    /// <summary>How fast it turns, negative to port, up to 708 degrees a minute; null where no sensor says so.</summary>
    public double? TurnDegreesPerMinute { get; init; }

    /// <summary>The second of the minute to which the position belongs; null where it is not known or not measured.</summary>
    public int? Second { get; init; }

    /// <summary>What a report of type 19 also says of the vessel; null in the others.</summary>
    public AisVessel? Vessel { get; init; }
}

/// <summary>A station on land, and its clock: type 4.</summary>
public sealed record AisStation : AisMessage
{
    /// <summary>UTC; null where it is not known.</summary>
    public Instant? Time { get; init; }
}

/// <summary>What a vessel is, and where it is bound: types 5 and 24.</summary>
public sealed record AisVoyage : AisMessage
{
    /// <summary>The vessel.</summary>
    public required AisVessel Vessel { get; init; }

    /// <summary>Where it is bound, as its crew wrote it; null where it is not known.</summary>
    public string? Destination { get; init; }

    /// <summary>When it means to be there, UTC and without a year, as in <c>05-15T14:00</c>; null where it is not known.</summary>
    public string? Arrival { get; init; }

    /// <summary>Which half of type 24 it is, A or B; null in type 5, which is whole.</summary>
    public char? Part { get; init; }

    /// <summary>Its draught, 0.1 to 25.5, which also stands for more; null where it is not known.</summary>
    public double? DraughtMetres { get; init; }
}

/// <summary>A vessel's own data; what it does not say is null.</summary>
public sealed record AisVessel
{
    /// <summary>The number of the International Maritime Organization.</summary>
    public int? ImoNumber { get; init; }

    /// <summary>The call sign.</summary>
    public string? CallSign { get; init; }

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>The type of ship and cargo, 1 to 255 (ITU-R M.1371-5, table 53).</summary>
    public int? ShipType { get; init; }

    /// <summary>From bow to stern, in metres.</summary>
    public int? LengthMetres { get; init; }

    /// <summary>From port to starboard, in metres.</summary>
    public int? BeamMetres { get; init; }

    /// <summary>Of a boat that belongs to a ship: the ship's number.</summary>
    public string? MothershipMmsi { get; init; }
}

/// <summary>A buoy, a beacon or a light: type 21.</summary>
public sealed record AisAid : AisMessage
{
    /// <summary>What it is, 0 to 31 (ITU-R M.1371-5, table 74).</summary>
    public required int AidType { get; init; }

    /// <summary>Its name; null where it has none.</summary>
    public string? Name { get; init; }

    /// <summary>Whether it is adrift; null where nobody measures that.</summary>
    public bool? IsOffPosition { get; init; }

    /// <summary>Whether it is only said to be there, and nothing floats.</summary>
    public bool IsVirtual { get; init; }
}

/// <summary>What a vessel does (ITU-R M.1371-5, table 45). The default is under way using its engine.</summary>
public enum NavigationStatus
{
    /// <summary>Under way using its engine.</summary>
    UnderWay,
    /// <summary>At anchor.</summary>
    AtAnchor,
    /// <summary>Not under command.</summary>
    NotUnderCommand,
    /// <summary>Restricted in its manoeuvres.</summary>
    Restricted,
    /// <summary>Constrained by its draught.</summary>
    ConstrainedByDraught,
    /// <summary>Moored.</summary>
    Moored,
    /// <summary>Aground.</summary>
    Aground,
    /// <summary>Fishing.</summary>
    Fishing,
    /// <summary>Under sail.</summary>
    Sailing,
    /// <summary>Kept for high speed craft.</summary>
    Reserved9,
    /// <summary>Kept for wing in ground craft.</summary>
    Reserved10,
    /// <summary>Towing astern.</summary>
    Towing,
    /// <summary>Pushing ahead, or towing alongside.</summary>
    Pushing,
    /// <summary>Kept.</summary>
    Reserved13,
    /// <summary>A transmitter of search and rescue, of a person overboard, or of a sinking ship's beacon, is active.</summary>
    DistressTransmitter,
    /// <summary>Not said; or such a transmitter under test.</summary>
    NotDefined,
}

/// <summary>A message as a receiver passed it on.</summary>
/// <param name="Message">What was said.</param>
/// <param name="ReceivedAt">When, by the receiver's clock; null where it does not say.</param>
/// <param name="Receiver">Which receiver; null where it does not say.</param>
public sealed record AisReport(AisMessage Message, Instant? ReceivedAt, string? Receiver);
