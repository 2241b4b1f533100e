using System.Globalization;
using System.Net.Sockets;

namespace Tocsin.Formats.Indicators;

/// <summary>URLs: scheme and host are normalised, the rest is kept as written, because servers tell letters apart.</summary>
static class IndicatorUrl
{
    /// <summary>A host as it stands in a URL (an IPv6 address in brackets), and whether it is a reserved address.</summary>
    internal readonly record struct UrlHost(string Text, bool Reserved);

    /// <summary>Reads a URL that has its <c>://</c>.</summary>
    public static Parsed<Indicator> Parse(string text, string asWritten, string at)
    {
        var split = text.IndexOf("://", StringComparison.Ordinal);
        var scheme = text[..split].ToLowerInvariant();
        if (scheme is not ("http" or "https" or "ftp" or "ws" or "wss" or "tcp" or "udp")) return IndicatorParse.Refuse(at, $"a URL of the scheme '{scheme}' is not read");
        if (text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))) return IndicatorParse.Refuse(at, "a URL has no spaces");
        var rest = text[(split + 3)..];
        var end = rest.AsSpan().IndexOfAny('/', '?', '#');
        var (authority, tail) = end < 0 ? (rest, "") : (rest[..end], rest[end..]);
        var user = authority.LastIndexOf('@');
        authority = authority[(user + 1)..];
        if (Split(authority) is not { } parts) return IndicatorParse.Refuse(at, "the URL's port is not a number from 1 to 65535");
        var host = Host(parts.Host);
        if (!host.IsRead) return IndicatorParse.Refuse(at, host.Refusal.Reason);
        var port = parts.Port is { } p && p != DefaultPort(scheme) ? string.Create(CultureInfo.InvariantCulture, $":{p}") : "";
        var path = tail.Length == 0 ? "/" : tail[0] == '/' ? tail : "/" + tail;
        var notes = IndicatorParse.Noted(at, host.Value.Reserved);
        if (user >= 0)
            notes = notes.Add(new Repair(at, "the user name before the host was left out"));
        return new(new Indicator(IndicatorType.Url, $"{scheme}://{host.Value.Text}{port}{path}", asWritten), notes);
    }

    /// <summary>A name or an address, the latter in brackets where it is IPv6.</summary>
    public static Parsed<UrlHost> Host(string text)
    {
        var bare = text.StartsWith('[') && text.EndsWith(']') ? text[1..^1] : text;
        if (IpAddresses.Parse(bare) is { } address)
            return new(new UrlHost(address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString(), IpAddresses.IsReserved(address)));
        var name = HostName.Parse(text);
        return name.IsRead ? new(new UrlHost(name.Value, false)) : new(name.Refusal);
    }

    static (string Host, int? Port)? Split(string authority)
    {
        var colon = authority.LastIndexOf(':');
        if (colon < 0 || authority.EndsWith(']')) return (authority, null);
        if (colon == authority.Length - 1) return (authority[..colon], null);
        return int.TryParse(authority.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535
            ? (authority[..colon], port)
            : null;
    }

    static int DefaultPort(string scheme) => scheme switch { "http" or "ws" => 80, "https" or "wss" => 443, "ftp" => 21, _ => 0 };
}
