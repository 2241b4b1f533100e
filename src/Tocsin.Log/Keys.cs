using System.Security.Cryptography;

namespace Tocsin.Log;

/// <summary>The algorithms with which notes are signed. Others (Ed25519, ML-DSA) may be added; none is ever
/// reused.</summary>
public enum KeyAlgorithm
{
    /// <summary>ECDSA over NIST P-256 with SHA-256: SPKI keys, signatures in ASN.1 DER.</summary>
    EcdsaP256,
}

/// <summary>The private half of a key. A simulation gives one that is deterministic; a hardware module may be
/// another.</summary>
public interface ISigningKey
{
    /// <summary>With what it signs.</summary>
    KeyAlgorithm Algorithm { get; }

    /// <summary>The public half: for ECDSA P-256 the DER of its SubjectPublicKeyInfo.</summary>
    ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>Signs a message: for ECDSA P-256, over its SHA-256, as ASN.1 DER. May be called by many
    /// threads.</summary>
    byte[] Sign(ReadOnlySpan<byte> message);
}

/// <summary>A P-256 private key in this process.</summary>
public sealed class EcdsaSigningKey : ISigningKey
{
    readonly ECDsa key;

    /// <summary>Takes a key, which stays the caller's to dispose of.</summary>
    /// <exception cref="ArgumentException">It is not of the curve P-256.</exception>
    public EcdsaSigningKey(ECDsa key)
    {
        this.key = key;
        PublicKey = VerifyingKey.Parse(key.ExportSubjectPublicKeyInfo()).Try(out var known, out var reason)
            ? known.Bytes
            : throw new ArgumentException(reason, nameof(key));
    }

    /// <inheritdoc/>
    public KeyAlgorithm Algorithm => KeyAlgorithm.EcdsaP256;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> PublicKey { get; }

    /// <inheritdoc/>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        lock (key) return key.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }
}

/// <summary>The public half of a key, in the one encoding that its id is made from.</summary>
public sealed class VerifyingKey
{
    // RFC 5480: the algorithm id-ecPublicKey, the named curve secp256r1, a bit string that holds an uncompressed point.
    static readonly byte[] Start = Convert.FromHexString("3059301306072a8648ce3d020106082a8648ce3d03010703420004");

    const int SpkiBytes = 91;

    readonly ECDsa key;

    VerifyingKey(ECDsa key, byte[] bytes) => (this.key, Bytes) = (key, bytes);

    /// <summary>What it verifies.</summary>
    public KeyAlgorithm Algorithm => KeyAlgorithm.EcdsaP256;

    /// <summary>The DER of its SubjectPublicKeyInfo (RFC 5480): named curve, uncompressed point, 91 bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Reads a SubjectPublicKeyInfo of the curve P-256; other curves and other encodings of the same key are
    /// refused.</summary>
    public static Parsed<VerifyingKey> Parse(ReadOnlySpan<byte> spki) => KnownSignatures.Here is { } known ? known.Key(spki, Read) : Read(spki);

    static Parsed<VerifyingKey> Read(ReadOnlySpan<byte> spki)
    {
        if (spki.Length != SpkiBytes || !spki.StartsWith(Start))
            return new("a key is the SubjectPublicKeyInfo of an uncompressed P-256 point: 91 bytes");
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(spki, out _);
            return new(new VerifyingKey(key, spki.ToArray()));
        }
        catch (CryptographicException)
        {
            key.Dispose();
            return new("the key's point is not on the curve P-256");
        }
    }

    /// <summary>Whether a signature, as <see cref="ISigningKey.Sign"/> gives it, is this key's over a
    /// message.</summary>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (KnownSignatures.Here?.Has(Bytes.Span, message, signature) == true) return true;
        lock (key)
            return key.VerifyData(message, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>Whether r and s, 32 bytes each, one after the other (IEEE P1363), are this key's signature over a
    /// message.</summary>
    public bool VerifyFixed(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (KnownSignatures.Here?.Has(Bytes.Span, message, signature) == true) return true;
        lock (key)
            return key.VerifyData(message, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
