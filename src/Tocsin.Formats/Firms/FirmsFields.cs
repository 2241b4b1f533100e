using System.Buffers.Text;
using System.Text;

namespace Tocsin.Formats.Firms;

/// <summary>The fields of a FIRMS row that are not plain numbers.</summary>
static class FirmsFields
{
    /// <summary>1970-01-01 as <see cref="DateOnly.DayNumber"/>.</summary>
    public static readonly int Epoch = new DateOnly(1970, 1, 1).DayNumber;

    /// <summary><c>2024-03-05</c> or <c>2024/03/05</c>.</summary>
    public static bool Date(ReadOnlySpan<byte> text, out DateOnly date)
    {
        date = default;
        if (text.Length != 10 || text[4] != text[7] || text[4] is not ((byte)'-' or (byte)'/')) return false;
        if (!Digits(text[..4], out var year) || !Digits(text[5..7], out var month) || !Digits(text[8..], out var day)) return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        date = new DateOnly(year, month, day);
        return true;
    }

    /// <summary><c>0612</c>, <c>06:12</c>, or with lost leading zeros <c>612</c>, <c>6:12</c>, <c>50</c>, <c>5</c>: minutes of the day.</summary>
    public static bool Minutes(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        var colon = text.IndexOf((byte)':');
        int hour, minute;
        if (colon >= 0)
        {
            if (!Digits(text[..colon], out hour) || text.Length - colon != 3 || !Digits(text[(colon + 1)..], out minute)) return false;
        }
        else
        {
            if (text.Length > 4 || !Digits(text, out var both)) return false;
            (hour, minute) = (both / 100, both % 100);
        }
        minutes = 60 * hour + minute;
        return hour < 24 && minute < 60;
    }

    /// <summary>A percentage (MODIS), a letter or a word (VIIRS).</summary>
    public static bool Confidence(ReadOnlySpan<byte> text, out HotspotConfidence confidence, out int? percent)
    {
        (confidence, percent) = (default, null);
        if (Digits(text, out var number))
        {
            (percent, confidence) = (number, number < 30 ? HotspotConfidence.Low : number < 80 ? HotspotConfidence.Nominal : HotspotConfidence.High);
            return number <= 100;
        }
        if (Is(text, "l"u8, "low"u8)) confidence = HotspotConfidence.Low;
        else if (Is(text, "n"u8, "nominal"u8)) confidence = HotspotConfidence.Nominal;
        else if (Is(text, "h"u8, "high"u8)) confidence = HotspotConfidence.High;
        else return false;
        return true;
    }

    /// <summary><c>D</c> or <c>N</c>; empty is silence.</summary>
    public static bool Day(ReadOnlySpan<byte> text, out bool? day)
    {
        day = text.IsEmpty ? null : Is(text, "d"u8, "day"u8);
        return day != false || Is(text, "n"u8, "night"u8);
    }

    static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> letter, ReadOnlySpan<byte> word) =>
        Ascii.EqualsIgnoreCase(text, letter) || Ascii.EqualsIgnoreCase(text, word);

    static bool Digits(ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        if (text.IsEmpty || text.Length > 4) return false;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9') return false;
            number = 10 * number + digit - '0';
        }
        return true;
    }

    /// <summary>The source key. The position is the file's own digits without a plus sign and needless zeros, so that no rounding can split it.</summary>
    public static string Key(string satellite, DateOnly date, int minutes, ReadOnlySpan<byte> latitude, ReadOnlySpan<byte> longitude)
    {
        Span<char> digits = stackalloc char[64];
        var written = Degrees(latitude, digits);
        digits[written++] = ' ';
        written += Degrees(longitude, digits[written..]);
        return string.Create(null, stackalloc char[128],
            $"{Common(satellite)} {date:yyyy-MM-dd}T{minutes / 60:00}:{minutes % 60:00} {digits[..written]}");
    }

    /// <summary>Archives write out what near-real-time files abbreviate.</summary>
    static string Common(string satellite) => satellite switch
    {
        "Terra" => "T",
        "Aqua" => "A",
        "1" => "N20",
        _ => satellite,
    };

    static int Degrees(ReadOnlySpan<byte> text, Span<char> into)
    {
        if (text.Length > 24 || text.IndexOfAny((byte)'e', (byte)'E') >= 0)
        {
            Utf8Parser.TryParse(text, out double number, out _);
            number.TryFormat(into, out var length, default, System.Globalization.CultureInfo.InvariantCulture);
            return length;
        }
        text = text.TrimStart((byte)'+');
        var negative = text.StartsWith("-"u8);
        text = text[(negative ? 1 : 0)..].TrimStart((byte)'0');
        if (text.Contains((byte)'.')) text = text.TrimEnd((byte)'0').TrimEnd((byte)'.');
        var at = 0;
        if (negative && !text.IsEmpty) into[at++] = '-';
        if (text.IsEmpty || text[0] == '.') into[at++] = '0';
        foreach (var b in text) into[at++] = (char)b;
        return at;
    }
}
