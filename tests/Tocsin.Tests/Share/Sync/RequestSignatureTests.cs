using System.Security.Cryptography;
using System.Text;
using Tocsin.Log;
using Tocsin.Share.Sync;
using Tocsin.Tests.Officers;
using Xunit;

namespace Tocsin.Tests.Share.Sync;

/// <summary>RFC 9421's own examples (appendix B), and the requests of this house.</summary>
public sealed class RequestSignatureTests
{
    // B.1.3: test-key-ecc-p256.
    const string X = "qIVYZVLCrPZHGHjP17CTW0_-D9Lfw0EkjqF7xB4FivA", Y = "Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0";

    const string ClientCert = ":MIIBqDCCAU6gAwIBAgIBBzAKBggqhkjOPQQDAjA6MRswGQYDVQQKDBJMZXQncyBBdXRoZW50aWNhdGUxGzAZBgNVBAMMEkxBIEludGVybWVkaWF0ZSBDQTAeFw0yMDAxMTQyMjU1MzNaFw0yMTAxMjMyMjU1MzNaMA0xCzAJBgNVBAMMAkJDMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8YnXXfaUgmnMtOXU/IncWalRhebrXmckC8vdgJ1p5Be5F/3YC8OthxM4+k1M6aEAEFcGzkJiNy6J84y7uzo9M6NyMHAwCQYDVR0TBAIwADAfBgNVHSMEGDAWgBRm3WjLa38lbEYCuiCPct0ZaSED2DAOBgNVHQ8BAf8EBAMCBsAwEwYDVR0lBAwwCgYIKwYBBQUHAwIwHQYDVR0RAQH/BBMwEYEPYmRjQGV4YW1wbGUuY29tMAoGCCqGSM49BAMCA0gAMEUCIBHda/r1vaL6G3VliL4/Di6YK0Q6bMjeSkC3dFCOOB8TAiEAx/kHSB4urmiZ0NX5r5XarmPk0wmuydBVoU4hBVZ1yhk=:";

    static readonly Dictionary<string, string> Message = new(StringComparer.Ordinal)
    {
        ["\"date\""] = "Tue, 20 Apr 2021 02:07:55 GMT", ["\"@method\""] = "POST", ["\"@path\""] = "/foo", ["\"@authority\""] = "example.com", ["\"content-type\""] = "application/json",
        ["\"@query\""] = "?param=Value&Pet=dog", ["\"@query-param\";name=\"Pet\""] = "dog", ["\"@status\""] = "200", ["\"content-length\""] = "18", ["\"client-cert\""] = ClientCert,
        ["\"content-digest\""] = "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:",
    };

    [Theory]
    [InlineData("sig-b21=();created=1618884473;keyid=\"test-key-rsa-pss\";nonce=\"b3k2pp5k7z-50gnwp.yemd\"",
        "\"@signature-params\": ();created=1618884473;keyid=\"test-key-rsa-pss\";nonce=\"b3k2pp5k7z-50gnwp.yemd\"")]
    [InlineData("sig-b22=(\"@authority\" \"content-digest\" \"@query-param\";name=\"Pet\");created=1618884473;keyid=\"test-key-rsa-pss\";tag=\"header-example\"",
        "\"@authority\": example.com\n\"content-digest\": sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:\n\"@query-param\";name=\"Pet\": dog\n"
        + "\"@signature-params\": (\"@authority\" \"content-digest\" \"@query-param\";name=\"Pet\");created=1618884473;keyid=\"test-key-rsa-pss\";tag=\"header-example\"")]
    [InlineData("sig-b23=(\"date\" \"@method\" \"@path\" \"@query\" \"@authority\" \"content-type\" \"content-digest\" \"content-length\");created=1618884473;keyid=\"test-key-rsa-pss\"",
        "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\"@method\": POST\n\"@path\": /foo\n\"@query\": ?param=Value&Pet=dog\n\"@authority\": example.com\n\"content-type\": application/json\n"
        + "\"content-digest\": sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:\n\"content-length\": 18\n"
        + "\"@signature-params\": (\"date\" \"@method\" \"@path\" \"@query\" \"@authority\" \"content-type\" \"content-digest\" \"content-length\");created=1618884473;keyid=\"test-key-rsa-pss\"")]
    [InlineData("sig-b25=(\"date\" \"@authority\" \"content-type\");created=1618884473;keyid=\"test-shared-secret\"",
        "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\"@authority\": example.com\n\"content-type\": application/json\n\"@signature-params\": (\"date\" \"@authority\" \"content-type\");created=1618884473;keyid=\"test-shared-secret\"")]
    [InlineData("sig-b26=(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\");created=1618884473;keyid=\"test-key-ed25519\"",
        "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\"@method\": POST\n\"@path\": /foo\n\"@authority\": example.com\n\"content-type\": application/json\n\"content-length\": 18\n"
        + "\"@signature-params\": (\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\");created=1618884473;keyid=\"test-key-ed25519\"")]
    public void The_base_is_the_one_of_RFC_9421_appendix_B(string field, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(SignatureInput.Parse(field).Value.Base(Message.GetValueOrDefault).Value));

