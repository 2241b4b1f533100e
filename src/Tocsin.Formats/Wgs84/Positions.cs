namespace Tocsin.Formats.Wgs84;

/// <summary>What a longitude and a latitude must be.</summary>
static class Positions
{
    /// <summary>Why these degrees are no place on Earth; null when they are one.</summary>
    public static string? Fault(double longitude, double latitude)
    {
        if (Math.Abs(latitude) <= 90 && Math.Abs(longitude) <= 180) return null; // NaN fails both
        if (!double.IsFinite(latitude) || !double.IsFinite(longitude)) return "a coordinate is not a finite number";
        if (Math.Abs(latitude) <= 90) return FormattableString.Invariant($"longitude {longitude} is outside -180..180");
        var swapped = Math.Abs(latitude) <= 180 && Math.Abs(longitude) <= 90 ? "; latitude and longitude may be swapped" : "";
        return FormattableString.Invariant($"latitude {latitude} is outside -90..90{swapped}");
    }
}
