using System.Net;

namespace Tocsin.Warn.Rules;

/// <summary>Addresses of servers in this house's files: nothing goes over a wire in the clear.</summary>
static class Addresses
{
    /// <summary>Reads an address: https, or http on this machine, without a password in it.</summary>
    public static Uri? Url(this Fields fields, string key)
    {
        if (fields.Text(key) is not { } text) return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.UserInfo.Length > 0) fields.Fault(key, $"{key} is an address that begins with https://, without a password");
        else if (url.Scheme == "http" && !IsThisMachine(url.Host)) fields.Fault(key, "only a server on this machine is spoken to in the clear: use https");
        return url;
    }

    /// <summary>A text that may be left out.</summary>
    public static string? Optional(this Fields fields, string key) => fields.Has(key) ? fields.Text(key) : null;

    /// <summary>Whether a host is this machine, whatever a name server says.</summary>
    public static bool IsThisMachine(string host) => host == "localhost" || IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address);
}
