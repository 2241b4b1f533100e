namespace Tocsin.Formats.Wgs84;

/// <summary>What a longitude and a latitude must be, and how far two places are apart.</summary>
public static class Positions
{
    /// <summary>The Earth's mean radius in kilometres (IUGG).</summary>
    public const double EarthKm = 6371.0088;

    /// <summary>Kilometres between two places given in degrees, on a sphere of the mean radius; 0 to 20,016.</summary>
    public static double Km(double longitude, double latitude, double toLongitude, double toLatitude)
    {
        var (fromPhi, toPhi) = (Radians(latitude), Radians(toLatitude));
        var (byLatitude, byLongitude) = (Math.Sin((toPhi - fromPhi) / 2), Math.Sin(Radians(toLongitude - longitude) / 2));
        var half = byLatitude * byLatitude + Math.Cos(fromPhi) * Math.Cos(toPhi) * byLongitude * byLongitude;
        return 2 * EarthKm * Math.Asin(Math.Min(1, Math.Sqrt(half)));
    }

    /// <summary>Why these degrees are no place on Earth; null when they are one.</summary>
    public static string? Fault(double longitude, double latitude)
    {
        if (Math.Abs(latitude) <= 90 && Math.Abs(longitude) <= 180) return null; // NaN fails both
        if (!double.IsFinite(latitude) || !double.IsFinite(longitude)) return "a coordinate is not a finite number";
        if (Math.Abs(latitude) <= 90) return FormattableString.Invariant($"longitude {longitude} is outside -180..180");
        var swapped = Math.Abs(latitude) <= 180 && Math.Abs(longitude) <= 90 ? "; latitude and longitude may be swapped" : "";
        return FormattableString.Invariant($"latitude {latitude} is outside -90..90{swapped}");
    }

    static double Radians(double degrees) => degrees * Math.PI / 180;
}
