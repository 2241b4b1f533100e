namespace Tocsin.Formats.Indicators;

/// <summary>Telephone numbers as ITU-T E.164 writes them: a plus sign and up to 15 digits.</summary>
/// <remarks>Only what begins with the country's code is read: what a number without it means depends on who dials.</remarks>
static class PhoneNumber
{
    const int DigitsMin = 7, DigitsMax = 15;

    /// <summary>The number, and whether a trunk prefix "(0)" was left out; or why it is none; null where the text does not look like one.</summary>
    public static Parsed<(string Number, bool HadTrunk)>? Parse(string text)
    {
        // RFC 3966 §3.
        var bare = text.StartsWith("tel:", StringComparison.OrdinalIgnoreCase) ? text[4..] : text;
        if (bare.Length < 2 || bare[0] != '+') return null;
        var trunk = bare.Contains("(0)", StringComparison.Ordinal);
        if (trunk) bare = bare.Replace("(0)", "", StringComparison.Ordinal);
        if (bare.AsSpan(1).ContainsAnyExcept("0123456789 -.()/\u00A0")) return null;
        var digits = string.Concat(bare.Where(char.IsAsciiDigit));
        if (digits.Length is < DigitsMin or > DigitsMax) return new(new Refusal("", $"a telephone number has {DigitsMin} to {DigitsMax} digits behind the plus sign"));
        return digits[0] == '0' ? new(new Refusal("", "no country's telephone code begins with 0")) : new(("+" + digits, trunk));
    }
}
