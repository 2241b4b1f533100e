using System.Text.Json.Serialization;
using NetTopologySuite.Geometries;

namespace Tocsin.Share.Records;

/// <summary>A standing order: who wants to know about what, where, how bad. All of its conditions must hold; an empty one always does.</summary>
/// <remarks>The place stands here and not in <see cref="Group.Where"/>: a watch that lost its place by redaction would ring everywhere.</remarks>
public sealed record WatchFacts : Facts
{
    /// <summary>A watch that asks for nothing yet.</summary>
    public WatchFacts()
    {
    }

    [JsonConstructor]
    internal WatchFacts(Severity minSeverity = Severity.Unknown) => MinSeverity = minSeverity;

    /// <summary>What its owner calls it: 1 to 60 characters.</summary>
    public required string Name { get; init; }
    /// <summary>The pseudonymous id of the officer whose order it is; a revision by another officer leaves it.</summary>
    public required string Owner { get; init; }
    /// <summary>Where; nothing: anywhere.</summary>
    public WatchPlace? Area { get; init; }
    /// <summary>One of these categories.</summary>
    public IReadOnlyList<Category>? Categories { get; init; }
    /// <summary>One of these kinds of record.</summary>
    public IReadOnlyList<string>? Kinds { get; init; }
    /// <summary>At least so severe; <see cref="Severity.Unknown"/>: whatever it is.</summary>
    public Severity MinSeverity { get; init; } = Severity.Unknown;
    /// <summary>All of these words, folded.</summary>
    public IReadOnlyList<string>? Words { get; init; }
    /// <summary>One of these indicator values, normalised.</summary>
    public IReadOnlyList<string>? Values { get; init; }
    /// <summary>Its warnings are at least so severe; nothing: as severe as the record.</summary>
    public Severity? Raises { get; init; }
}

/// <summary>Where a watch looks, as it was asked for: exactly one of these.</summary>
public sealed record WatchPlace
{
    /// <summary>A surface; WGS 84, longitude first, cut at the antimeridian.</summary>
    public Geometry? Shape { get; init; }
    /// <summary>A circle.</summary>
    public WatchCircle? Circle { get; init; }
    /// <summary>Countries, ISO 3166-1 alpha-2.</summary>
    public IReadOnlyList<string>? Countries { get; init; }
    /// <summary>A strip along a country's border: it becomes a shape by the reader's own map.</summary>
    public WatchBorder? Border { get; init; }
}

/// <summary>A circle around a place.</summary>
/// <param name="Longitude">Degrees, -180 to 180.</param>
/// <param name="Latitude">Degrees, -90 to 90.</param>
/// <param name="Km">Kilometres, more than 0 and at most 5,000.</param>
public sealed record WatchCircle(double Longitude, double Latitude, double Km);

/// <summary>A strip on both sides of a country's border and coast.</summary>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Km">Kilometres, 1 to 500.</param>
public sealed record WatchBorder(string Country, double Km);
