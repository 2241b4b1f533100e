using System.Collections.Immutable;
using System.Globalization;
using System.Net.Sockets;

namespace Tocsin.Formats.Indicators;

/// <summary>From one written indicator to its type and its normal form.</summary>
public static class IndicatorParse
{
    const string ReservedNote = "reserved address: no computer on the public Internet has it";

    /// <summary>Recognises and normalises an indicator.</summary>
    /// <param name="written">Without comments; white space around it is ignored.</param>
    /// <param name="at">The place to name.</param>
    public static Parsed<Indicator> Parse(string written, string at)
    {
        var asWritten = written.Trim();
        if (asWritten.Length > FormatLimits.IndicatorCharsMax) return Refuse(at, $"it is longer than {FormatLimits.IndicatorCharsMax} characters");
        var text = Refang.Undo(asWritten);
        if (text.Length == 0) return Refuse(at, "the indicator is empty");
        if (Hash(text) is { } hash) return new(new Indicator(hash, text.ToLowerInvariant(), asWritten));
        if (FraudValue.Parse(text, asWritten, at) is { } fraud) return fraud;
        if (text.Contains("://", StringComparison.Ordinal)) return IndicatorUrl.Parse(text, asWritten, at);
        if (IpAddresses.Parse(text) is { } address)
        {
            var noted = Noted(at, IpAddresses.IsReserved(address));
            if (address.AddressFamily == AddressFamily.InterNetwork && text.Contains(':')) noted = noted.Add(new Repair(at, $"an IPv4 address written as IPv6: read as {address}"));
            return new(new Indicator(IndicatorType.Ip, address.ToString(), asWritten), noted);
        }
        if (IpAddresses.ParseNetwork(text) is { } read)
        {
            var notes = Noted(at, IpAddresses.IsReserved(read.Network.BaseAddress));
            if (read.HostBits) notes = notes.Add(new Repair(at, $"an address inside its network: read as the network {read.Network}"));
            return new(new Indicator(IndicatorType.Network, read.Network.ToString(), asWritten), notes);
        }
        if (text.IndexOf('/', StringComparison.Ordinal) is var slash and > 0 && IpAddresses.Parse(text.AsSpan(0, slash)) is not null && text[(slash + 1)..].All(char.IsAsciiDigit))
            return Refuse(at, "the network's prefix is longer than its address");
        if (text[0] == '/') return Refuse(at, "a path without a host is no indicator that can be matched");
        if (text.Contains('@')) return Refuse(at, "an e-mail address is not read: it may be a person's");
        if (text.Contains('/')) return SchemelessUrl(text, asWritten, at);
        return Port(text) is { } port ? Endpoint(text, port, asWritten, at) : Domain(text, asWritten, at);
    }

    static IndicatorType? Hash(string text) => text.All(char.IsAsciiHexDigit)
        ? text.Length switch { 32 => IndicatorType.Md5, 40 => IndicatorType.Sha1, 64 => IndicatorType.Sha256, _ => null }
        : null;

    static Parsed<Indicator> SchemelessUrl(string text, string asWritten, string at)
    {
        var url = IndicatorUrl.Parse("http://" + text, asWritten, at);
        return url.IsRead ? new(url.Value, url.Repairs.Add(new Repair(at, "a URL without a scheme: read as http"))) : url;
    }

    static Parsed<Indicator> Domain(string text, string asWritten, string at)
    {
        var below = text.StartsWith("*.", StringComparison.Ordinal) ? 2 : text[0] == '.' ? 1 : 0;
        var host = HostName.Parse(text[below..]);
        if (!host.IsRead) return Refuse(at, host.Refusal.Reason);
        return new(new Indicator(IndicatorType.Domain, host.Value, asWritten),
            below == 0 ? [] : [new Repair(at, "it means every name below the domain: read as the domain itself")]);
    }

    /// <summary>What stands behind the last colon, where that is digits alone; null where there is no such port.</summary>
    static int? Port(string text) =>
        text.LastIndexOf(':') is var colon and > 0 && text[colon - 1] != ':'
        && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;

    static Parsed<Indicator> Endpoint(string text, int port, string asWritten, string at)
    {
        if (port is 0 or > 65535) return Refuse(at, "a port is a number from 1 to 65535");
        var host = IndicatorUrl.Host(text[..text.LastIndexOf(':')]);
        return host.IsRead
            ? new(new Indicator(IndicatorType.Endpoint, string.Create(CultureInfo.InvariantCulture, $"{host.Value.Text}:{port}"), asWritten), Noted(at, host.Value.Reserved))
            : Refuse(at, host.Refusal.Reason);
    }

    internal static ImmutableArray<Repair> Noted(string at, bool reserved) => reserved ? [new Repair(at, ReservedNote)] : [];

    internal static Parsed<Indicator> Refuse(string at, string reason) => new(new Refusal(at, reason));
}
