using System.Net;

namespace Tocsin.Node.Http;

/// <summary>Where a node may listen: pure.</summary>
/// <remarks>
/// Loopback may speak plain http. Beyond it a node speaks https alone, and only where everybody has to sign in and somebody can.
/// </remarks>
static class ListeningPolicy
{
    /// <summary>Where a node listens unless told otherwise.</summary>
    public const string DefaultUrl = "http://127.0.0.1:7400";

    /// <summary>Judges what the operator asked for.</summary>
    /// <param name="urls">Addresses, separated by semicolons.</param>
    /// <param name="hasCertificate">Whether there is a certificate for https.</param>
    /// <param name="officersExist">Whether anybody can sign in.</param>
    /// <param name="signInRequired">Whether everybody has to.</param>
    public static Listening Check(string urls, bool hasCertificate, bool officersExist, bool signInRequired)
    {
        var endpoints = ImmutableArray.CreateBuilder<ListenEndpoint>();
        foreach (var url in urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!ListenEndpoint.Parse(url).Try(out var endpoint, out var why)) return new Listening.Refused(why);
            if (Refusal(endpoint, url, hasCertificate, officersExist, signInRequired) is { } no) return new Listening.Refused(no);
            endpoints.Add(endpoint);
        }
        return endpoints.Count > 0
            ? new Listening.At(endpoints.ToImmutable())
            : new Listening.Refused("no address to listen on was given");
    }

    static string? Refusal(ListenEndpoint endpoint, string url, bool hasCertificate, bool officersExist, bool signInRequired)
    {
        if (endpoint.IsHttps && !hasCertificate) return $"{url} needs a certificate: give --certificate FILE (PEM or PFX)";
        if (endpoint.IsLoopback) return null;
        if (!endpoint.IsHttps) return $"{url} can be reached from other machines and is not encrypted: use https with a certificate";
        if (!signInRequired) return $"{url} can be reached from other machines, and nobody would have to sign in";
        return officersExist ? null : $"{url} can be reached from other machines, and nobody could sign in: add an officer first";
    }
}

/// <summary>What became of the question where to listen: a closed set.</summary>
abstract record Listening
{
    Listening() { }

    /// <summary>At these endpoints.</summary>
    public sealed record At(ImmutableArray<ListenEndpoint> Endpoints) : Listening;

    /// <summary>Not so; why, in one sentence.</summary>
    public sealed record Refused(string Why) : Listening;
}

/// <summary>One address and port. The default value is no endpoint.</summary>
/// <param name="Address">The address, or <see cref="IPAddress.Any"/> or <see cref="IPAddress.IPv6Any"/> for all.</param>
/// <param name="Port">The port; 0 lets the system choose.</param>
/// <param name="IsHttps">Whether it is encrypted.</param>
readonly record struct ListenEndpoint(IPAddress Address, int Port, bool IsHttps)
{
    /// <summary>Whether only this machine can reach it.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(Address);

    /// <summary>Reads <c>http://127.0.0.1:7400</c> and the like.</summary>
    /// <remarks>A name other than localhost is refused: the server would take it for "every address".</remarks>
    public static Log.Parsed<ListenEndpoint> Parse(string url)
    {
        // Kestrel's + and * are no host names, so they are read here as what they mean.
        var plain = url.Replace("://+", "://[::]", StringComparison.Ordinal).Replace("://*", "://[::]", StringComparison.Ordinal);
        if (!Uri.TryCreate(plain, UriKind.Absolute, out var uri))
            return new($"'{url}' is not an address such as {ListeningPolicy.DefaultUrl}");
        var isHttps = uri.Scheme == Uri.UriSchemeHttps;
        if (!isHttps && uri.Scheme != Uri.UriSchemeHttp) return new($"{url} is neither http nor https");
        if (uri.PathAndQuery != "/" || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
            return new($"{url} has more than a host and a port");
        if (uri.IdnHost.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            return new(new ListenEndpoint(IPAddress.Loopback, uri.Port, isHttps));
        return IPAddress.TryParse(uri.IdnHost.Trim('[', ']'), out var address)
            ? new(new ListenEndpoint(address, uri.Port, isHttps))
            : new($"{url} names a host: give the number of an address of this machine, or https://0.0.0.0 for all");
    }
}
