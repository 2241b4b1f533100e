using System.Security.Cryptography;
using System.Text;
using Tocsin.Share.Records;
using Codec = System.Buffers.Text.Base64Url;

namespace Tocsin.Share.Parties;

/// <summary>Hashes values as one circle's members do who do not want to say them. See docs/spec/value-hash.md.</summary>
/// <remarks>It hides a value from whoever does not hold the circle's charter, and from members only what cannot be guessed: telephone numbers and
/// accounts can be.</remarks>
public sealed class ValueSalt
{
    static readonly byte[] Purpose = "tocsin-value-hash-v1"u8.ToArray();

    readonly byte[] key;

    ValueSalt(byte[] key) => this.key = key;

    /// <summary>The salt of a circle. Every charter of the circle gives the same.</summary>
    /// <param name="charter">Any of its charters.</param>
    public static ValueSalt Of(Charter charter) => Of(charter.CircleId(), charter.Nonce);

    /// <summary>The salt of a circle.</summary>
    /// <param name="circle">Its id, base64url.</param>
    /// <param name="nonce">Its charters' nonce, base64url.</param>
    public static ValueSalt Of(string circle, string nonce) =>
        new(HKDF.DeriveKey(HashAlgorithmName.SHA256, Codec.DecodeFromChars(nonce), HMACSHA256.HashSizeInBytes, Codec.DecodeFromChars(circle), Purpose));

    /// <summary>The value as a hash: its sort is said, its text is not.</summary>
    /// <param name="value">A value of one of the <see cref="HashedValues.Sorts"/>, normalised.</param>
    public NamedValue Hash(NamedValue value) => new(
        HashedValues.TypeOf(value.Type),
        Codec.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{value.Type}\0{value.Value}"))));
}

/// <summary>The sorts of values that are shared as hashes.</summary>
public static class HashedValues
{
    const string Prefix = "hashed-";

    /// <summary>The sorts that may be hashed: what names a person's account, wallet or telephone, and domains.</summary>
    public static ImmutableArray<string> Sorts { get; } = ["domain", "iban", "account", "phone", "wallet"];

    /// <summary>The sort of a hash of a value of this sort: <c>hashed-phone</c>.</summary>
    public static string TypeOf(string sort) => Prefix + sort;

    /// <summary>A hash that somebody wrote, with the sort of its value; nothing where it is none.</summary>
    public static NamedValue? Read(string sort, string hash) =>
        Sorts.Contains(sort) && Log.Hash.TryParseBase64Url(hash, out _) ? new NamedValue(TypeOf(sort), hash) : null;

    /// <summary>The sort of the value that is hashed; nothing where it is no hash.</summary>
    public static string? SortOf(string type) => type.StartsWith(Prefix, StringComparison.Ordinal) ? type[Prefix.Length..] : null;
}
