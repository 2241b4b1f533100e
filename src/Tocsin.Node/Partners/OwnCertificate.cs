using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Tocsin.Node.Running;

namespace Tocsin.Node.Partners;

/// <summary>The certificate that partners find at the node's port. They believe its key, which the party document pins, and nothing else in it.</summary>
static class OwnCertificate
{
    /// <summary>Makes a certificate of the node's TLS key, signed by itself; nobody looks at its dates.</summary>
    public static X509Certificate2 Of(ECDsa key, string party, DateTimeOffset now)
    {
        var request = new CertificateRequest($"CN={party}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        return request.CreateSelfSigned(now.AddDays(-1), now.AddYears(10));
    }

    /// <summary>What a party document pins of a certificate.</summary>
    public static Hash Pin(X509Certificate2 certificate) => Hash.Of(certificate.PublicKey.ExportSubjectPublicKeyInfo());

    /// <summary>The certificate of the newest key; a change of keys shows with the next connection.</summary>
    public sealed class Source(OwnParty party, TimeProvider clock) : IDisposable
    {
        readonly Lock gate = new();
        (string Pin, X509Certificate2 Certificate)? made;

        public X509Certificate2 Now()
        {
            var pin = party.Newest.Document.Tls ?? throw new IOException("this party's document lists no TLS key: 'tocsin party set' lists one");
            lock (gate)
            {
                if (made is { } held && held.Pin == pin) return held.Certificate;
                // The one before may still serve a handshake: it goes with the process.
                using var key = party.Keys.Read(NodeKeys.Tls);
                var certificate = Of(key, party.Id, clock.GetUtcNow());
                // Between the document that lists a key and the file that holds it, the one before is still served, and not kept.
                if (Pin(certificate).ToBase64Url() == pin) made = (pin, certificate);
                return certificate;
            }
        }

        public void Dispose() => made?.Certificate.Dispose();
    }
}
