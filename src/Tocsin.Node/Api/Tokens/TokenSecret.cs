using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Tocsin.Node.Api.Tokens;

/// <summary>A token as a program carries it: <c>tocsin-ID.SECRET</c>, 64 bits that find it and 256 that prove it. The default value proves nothing.</summary>
/// <param name="Id">Which token.</param>
/// <param name="Secret">The proof.</param>
readonly record struct TokenSecret(string Id, string Secret)
{
    const string Prefix = "tocsin-";
    const int IdBytes = 8, IdChars = 11, SecretBytes = 32, SecretChars = 43;

    /// <summary>A new one.</summary>
    public static TokenSecret New(Chance chance)
    {
        Span<byte> bytes = stackalloc byte[IdBytes + SecretBytes];
        chance.Fill(bytes);
        return new(Base64Url.EncodeToString(bytes[..IdBytes]), Base64Url.EncodeToString(bytes[IdBytes..]));
    }

    /// <summary>Reads one; null where the text is none.</summary>
    public static TokenSecret? Parse(string text) =>
        text.StartsWith(Prefix, StringComparison.Ordinal) && text[Prefix.Length..].Split('.') is [{ Length: IdChars } id, { Length: SecretChars } secret] ? new(id, secret) : null;

    /// <summary>What is kept of it. A fast hash will do: nobody can try 2^256 secrets.</summary>
    public byte[] Hash() => SHA256.HashData(Encoding.UTF8.GetBytes(Secret));

    /// <summary>Whether this is the secret of which that was kept; takes as long whatever the answer.</summary>
    public bool Proves(ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(Hash(), hash);

    /// <summary>As it is handed over, once.</summary>
    public override string ToString() => $"{Prefix}{Id}.{Secret}";
}
