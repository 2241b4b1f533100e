using System.Collections.Immutable;
using NetTopologySuite.Geometries;

namespace Tocsin.Formats.Wgs84;

/// <summary>Circles on the globe as polygons of 72 corners on a sphere of 6,371.0088 km, cut at 180° and drawn up to a pole.</summary>
static class Circles
{
    const int Corners = 72;

    /// <summary>The circle; its centre alone where the radius is zero.</summary>
    /// <param name="centre">A place on Earth, longitude first.</param>
    /// <param name="radiusKm">0 to <see cref="FormatLimits.CircleRadiusKmMax"/> kilometres.</param>
    public static Geometry Draw(Coordinate centre, double radiusKm)
    {
        if (radiusKm <= 0) return Polygons.Factory.CreatePoint(centre);
        var (angle, latitude) = (radiusKm / Positions.EarthKm, Radians(centre.Y));
        var north = latitude + angle >= Math.PI / 2;
        var south = latitude - angle <= -Math.PI / 2;
        if (north && south) return Inverse(centre, angle);
        var edge = Edge(centre, latitude, angle);
        if (north || south) return Cap(edge, north ? 90 : -90);
        var rings = Rings.Draw(edge, "circle", ImmutableArray.CreateBuilder<Repair>());
        var parts = Polygons.Make([rings.Value], "circle", ImmutableArray.CreateBuilder<Repair>()).Value;
        return parts is [var one] ? one : Polygons.Factory.CreateMultiPolygon([.. parts]);
    }

    /// <summary>A circle over both poles is the world without the circle around the point opposite.</summary>
    static Polygon Inverse(Coordinate centre, double angle)
    {
        var world = Polygons.Factory.ToGeometry(new Envelope(-180, 180, -90, 90));
        var opposite = new Coordinate(centre.X > 0 ? centre.X - 180 : centre.X + 180, -centre.Y);
        return world.Difference(Draw(opposite, Math.PI * Positions.EarthKm - angle * Positions.EarthKm)) as Polygon ?? (Polygon)world;
    }

    static Coordinate[] Edge(Coordinate centre, double latitude, double angle)
    {
        var edge = new Coordinate[Corners + 1];
        for (var i = 0; i < Corners; i++)
        {
            var bearing = 2 * Math.PI * i / Corners;
            var sine = Math.Sin(latitude) * Math.Cos(angle) + Math.Cos(latitude) * Math.Sin(angle) * Math.Cos(bearing);
            var east = Math.Atan2(Math.Sin(bearing) * Math.Sin(angle) * Math.Cos(latitude), Math.Cos(angle) - Math.Sin(latitude) * sine);
            edge[i] = new Coordinate(Wrapped(centre.X + Degrees(east)), Degrees(Math.Asin(Math.Clamp(sine, -1, 1))));
        }
        edge[Corners] = edge[0].Copy();
        return edge;
    }

    /// <summary>A circle over one pole, on a flat map: from -180 to 180 along its edge, and back along the pole.</summary>
    static Polygon Cap(Coordinate[] edge, double pole)
    {
        var line = edge.Take(Corners).OrderBy(c => c.X).ToList();
        var (first, last) = (line[0], line[^1]);
        var share = (180 - last.X) / (first.X + 360 - last.X);
        var seam = double.IsFinite(share) ? last.Y + share * (first.Y - last.Y) : first.Y;
        var (near, far) = (new Coordinate(-180, seam), new Coordinate(180, seam));
        Coordinate[] ring = [near, .. line, far, new Coordinate(180, pole), new Coordinate(-180, pole), near.Copy()];
        if (pole < 0) Array.Reverse(ring);
        Array.Reverse(ring);
        return Polygons.Factory.CreatePolygon(ring);
    }

    static double Wrapped(double longitude) => longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude;

    static double Radians(double degrees) => degrees * Math.PI / 180;

    static double Degrees(double radians) => radians * 180 / Math.PI;
}
