using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NodaTime;

namespace Tocsin.Formats.Cap.Signatures;

/// <summary>The certificates whose signatures an operator believes: signers' own, or a certificate authority's root.</summary>
public sealed class CapPins
{
    readonly ImmutableArray<X509Certificate2> certificates;

    CapPins(ImmutableArray<X509Certificate2> certificates) => this.certificates = certificates;

    /// <summary>Nobody's.</summary>
    public static CapPins None { get; } = new([]);

    /// <summary>Whether nobody is believed.</summary>
    public bool IsEmpty => certificates.IsEmpty;

    /// <summary>The certificates.</summary>
    internal ImmutableArray<X509Certificate2> Certificates => certificates;

    /// <summary>Reads the certificates of a PEM file, from 1 to <see cref="FormatLimits.SignaturePinsMax"/>; whatever else stands in it is passed over.</summary>
    public static Parsed<CapPins> Read(string pem)
    {
        var read = new X509Certificate2Collection();
        try
        {
            read.ImportFromPem(pem);
        }
        catch (CryptographicException broken)
        {
            return new(new Refusal("the certificates", $"one of them does not read: {broken.Message}"));
        }
        return read.Count switch
        {
            0 => new(new Refusal("the certificates", "there is no certificate in it: PEM is expected, with BEGIN CERTIFICATE")),
            > FormatLimits.SignaturePinsMax => new(new Refusal("the certificates", $"there are more than {FormatLimits.SignaturePinsMax} certificates in it")),
            _ => Idle(read) is { } idle ? new(new Refusal("the certificates", idle)) : new(new CapPins([.. read])),
        };
    }

    /// <summary>Why a certificate would pin nothing; null where each pins something.</summary>
    static string? Idle(X509Certificate2Collection read) =>
        read.FirstOrDefault(each => IsAuthority(each) && !IsRoot(each) && !read.Any(other => other.SubjectName.RawData.AsSpan().SequenceEqual(each.IssuerName.RawData))) is { } between
            ? $"'{between.Subject}' is an authority between others, and pins nothing without the one above it, '{between.Issuer}': pin that authority's root, or the signers' own certificates"
            : null;

    /// <summary>Whether a certificate is itself pinned.</summary>
    internal bool Name(X509Certificate2 signer) => certificates.Any(pin => pin.RawDataMemory.Span.SequenceEqual(signer.RawDataMemory.Span));

    /// <summary>Whether an authority is pinned.</summary>
    internal bool HaveAuthority => certificates.Any(IsRoot);

    /// <summary>When a certificate counts as issued, perhaps by way of others, by an authority that is pinned: a span that holds a moment, where it did then.</summary>
    internal PinnedSpan Span(X509Certificate2 signer, IEnumerable<X509Certificate2> others, Instant at)
    {
        var authorities = certificates.Where(IsRoot).ToArray();
        using var chain = new X509Chain { ChainPolicy = Policy(authorities, [.. certificates, .. others], at) };
        try
        {
            if (!chain.Build(signer)) return PinnedSpan.Not(isNever: chain.ChainStatus.Any(each => each.Status is not X509ChainStatusFlags.NotTimeValid));
            return new PinnedSpan(chain.ChainElements.Max(each => Utc(each.Certificate.NotBefore)), chain.ChainElements.Min(each => Utc(each.Certificate.NotAfter)), IsNever: false);
        }
        finally
        {
            foreach (var element in chain.ChainElements) element.Certificate.Dispose();
        }
    }

    static bool IsRoot(X509Certificate2 pin) => pin.SubjectName.RawData.AsSpan().SequenceEqual(pin.IssuerName.RawData) && IsAuthority(pin);

    static bool IsAuthority(X509Certificate2 pin) => pin.Extensions.OfType<X509BasicConstraintsExtension>().Any(basic => basic.CertificateAuthority);

    static Instant Utc(DateTime time) => Instant.FromDateTimeUtc(time.ToUniversalTime());

    /// <summary>Nothing is fetched, neither certificates nor lists of revoked ones.</summary>
    static X509ChainPolicy Policy(X509Certificate2[] authorities, X509Certificate2[] others, Instant at)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true,
            VerificationTime = at.ToDateTimeUtc(), VerificationTimeIgnored = false,
        };
        policy.CustomTrustStore.AddRange(authorities);
        policy.ExtraStore.AddRange(others);
        return policy;
    }
}

/// <summary>From when to when a certificate counts by an authority that is pinned. The default value is a moment of 1970 alone.</summary>
/// <param name="From">The first moment. UTC.</param>
/// <param name="Until">The last. UTC.</param>
/// <param name="IsNever">Whether it does not count whatever the time.</param>
readonly record struct PinnedSpan(Instant From, Instant Until, bool IsNever)
{
    /// <summary>It does not count at the moment that was asked about.</summary>
    public static PinnedSpan Not(bool isNever) => new(Instant.MaxValue, Instant.MinValue, isNever);

    /// <summary>Whether it counts at a moment.</summary>
    public bool Holds(Instant at) => !IsNever && at >= From && at <= Until;
}
