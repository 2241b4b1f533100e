using NetTopologySuite.Geometries;
using Tocsin.Formats.Cap;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>A record's place as CAP's areas (CAP 1.2 §3.2.4).</summary>
/// <remarks>CAP has polygons without holes, and circles: a hole is filled, so that the area is never too small; a point is
/// a circle of radius 0; a line has no form there and is told in words alone.</remarks>
static class CapPlaces
{
    /// <summary>One area, or none where nothing is known of the place.</summary>
    public static ImmutableArray<CapArea> Areas(Where? where, IReadOnlyDictionary<string, double>? numbers = null)
    {
        if (where is null) return [];
        var polygons = ImmutableArray.CreateBuilder<Polygon>();
        var circles = ImmutableArray.CreateBuilder<CapCircle>();
        if (where.Geometry is { IsEmpty: false } geometry) Split(geometry, polygons, circles);
        return
        [
            new CapArea
            {
                Description = where.Name ?? where.Country ?? Words(where.Geometry),
                Polygons = polygons.ToImmutable(),
                Circles = circles.ToImmutable(),
                Geocodes = Geocodes(where),
                AltitudeFeet = Feet(numbers, "altitudeFeet"),
                CeilingFeet = Feet(numbers, "ceilingFeet"),
            },
        ];
    }

    static void Split(Geometry geometry, ImmutableArray<Polygon>.Builder polygons, ImmutableArray<CapCircle>.Builder circles)
    {
        for (var i = 0; i < geometry.NumGeometries; i++)
            switch (geometry.GetGeometryN(i))
            {
                case Polygon { NumInteriorRings: 0 } whole: polygons.Add(whole); break;
                case Polygon holed: polygons.Add(holed.Factory.CreatePolygon(holed.Shell)); break;
                case Point point: circles.Add(new CapCircle(point.Y, point.X, RadiusKm: 0)); break;
                case GeometryCollection parts: Split(parts, polygons, circles); break;
            }
    }

    static ImmutableArray<CapNamed> Geocodes(Where where)
    {
        var codes = (where.Codes ?? new Dictionary<string, string>())
            .SelectMany(scheme => scheme.Value.Split(' ').Select(value => new CapNamed(scheme.Key, value)));
        return where.Country is { } country ? [new CapNamed("ISO3166-1", country), .. codes] : [.. codes];
    }

    static string Words(Geometry? geometry) => geometry switch
    {
        Point { IsEmpty: false } point => FormattableString.Invariant(
            $"{Math.Abs(point.Y):0.###}° {(point.Y < 0 ? 'S' : 'N')}, {Math.Abs(point.X):0.###}° {(point.X < 0 ? 'W' : 'E')}"),
        null or { IsEmpty: true } => "see the description",
        _ => "the area drawn",
    };

    static decimal? Feet(IReadOnlyDictionary<string, double>? numbers, string name) =>
        numbers is not null && numbers.TryGetValue(name, out var feet) && Math.Abs(feet) < 1e9 ? (decimal)feet : null;
}
