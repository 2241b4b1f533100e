using System.Globalization;
using Tocsin.Formats.Wgs84;

namespace Tocsin.Formats.Cap;

/// <summary>Numbers and circles, in the standard's form.</summary>
static class CapNumbers
{
    /// <summary>CAP 1.2 §3.2.4 <c>circle</c>: <c>latitude,longitude radius</c> in kilometres.</summary>
    public static CapCircle? Circle(string text, out string reason)
    {
        reason = "a circle is written latitude,longitude and a radius in kilometres, as in 32.9525,-115.5527 10";
        var parts = text.Split([',', ' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 3) return null;
        if (Number(parts[0]) is not { } latitude || Number(parts[1]) is not { } longitude || Number(parts[2]) is not { } radius) return null;
        if (Positions.Fault(longitude, latitude) is { } fault) reason = fault;
        else if (!(radius >= 0 && radius <= FormatLimits.CircleRadiusKmMax))
            reason = FormattableString.Invariant($"a circle's radius is from 0 to {FormatLimits.CircleRadiusKmMax} kilometres");
        else return new CapCircle(latitude, longitude, radius);
        return null;
    }

    /// <summary>A decimal number; null where the text is none.</summary>
    public static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary><c>latitude,longitude radius</c>.</summary>
    public static string Write(CapCircle circle) => $"{Write(circle.Latitude)},{Write(circle.Longitude)} {Write(circle.RadiusKm)}";

    /// <summary>Digits without an exponent, which the standard's examples never have.</summary>
    public static string Write(double number)
    {
        var shortest = number.ToString(CultureInfo.InvariantCulture);
        return shortest.Contains('E') && double.IsFinite(number) ? number.ToString("0.################", CultureInfo.InvariantCulture) : shortest;
    }

    /// <summary>Null writes nothing.</summary>
    public static string? Write(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    /// <summary>Null writes nothing.</summary>
    public static string? Write(decimal? number) => number?.ToString(CultureInfo.InvariantCulture);
}
