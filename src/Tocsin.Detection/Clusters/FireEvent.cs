namespace Tocsin.Detection.Clusters;

/// <summary>A place that a satellite found burning. The default value is 0° 0° in year 1.</summary>
/// <param name="Longitude">Degrees east, -180 to 180.</param>
/// <param name="Latitude">Degrees north, -90 to 90.</param>
/// <param name="At">When it was seen.</param>
public readonly record struct Hotspot(double Longitude, double Latitude, DateTimeOffset At) : IComparable<Hotspot>
{
    /// <summary>By time, then by place.</summary>
    public int CompareTo(Hotspot other)
    {
        var order = At.UtcTicks.CompareTo(other.At.UtcTicks);
        if (order == 0) order = Longitude.CompareTo(other.Longitude);
        return order == 0 ? Latitude.CompareTo(other.Latitude) : order;
    }
}

/// <summary>Whether a fire goes on.</summary>
public enum FireState
{
    /// <summary>It was seen so lately that what is seen now may still be part of it.</summary>
    Active,

    /// <summary>It was not seen for longer, but it is too early to call it over.</summary>
    Quiet,

    /// <summary>It was quiet for so long that it is over.</summary>
    Ended,
}

/// <summary>A fire, as its hotspots tell.</summary>
/// <param name="Id">Its earliest core hotspot. It stays while the fire grows; only an earlier one that comes late changes it.</param>
/// <param name="Hotspots">All its hotspots, the earliest first.</param>
/// <param name="Perimeter">Corners of the convex ring round them (longitude, latitude), counter-clockwise and not closed; one or two where they are on a line.</param>
/// <param name="AreaKm2">Square kilometres inside the ring.</param>
/// <param name="GrowthKm2PerHour">How fast the area grew in the last window of hours in which it was seen.</param>
/// <param name="HotspotsPerHour">How many hotspots an hour came in that window.</param>
/// <param name="State">Whether it goes on.</param>
public sealed record FireEvent(
    Hotspot Id, IReadOnlyList<Hotspot> Hotspots, IReadOnlyList<(double Longitude, double Latitude)> Perimeter,
    double AreaKm2, double GrowthKm2PerHour, double HotspotsPerHour, FireState State)
{
    /// <summary>When it was first seen.</summary>
    public DateTimeOffset First => Hotspots[0].At;

    /// <summary>When it was last seen.</summary>
    public DateTimeOffset Last => Hotspots[^1].At;
}

/// <summary>One event went up in an older one: they met, or an earlier hotspot came late and made the same fire older.</summary>
/// <param name="Younger">The id that is no more.</param>
/// <param name="Older">The id of the fire that it is now part of.</param>
public readonly record struct Absorbed(Hotspot Younger, Hotspot Older);
