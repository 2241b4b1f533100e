using System.Net;
using Tocsin.Node.Officers;

namespace Tocsin.Node.Http;

/// <summary>Refuses requests to names that are not the node's: a foreign page could rebind its own name to this address.</summary>
/// <remarks>The node's names are loopback's, and those of its certificate. The local socket needs no name.</remarks>
sealed class HostNames(RequestDelegate next, OfficersOptions options)
{
    /// <summary>Judges one request.</summary>
    public Task InvokeAsync(HttpContext http) =>
        LocalSocket.IsLocal(http) || IsOurs(http.Request.Host.Host)
            ? next(http)
            : Refusals.Say(http, 421, "This node does not go by that name: use localhost, or a name in its certificate.");

    /// <summary>Whether the name or number means the machine itself.</summary>
    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address);

    bool IsOurs(string host) =>
        IsLoopback(host) || host.Length > 0 && options.Certificate is { } certificate && Matches(certificate, host.Trim('[', ']'));

    static bool Matches(System.Security.Cryptography.X509Certificates.X509Certificate2 certificate, string host) =>
        Uri.CheckHostName(host) != UriHostNameType.Unknown && certificate.MatchesHostname(host);
}
