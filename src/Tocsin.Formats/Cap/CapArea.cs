using System.Collections.Immutable;
using NetTopologySuite.Geometries;

namespace Tocsin.Formats.Cap;

/// <summary>A place that an alert speaks of (CAP 1.2 §3.2.4): all its polygons, circles and codes together.</summary>
public sealed record CapArea
{
    /// <summary>In words.</summary>
    public required string Description { get; init; }

    /// <summary>WGS 84, longitude first, without holes, cut at 180°.</summary>
    public ImmutableArray<Polygon> Polygons { get; init; } = [];

    /// <summary>Circles on the globe.</summary>
    public ImmutableArray<CapCircle> Circles { get; init; } = [];

    /// <summary>Codes of the place.</summary>
    public ImmutableArray<CapNamed> Geocodes { get; init; } = [];

    /// <summary>Feet above mean sea level: the altitude, or the floor where there is a ceiling; null where it is silent.</summary>
    public decimal? AltitudeFeet { get; init; }

    /// <summary>Feet above mean sea level; null where it is silent.</summary>
    public decimal? CeilingFeet { get; init; }

    /// <summary>Polygons and circles as one geometry; null where the area has codes or words alone. Parts may overlap.</summary>
    public Geometry? ToGeometry()
    {
        List<Geometry> parts = [.. Polygons];
        foreach (var circle in Circles) parts.AddRange(PartsOf(circle.ToGeometry()));
        return parts.Count switch
        {
            0 => null,
            1 => parts[0],
            _ when parts.TrueForAll(p => p is Polygon) => Wgs84.Polygons.Factory.CreateMultiPolygon([.. parts.Cast<Polygon>()]),
            _ => Wgs84.Polygons.Factory.CreateGeometryCollection([.. parts]),
        };
    }

    static IEnumerable<Geometry> PartsOf(Geometry geometry) => Enumerable.Range(0, geometry.NumGeometries).Select(geometry.GetGeometryN);
}

/// <summary>A circle on the globe. The default value is the point at 0° N, 0° E.</summary>
/// <param name="Latitude">-90 to 90 degrees.</param>
/// <param name="Longitude">-180 to 180 degrees.</param>
/// <param name="RadiusKm">0 (the point itself) to <see cref="FormatLimits.CircleRadiusKmMax"/> kilometres.</param>
public readonly record struct CapCircle(double Latitude, double Longitude, double RadiusKm)
{
    /// <summary>A polygon of 72 corners, cut at 180° and drawn up to a pole that it covers; a point where the radius is 0.</summary>
    public Geometry ToGeometry() => Wgs84.Circles.Draw(new Coordinate(Longitude, Latitude), RadiusKm);
}
