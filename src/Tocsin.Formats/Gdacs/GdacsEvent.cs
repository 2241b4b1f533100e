using System.Collections.Immutable;
using NetTopologySuite.Geometries;
using NodaTime;

namespace Tocsin.Formats.Gdacs;

/// <summary>One item of the GDACS RSS feed, in the feed's own words.</summary>
public sealed record GdacsEvent
{
    /// <summary>What it is.</summary>
    public required GdacsType Type { get; init; }

    /// <summary>The event's number within its type, from 1.</summary>
    public required long EventId { get; init; }

    /// <summary>Which telling of the event this is, from 0; a later one is greater.</summary>
    public required long EpisodeId { get; init; }

    /// <summary>The colour of the event as a whole.</summary>
    public required GdacsAlert Alert { get; init; }

    /// <summary>The colour of this episode; null where the feed is silent.</summary>
    public GdacsAlert? EpisodeAlert { get; init; }

    /// <summary>The event's name, as in <c>PHANFONE-19</c>; null where it has none.</summary>
    public string? Name { get; init; }

    /// <summary>The feed's headline; null where the feed is silent.</summary>
    public string? Title { get; init; }

    /// <summary>The feed's description; null where the feed is silent.</summary>
    public string? Description { get; init; }

    /// <summary>The report's page; null where the feed is silent.</summary>
    public string? Link { get; init; }

    /// <summary>When it began. UTC.</summary>
    public required Instant From { get; init; }

    /// <summary>When it ended, or how far it has been followed or forecast; never before <see cref="From"/>. UTC.</summary>
    public required Instant To { get; init; }

    /// <summary>Whether GDACS holds it to be going on.</summary>
    public bool IsCurrent { get; init; }

    /// <summary>Whether GDACS calls its own figures temporary.</summary>
    public bool IsTemporary { get; init; }

    /// <summary>A point, or else the bounding box as a polygon, cut at 180°. WGS 84, longitude first.</summary>
    public required Geometry Geometry { get; init; }

    /// <summary>The countries' names, in the feed's words and order; null where there are none.</summary>
    public string? Countries { get; init; }

    /// <summary>ISO 3166-1 alpha-3 codes; empty where there are none.</summary>
    public ImmutableArray<string> Iso3 { get; init; } = [];

    /// <summary>How strong it is, in <see cref="SeverityUnit"/>; null where the feed is silent.</summary>
    public double? SeverityValue { get; init; }

    /// <summary>The feed's unit: <c>M</c>, <c>km/h</c>, <c>km2</c>, ...; null where the feed is silent.</summary>
    public string? SeverityUnit { get; init; }

    /// <summary>How strong it is, in words; null where the feed is silent.</summary>
    public string? SeverityText { get; init; }

    /// <summary>Kilometres below the surface, for earthquakes whose words give it; else null.</summary>
    public double? DepthKm { get; init; }

    /// <summary>How many people are affected, by the measure that <see cref="PopulationUnit"/> names; null where the feed is silent.</summary>
    public double? Population { get; init; }

    /// <summary>Who is counted as affected: <c>Population in 100km</c>; null where the feed is silent.</summary>
    public string? PopulationUnit { get; init; }

    /// <summary>The GLIDE number; null where it has none.</summary>
    public string? Glide { get; init; }
}

/// <summary>GDACS's types of events. The default is an earthquake.</summary>
public enum GdacsType
{
    /// <summary>EQ: an earthquake.</summary>
    Earthquake,
    /// <summary>TC: a tropical cyclone.</summary>
    TropicalCyclone,
    /// <summary>FL: a flood.</summary>
    Flood,
    /// <summary>VO: a volcano.</summary>
    Volcano,
    /// <summary>WF: a wildfire.</summary>
    Wildfire,
    /// <summary>DR: a drought.</summary>
    Drought,
}

/// <summary>GDACS's colours: the expected need for help from abroad. The default is green.</summary>
public enum GdacsAlert
{
    /// <summary>No need is expected.</summary>
    Green,
    /// <summary>Help may be needed.</summary>
    Orange,
    /// <summary>Help is likely to be needed.</summary>
    Red,
}
