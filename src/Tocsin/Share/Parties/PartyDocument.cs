using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Tocsin.Share.Records;

namespace Tocsin.Share.Parties;

/// <summary>What a party says of itself: numbered, chained by hash, signed by its root key. See docs/spec/party.md.</summary>
/// <param name="Party">The party's id: SHA-256, base64url, of its root key's SPKI.</param>
/// <param name="Number">1 for the first, and one more for each that follows. Two of one number convict.</param>
/// <param name="Previous">SHA-256, base64url, of the text before; nothing for the first.</param>
/// <param name="Name">What the party calls itself: 1 to 100 characters, none of them a control character.</param>
/// <param name="Time">When it was signed. UTC.</param>
/// <param name="Root">The root key's SPKI, base64url.</param>
/// <param name="Keys">The keys in use, at most <see cref="Limits.PartyKeysMax"/>.</param>
public sealed record PartyDocument(
    string Party, int Number, string? Previous, string Name, Instant Time, string Root, IReadOnlyList<PartyKey> Keys)
{
    /// <summary>Where partners reach its node: https URLs, at most <see cref="Limits.PartyAddressesMax"/>; nothing where nobody is to.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Addresses { get; init; }

    /// <summary>SHA-256, base64url, of the SPKI of its node's TLS certificate: partners believe no other.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Tls { get; init; }

    /// <summary>The version that this code writes and reads.</summary>
    public int V { get; init; } = 1;

    /// <summary>Tells the document from a charter.</summary>
    public string Type { get; init; } = "party";

    /// <summary>The id of the party that holds a root key.</summary>
    public static Hash IdOf(ECDsa root) => Hash.Of(root.ExportSubjectPublicKeyInfo());

    /// <summary>The name under which a party signs documents.</summary>
    public static string SignerName(string party) => $"tocsin/party/{party}";

    /// <summary>The text that is signed: one line of JSON.</summary>
    public string Text() => JsonLine.Of(this, DocumentJson.Default.PartyDocument);

    /// <summary>Signs the document with the party's root key.</summary>
    /// <exception cref="ArgumentException">No reader would take it: <see cref="PartyRules.Fault"/> says why.</exception>
    public string Sign(ISigningKey root) =>
        PartyRules.Fault(this) is { } fault ? throw new ArgumentException(fault, nameof(root)) : DocumentJson.Sign(Text(), Party, root);

    /// <summary>Signs the document with the party's root key.</summary>
    /// <exception cref="ArgumentException">No reader would take it: <see cref="PartyRules.Fault"/> says why.</exception>
    public string Sign(ECDsa root) => Sign(new EcdsaSigningKey(root));

    /// <summary>Reads a signed party document and checks that its own root key signed it.</summary>
    public static Parsed<PartyDocument> Read(string note) => PartyNote.Read(note).Try(out var read, out var reason) ? new(read.Document) : new(reason);

    /// <summary>The key listed for a use, and for a circle where it is a log's; nothing where there is none.</summary>
    public PartyKey? Key(string use, string? circle = null) => Keys.FirstOrDefault(key => key.Use == use && key.Circle == circle);

    /// <summary>The same with a key listed: a new one, or one that takes the place of that of the same use and circle.</summary>
    /// <param name="use">charter, request or log.</param>
    /// <param name="circle">The circle, for a log's key.</param>
    /// <param name="key">The key.</param>
    public PartyDocument WithKey(string use, string? circle, ISigningKey key)
    {
        var listed = PartyKey.Of(use, circle, key);
        return this with
        {
            Keys = Key(use, circle) is { } old ? [.. Keys.Select(each => each == old ? listed : each)] : [.. Keys, listed],
        };
    }

    /// <summary>The same under another name.</summary>
    public PartyDocument WithName(string name) => this with { Name = name };

    /// <summary>The same, reached elsewhere.</summary>
    /// <param name="addresses">https URLs; none where nobody is to reach it.</param>
    /// <param name="tls">SHA-256 of the SPKI of the certificate found there; nothing without an address.</param>
    public PartyDocument At(IReadOnlyList<string> addresses, Hash? tls) =>
        this with { Addresses = addresses.Count == 0 ? null : addresses, Tls = tls?.ToBase64Url() };
}
