using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Codec = System.Buffers.Text.Base64Url;

namespace Tocsin.Share.Parties;

/// <summary>What a party says of itself: numbered, chained by hash, signed by its root key. See docs/spec/party.md.</summary>
/// <param name="Party">The party's id: SHA-256, base64url, of its root key's SPKI.</param>
/// <param name="Number">1 for the first, and one more for each that follows. Two of one number convict.</param>
/// <param name="Previous">SHA-256, base64url, of the text before; nothing for the first.</param>
/// <param name="Name">What the party calls itself.</param>
/// <param name="Time">When it was signed. UTC.</param>
/// <param name="Root">The root key's SPKI, base64url.</param>
/// <param name="Keys">The keys in use.</param>
public sealed record PartyDocument(
    string Party, int Number, string? Previous, string Name, Instant Time, string Root, IReadOnlyList<PartyKey> Keys)
{
    /// <summary>The version that this code writes and reads.</summary>
    public int V { get; init; } = 1;

    /// <summary>Tells the document from a charter.</summary>
    public string Type { get; init; } = "party";

    /// <summary>The id of the party that holds a root key.</summary>
    public static Hash IdOf(ECDsa root) => Hash.Of(root.ExportSubjectPublicKeyInfo());

    /// <summary>The name under which a party signs documents.</summary>
    public static string SignerName(string party) => $"tocsin/party/{party}";

    /// <summary>The text that is signed: one line of JSON.</summary>
    public string Text() => DocumentJson.Text(this, DocumentJson.Default.PartyDocument);

    /// <summary>Signs the document with the party's root key.</summary>
    public string Sign(ECDsa root) => DocumentJson.Sign(Text(), Party, root);

    /// <summary>Reads a signed party document and checks that its own root key signed it.</summary>
    public static Parsed<PartyDocument> Read(string note)
    {
        if (Encoding.UTF8.GetByteCount(note) > Limits.DocumentBytesMax) return new($"the party document is larger than {Limits.DocumentBytesMax} bytes");
        var signed = SignedNote.Parse(note);
        if (!signed.IsValue) return new(signed.Reason!);
        try
        {
            var document = JsonSerializer.Deserialize(signed.Value.Text, DocumentJson.Default.PartyDocument);
            if (document is not { V: 1, Type: "party", Number: >= 1 }) return new("this is no party document of version 1");
            if (document.Number == 1 != document.Previous is null) return new("the first party document, and it alone, names none before it");
            var root = Codec.DecodeFromChars(document.Root);
            if (Hash.Of(root).ToBase64Url() != document.Party) return new("the root key does not hash to the party's id");
            return DocumentJson.Check(signed.Value, document.Party, root) is { } reason ? new(reason) : new(document);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return new($"the party document does not read: {e.Message}");
        }
    }
}

/// <summary>A key of a party.</summary>
/// <param name="Use">charter: signs charters and consents; log: signs the heads of one circle's log.</param>
/// <param name="Circle">The circle, for a log's key.</param>
/// <param name="Key">Its SPKI, base64url.</param>
public sealed record PartyKey(string Use, string? Circle, string Key);

/// <summary>Party documents and charters as JSON, and as the signed notes that they travel in.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    Converters = [typeof(Records.InstantConverter)])]
[JsonSerializable(typeof(PartyDocument))]
[JsonSerializable(typeof(Charter))]
sealed partial class DocumentJson : JsonSerializerContext
{
    static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line, its words as one reads them: only what JSON demands is escaped.</summary>
    public static string Text<T>(T document, JsonTypeInfo<T> type)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, Plain)) JsonSerializer.Serialize(json, document, type);
        return Encoding.UTF8.GetString(text.WrittenSpan) + "\n";
    }

    public static string Sign(string text, string party, ECDsa key) =>
        new NoteSigner(Parties.PartyDocument.SignerName(party), key).Sign(text).ToString();

    /// <summary>Nothing where the note bears the signature of a party's key, given as SPKI; else why it does not count.</summary>
    public static string? Check(SignedNote note, string party, byte[] spki) =>
        VerifyingKey.Parse(spki).Try(out var key, out var reason)
            ? new NoteVerifier(Parties.PartyDocument.SignerName(party), key).Verify(note)
            : reason;
}
