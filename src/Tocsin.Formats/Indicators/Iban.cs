using System.Collections.Frozen;

namespace Tocsin.Formats.Indicators;

/// <summary>International bank account numbers (ISO 13616), without spaces and in capitals.</summary>
static class Iban
{
    const int LengthMin = 15, LengthMax = 34;

    // SWIFT's IBAN registry: how many characters an IBAN of a country has.
    static readonly FrozenDictionary<string, int> Lengths =
        ("AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 "
        + "IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 "
        + "SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30").Split(' ').ToFrozenDictionary(each => each[..2], each => int.Parse(each.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal);

    /// <summary>The number, or why it is none; null where the text does not look like one.</summary>
    public static Parsed<string>? Parse(string text)
    {
        if (text.Length is < LengthMin or > 2 * LengthMax || !char.IsAsciiLetter(text[0]) || text.AsSpan().ContainsAny('.', '/', ':')) return null;
        var bare = string.Concat(text.Where(c => c is not (' ' or '-' or '\u00A0'))).ToUpperInvariant();
        if (bare.Length is < LengthMin or > LengthMax || !bare.All(char.IsAsciiLetterOrDigit) || !char.IsAsciiDigit(bare[2]) || !char.IsAsciiDigit(bare[3])) return null;
        if (!Lengths.TryGetValue(bare[..2], out var length)) return null;
        if (bare.Length != length) return new(new Refusal("", $"an IBAN of {bare[..2]} has {length} characters"));
        return Remainder(bare) == 1 ? new(bare) : new(new Refusal("", "the IBAN's check digits do not fit the rest"));
    }

    /// <summary>ISO 7064, MOD 97-10: the first four characters go to the end, and letters count from 10.</summary>
    static int Remainder(string bare)
    {
        var remainder = 0;
        for (var i = 0; i < bare.Length; i++)
        {
            var c = bare[(i + 4) % bare.Length];
            remainder = char.IsAsciiDigit(c) ? (remainder * 10 + c - '0') % 97 : (remainder * 100 + c - 'A' + 10) % 97;
        }
        return remainder;
    }
}
