using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml;
using NodaTime;

namespace Tocsin.Formats.Cap.Signatures;

/// <summary>A key that may have made a signature, with its certificate where there is one.</summary>
sealed record SignatureKey(AsymmetricAlgorithm Key, X509Certificate2? Certificate, bool IsPin) : IDisposable
{
    const int NameCharsMax = 100, FingerprintChars = 16;

    /// <summary>Whose it is.</summary>
    public CapSigner Signer => Certificate is { } certificate
        ? new CapSigner(NameOf(certificate), Fingerprint(certificate.RawData))
        : new CapSigner("", PublicKey[..FingerprintChars]);

    /// <summary>SHA-256 of the key (SubjectPublicKeyInfo): certificates may share one.</summary>
    public string PublicKey { get; } = Convert.ToHexStringLower(SHA256.HashData(Key is RSA rsa ? rsa.ExportSubjectPublicKeyInfo() : ((ECDsa)Key).ExportSubjectPublicKeyInfo()));

    /// <summary>What it costs to try it.</summary>
    public long Cost => SignatureBudget.KeyBytes * (Key is RSA ? Math.Max(1L, (long)Key.KeySize * Key.KeySize / (2_048 * 2_048)) : 4);

    /// <summary>Whether it made a signature.</summary>
    public bool Made(byte[] signed, SignatureForm form) => Key switch
    {
        RSA rsa => form.Method.IsRsa && rsa.VerifyData(signed, form.Value, form.Method.Hash, RSASignaturePadding.Pkcs1),
        ECDsa curve => !form.Method.IsRsa && curve.VerifyData(signed, form.Value, form.Method.Hash),
        _ => false,
    };

    /// <summary>Why it is not to be trusted with what was sent at a time; null where nothing speaks against it.</summary>
    public string? Doubt(Instant sent)
    {
        if (Key is RSA { KeySize: < FormatLimits.SignatureRsaBitsLeast }) return $"its RSA key has {Key.KeySize} bits, and {FormatLimits.SignatureRsaBitsLeast} are the least";
        if (Key is ECDsa { KeySize: < FormatLimits.SignatureCurveBitsLeast }) return $"its curve has {Key.KeySize} bits, and {FormatLimits.SignatureCurveBitsLeast} are the least";
        if (Certificate is not { } certificate) return null;
        var (from, until) = (Instant.FromDateTimeUtc(certificate.NotBefore.ToUniversalTime()), Instant.FromDateTimeUtc(certificate.NotAfter.ToUniversalTime()));
        if (sent < from) return $"its certificate began on {from:uuuu-MM-dd}, after the alert was sent";
        if (sent > until) return $"its certificate ended on {until:uuuu-MM-dd}, before the alert was sent";
        var use = certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault()?.KeyUsages;
        return use is { } uses && (uses & (X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation)) == 0 ? "its certificate is not for signing" : null;
    }

    /// <summary>The key of a certificate; null where it is neither RSA nor ECDSA, or too large.</summary>
    public static SignatureKey? Of(X509Certificate2 certificate, bool isPin)
    {
        try
        {
            if ((AsymmetricAlgorithm?)certificate.GetRSAPublicKey() is { KeySize: <= FormatLimits.SignatureRsaBitsMax } rsa) return new(rsa, certificate, isPin);
            return certificate.GetECDsaPublicKey() is { } curve ? new(curve, certificate, isPin) : null;
        }
        catch (CryptographicException) { return null; }
    }

    static string Fingerprint(byte[] of) => Convert.ToHexStringLower(SHA256.HashData(of))[..FingerprintChars];

    static string NameOf(X509Certificate2 certificate)
    {
        var parts = certificate.SubjectName.EnumerateRelativeDistinguishedNames().Where(part => !part.HasMultipleElements).ToList();
        var name = parts.Find(part => part.GetSingleElementType().Value == "2.5.4.3") ?? parts.Find(part => part.GetSingleElementType().Value == "2.5.4.10");
        var plain = new string([.. (name?.GetSingleElementValue() ?? "nobody").Where(c => !char.IsControl(c)).Take(NameCharsMax)]);
        return plain.Trim().Length > 0 ? plain : "nobody";
    }

    public void Dispose() => Key.Dispose();
}

/// <summary>The keys that may have made a signature: those that stand beside it, each as its pin where it is pinned, then the other pins.</summary>
sealed class SignatureKeys : IDisposable
{
    readonly KnownKeys known;
    readonly ImmutableArray<X509Certificate2> beside;
    readonly ImmutableArray<SignatureKey> named;
    readonly SignatureKey? bare;

    SignatureKeys(KnownKeys known, XmlElement? keyInfo)
    {
        this.known = known;
        var inside = keyInfo is null ? [] : SignatureForm.Elements(keyInfo);
        var certificates = inside.Where(part => part.LocalName == "X509Data").SelectMany(data => SignatureForm.Elements(data)).Where(part => part.LocalName == "X509Certificate")
            .Take(FormatLimits.SignatureCertificatesMax).Select(SignatureForm.Bytes).OfType<byte[]>().Select(known.Certificate).OfType<BesideCertificate>().ToList();
        beside = [.. certificates.Select(each => each.Certificate)];
        bare = inside.Where(part => part.LocalName == "KeyValue").Take(1).Select(Bare).FirstOrDefault();
        named = [.. certificates.Select(each => each.Key).Append(bare).OfType<SignatureKey>()];
    }

    public static SignatureKeys Of(XmlElement? keyInfo, KnownKeys known) => new(known, keyInfo);

    /// <summary>Whether a key stands beside the signature.</summary>
    public bool AreNamed => !named.IsEmpty;

    /// <summary>The first that made the signature; null where none did.</summary>
    /// <param name="signed">What was signed.</param>
    /// <param name="form">The signature.</param>
    /// <param name="isCut">Whether not all were tried, since nothing was left of the budget.</param>
    public SignatureKey? First(byte[] signed, SignatureForm form, out bool isCut)
    {
        isCut = known.Budget.IsSpent;
        foreach (var key in named.Select(known.OrPin).Concat(known.Pinned).Where(key => key.Key is RSA == form.Method.IsRsa).Distinct())
        {
            isCut = !known.Budget.TrySpend(key.Cost);
            if (isCut) return null;
            if (key.Made(signed, form)) return key;
        }
        return null;
    }

    /// <summary>Whether a key is pinned, itself or by its authority; null where nothing is left to find out.</summary>
    public bool? IsPinned(SignatureKey key, Instant sent) => key.IsPin ? true : key.Certificate is { } certificate ? known.Hold(certificate, beside, sent) : false;

    /// <summary>An RSA key without a certificate (§4.5.2.2).</summary>
    static SignatureKey? Bare(XmlElement value)
    {
        if (SignatureForm.Elements(value) is not [{ LocalName: "RSAKeyValue" } rsa] || SignatureForm.Elements(rsa) is not [var modulus, var exponent]) return null;
        if (SignatureForm.Bytes(modulus)?.AsSpan().TrimStart((byte)0).ToArray() is not { Length: > 0 and <= FormatLimits.SignatureRsaBitsMax / 8 } n || SignatureForm.Bytes(exponent) is not { Length: > 0 and <= 8 } e) return null;
        try { return new SignatureKey(RSA.Create(new RSAParameters { Modulus = n, Exponent = e }), null, IsPin: false); }
        catch (CryptographicException) { return null; }
    }

    public void Dispose() => bare?.Dispose();
}
