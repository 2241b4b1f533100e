using System.Globalization;
using System.Text.RegularExpressions;

namespace Tocsin.Formats.Wgs84;

/// <summary>A latitude or a longitude as people write it: <c>1.2</c>, <c>-1.2</c>, <c>1°12'N</c>, <c>1°12'30"N</c>, <c>01-12.5N</c>.</summary>
static partial class DegreesText
{
    const int CharsMax = 40;

    /// <summary>Degrees; null where the text is no such thing. Ranges are <see cref="Positions.Fault"/>'s to check.</summary>
    public static double? Read(string text, bool latitude)
    {
        text = text.Trim();
        if (text.Length > CharsMax) return null; // so that a hostile text costs no search
        if (Decimal().IsMatch(text)) return double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) is var plain && double.IsFinite(plain) ? plain : null;
        if (Sexagesimal().Match(text) is not { Success: true } match) return null;
        var side = char.ToUpperInvariant(match.Groups["side"].Value[0]);
        if (latitude ? side is not ('N' or 'S') : side is not ('E' or 'W')) return null;
        return Degrees(match.Groups["d"].Value, match.Groups["m"].Value, match.Groups["s"].Value) is { } degrees ? side is 'S' or 'W' ? -degrees : degrees : null;
    }

    /// <summary>Degrees of their three parts, of which the latter two may be empty; null where minutes or seconds reach 60.</summary>
    public static double? Degrees(string degrees, string minutes, string seconds)
    {
        var (m, s) = (Part(minutes), Part(seconds));
        return m < 60 && s < 60 ? Part(degrees) + m / 60 + s / 3600 : null;
    }

    static double Part(string digits) => digits.Length == 0 ? 0 : double.Parse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[+-]?[0-9]{1,3}(\.[0-9]{1,20})?$")]
    private static partial Regex Decimal();

    [GeneratedRegex("""^(?<d>[0-9]{1,3}(\.[0-9]{1,12})?)\s*[°º-]?\s*((?<m>[0-9]{1,2}(\.[0-9]{1,12})?)\s*['′’-]?\s*((?<s>[0-9]{1,2}(\.[0-9]{1,12})?)\s*["″”]?\s*)?)?(?<side>[NSEWnsew])$""")]
    private static partial Regex Sexagesimal();
}
