using System.Globalization;
using System.Security.Cryptography;

namespace Tocsin.Share.Sync;

/// <summary>What a valid signature says: who asks, with which key, and until when it may be asked.</summary>
/// <param name="Party">The asking party's id.</param>
/// <param name="Number">The party document that lists the key.</param>
/// <param name="Circle">The circle in which it asks.</param>
/// <param name="Nonce">What makes the request one of its own: 128 bits.</param>
/// <param name="ExpiresSeconds">Seconds since 1970 up to which it is good.</param>
public sealed record SignedBy(string Party, int Number, string Circle, UInt128 Nonce, long ExpiresSeconds);

/// <summary>Signs and verifies requests (RFC 9421, <c>ecdsa-p256-sha256</c>, with a content digest as in RFC 9530). See docs/spec/sync.md.</summary>
public static class RequestSignature
{
    /// <summary>The header fields that are covered, beside method and path.</summary>
    public const string DigestField = "content-digest", RecipientField = "tocsin-recipient", CircleField = "tocsin-circle";

    const string Label = "tocsin", Algorithm = "ecdsa-p256-sha256", InputField = "signature-input", SignatureField = "signature";
    static readonly string[] Covered = ["\"@method\"", "\"@path\"", "\"content-digest\"", "\"tocsin-recipient\"", "\"tocsin-circle\""];

    /// <summary>Signs a request.</summary>
    /// <param name="method">GET or POST.</param>
    /// <param name="target">The path.</param>
    /// <param name="body">The body.</param>
    /// <param name="recipient">The party's id to whom it goes.</param>
    /// <param name="circle">The circle's id.</param>
    /// <param name="key">The asking party's key.</param>
    /// <param name="clock">Gives the time.</param>
    /// <param name="chance">Gives the nonce.</param>
    public static PartnerRequest Sign(
        string method, string target, ReadOnlyMemory<byte> body, string recipient, string circle, RequestKey key, TimeProvider clock, Chance chance)
    {
        Span<byte> nonce = stackalloc byte[16];
        chance.Fill(nonce);
        var created = clock.GetUtcNow().ToUnixTimeSeconds();
        var input = string.Create(CultureInfo.InvariantCulture,
            $"({string.Join(' ', Covered)});created={created};expires={created + SyncLimits.RequestSecondsMax};nonce=\"{System.Buffers.Text.Base64Url.EncodeToString(nonce)}\";alg=\"{Algorithm}\";keyid=\"{key.Id}\"");
        var headers = ImmutableDictionary<string, string>.Empty
            .Add(DigestField, ContentDigest(body.Span)).Add(RecipientField, recipient).Add(CircleField, circle).Add(InputField, $"{Label}={input}");
        var request = new PartnerRequest(method, target, headers, body);
        var signed = SignatureInput.Parse(headers[InputField]).Value.Base(component => Value(request, component)).Value;
        return request with { Headers = headers.Add(SignatureField, $"{Label}=:{Convert.ToBase64String(key.Sign(signed))}:") };
    }

    /// <summary>The signature base of a request as its input says; the reason where it has not what is covered.</summary>
    public static Parsed<byte[]> Base(PartnerRequest request) =>
        Input(request).Try(out var input, out var reason) ? input.Base(component => Value(request, component)) : new(reason);

    /// <summary>Who a request says it is from; nothing is verified.</summary>
    public static Parsed<SignedBy> Read(PartnerRequest request) => Input(request).Try(out var input, out var reason) ? Read(request, input) : new(reason);

