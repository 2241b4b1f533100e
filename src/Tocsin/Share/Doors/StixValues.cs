using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tocsin.Formats;
using Tocsin.Formats.Stix;
using Tocsin.Formats.Stix.Patterns;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>Values as STIX's patterns ask for them, and as its cyber observables hold them.</summary>
static class StixValues
{
    /// <summary>The comparison that asks for a value; null where there is none.</summary>
    public static string? Pattern(string type, string value) => type switch
    {
        "domain" => $"domain-name:value = {Quoted(value)}",
        "url" => $"url:value = {Quoted(value)}",
        "ipv4" => $"ipv4-addr:value = {Quoted(value)}",
        "ipv6" => $"ipv6-addr:value = {Quoted(value)}",
        "cidr" => $"{(IsSix(value) ? "ipv6-addr" : "ipv4-addr")}:value = {Quoted(value)}",
        "md5" => $"file:hashes.MD5 = {Quoted(value)}",
        "sha1" => $"file:hashes.'SHA-1' = {Quoted(value)}",
        "sha256" => $"file:hashes.'SHA-256' = {Quoted(value)}",
        "email" => $"email-addr:value = {Quoted(value)}",
        "iban" => $"{StixTypes.BankAccount}:iban = {Quoted(value)}",
        "account" when value.Split(':') is [var bic, var number] => $"({StixTypes.BankAccount}:bic = {Quoted(bic)} AND {StixTypes.BankAccount}:account_number = {Quoted(number)})",
        "phone" => $"{StixTypes.PhoneNumber}:value = {Quoted(value)}",
        "wallet" => $"{StixTypes.Wallet}:value = {Quoted(value)}",
        _ when HashedValues.SortOf(type) is { } sort && HashedValues.Sorts.Contains(sort) => $"{StixTypes.Hashed}:{sort} = {Quoted(value)}",
        "endpoint" when Split(value) is var (host, port) => string.Create(CultureInfo.InvariantCulture, $"(network-traffic:dst_ref.value = {Quoted(host)} AND network-traffic:dst_port = {port})"),
        _ => null,
    };

    /// <summary>The observable that holds a value, its id first; null where there is none.</summary>
    public static (string Id, string Json)? Observable(string type, string value) => type switch
    {
        "domain" => Of("domain-name", value),
        "url" => Of("url", value),
        "ipv4" => Of("ipv4-addr", value),
        "ipv6" => Of("ipv6-addr", value),
        "cidr" => Of(IsSix(value) ? "ipv6-addr" : "ipv4-addr", value),
        "md5" => OfFile("MD5", value),
        "sha1" => OfFile("SHA-1", value),
        "sha256" => OfFile("SHA-256", value),
        "iban" => Extended(StixTypes.BankAccount, BankAccountExtension, ("iban", value)),
        "account" when value.Split(':') is [var bic, var number] => Extended(StixTypes.BankAccount, BankAccountExtension, ("bic", bic), ("account_number", number)),
        "phone" => Extended(StixTypes.PhoneNumber, PhoneNumberExtension, ("value", value)),
        "wallet" => Extended(StixTypes.Wallet, WalletExtension, ("value", value)),
        "endpoint" when Split(value) is var (host, _) => Of(!IPAddress.TryParse(host, out var address) ? "domain-name" : address.AddressFamily == AddressFamily.InterNetworkV6 ? "ipv6-addr" : "ipv4-addr", host),
        _ => null,
    };

    static (string, string) Of(string type, string value)
    {
        var id = StixIds.OfValue(type, value);
        return (id, $$"""{"type":"{{type}}","spec_version":"2.1","id":"{{id}}","value":"{{JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}}"}""");
    }

    // The identifiers of the public definitions of these extensions: docs/formats.md.
    const string WalletExtension = "extension-definition--be78509e-6958-51b1-8b26-d17ee0eba2d7", BankAccountExtension = "extension-definition--f19f3291-6a84-5674-b311-d75a925d5bd9",
        PhoneNumberExtension = "extension-definition--14a97ee2-e666-5ada-a6bd-b7177f79e211";

    /// <summary>An observable of an extension. Its id is made of its last property, as the definitions say: a bank account's of <c>iban</c> and <c>account_number</c>,
    /// the BIC aside (muchdogesec/stix2extensions, <c>id_contrib_props</c>), so that others make the same one.</summary>
    static (string, string) Extended(string type, string extension, params ReadOnlySpan<(string Name, string Text)> properties)
    {
        var id = StixIds.OfProperty(type, properties[^1].Name, properties[^1].Text);
        var said = new StringBuilder();
        foreach (var (name, text) in properties) said.Append(CultureInfo.InvariantCulture, $",\"{name}\":\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"");
        return (id, $$$$"""{"type":"{{{{type}}}}","spec_version":"2.1","id":"{{{{id}}}}"{{{{said}}}},"extensions":{"{{{{extension}}}}":{"extension_type":"new-sco"}}}""");
    }

    static (string, string) OfFile(string algorithm, string value)
    {
        var id = StixIds.OfHash(algorithm, value);
        return (id, $$$"""{"type":"file","spec_version":"2.1","id":"{{{id}}}","hashes":{"{{{algorithm}}}":"{{{value}}}"}}""");
    }

    /// <summary>The hashes that a pattern asks for by equality.</summary>
    public static IEnumerable<NamedValue> HashesIn(StixPattern pattern) => pattern.Tests
        .Where(test => !test.IsNegated && test.Operator is StixOperator.Equal or StixOperator.In && test.Path is { Type: StixTypes.Hashed, Steps: [{ Key: { } }] })
        .SelectMany(test => test.Literals.Where(literal => literal.Kind == StixLiteralKind.Text).Select(literal => HashedValues.Read(test.Path.Steps[0].Key!, literal.Text))).OfType<NamedValue>().Distinct().Take(FormatLimits.PatternValuesMax);

    static (string Host, int Port)? Split(string endpoint) =>
        endpoint.LastIndexOf(':') is var colon and > 0 && int.TryParse(endpoint.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? (endpoint[..colon].Trim('[', ']'), port) : null;

    static bool IsSix(string network) => network.Contains(':', StringComparison.Ordinal);

    // STIX 2.1 §9.2.
    static string Quoted(string text) => $"'{text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal)}'";
}
