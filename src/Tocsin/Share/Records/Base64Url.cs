using System.Text;
using Codec = System.Buffers.Text.Base64Url;

namespace Tocsin.Share.Records;

/// <summary>Hashes as leaves carry them: base64url without padding (RFC 4648 §5), 43 characters.</summary>
static class Base64Url
{
    /// <summary>Characters of one SHA-256 hash.</summary>
    public const int HashChars = 43;

    public static void Write(in Hash hash, Span<char> text) => Codec.EncodeToChars(hash.AsSpan(), text);

    /// <summary>Reads one hash, strictly: 43 characters of the alphabet, unused bits zero.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out Hash hash)
    {
        Span<char> chars = stackalloc char[HashChars];
        hash = default;
        return text.Length == HashChars && Encoding.ASCII.TryGetChars(text, chars, out _) && Hash.TryParseBase64Url(chars, out hash);
    }
}
