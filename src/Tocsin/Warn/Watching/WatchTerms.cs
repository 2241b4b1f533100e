using NetTopologySuite.Geometries;
using Tocsin.Share.Records;

namespace Tocsin.Warn.Watching;

/// <summary>What a watch asks for. All of its conditions must hold; an empty one always does.</summary>
public sealed record WatchTerms
{
    /// <summary>At most so many words, values, countries, categories or kinds each.</summary>
    public const int ChoicesMax = 64;

    /// <summary>Where.</summary>
    public WatchArea Area { get; init; } = new WatchArea.Anywhere();
    /// <summary>One of these.</summary>
    public ImmutableArray<Category> Categories { get; init; } = [];
    /// <summary>One of these.</summary>
    public ImmutableArray<Kind> Kinds { get; init; } = [];
    /// <summary>At least so severe; <see cref="Severity.Unknown"/>, which is less than minor: whatever it is.</summary>
    public Severity MinSeverity { get; init; } = Severity.Unknown;
    /// <summary>All of these words, folded (<see cref="Share.Views.Words"/>).</summary>
    public ImmutableArray<string> Words { get; init; } = [];
    /// <summary>One of these indicator values, normalised.</summary>
    public ImmutableArray<string> Values { get; init; } = [];
}

/// <summary>Where a watch looks: a closed set.</summary>
public abstract record WatchArea
{
    WatchArea() { }

    /// <summary>Everywhere, and where a record has no place.</summary>
    public sealed record Anywhere : WatchArea;

    /// <summary>What touches a surface; WGS 84, longitude first, cut at the antimeridian.</summary>
    public sealed record Shape(Geometry Surface) : WatchArea;

    /// <summary>What lies within a distance of a place.</summary>
    /// <param name="Longitude">Degrees, -180 to 180.</param>
    /// <param name="Latitude">Degrees, -90 to 90.</param>
    /// <param name="Km">Kilometres, more than 0 and at most <see cref="KmMax"/>.</param>
    public sealed record Circle(double Longitude, double Latitude, double Km) : WatchArea
    {
        /// <summary>A quarter of the way around the Earth is too far to call it near.</summary>
        public const double KmMax = 5_000;
    }

    /// <summary>What lies in one of these countries, by the source's word or by the node's own map.</summary>
    /// <param name="Codes">ISO 3166-1 alpha-2, 1 or more.</param>
    public sealed record InCountries(ImmutableArray<string> Codes) : WatchArea;
}

/// <summary>What watches see of a record.</summary>
public sealed record WatchSubject
{
    /// <summary>What it is.</summary>
    public required Kind Kind { get; init; }
    /// <summary>CAP's category, where it has one.</summary>
    public Category? Category { get; init; }
    /// <summary>How bad.</summary>
    public Severity Severity { get; init; } = Severity.Unknown;
    /// <summary>Where it is, if it says.</summary>
    public Geometry? Geometry { get; init; }
    /// <summary>ISO 3166-1 alpha-2, each once: the source's claim, and what the node's own map says.</summary>
    public ImmutableArray<string> Countries { get; init; } = [];
    /// <summary>Its words, folded.</summary>
    public IReadOnlySet<string> Words { get; init; } = ImmutableHashSet<string>.Empty;
    /// <summary>The indicator value that it names, normalised.</summary>
    public string? Value { get; init; }
}
