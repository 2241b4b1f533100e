using System.Collections.Frozen;
using System.Collections.Immutable;
using Tocsin.Formats.Indicators;

namespace Tocsin.Formats.Misp;

/// <summary>What MISP's attribute types hold: values that are compared, data on persons, or neither.</summary>
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
    }.ToFrozenDictionary(StringComparer.Ordinal);

    static readonly FrozenSet<string> Personal = FrozenSet.Create(
        "email", "email-src", "email-dst", "email-reply-to", "email-src-display-name", "email-dst-display-name", "email-body", "email-header", "dns-soa-email", "eppn", "target-user", "target-email",
        "target-machine", "whois-registrant-email", "whois-registrant-phone", "whois-registrant-name", "phone-number", "first-name", "middle-name",
        "last-name", "full-name", "date-of-birth", "place-of-birth", "gender", "passport-number", "passport-country", "passport-expiration", "redress-number",
        "nationality", "visa-number", "issue-date-of-the-visa", "primary-residence", "country-of-residence", "special-service-request", "frequent-flyer-number",
        "travel-details", "payment-details", "place-port-of-original-embarkation", "place-port-of-clearance", "place-port-of-onward-foreign-destination",
        "passenger-name-record-locator-number", "identity-card-number", "github-username", "twitter-id", "jabber-id", "iban", "bank-account-nr", "cc-number", "prtn");

    /// <summary>Whether values of this type are compared.</summary>
    public static bool IsComparable(string type) => Comparable.ContainsKey(type);

    /// <summary>Whether it says something of a person: by its type, or by MISP's categories for that.</summary>
    public static bool IsPersonal(string type, string? category) => Personal.Contains(type) || category is "Person" or "Social network" or "Targeting data";

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
            if (part is not null && IndicatorParse.Parse(text, "") is { IsRead: true } read && Fits(part, read.Value.Type)) values.Add(read.Value);
        }
    }

    static bool Fits(string part, IndicatorType type) => part switch
    {
        "ip" => type is IndicatorType.Ip or IndicatorType.Network,
        "host" => type is IndicatorType.Domain or IndicatorType.Ip,
        "url" => type is IndicatorType.Url or IndicatorType.Domain or IndicatorType.Ip or IndicatorType.Endpoint,
        "endpoint" => type == IndicatorType.Endpoint,
        _ => type is IndicatorType.Md5 or IndicatorType.Sha1 or IndicatorType.Sha256,
    };
}
