using NodaTime;
using NodaTime.Text;

namespace Tocsin.Formats.Stix;

/// <summary>STIX 2.1 §2.16: RFC 3339 in UTC, with as many decimals as there are.</summary>
public static class StixTime
{
    const int NanosecondDigits = 9;

    /// <summary>The time; null where the text is none.</summary>
    public static Instant? Read(string? text) => text is not { Length: >= 20 } || text[^1] != 'Z' || text[10] != 'T' ? null : ReadPlain(text) ?? ReadAny(text);

    static Instant? ReadAny(string text) => InstantPattern.ExtendedIso.Parse(text) is { Success: true } read ? read.Value : null;

    /// <summary>What nearly every time looks like, many times faster; nothing for any other form.</summary>
    static Instant? ReadPlain(ReadOnlySpan<char> text)
    {
        if (text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':') return null;
        if (Number(text[..4]) is not (>= 1 and var year) || Number(text[5..7]) is not (>= 1 and <= 12 and var month) || Number(text[8..10]) is not (>= 1 and var day)) return null;
        if (day > DateTime.DaysInMonth(year, month)) return null;
        if (Number(text[11..13]) is not (>= 0 and <= 23 and var hour) || Number(text[14..16]) is not (>= 0 and <= 59 and var minute) || Number(text[17..19]) is not (>= 0 and <= 59 and var second)) return null;
        var whole = Instant.FromUtc(year, month, day, hour, minute, second);
        if (text.Length == 20) return whole;
        var decimals = text[20..^1];
        if (text[19] != '.' || decimals.Length is 0 or > NanosecondDigits || Number(decimals) is not (>= 0 and var fraction)) return null;
        for (var digits = decimals.Length; digits < NanosecondDigits; digits++) fraction *= 10;
        return whole.PlusNanoseconds(fraction);
    }

    /// <summary>Up to nine digits; -1 for anything else.</summary>
    static int Number(ReadOnlySpan<char> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit)) return -1;
            number = number * 10 + (digit - '0');
        }
        return number;
    }

    /// <summary>With three decimals, as versions are compared.</summary>
    public static string Write(Instant time) => Milliseconds.Format(time);

    static readonly InstantPattern Milliseconds = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss.fff'Z'");
}
