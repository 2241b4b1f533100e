using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tocsin.Log;

/// <summary>A SHA-256 hash: 32 bytes. The default value is 32 zero bytes, which stands for no hash.</summary>
/// <remarks>Its memory is exactly its bytes, so a tile may be read with <c>MemoryMarshal.Cast&lt;byte,
/// Hash&gt;</c>.</remarks>
[StructLayout(LayoutKind.Sequential)]
public readonly struct Hash : IEquatable<Hash>, IComparable<Hash>
{
    /// <summary>Bytes in a hash.</summary>
    public const int Size = 32;

    /// <summary>Characters of one in unpadded base64url.</summary>
    public const int Base64UrlChars = 43;

    readonly ulong a, b, c, d;

    /// <summary>What the last of 43 characters may be, which carries four bits of six.</summary>
    static ReadOnlySpan<byte> LeavesNoBits => "AEIMQUYcgkosw048"u8;

    /// <summary>Takes 32 bytes.</summary>
    /// <exception cref="ArgumentException">There are not exactly 32.</exception>
    public Hash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
            throw new ArgumentException($"a hash has {Size} bytes, not {bytes.Length}", nameof(bytes));
        (a, b, c, d) = (Word(bytes, 0), Word(bytes, 1), Word(bytes, 2), Word(bytes, 3));
    }

    /// <summary>The plain SHA-256 of some bytes, without a Merkle tree's prefix.</summary>
    public static Hash Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[Size];
        Sha256.Hash(bytes, hash);
        return new(hash);
    }

    /// <summary>Reads standard base64 as a checkpoint writes it (RFC 4648 §4): 44 characters, one of them
    /// padding.</summary>
    public static bool TryParse([NotNullWhen(true)] string? base64, out Hash hash)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var read = base64?.Length == 44 && Convert.TryFromBase64String(base64, bytes, out var length) && length == Size;
        hash = read ? new(bytes) : default;
        return read && hash.ToString() == base64;
    }

    /// <summary>Reads unpadded base64url (RFC 4648 §5), strictly: 43 characters of the alphabet, the two bits that are left over zero.</summary>
    public static bool TryParseBase64Url(ReadOnlySpan<char> base64Url, out Hash hash)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var read = base64Url.Length == Base64UrlChars && LeavesNoBits.Contains((byte)base64Url[^1])
            && Base64Url.DecodeFromChars(base64Url, bytes, out _, out var length) == OperationStatus.Done && length == Size;
        hash = read ? new(bytes) : default;
        return read;
    }

    /// <summary>The same, of UTF-8.</summary>
    public static bool TryParseBase64Url(ReadOnlySpan<byte> base64Url, out Hash hash)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var read = base64Url.Length == Base64UrlChars && LeavesNoBits.Contains(base64Url[^1])
            && Base64Url.DecodeFromUtf8(base64Url, bytes, out _, out var length) == OperationStatus.Done && length == Size;
        hash = read ? new(bytes) : default;
        return read;
    }

    /// <summary>Its bytes, where they are.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> AsSpan() => MemoryMarshal.AsBytes(new ReadOnlySpan<Hash>(in this));

    /// <summary>Copies its 32 bytes to the front of a span.</summary>
    /// <exception cref="ArgumentException">The span is shorter.</exception>
    public void CopyTo(Span<byte> to) => AsSpan().CopyTo(to);

    /// <summary>Standard base64 with padding, as in a checkpoint.</summary>
    public override string ToString() => Convert.ToBase64String(AsSpan());

    /// <summary>Unpadded base64url, 43 characters, as in an id.</summary>
    public string ToBase64Url() => Base64Url.EncodeToString(AsSpan());

    /// <summary>Writes it as unpadded base64url in UTF-8, 43 bytes.</summary>
    /// <exception cref="ArgumentException">There is no room.</exception>
    public void WriteBase64Url(Span<byte> text) => Base64Url.EncodeToUtf8(AsSpan(), text);

    /// <summary>Whether all 32 bytes are the same. Not in constant time: a hash is no secret.</summary>
    public bool Equals(Hash other) => a == other.a && b == other.b && c == other.c && d == other.d;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Hash other && Equals(other);

    /// <summary>Eight of its own bytes, folded: it is a hash already.</summary>
    public override int GetHashCode() => a.GetHashCode();

    /// <summary>Orders by bytes, first byte first: the order in which ties are broken.</summary>
    public int CompareTo(Hash other) => AsSpan().SequenceCompareTo(other.AsSpan());

    /// <summary>Whether two hashes are the same.</summary>
    public static bool operator ==(in Hash left, in Hash right) => left.Equals(right);

    /// <summary>Whether two hashes differ.</summary>
    public static bool operator !=(in Hash left, in Hash right) => !left.Equals(right);

    static ulong Word(ReadOnlySpan<byte> bytes, int index) =>
        Unsafe.ReadUnaligned<ulong>(in bytes[index * sizeof(ulong)]);
}
