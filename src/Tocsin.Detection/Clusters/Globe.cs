namespace Tocsin.Detection.Clusters;

/// <summary>The globe as a sphere: places in kilometres from its centre, so that near is near over the poles and 180° too.</summary>
static class Globe
{
    /// <summary>The mean radius of the Earth (IUGG).</summary>
    public const double MeanRadiusKm = 6371.0088;

    /// <summary>The largest radius round a point that is asked for.</summary>
    public const double RadiusKmMax = 1000;

    const double Degree = Math.PI / 180;

    /// <summary>The straight line under a distance along the ground.</summary>
    public static double Chord(double km) => 2 * MeanRadiusKm * Math.Sin(km / (2 * MeanRadiusKm));

    /// <summary>A longitude and a latitude in degrees, and a time.</summary>
    public static DensityClusters.Place Place(double longitude, double latitude, double time)
    {
        if (longitude is not (>= -180 and <= 180)) throw new ArgumentOutOfRangeException(nameof(longitude), longitude, "a longitude is from -180 to 180");
        if (latitude is not (>= -90 and <= 90)) throw new ArgumentOutOfRangeException(nameof(latitude), latitude, "a latitude is from -90 to 90");
        var (sinY, cosY) = Math.SinCos(latitude * Degree);
        var (sinX, cosX) = Math.SinCos(longitude * Degree);
        return new(MeanRadiusKm * cosY * cosX, MeanRadiusKm * cosY * sinX, MeanRadiusKm * sinY, time);
    }

    /// <summary>Kilometres east and north of a centre on an equal-area map (Lambert's azimuthal).</summary>
    public static (double East, double North) ToMap((double Longitude, double Latitude) centre, double longitude, double latitude)
    {
        var (sin0, cos0) = Math.SinCos(centre.Latitude * Degree);
        var (sin, cos) = Math.SinCos(latitude * Degree);
        var (sinD, cosD) = Math.SinCos((longitude - centre.Longitude) * Degree);
        var scale = MeanRadiusKm * Math.Sqrt(2 / (1 + sin0 * sin + cos0 * cos * cosD));
        return (scale * cos * sinD, scale * (cos0 * sin - sin0 * cos * cosD));
    }
}
