using Tocsin.Share.Records;

namespace Tocsin.Warn.Vessels;

/// <summary>A position of a vessel, as a record tells it.</summary>
/// <param name="At">When. UTC.</param>
/// <param name="Longitude">Degrees, -180 to 180.</param>
/// <param name="Latitude">Degrees, -90 to 90.</param>
/// <param name="SpeedKnots">Over ground; nothing where it is not known.</param>
/// <param name="CourseDegrees">Over ground, 0 to below 360; nothing where it is not known.</param>
/// <param name="Leaf">The record.</param>
public sealed record VesselFix(Instant At, double Longitude, double Latitude, double? SpeedKnots, double? CourseDegrees, RecordAddress Leaf);

/// <summary>What is odd about a vessel. The default is a gap.</summary>
public enum VesselOdd
{
    /// <summary>It was under way and said nothing for more than an hour.</summary>
    Gap,
    /// <summary>No vessel goes that far in that time: one of the positions is false, or two send under its number.</summary>
    Jump,
    /// <summary>It went to another place and back as no vessel can: two seem to send under its number.</summary>
    Twice,
    /// <summary>Its position is on land, far from any sea: it is on a river or a lake, or the position is false.</summary>
    Inland,
    /// <summary>It was under way and was not heard again, while others near were.</summary>
    Silent,
}

/// <summary>Something odd about a vessel near a place.</summary>
/// <param name="Sort">What.</param>
/// <param name="Left">When it began: the position before. UTC.</param>
/// <param name="Reached">When it ended: the position after; nothing where it has not. UTC.</param>
/// <param name="Km">How far these are apart.</param>
/// <param name="ClosestKm">How near to the place they lie; of a gap the line between them.</param>
/// <param name="Leaf">A record that tells of it.</param>
public sealed record VesselOddity(VesselOdd Sort, Instant Left, Instant? Reached, double Km, double ClosestKm, RecordAddress Leaf);

/// <summary>What a vessel says of itself, put together from the latest messages that do: what none says is nothing.</summary>
public sealed record VesselVoyage
{
    /// <summary>Its name.</summary>
    public string? Name { get; init; }
    /// <summary>Its call sign.</summary>
    public string? CallSign { get; init; }
    /// <summary>Its number at the International Maritime Organization.</summary>
    public string? Imo { get; init; }
    /// <summary>The type of ship and cargo, 1 to 255 (ITU-R M.1371-5, table 53).</summary>
    public int? ShipType { get; init; }
    /// <summary>From bow to stern.</summary>
    public double? LengthMetres { get; init; }
    /// <summary>Its draught.</summary>
    public double? DraughtMetres { get; init; }
    /// <summary>Where it is bound, as its crew wrote it.</summary>
    public string? Destination { get; init; }
    /// <summary>When it means to be there, UTC and without a year: 05-15T14:00.</summary>
    public string? Arrival { get; init; }
    /// <summary>Of a boat that belongs to a ship: the ship's number.</summary>
    public string? Mothership { get; init; }

    /// <summary>The same, with what it does not say from an earlier message. A destination and an arrival belong together.</summary>
    internal VesselVoyage Else(VesselVoyage earlier) => this with
    {
        Name = Name ?? earlier.Name, CallSign = CallSign ?? earlier.CallSign, Imo = Imo ?? earlier.Imo, ShipType = ShipType ?? earlier.ShipType,
        LengthMetres = LengthMetres ?? earlier.LengthMetres, DraughtMetres = DraughtMetres ?? earlier.DraughtMetres, Mothership = Mothership ?? earlier.Mothership,
        Destination = Destination is null && Arrival is null ? earlier.Destination : Destination, Arrival = Destination is null && Arrival is null ? earlier.Arrival : Arrival,
    };
}
