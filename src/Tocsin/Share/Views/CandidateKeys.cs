using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Tocsin.Share.Views;

/// <summary>Under which indicators a value may fall, and where the values that fall under an indicator lie.</summary>
static class CandidateKeys
{
    const int LabelsMin = 2, LabelsMax = 32, ShortestV4 = 8, ShortestV6 = 16;

    /// <summary>The indicators that would name a met value, the most specific first: itself, its host, the domains above, the networks around.</summary>
    /// <param name="type">The value's sort.</param>
    /// <param name="value">The value.</param>
    /// <param name="known">The lengths of the networks that are asked for.</param>
    public static IEnumerable<(string Type, string Value)> Above(string type, string value, PrefixLengths known)
    {
        yield return (type, value);
        var host = Host(type, value);
        if (host is null) yield break;
        if (IPAddress.TryParse(host, out var address))
        {
            var family = address.AddressFamily == AddressFamily.InterNetwork ? "ipv4" : "ipv6";
            if (family != type) yield return (family, host);
            foreach (var network in Networks(address, known)) yield return (ValueIndex.NetworkType, network);
            yield break;
        }
        if (type != "domain") yield return ("domain", host);
        var labels = host.Split('.');
        for (var from = Math.Max(1, labels.Length - LabelsMax); labels.Length - from >= LabelsMin; from++) yield return ("domain", string.Join('.', labels[from..]));
    }

    /// <summary>The key of a met value in the order in which networks and domains are ranges; nothing for a value that falls under none.</summary>
    public static string? Place(string type, string value) => Host(type, value) switch
    {
        null => null,
        var host when IPAddress.TryParse(host, out var address) => $"met/ip/{Hex(address)}",
        var host => $"met/host/{Reversed(host)}",
    };

    /// <summary>The range of keys of the met values that fall under an indicator; nothing where only the value itself does, or
    /// where <see cref="Above"/> never looks for so wide a network.</summary>
    public static (string From, string Below)? Under(string type, string value)
    {
        if (type == "domain" && !value.Contains('.', StringComparison.Ordinal)) return ($"met/host/{Reversed(value)}/", $"met/host/{Reversed(value)}0");
        if (type == "domain") return ($"met/host/{Reversed(value)}", $"met/host/{Reversed(value)}\uFFFF");
        if (type is "ipv4" or "ipv6" && IPAddress.TryParse(value, out var address)) return ($"met/ip/{Hex(address)}/", $"met/ip/{Hex(address)}0");
        if (type != ValueIndex.NetworkType || !IPNetwork.TryParse(value, out var network)) return null;
        if (network.PrefixLength < Shortest(network.BaseAddress)) return null;
        var (first, last) = (network.BaseAddress.GetAddressBytes(), network.BaseAddress.GetAddressBytes());
        for (var bit = network.PrefixLength; bit < last.Length * 8; bit++) last[bit / 8] |= (byte)(0x80 >> bit % 8);
        return ($"met/ip/{Hex(new IPAddress(first))}/", $"met/ip/{Hex(new IPAddress(last))}0");
    }

    static string? Host(string type, string value) => type switch
    {
        "ipv4" or "ipv6" or "domain" => value,
        "url" when Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Host.Length > 0 => url.IdnHost.Trim('[', ']'),
        "endpoint" when value.LastIndexOf(':') is > 0 and var colon => value[..colon].Trim('[', ']'),
        "email" when value.LastIndexOf('@') is >= 0 and var at => value[(at + 1)..],
        _ => null,
    };

    static IEnumerable<string> Networks(IPAddress address, PrefixLengths known)
    {
        var bytes = address.GetAddressBytes();
        var shortest = Shortest(address);
        for (var length = bytes.Length * 8; length >= shortest; length--)
        {
            if (length < bytes.Length * 8) bytes[length / 8] &= (byte)~(0x80 >> length % 8);
            if (known.Has(bytes.Length == 16, length)) yield return string.Create(CultureInfo.InvariantCulture, $"{new IPAddress(bytes)}/{length}");
        }
    }

    static int Shortest(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? ShortestV4 : ShortestV6;

    // Every label ends in a full stop, so that the range of example.com holds a.example.com and not badexample.com.
    static string Reversed(string host) => string.Concat(host.Split('.').Reverse().Select(label => label + "."));

    static string Hex(IPAddress address) => Convert.ToHexStringLower(address.MapToIPv6().GetAddressBytes());
}