    static Parsed<SignedBy> Read(PartnerRequest request, SignatureInput input)
    {
        if (!input.Components.SequenceEqual(Covered)) return new($"the signature does not cover exactly {string.Join(", ", Covered)}");
        if (input.Parameters.Keys.FirstOrDefault(name => name is not ("created" or "expires" or "nonce" or "alg" or "keyid")) is { } unknown) return new($"the signature has a parameter '{unknown}'");
        if (input.Parameters.GetValueOrDefault("alg") != Algorithm) return new($"the signature is not {Algorithm}");
        if (input.Number("created") is not { } created || input.Number("expires") is not { } expires) return new("the signature does not say from when to when it is good");
        if (expires > Cosignature.TimeSecondsMax) return new("the signature is good beyond the year 9999");
        if (expires < created || expires - created > SyncLimits.RequestSecondsMax) return new($"the signature is good for {expires - created} seconds; {SyncLimits.RequestSecondsMax} are the most");
        if (input.Parameters.GetValueOrDefault("nonce") is not { } text || Nonce(text) is not { } nonce) return new($"the signature has no nonce of {SyncLimits.NonceChars} characters of base64url");
        if (input.Parameters.GetValueOrDefault("keyid")?.Split('/') is not [var party, var digits] || !Hash.TryParseBase64Url(party, out _)
            || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1) return new("the signature's key is not PARTY/NUMBER");
        return new(new SignedBy(party, number, request.Headers.GetValueOrDefault(CircleField) ?? "", nonce, expires));
    }

    /// <summary>Nothing where a request is signed by this key, for this recipient, now; else why it is refused.</summary>
    /// <param name="request">The request.</param>
    /// <param name="recipient">The party's id to whom it must be addressed.</param>
    /// <param name="keys">The keys that may have signed it.</param>
    /// <param name="clock">Gives the time.</param>
    public static string? Verify(PartnerRequest request, string recipient, IReadOnlyList<VerifyingKey> keys, TimeProvider clock)
    {
        if (!Input(request).Try(out var input, out var reason) || !Read(request, input).Try(out var by, out reason)) return reason;
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        if (input.Number("created") > now + SyncLimits.SkewSecondsMax || by.ExpiresSeconds < now - SyncLimits.SkewSecondsMax)
            return $"the request was signed at {Time(input.Number("created")!.Value)} and is good until {Time(by.ExpiresSeconds)}; it is {Time(now)} here, and clocks may differ by {SyncLimits.SkewSecondsMax / 60} minutes";
        if (request.Headers.GetValueOrDefault(RecipientField) != recipient) return $"the request is addressed to {request.Headers.GetValueOrDefault(RecipientField) ?? "nobody"}, and this is {recipient}";
        if (request.Headers.GetValueOrDefault(DigestField) != ContentDigest(request.Body.Span)) return "the body does not have the digest that was signed";
        if (!input.Base(component => Value(request, component)).Try(out var signed, out reason)) return reason;
        return Signature(request) is { } raw && keys.Any(key => RequestKey.Verify(key, signed, raw)) ? null : $"the signature is not one of {by.Party}'s by the key of its document {by.Number}";
    }

    /// <summary>A body's digest as its header field says it (RFC 9530 §2).</summary>
    public static string ContentDigest(ReadOnlySpan<byte> body) => $"sha-256=:{Convert.ToBase64String(SHA256.HashData(body))}:";

    static Parsed<SignatureInput> Input(PartnerRequest request) =>
        !request.Headers.TryGetValue(InputField, out var field) ? new("the request is not signed")
        : SignatureInput.Parse(field).Try(out var input, out var reason) ? new(input) : new($"the signature's input does not read: {reason}");

    static byte[]? Signature(PartnerRequest request)
    {
        if (!request.Headers.TryGetValue(SignatureField, out var field) || !field.StartsWith($"{Label}=:", StringComparison.Ordinal) || !field.EndsWith(':')) return null;
        var base64 = field[(Label.Length + 2)..^1];
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? bytes[..length] : null;
    }

    static string? Value(PartnerRequest request, string component) => component switch
    {
        "\"@method\"" => request.Method,
        "\"@path\"" => request.Target,
        ['"', .. var name, '"'] => request.Headers.GetValueOrDefault(name),
        _ => null,
    };

    static UInt128? Nonce(string text)
    {
        Span<byte> bytes = stackalloc byte[16];
        return text.Length == SyncLimits.NonceChars && System.Buffers.Text.Base64Url.IsValid(text) && System.Buffers.Text.Base64Url.TryDecodeFromChars(text, bytes, out var length) && length == bytes.Length
            ? System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes)
            : null;
    }

    static string Time(long seconds) => Instant.FromUnixTimeSeconds(seconds).ToString();
}
