using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Codec = System.Buffers.Text.Base64Url;

namespace Tocsin.Share.Records;

/// <summary>A salted disclosure in the manner of SD-JWT (RFC 9901 §4.2): the bytes of <c>["salt","group",value]</c>.</summary>
public static class Disclosure
{
    /// <summary>Bytes of a fresh salt: 128 bits (RFC 9901 §9.3).</summary>
    public const int SaltBytes = 16;

    /// <summary>SHA-256 over the base64url of the disclosure's bytes (RFC 9901 §4.2.3).</summary>
    public static Hash Digest(ReadOnlySpan<byte> disclosure)
    {
        var length = Codec.GetEncodedLength(disclosure.Length);
        var rented = length > 4096 ? ArrayPool<byte>.Shared.Rent(length) : null;
        var text = rented ?? stackalloc byte[length];
        Codec.EncodeToUtf8(disclosure, text);
        var digest = Hash.Of(text[..length]);
        if (rented is not null)
        {
            CryptographicOperations.ZeroMemory(text);
            ArrayPool<byte>.Shared.Return(rented);
        }
        return digest;
    }
}

/// <summary>A record's content: its disclosures, each after its length as a big-endian uint32, in the order of their digests.</summary>
/// <remarks>It is kept beside the log and is no part of it: a group can be left out or erased while the log still verifies.</remarks>
public static class Content
{
    /// <summary>Takes the next disclosure off the front; false at the end.</summary>
    /// <exception cref="InvalidDataException">The lengths do not add up.</exception>
    public static bool TryNext(ref ReadOnlySpan<byte> content, out ReadOnlySpan<byte> disclosure)
    {
        disclosure = default;
        if (content.IsEmpty) return false;
        if (content.Length < 4 || BinaryPrimitives.ReadUInt32BigEndian(content) is var length && length > content.Length - 4)
            throw new InvalidDataException("a disclosure is longer than the content that holds it");
        disclosure = content.Slice(4, (int)length);
        content = content[(4 + (int)length)..];
        return true;
    }

    /// <summary>Puts a disclosure at the end.</summary>
    public static void Append(IBufferWriter<byte> content, ReadOnlySpan<byte> disclosure)
    {
        BinaryPrimitives.WriteUInt32BigEndian(content.GetSpan(4), (uint)disclosure.Length);
        content.Advance(4);
        content.Write(disclosure);
    }
}
