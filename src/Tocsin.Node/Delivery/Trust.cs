using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tocsin.Node.Delivery;

/// <summary>Which certificates are believed: those of the machine's authorities, or of one authority alone.</summary>
static class Trust
{
    /// <summary>How a client connects to a host by TLS.</summary>
    /// <exception cref="IOException">The authority's file does not read.</exception>
    public static SslClientAuthenticationOptions In(string? caFile, string host)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = host };
        if (caFile is null) return options;
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(caFile);
            if (authorities.Count == 0) throw new IOException($"{caFile} holds no certificate");
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
            return options;
        }
        catch (Exception e) when (e is CryptographicException or UnauthorizedAccessException)
        {
            throw new IOException($"{caFile} holds no certificate: {e.Message}", e);
        }
    }
}
