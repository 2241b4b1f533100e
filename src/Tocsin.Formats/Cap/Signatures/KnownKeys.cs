using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NodaTime;

namespace Tocsin.Formats.Cap.Signatures;

/// <summary>A certificate that stands beside a signature, and its key where that is one that is tried.</summary>
sealed record BesideCertificate(X509Certificate2 Certificate, SignatureKey? Key);

/// <summary>The keys of one document: those of the pins and of the certificates beside its signatures, each made once however often it stands there.</summary>
sealed class KnownKeys(CapPins pins, SignatureBudget budget) : IDisposable
{
    readonly Dictionary<string, BesideCertificate?> beside = new(StringComparer.Ordinal);
    readonly Dictionary<string, PinnedSpan> spans = new(StringComparer.Ordinal);
    ImmutableArray<SignatureKey> pinned;

    /// <summary>What may still be done for the document.</summary>
    public SignatureBudget Budget => budget;

    /// <summary>Whether nobody is believed.</summary>
    public bool AreNonePinned => pins.IsEmpty;

    /// <summary>The keys of the pins, in their order.</summary>
    public ImmutableArray<SignatureKey> Pinned
    {
        get
        {
            if (pinned.IsDefault) pinned = [.. pins.Certificates.Select(pin => SignatureKey.Of(pin, isPin: true)).OfType<SignatureKey>()];
            return pinned;
        }
    }

    /// <summary>The first pin that has the same key; the key itself where none has.</summary>
    public SignatureKey OrPin(SignatureKey key) => Pinned.FirstOrDefault(pin => pin.PublicKey == key.PublicKey) ?? key;

    /// <summary>A certificate that stands beside a signature; null where it does not read, or nothing is left of the budget.</summary>
    public BesideCertificate? Certificate(byte[] bytes)
    {
        var name = Convert.ToHexString(SHA256.HashData(bytes));
        if (beside.TryGetValue(name, out var known)) return known;
        if (!budget.TrySpend(SignatureBudget.CertificateBytes)) return null;
        return beside[name] = Read(bytes);
    }

    /// <summary>Whether a certificate is pinned, or was issued, at that time and perhaps by way of others, by an authority that is; null where nothing is left to find out.</summary>
    public bool? Hold(X509Certificate2 signer, IReadOnlyCollection<X509Certificate2> others, Instant at)
    {
        if (pins.Name(signer)) return true;
        if (!pins.HaveAuthority) return false;
        var name = string.Join('/', others.Prepend(signer).Select(each => each.GetCertHashString(HashAlgorithmName.SHA256)));
        if (spans.TryGetValue(name, out var known) && (known.IsNever || known.Holds(at))) return !known.IsNever;
        if (!budget.TrySpend(SignatureBudget.ChainBytes)) return null;
        var span = pins.Span(signer, others, at);
        if (span.IsNever || span.Holds(at)) spans[name] = span;
        return span.Holds(at);
    }

    static BesideCertificate? Read(byte[] bytes)
    {
        try
        {
            var certificate = X509CertificateLoader.LoadCertificate(bytes);
            return new BesideCertificate(certificate, SignatureKey.Of(certificate, isPin: false));
        }
        catch (CryptographicException) { return null; }
    }

    public void Dispose()
    {
        if (!pinned.IsDefault)
            foreach (var key in pinned) key.Dispose();
        foreach (var each in beside.Values)
        {
            each?.Key?.Dispose();
            each?.Certificate.Dispose();
        }
    }
}
