using System.Collections.Immutable;
using NetTopologySuite.Geometries;
using NodaTime;

namespace Tocsin.Formats.Navigation;

/// <summary>One broadcast navigational warning, as NGA publishes those of NAVAREA IV and XII, HYDROLANT, HYDROPAC and HYDROARC.</summary>
public sealed record NavWarning
{
    /// <summary>What the warning is called: its series, number and year.</summary>
    public required NavName Name { get; init; }

    /// <summary>The text as it was broadcast.</summary>
    public required string Text { get; init; }

    /// <summary>When it was issued. UTC.</summary>
    public required Instant Issued { get; init; }

    /// <summary>When it cancels itself ("CANCEL THIS MSG"), or was cancelled; null where nothing says so. UTC.</summary>
    public Instant? Cancelled { get; init; }

    /// <summary>The warnings that this one cancels.</summary>
    public ImmutableArray<NavName> Cancels { get; init; } = [];

    /// <summary>NGA's subregions, as written; null where the source is silent.</summary>
    public string? Subregion { get; init; }

    /// <summary>Who asked for it; null where the source is silent.</summary>
    public string? Authority { get; init; }

    /// <summary>The points, lines and areas that the text names; null where it names none. WGS 84, longitude first.</summary>
    public Geometry? Geometry { get; init; }
}

/// <summary>What a navigational warning is called. The default value names none.</summary>
/// <param name="Series"><c>NAVAREA IV</c>, <c>HYDROPAC</c>, ...</param>
/// <param name="Number">Its number within the year, from 1.</param>
/// <param name="Year">The year, four digits.</param>
public readonly record struct NavName(string Series, int Number, int Year)
{
    /// <summary>As in <c>HYDROPAC 1269/2023</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Series} {Number}/{Year}");
}
