using System.Collections.Frozen;
using System.Collections.Immutable;
using Tocsin.Formats.Indicators;

namespace Tocsin.Formats.Misp;

/// <summary>What MISP's attribute types hold of values that are compared.</summary>
public static class MispTypes
{
    // Each part of a composite type, in its order; null for a part that is not compared.
    static readonly FrozenDictionary<string, string?[]> Comparable = new Dictionary<string, string?[]>
    {
        ["ip-src"] = ["ip"], ["ip-dst"] = ["ip"], ["domain"] = ["host"], ["hostname"] = ["host"], ["url"] = ["url"], ["uri"] = ["url"],
        ["ip-src|port"] = ["ip", "port"], ["ip-dst|port"] = ["ip", "port"], ["hostname|port"] = ["host", "port"], ["domain|ip"] = ["host", "ip"],
        ["md5"] = ["hash"], ["sha1"] = ["hash"], ["sha256"] = ["hash"],
        ["filename|md5"] = [null, "hash"], ["filename|sha1"] = [null, "hash"], ["filename|sha256"] = [null, "hash"], ["malware-sample"] = [null, "hash"],
        ["x509-fingerprint-md5"] = ["hash"], ["x509-fingerprint-sha1"] = ["hash"], ["x509-fingerprint-sha256"] = ["hash"],
        ["btc"] = ["wallet"], ["dash"] = ["wallet"], ["xmr"] = ["wallet"], ["iban"] = ["iban"], ["phone-number"] = ["phone"], ["prtn"] = ["phone"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>MISP's category of what is known of fraud.</summary>
    public const string FraudCategory = "Financial fraud";

    /// <summary>MISP's object of a bank account: its number says nothing without the bank's BIC beside it.</summary>
    public const string BankAccountObject = "bank-account", BankAccountType = "bank-account-nr", BicType = "bic";

    /// <summary>MISP's object of a wallet, and where it has one of a coin that has no type of its own.</summary>
    public const string WalletObject = "coin-address", OtherWalletRelation = "address-crypto";

    // What names accounts, wallets and telephones: a sign of fraud in the category for that, and a person's anywhere else.
    static readonly FrozenSet<string> Fraud = FrozenSet.Create("btc", "dash", "xmr", "iban", BankAccountType, "phone-number", "prtn");

    /// <summary>Whether values of this type, in this category, are compared. A category that is missing is the type's own: of telephone numbers that of persons.</summary>
    public static bool IsComparable(string type, string? category) => Comparable.ContainsKey(type) && (!Fraud.Contains(type) || IsFraud(type, category));

    /// <summary>The account that a number in an object names together with the bank's BIC there; none where it names none, or is not said to be a fraud's.</summary>
    public static ImmutableArray<Indicator> Account(string? bic, string type, string? category, string value) =>
        bic is not null && type == BankAccountType && IsFraud(type, category) ? Parsed($"{string.Concat(bic.Where(char.IsAsciiLetterOrDigit))}:{value}", "account") : [];

    /// <summary>The wallet that a text names which stands in MISP's object of one.</summary>
    public static ImmutableArray<Indicator> OtherWallet(string? thing, string? relation, string value) =>
        thing == WalletObject && relation == OtherWalletRelation ? Parsed(value, "wallet") : [];

    static bool IsFraud(string type, string? category) => category == FraudCategory || category is null && type != "phone-number";

    static ImmutableArray<Indicator> Parsed(string text, string part) =>
        IndicatorParse.Parse(text, "") is { IsRead: true } read && Fits(part, read.Value.Type) ? [read.Value] : [];

    /// <summary>What an attribute names; none where its value is not what its type says.</summary>
    public static ImmutableArray<Indicator> Values(string type, string value)
    {
        if (!Comparable.TryGetValue(type, out var parts)) return [];
        var texts = parts.Length == 1 ? [value] : value.Split('|');
        if (texts.Length != parts.Length) return [];
        var values = ImmutableArray.CreateBuilder<Indicator>();
        if (parts is [var host, "port"])
        {
            // What meets the host alone meets it too; but with its port it is told first.
            var bare = host == "ip" && texts[0].Contains(':', StringComparison.Ordinal) ? $"[{texts[0]}]" : texts[0];
            Add($"{bare}:{texts[1]}", "endpoint");
            Add(texts[0], host);
        }
        else
            for (var i = 0; i < parts.Length; i++) Add(texts[i], parts[i]);
        return values.ToImmutable();

        void Add(string text, string? part)
        {
            // MISP itself reads 00 as the plus sign of a telephone number.
            if (part is not null) values.AddRange(Parsed(part == "phone" && text.StartsWith("00", StringComparison.Ordinal) ? "+" + text[2..] : text, part));
        }
    }

    static bool Fits(string part, IndicatorType type) => part switch
    {
        "ip" => type is IndicatorType.Ip or IndicatorType.Network,
        "host" => type is IndicatorType.Domain or IndicatorType.Ip,
        "url" => type is IndicatorType.Url or IndicatorType.Domain or IndicatorType.Ip or IndicatorType.Endpoint,
        "endpoint" => type == IndicatorType.Endpoint,
        "wallet" => type == IndicatorType.Wallet,
        "iban" => type == IndicatorType.Iban,
        "account" => type == IndicatorType.Account,
        "phone" => type == IndicatorType.Phone,
        _ => type is IndicatorType.Md5 or IndicatorType.Sha1 or IndicatorType.Sha256,
    };
}
