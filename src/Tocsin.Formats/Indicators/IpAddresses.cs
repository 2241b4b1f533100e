using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Tocsin.Formats.Indicators;

/// <summary>IP addresses and networks, read strictly: no octal, no shorthand, no zone.</summary>
static class IpAddresses
{
    static readonly IPNetwork[] Reserved =
    [
        // RFC 6890 and its updates, IPv4 then IPv6.
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("192.0.2.0/24"),
        IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("198.51.100.0/24"), IPNetwork.Parse("203.0.113.0/24"),
        IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("240.0.0.0/4"),
        IPNetwork.Parse("::/128"), IPNetwork.Parse("::1/128"), IPNetwork.Parse("64:ff9b:1::/48"), IPNetwork.Parse("100::/64"),
        IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("fc00::/7"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("ff00::/8"),
    ];

    // ::ffff:0:0/96, under which IPv4 addresses are written as IPv6.
    const int MappedBits = 96;

    /// <summary>The address; null where the text is none. An IPv4 address that is written as IPv6 (RFC 4291 §2.5.5.2) is the IPv4 address.</summary>
    public static IPAddress? Parse(ReadOnlySpan<char> text) => Written(text) is { } address ? address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address : null;

    static IPAddress? Written(ReadOnlySpan<char> text)
    {
        if (text.Contains(':'))
            return !text.ContainsAny("%[]/") && IPAddress.TryParse(text, out var six) && six.AddressFamily == AddressFamily.InterNetworkV6 ? six : null;
        Span<byte> bytes = stackalloc byte[4];
        var count = 0;
        foreach (var range in text.Split('.'))
        {
            var part = text[range];
            // A leading zero is decimal to some programs and octal to others.
            if (count == 4 || part.Length is 0 or > 3 || part.Length > 1 && part[0] == '0') return null;
            if (!byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out bytes[count++])) return null;
        }
        return count == 4 ? new IPAddress(bytes) : null;
    }

    /// <summary>The network with its host bits; null where the text is none.</summary>
    public static (IPNetwork Network, bool HostBits)? ParseNetwork(ReadOnlySpan<char> text)
    {
        var slash = text.IndexOf('/');
        if (slash < 0 || Written(text[..slash]) is not { } address) return null;
        var width = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        if (text.Length - slash > 4 || !int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var bits) || bits > width) return null;
        if (address.IsIPv4MappedToIPv6 && bits >= MappedBits) (address, width, bits) = (address.MapToIPv4(), 32, bits - MappedBits);
        Span<byte> bytes = stackalloc byte[width / 8];
        address.TryWriteBytes(bytes, out _);
        var hostBits = false;
        for (var bit = bits; bit < width; bit++)
        {
            hostBits |= (bytes[bit / 8] & (0x80 >> (bit % 8))) != 0;
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }
        return (new IPNetwork(new IPAddress(bytes), bits), hostBits);
    }

    /// <summary>Whether no stranger's computer can have this address.</summary>
    public static bool IsReserved(IPAddress address)
    {
        foreach (var network in Reserved)
            if (network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address)) return true;
        return false;
    }
}
