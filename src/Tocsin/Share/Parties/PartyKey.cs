using System.Text.Json.Serialization;
using Codec = System.Buffers.Text.Base64Url;

namespace Tocsin.Share.Parties;

/// <summary>A key of a party.</summary>
/// <param name="Use">charter: signs charters, consents and leaves; request: signs requests, receipts and cosignatures to others;
/// log: signs the heads of one circle's log. Other uses are left in peace.</param>
/// <param name="Circle">The circle, for a log's key.</param>
/// <param name="Key">Its SPKI, base64url.</param>
public sealed record PartyKey(string Use, string? Circle, string Key)
{
    /// <summary>The use of the key that signs charters, consents and leaves.</summary>
    public const string Charter = "charter";
    /// <summary>The use of the key that signs requests, receipts and cosignatures.</summary>
    public const string Request = "request";
    /// <summary>The use of the keys that sign the heads of one circle's log each.</summary>
    public const string Log = "log";

    /// <summary>A key, ready to be listed.</summary>
    public static PartyKey Of(string use, string? circle, ISigningKey key) => new(use, circle, Codec.EncodeToString(key.PublicKey.Span));

    /// <summary>The key itself; a refusal where it is of a kind that this version does not verify.</summary>
    public Parsed<VerifyingKey> Verifying() => Codec.IsValid(Key) ? VerifyingKey.Parse(Codec.DecodeFromChars(Key)) : new("the key is not base64url");

    [JsonIgnore]
    internal bool IsOurs => Use is Charter or Request or Log;
}
