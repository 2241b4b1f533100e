using NetTopologySuite.Geometries;

namespace Tocsin.Warn.Geography;

/// <summary>A plane in kilometres that touches the sphere at a point. Distances from the point are exact; within 1,000 km of it
/// every distance is good to 0.5 %.</summary>
/// <remarks>Snyder, Map Projections: A Working Manual (USGS 1395), equations 22-4, 25-2 and 20-14, 20-15.</remarks>
/// <param name="longitude">Degrees.</param>
/// <param name="latitude">Degrees.</param>
sealed class AzimuthalEquidistant(double longitude, double latitude)
{
    const double Radian = Math.PI / 180;

    readonly (double Sin, double Cos) centre = Math.SinCos(latitude * Radian);

    public Coordinate ToPlane(double x, double y)
    {
        var (turnSin, turnCos) = Math.SinCos((x - longitude) * Radian);
        var (sin, cos) = Math.SinCos(y * Radian);
        var east = cos * turnSin;
        var north = centre.Cos * sin - centre.Sin * cos * turnCos;
        var length = Math.Sqrt(east * east + north * north);
        var arc = Math.Atan2(length, centre.Sin * sin + centre.Cos * cos * turnCos);
        var stretch = length == 0 ? 0 : GreatCircle.EarthKm * arc / length;
        return new Coordinate(east * stretch, north * stretch);
    }

    /// <summary>Longitudes go on beyond 180 degrees where the plane does, so that a ring stays whole.</summary>
    public Coordinate ToSphere(Coordinate plane)
    {
        var km = Math.Sqrt(plane.X * plane.X + plane.Y * plane.Y);
        if (km == 0) return new Coordinate(longitude, latitude);
        var (sin, cos) = Math.SinCos(km / GreatCircle.EarthKm);
        var y = Math.Asin(Math.Clamp(cos * centre.Sin + plane.Y * sin * centre.Cos / km, -1, 1)) / Radian;
        var x = longitude + Math.Atan2(plane.X * sin, km * centre.Cos * cos - plane.Y * centre.Sin * sin) / Radian;
        return new Coordinate(x, y);
    }
}
