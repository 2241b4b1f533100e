using NetTopologySuite;
using NetTopologySuite.Geometries;
using Tocsin.Formats.Wgs84;

namespace Tocsin.Warn.Geography;

/// <summary>Distances and directions on a sphere of the Earth's mean radius: within 0.6 % of those on the ellipsoid.</summary>
public static class GreatCircle
{
    /// <summary>The Earth's mean radius in kilometres (IUGG).</summary>
    public const double EarthKm = Positions.EarthKm;

    /// <summary>Kilometres of one degree of latitude.</summary>
    public const double KmOfDegree = EarthKm * Math.PI / 180;

    const int CircleCorners = 64;

    static readonly ImmutableArray<string> Winds =
        ["N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"];

    static readonly GeometryFactory Factory = new NtsGeometryServices(new PrecisionModel(), 4326).CreateGeometryFactory();

    /// <inheritdoc cref="Positions.Km"/>
    public static double Km(double longitude, double latitude, double toLongitude, double toLatitude) => Positions.Km(longitude, latitude, toLongitude, toLatitude);

    /// <summary>The wind, of sixteen, in which the second place lies from the first.</summary>
    public static string Wind(double longitude, double latitude, double toLongitude, double toLatitude)
    {
        var (fromPhi, toPhi, turn) = (Radians(latitude), Radians(toLatitude), Radians(toLongitude - longitude));
        var bearing = Math.Atan2(Math.Sin(turn) * Math.Cos(toPhi), Math.Cos(fromPhi) * Math.Sin(toPhi) - Math.Sin(fromPhi) * Math.Cos(toPhi) * Math.Cos(turn));
        return Winds[(int)Math.Round(bearing * 8 / Math.PI + 16, MidpointRounding.AwayFromZero) % 16];
    }

    /// <summary>The place so far along the way from one to another, the shorter way round.</summary>
    /// <param name="longitude">Degrees, -180 to 180.</param>
    /// <param name="latitude">Degrees, -90 to 90.</param>
    /// <param name="toLongitude">Degrees, -180 to 180.</param>
    /// <param name="toLatitude">Degrees, -90 to 90.</param>
    /// <param name="share">0 to 1.</param>
    public static (double Longitude, double Latitude) Between(double longitude, double latitude, double toLongitude, double toLatitude, double share)
    {
        // Williams, Aviation Formulary, intermediate points on a great circle.
        var arc = Km(longitude, latitude, toLongitude, toLatitude) / EarthKm;
        if (arc < 1e-9) return (longitude, latitude);
        var (from, to) = (Math.Sin((1 - share) * arc) / Math.Sin(arc), Math.Sin(share * arc) / Math.Sin(arc));
        var x = from * Math.Cos(Radians(latitude)) * Math.Cos(Radians(longitude)) + to * Math.Cos(Radians(toLatitude)) * Math.Cos(Radians(toLongitude));
        var y = from * Math.Cos(Radians(latitude)) * Math.Sin(Radians(longitude)) + to * Math.Cos(Radians(toLatitude)) * Math.Sin(Radians(toLongitude));
        var z = from * Math.Sin(Radians(latitude)) + to * Math.Sin(Radians(toLatitude));
        return (Degrees(Math.Atan2(y, x)), Degrees(Math.Atan2(z, Math.Sqrt(x * x + y * y))));
    }

    /// <summary>The polygon around a place, cut at the antimeridian; nothing where it would hold a pole.</summary>
    /// <param name="longitude">Degrees, -180 to 180.</param>
    /// <param name="latitude">Degrees, -90 to 90.</param>
    /// <param name="radiusKm">Kilometres, more than 0.</param>
    public static Geometry? Circle(double longitude, double latitude, double radiusKm)
    {
        if (Math.Abs(latitude) + radiusKm / KmOfDegree >= 89.9) return null;
        var ring = new Coordinate[CircleCorners + 1];
        for (var i = 0; i < CircleCorners; i++) ring[i] = Corner(longitude, latitude, radiusKm, 2 * Math.PI * i / CircleCorners);
        ring[^1] = ring[0].Copy();
        var circle = Factory.CreatePolygon(ring);
        var box = circle.EnvelopeInternal;
        return box.MinX >= -180 && box.MaxX <= 180 ? circle : Cut(circle, turn: box.MinX < -180 ? 360 : -360);
    }

    /// <summary>The convex ring round places given in degrees, a line or a point where there are too few of them; where they lie
    /// on both sides of the antimeridian, the places themselves.</summary>
    public static Geometry Hull(Coordinate[] places)
    {
        var all = Factory.CreateMultiPointFromCoords(places);
        return all.EnvelopeInternal.Width < 180 ? all.ConvexHull() : all;
    }

    /// <summary>Square kilometres of a circle's cap on the sphere.</summary>
    public static double AreaKm2(double radiusKm) => 2 * Math.PI * EarthKm * EarthKm * (1 - Math.Cos(radiusKm / EarthKm));

    /// <summary>Square kilometres of a geometry in degrees, on a sphere; 0 for points and lines.</summary>
    public static double AreaKm2(Geometry geometry)
    {
        var sum = 0.0;
        for (var i = 0; i < geometry.NumGeometries; i++)
        {
            if (geometry.GetGeometryN(i) is not Polygon polygon) continue;
            sum += RingKm2(polygon.Shell) - polygon.Holes.Sum(RingKm2);
        }
        return sum;
    }

    static double RingKm2(LinearRing ring)
    {
        // Chamberlain and Duquette, "Some algorithms for polygons on a sphere" (JPL 07-03), equation for sin of latitudes.
        var (corners, sum) = (ring.CoordinateSequence, 0.0);
        for (var i = 1; i < corners.Count; i++)
            sum += Radians(corners.GetX(i) - corners.GetX(i - 1)) * (2 + Math.Sin(Radians(corners.GetY(i))) + Math.Sin(Radians(corners.GetY(i - 1))));
        return Math.Abs(sum) * EarthKm * EarthKm / 2;
    }

    static Coordinate Corner(double longitude, double latitude, double radiusKm, double bearing)
    {
        var (phi, arc) = (Radians(latitude), radiusKm / EarthKm);
        var sine = Math.Sin(phi) * Math.Cos(arc) + Math.Cos(phi) * Math.Sin(arc) * Math.Cos(-bearing);
        var turn = Math.Atan2(Math.Sin(-bearing) * Math.Sin(arc) * Math.Cos(phi), Math.Cos(arc) - Math.Sin(phi) * sine);
        return new(Math.Round(longitude + Degrees(turn), 5), Math.Round(Degrees(Math.Asin(sine)), 5));
    }

    static MultiPolygon Cut(Polygon circle, double turn)
    {
        var here = Factory.ToGeometry(new Envelope(-180, 180, -90, 90));
        var moved = (Polygon)circle.Copy();
        moved.Apply(new Shift(turn));
        return Factory.CreateMultiPolygon([(Polygon)circle.Intersection(here), (Polygon)moved.Intersection(here)]);
    }

    static double Radians(double degrees) => degrees * Math.PI / 180;

    static double Degrees(double radians) => radians * 180 / Math.PI;

    sealed class Shift(double degrees) : ICoordinateSequenceFilter
    {
        public bool Done => false;
        public bool GeometryChanged => true;
        public void Filter(CoordinateSequence sequence, int i) => sequence.SetX(i, sequence.GetX(i) + degrees);
    }
}
