namespace Tocsin.Formats.Cap.Signatures;

/// <summary>What is to be said of an enveloped signature (CAP 1.2 §3.3.4.1, W3C XML Signature) of an alert: a closed set.</summary>
public abstract record CapSignature
{
    CapSignature() { }

    /// <summary>It covers the whole alert as it was read, and was made with the key that it names.</summary>
    /// <param name="By">Whose key that is, in the words of the certificate.</param>
    /// <param name="IsPinned">Whether that is one of the <see cref="CapPins"/>; otherwise anybody may have made it.</param>
    /// <param name="Doubt">Why it is not to be trusted all the same; null where nothing speaks against it.</param>
    public sealed record Fits(CapSigner By, bool IsPinned, string? Doubt) : CapSignature
    {
        /// <summary>Whether it proves that the holder of a pinned certificate said this.</summary>
        public bool IsTrusted => IsPinned && Doubt is null;

        /// <inheritdoc/>
        public override string ToString() => Doubt is null
            ? $"valid, by {By}, {(IsPinned ? "pinned" : "not pinned")}"
            : $"not to be trusted, though it fits: {Doubt} (by {By}, {(IsPinned ? "pinned" : "not pinned")})";
    }

    /// <summary>It does not fit: the alert, or the signature, is not what was signed.</summary>
    /// <param name="Why">In one sentence.</param>
    public sealed record Broken(string Why) : CapSignature
    {
        /// <inheritdoc/>
        public override string ToString() => $"broken: {Why}";
    }

    /// <summary>Nothing can be said of it.</summary>
    /// <param name="Why">In one sentence.</param>
    public sealed record NotJudged(string Why) : CapSignature
    {
        /// <inheritdoc/>
        public override string ToString() => $"not judged: {Why}";
    }
}

/// <summary>Who made a signature. The default value names nobody.</summary>
/// <param name="Name">The certificate's common name, or organisation, at most 100 characters; empty where there is a bare key.</param>
/// <param name="Fingerprint">SHA-256 of the certificate, or of the bare key (SubjectPublicKeyInfo): its first 16 hexadecimal digits.</param>
public readonly record struct CapSigner(string Name, string Fingerprint)
{
    /// <summary>The name and the fingerprint.</summary>
    public override string ToString() => Name.Length > 0 ? $"'{Name}' (certificate {Fingerprint})" : $"a key without a certificate ({Fingerprint})";
}
