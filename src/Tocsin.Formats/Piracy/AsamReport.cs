using NodaTime;

namespace Tocsin.Formats.Piracy;

/// <summary>One report of the US National Geospatial-Intelligence Agency's Anti-Shipping Activity Messages.</summary>
public sealed record AsamReport
{
    /// <summary>The reference, as in <c>2012-252</c>. Some references are given twice.</summary>
    public required string Reference { get; init; }

    /// <summary>The day on which it happened.</summary>
    public required LocalDate Date { get; init; }

    /// <summary>WGS 84 degrees, -90 to 90.</summary>
    public required double Latitude { get; init; }

    /// <summary>WGS 84 degrees, -180 to 180.</summary>
    public required double Longitude { get; init; }

    /// <summary>The position in the source's own writing, by which a report is known again.</summary>
    public required string Position { get; init; }

    /// <summary>NGA's geographical subregion; null where the source is silent.</summary>
    public string? Subregion { get; init; }

    /// <summary>The NAVAREA, in Roman numbers; null where the source is silent.</summary>
    public string? NavArea { get; init; }

    /// <summary>Who or what threatened, in the source's words; null where the source is silent.</summary>
    public string? Hostility { get; init; }

    /// <summary>What kind of ship was threatened, in the source's words; null where the source is silent.</summary>
    public string? Victim { get; init; }

    /// <summary>What happened, in the source's words; null where the source is silent.</summary>
    public string? Description { get; init; }
}
