using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tocsin.Tests.Officers;

/// <summary>An authenticator in software: one P-256 key, user verified, attestation "none" (WebAuthn Level 3 §6.1, §6.5.1, §8.7).</summary>
sealed class SoftAuthenticator : IDisposable
{
    const byte UserPresent = 0x01, UserVerified = 0x04, CredentialIncluded = 0x40;

    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly byte[] credential = "a credential of sixteen or more bytes"u8.ToArray();
    uint uses;
    string userHandle = "";

    /// <summary>Answers <c>navigator.credentials.create</c>, as the browser would serialise it.</summary>
    public string Create(string options, string origin)
    {
        var asked = JsonNode.Parse(options)!;
        userHandle = (string)asked["user"]!["id"]!;
        var authenticator = AuthenticatorData((string)asked["rp"]!["id"]!, CredentialIncluded);
        // {"fmt": "none", "attStmt": {}, "authData": bytes}, in CTAP2's canonical CBOR.
        byte[] attestation =
        [
            0xA3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x67, .. "attStmt"u8, 0xA0,
            0x68, .. "authData"u8, 0x58, (byte)authenticator.Length, .. authenticator,
        ];
        return Credential(new
        {
            clientDataJSON = Text(ClientData("webauthn.create", asked, origin)),
            attestationObject = Text(attestation),
            transports = new[] { "internal" },
        });
    }

    /// <summary>Answers <c>navigator.credentials.get</c>.</summary>
    public string Get(string options, string origin)
    {
        var asked = JsonNode.Parse(options)!;
        var authenticator = AuthenticatorData((string)asked["rpId"]!, 0);
        var client = ClientData("webauthn.get", asked, origin);
        byte[] signed = [.. authenticator, .. SHA256.HashData(client)];
        return Credential(new
        {
            clientDataJSON = Text(client),
            authenticatorData = Text(authenticator),
            signature = Text(key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
            userHandle,
        });
    }

    public void Dispose() => key.Dispose();

    byte[] AuthenticatorData(string rpId, byte extra)
    {
        var counter = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(counter, ++uses);
        byte[] header = [.. SHA256.HashData(Encoding.ASCII.GetBytes(rpId)), (byte)(UserPresent | UserVerified | extra), .. counter];
        if (extra == 0) return header;
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        // COSE (RFC 9053 §7.1.1): {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}.
        byte[] cose = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
        return [.. header, .. new byte[16], 0, (byte)credential.Length, .. credential, .. cose];
    }

    static byte[] ClientData(string type, JsonNode asked, string origin) => JsonSerializer.SerializeToUtf8Bytes(
        new { type, challenge = (string)asked["challenge"]!, origin, crossOrigin = false });

    string Credential(object response) => JsonSerializer.Serialize(new
    {
        id = Text(credential),
        rawId = Text(credential),
        type = "public-key",
        authenticatorAttachment = "platform",
        clientExtensionResults = new { },
        response,
    });

    static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
