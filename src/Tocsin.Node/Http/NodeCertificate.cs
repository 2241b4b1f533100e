using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tocsin.Node.Http;

/// <summary>Reads the certificate of https, with its private key, from the operator's files.</summary>
static class NodeCertificate
{
    /// <summary>Reads a PEM file (with the key in it or beside it) or a PFX file.</summary>
    /// <param name="path">The certificate.</param>
    /// <param name="keyPath">The file of the key, where PEM keeps it apart; null if there is none.</param>
    /// <param name="password">The PFX file's password; null if it has none.</param>
    /// <param name="now">The time now: an expired certificate is refused.</param>
    public static Parsed<X509Certificate2> Load(string path, string? keyPath, string? password, DateTimeOffset now)
    {
        try
        {
            var certificate = Read(path, keyPath, password);
            if (!certificate.HasPrivateKey) return new($"{path} has no private key");
            return certificate.NotAfter.ToUniversalTime() < now.UtcDateTime
                ? new($"the certificate in {path} expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}")
                : new(certificate);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return new($"{path} could not be read as a certificate: {e.Message}");
        }
    }

    static X509Certificate2 Read(string path, string? keyPath, string? password) =>
        Path.GetExtension(path).ToLowerInvariant() is ".pfx" or ".p12"
            ? X509CertificateLoader.LoadPkcs12FromFile(path, password)
            : X509Certificate2.CreateFromPemFile(path, keyPath);
}
