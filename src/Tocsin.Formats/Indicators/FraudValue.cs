using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Tocsin.Formats.Indicators;

/// <summary>Where the money of a fraud goes, and where it calls from: accounts, wallets and telephone numbers.</summary>
static class FraudValue
{
    const int PortDigits = 5;

    // ISO 3166-1 alpha-2, and Kosovo's code in BICs.
    static readonly FrozenSet<string> Countries = FrozenSet.ToFrozenSet((
        "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ "
        + "DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP "
        + "KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM "
        + "PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ "
        + "UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW").Split(' '));

    /// <summary>The indicator, or why it is refused; null where the text looks like none of them.</summary>
    public static Parsed<Indicator>? Parse(string text, string asWritten, string at)
    {
        if (Wallet.Parse(text) is { } wallet) return Of(IndicatorType.Wallet, wallet, asWritten, at);
        if (Iban.Parse(text) is { } iban) return Of(IndicatorType.Iban, iban, asWritten, at);
        if (Account(text) is { } account) return new(new Indicator(IndicatorType.Account, account, asWritten));
        if (PhoneNumber.Parse(text) is not { } phone) return null;
        if (!phone.IsRead) return IndicatorParse.Refuse(at, phone.Refusal.Reason);
        ImmutableArray<Repair> notes = phone.Value.HadTrunk ? [new Repair(at, $"the 0 in brackets is not dialled behind a country's code: read as {phone.Value.Number}")] : [];
        return new(new Indicator(IndicatorType.Phone, phone.Value.Number, asWritten), notes);
    }

    /// <summary>An account of a bank that has no IBAN: the bank's BIC (ISO 9362), a colon, the number; null where it is none. A host of 8 or 11
    /// letters with a port is none: a BIC names a country, and the number is longer than a port.</summary>
    static string? Account(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon is not (8 or 11)) return null;
        var bic = text[..colon].ToUpperInvariant();
        if (!bic[..4].All(char.IsAsciiLetter) || !bic.All(char.IsAsciiLetterOrDigit) || !Countries.Contains(bic[4..6])) return null;
        if (bic.Length == 11 && !bic.AsSpan(8).ContainsAnyExcept('X')) bic = bic[..8];      // The head office.
        if (text.AsSpan(colon + 1).ContainsAnyExcept("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz -")) return null;
        var number = string.Concat(text[(colon + 1)..].Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        return number.Length is > PortDigits and <= 34 && number.Any(char.IsAsciiDigit) ? $"{bic}:{number}" : null;
    }

    static Parsed<Indicator> Of(IndicatorType type, Parsed<string> value, string asWritten, string at) =>
        value.IsRead ? new(new Indicator(type, value.Value, asWritten)) : IndicatorParse.Refuse(at, value.Refusal.Reason);
}
