using System.Collections.Immutable;

namespace Tocsin.Formats.Indicators;

/// <summary>Where the money of a fraud goes, and where it calls from: accounts, wallets and telephone numbers.</summary>
static class FraudValue
{
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

    /// <summary>An account of a bank that has no IBAN: the bank's BIC (ISO 9362), a colon, the number; null where it is none.</summary>
    static string? Account(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon is not (8 or 11)) return null;
        var bic = text[..colon].ToUpperInvariant();
        if (!bic.AsSpan(0, 6).ToArray().All(char.IsAsciiLetter) || !bic.All(char.IsAsciiLetterOrDigit)) return null;
        if (bic.EndsWith("xxx", StringComparison.OrdinalIgnoreCase) && bic.Length == 11) bic = bic[..8];
        if (text.AsSpan(colon + 1).ContainsAnyExcept("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz -")) return null;
        var number = string.Concat(text[(colon + 1)..].Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        return number.Length is >= 4 and <= 34 && number.Any(char.IsAsciiDigit) ? $"{bic}:{number}" : null;
    }

    static Parsed<Indicator> Of(IndicatorType type, Parsed<string> value, string asWritten, string at) =>
        value.IsRead ? new(new Indicator(type, value.Value, asWritten)) : IndicatorParse.Refuse(at, value.Refusal.Reason);
}
