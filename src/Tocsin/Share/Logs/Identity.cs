using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Tocsin.Share.Records;

namespace Tocsin.Share.Logs;

/// <summary>Turns source keys and contents into the digests by which the journal knows a record again.</summary>
/// <remarks>They are keyed with a secret of the node, so that the digest of an erased value tells nobody what it was.
/// Loss of the secret: a source's next telling of a thing becomes a new record. Trust: whoever holds it can guess erased values.</remarks>
public sealed class Identity
{
    /// <summary>Bytes of the secret.</summary>
    public const int SecretBytes = 32;

    readonly byte[] secret;

    /// <summary>Takes the node's secret, 32 bytes.</summary>
    public Identity(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != SecretBytes) throw new ArgumentException($"the secret has {secret.Length} bytes, not {SecretBytes}", nameof(secret));
        this.secret = secret.ToArray();
    }

    /// <summary>The digests of all names of a thing; none without a key.</summary>
    public ImmutableArray<UInt128> Keys(SourceKey? key)
    {
        if (key is null) return [];
        var digests = new UInt128[key.Keys.Count];
        for (var i = 0; i < digests.Length; i++) digests[i] = Keyed($"{key.Scheme.Length}:{key.Scheme}{key.Sender.Length}:{key.Sender}{key.Keys[i]}");
        return ImmutableCollectionsMarshal.AsImmutableArray(digests);
    }

    /// <summary>The digest of what a draft says, salts aside. Never zero, which stands for erased content.</summary>
    public UInt128 Content(ReadOnlySpan<byte> groups) => Keyed(groups) is var digest && digest == 0 ? 1 : digest;

    UInt128 Keyed(string text)
    {
        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        var digest = Keyed(rented.AsSpan(0, Encoding.UTF8.GetBytes(text, rented)));
        ArrayPool<byte>.Shared.Return(rented);
        return digest;
    }

    /// <summary>SHA-256 over secret and data, cut to its first half: what is cut off keeps anybody from extending it.</summary>
    UInt128 Keyed(ReadOnlySpan<byte> data)
    {
        var rented = ArrayPool<byte>.Shared.Rent(SecretBytes + data.Length);
        var keyed = rented.AsSpan(0, SecretBytes + data.Length);
        secret.CopyTo(keyed);
        data.CopyTo(keyed[SecretBytes..]);
        Span<byte> digest = stackalloc byte[Sha256.Size];
        Sha256.Hash(keyed, digest);
        keyed.Clear();
        ArrayPool<byte>.Shared.Return(rented);
        return BinaryPrimitives.ReadUInt128BigEndian(digest);
    }
}
