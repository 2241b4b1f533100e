using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tocsin.Formats.Stix;

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
        "endpoint" when Split(value) is var (host, _) => Of(!IPAddress.TryParse(host, out var address) ? "domain-name" : address.AddressFamily == AddressFamily.InterNetworkV6 ? "ipv6-addr" : "ipv4-addr", host),
        _ => null,
    };

    static (string, string) Of(string type, string value)
    {
        var id = StixIds.OfValue(type, value);
        return (id, $$"""{"type":"{{type}}","spec_version":"2.1","id":"{{id}}","value":"{{JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}}"}""");
    }

    static (string, string) OfFile(string algorithm, string value)
    {
        var id = StixIds.OfHash(algorithm, value);
        return (id, $$$"""{"type":"file","spec_version":"2.1","id":"{{{id}}}","hashes":{"{{{algorithm}}}":"{{{value}}}"}}""");
    }

    static (string Host, int Port)? Split(string endpoint) =>
        endpoint.LastIndexOf(':') is var colon and > 0 && int.TryParse(endpoint.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? (endpoint[..colon].Trim('[', ']'), port) : null;

    static bool IsSix(string network) => network.Contains(':', StringComparison.Ordinal);

    // STIX 2.1 §9.2.
    static string Quoted(string text) => $"'{text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal)}'";
}
