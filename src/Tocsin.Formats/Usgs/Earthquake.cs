using System.Collections.Immutable;
using NetTopologySuite.Geometries;
using NodaTime;

namespace Tocsin.Formats.Usgs;

/// <summary>One event of the USGS GeoJSON summary feed, its fields in the feed documentation's order.</summary>
public sealed record Earthquake
{
    /// <summary>The preferred id, as in <c>us7000abcd</c>; never empty.</summary>
    public required string Id { get; init; }

    /// <summary>Every id of the event, the preferred one included: which one is preferred changes with time. Never empty.</summary>
    public required ImmutableArray<string> Ids { get; init; }

    /// <summary>-10 to 10; small events are negative, and null means not yet computed.</summary>
    public double? Magnitude { get; init; }

    /// <summary><c>ml</c>, <c>mww</c>, ...; null where the feed is silent.</summary>
    public string? MagnitudeType { get; init; }

    /// <summary>In words, as in <c>2km E of San Marino, CA</c>; null where the feed is silent.</summary>
    public string? Place { get; init; }

    /// <summary>When it happened, to the millisecond.</summary>
    public required Instant Time { get; init; }

    /// <summary>When the feed last changed it; null where the feed is silent.</summary>
    public Instant? Updated { get; init; }

    /// <summary>The epicentre: WGS 84, longitude first.</summary>
    public required Point Point { get; init; }

    /// <summary>Kilometres below the surface, -100 to 1,000; negative above sea level, null where the feed is silent.</summary>
    public double? DepthKm { get; init; }

    /// <summary>The feed's tsunami flag: the event is large and under the ocean. It is no tsunami warning.</summary>
    public bool TsunamiFlag { get; init; }

    /// <summary>How many people reported feeling it, from 0; null where the feed is silent.</summary>
    public int? Felt { get; init; }

    /// <summary>How significant USGS holds it, 0 to about 3,000; null where the feed is silent.</summary>
    public int? Significance { get; init; }

    /// <summary>The PAGER colour; null where USGS made none.</summary>
    public PagerAlert? Alert { get; init; }

    /// <summary>Whether a seismologist has looked at it.</summary>
    public EarthquakeStatus Status { get; init; }

    /// <summary><c>earthquake</c>, <c>quarry blast</c>, <c>explosion</c>, ...: not everything that shakes is an earthquake.</summary>
    public required string Type { get; init; }

    /// <summary>The network that gave the preferred solution, as in <c>us</c>; null where the feed is silent.</summary>
    public string? Net { get; init; }

    /// <summary>The event's page; null where the feed is silent.</summary>
    public string? Url { get; init; }
}

/// <summary>USGS PAGER: the expected deaths and losses. The default is green.</summary>
public enum PagerAlert
{
    /// <summary>No or few casualties.</summary>
    Green,
    /// <summary>Some casualties.</summary>
    Yellow,
    /// <summary>Significant casualties.</summary>
    Orange,
    /// <summary>High casualties.</summary>
    Red,
}

/// <summary>Who stands behind a solution. The default is that the feed does not say.</summary>
public enum EarthquakeStatus
{
    /// <summary>The feed does not say.</summary>
    NotSaid,
    /// <summary>A machine's solution.</summary>
    Automatic,
    /// <summary>A seismologist has looked at it.</summary>
    Reviewed,
    /// <summary>USGS has withdrawn it.</summary>
    Deleted,
}