    [Theory]
    [InlineData("sig-b24=(\"@status\" \"content-type\" \"content-digest\" \"content-length\");created=1618884473;keyid=\"test-key-ecc-p256\"",
        "wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==")]
    [InlineData("ttrp=(\"@path\" \"@query\" \"@method\" \"@authority\" \"client-cert\");created=1618884473;keyid=\"test-key-ecc-p256\"",
        "xVMHVpawaAC/0SbHrKRs9i8I3eOs5RtTMGCWXm/9nvZzoHsIg6Mce9315T6xoklyy0yzhD9ah4JHRwMLOgmizw==")]
    public void The_signatures_of_RFC_9421_B_2_4_and_B_3_verify(string field, string signature)
    {
        using var ecdsa = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = System.Buffers.Text.Base64Url.DecodeFromChars(X), Y = System.Buffers.Text.Base64Url.DecodeFromChars(Y) },
        });
        var key = VerifyingKey.Parse(ecdsa.ExportSubjectPublicKeyInfo()).Value;
        var message = new Dictionary<string, string>(Message, StringComparer.Ordinal);
        if (field.StartsWith("ttrp", StringComparison.Ordinal)) message["\"@authority\""] = "service.internal.example";
        else (message["\"content-digest\""], message["\"content-length\""]) = ("sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:", "23");
        var signed = SignatureInput.Parse(field).Value.Base(message.GetValueOrDefault).Value;
        var raw = Convert.FromBase64String(signature);
        Assert.True(RequestKey.Verify(key, signed, raw));
        raw[^1] ^= 1;
        Assert.False(RequestKey.Verify(key, signed, raw));
        Assert.False(RequestKey.Verify(key, signed, raw[..^1]));
    }

    // RFC 9421 B.2's body, with RFC 9530's other algorithm.
    [Fact]
    public void A_digest_is_written_as_RFC_9530_says() =>
        Assert.Equal("sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:", RequestSignature.ContentDigest("""{"hello": "world"}"""u8));

    [Theory]
    [InlineData("")]
    [InlineData("sig")]
    [InlineData("sig=")]
    [InlineData("sig=(\"a\"")]
    [InlineData("sig=(\"a\"  \"b\")")]
    [InlineData("sig=(\"a\"\"b\")")]
    [InlineData("sig=(\"a\" \"a\")")]
    [InlineData("sig=(a)")]
    [InlineData("sig=(\"a\\\"\")")]
    [InlineData("sig=();created")]
    [InlineData("sig=();created=-1")]
    [InlineData("sig=();created=1;created=2")]
    [InlineData("sig=();keyid=\"x")]
    [InlineData("sig=() ")]
    [InlineData("sig=(), other=()")]
    [InlineData("sig=();created=1234567890123456")]
    public void An_input_that_is_not_exactly_one_is_refused(string field) => Assert.False(SignatureInput.Parse(field).IsValue);

    [Fact]
    public void Signatures_of_every_length_of_r_and_s_come_out_as_64_bytes()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = new RequestKey("party", 1, new EcdsaSigningKey(ecdsa));
        var known = VerifyingKey.Parse(ecdsa.ExportSubjectPublicKeyInfo()).Value;
        for (var i = 0; i < 600; i++)   // One in 128 has a half that begins with a zero byte.
        {
            var message = BitConverter.GetBytes(i);
            var raw = key.Sign(message);
            Assert.Equal(64, raw.Length);
            Assert.True(RequestKey.Verify(known, message, raw));
        }
    }

    [Fact]
    public void A_request_of_this_house_reads_back()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (party, clock) = (Hash.Of("party"u8).ToBase64Url(), new HandClock());
        var request = RequestSignature.Sign("POST", "/circles/C/sync", "{}"u8.ToArray(), "recipient", "circle", new RequestKey(party, 3, new EcdsaSigningKey(ecdsa)), clock, Tocsin.Chance.System);
        var by = RequestSignature.Read(request).Value;
        Assert.Equal((party, 3, "circle", clock.GetUtcNow().ToUnixTimeSeconds() + 60), (by.Party, by.Number, by.Circle, by.ExpiresSeconds));
        Assert.Null(RequestSignature.Verify(request, "recipient", [VerifyingKey.Parse(ecdsa.ExportSubjectPublicKeyInfo()).Value], clock));
    }

    [Theory]
    [InlineData(253_402_300_799, true)]
    [InlineData(253_402_300_800, false)]
    [InlineData(999_999_999_999_999, false)]
    public void A_request_is_good_until_the_year_9999_at_most(long expires, bool isRead)
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var clock = new HandClock();
        var request = RequestSignature.Sign("GET", "/circles/C/evidence", default, "recipient", "circle", new RequestKey(Hash.Of("party"u8).ToBase64Url(), 1, new EcdsaSigningKey(ecdsa)), clock, Tocsin.Chance.System);
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var input = request.Headers["signature-input"].Replace($"created={now}", $"created={expires - 60}", StringComparison.Ordinal).Replace($"expires={now + 60}", $"expires={expires}", StringComparison.Ordinal);
        Assert.NotEqual(request.Headers["signature-input"], input);
        var later = request with { Headers = request.Headers.SetItem("signature-input", input) };
        Assert.Equal(isRead, RequestSignature.Read(later).IsValue);
        Assert.NotNull(RequestSignature.Verify(later, "recipient", [VerifyingKey.Parse(ecdsa.ExportSubjectPublicKeyInfo()).Value], clock));
    }
}
