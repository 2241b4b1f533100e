using System.Globalization;

namespace Tocsin.Node.Cli.Scanning;

/// <summary>Numbers as scan files have them.</summary>
static class ScanNumbers
{
    public static bool TryReal(ReadOnlySpan<char> text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    public static bool TryCount(ReadOnlySpan<char> text, out int count) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count);

    public static bool TryDay(ReadOnlySpan<char> text, out int day) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out day) && Math.Abs((long)day) <= 1_000_000;
}
