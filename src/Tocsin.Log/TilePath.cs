using System.Globalization;

namespace Tocsin.Log;

/// <summary>The part of a path that tiles and bundles share: <c>x001/x234/067.p/12</c>.</summary>
static class TilePath
{
    public static string Format(long index, int width)
    {
        var path = Three(index % 1000);
        for (index /= 1000; index > 0; index /= 1000) path = $"x{Three(index % 1000)}/{path}";
        return width == LogLimits.TileWidthMax
            ? path
            : string.Create(CultureInfo.InvariantCulture, $"{path}.p/{width}");
    }

    public static bool TryParse(string text, out long index, out int width)
    {
        (index, width) = (0, LogLimits.TileWidthMax);
        var rest = text.AsSpan();
        for (; rest is ['x', _, _, _, '/', ..]; rest = rest[5..])
            if (!Push(rest[1..4], ref index)) return false;

        if (rest.Length < 3 || !Push(rest[..3], ref index)) return false;
        rest = rest[3..];
        if (!rest.IsEmpty
            && !(rest.StartsWith(".p/")
                && int.TryParse(rest[3..], NumberStyles.None, CultureInfo.InvariantCulture, out width)
                && width is >= 1 and < LogLimits.TileWidthMax)) return false;

        // One spelling for each tile: this refuses x000/, .p/012 and whatever else would reach the same numbers.
        return Format(index, width) == text;
    }

    static bool Push(ReadOnlySpan<char> digits, ref long index)
    {
        if (index > LogLimits.TileIndexMax / 1000) return false;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit)) return false;
            index = index * 10 + (digit - '0');
        }
        return index <= LogLimits.TileIndexMax;
    }

    static string Three(long number) => number.ToString("000", CultureInfo.InvariantCulture);
}
