using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Tocsin.Share.Records;

namespace Tocsin.Share.Parties;

/// <summary>Parties' documents as JSON, and as the signed notes that they travel in.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(PartyDocument))]
[JsonSerializable(typeof(Charter))]
[JsonSerializable(typeof(Consent))]
[JsonSerializable(typeof(Leave))]
[JsonSerializable(typeof(CharterPapers))]
[JsonSerializable(typeof(Conviction))]
sealed partial class DocumentJson : JsonSerializerContext
{
    /// <summary>Signs a text as a party.</summary>
    public static string Sign(string text, string party, ISigningKey key) =>
        new NoteSigner(Parties.PartyDocument.SignerName(party), key).Sign(text).ToString();

    /// <summary>Reads a document that bears one party's signature and is written exactly as this version writes it: nobody agrees to what it cannot read.</summary>
    /// <param name="note">The note; whether its signature holds is not looked at.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="what">What it is called in a refusal.</param>
    public static Parsed<Signed<T>> Read<T>(string note, JsonTypeInfo<T> type, string what) where T : notnull
    {
        if (!Note(note, what).Try(out var signed, out var reason)) return new(reason);
        if (signed.Signatures is not [var line] || PartyOf(line) is not { } party) return new($"{what} bears one signature, of one party");
        if (!Value(signed.Text, type, what).Try(out var document, out reason)) return new(reason);
        return IsWritten(document, type, signed.Text)
            ? new(new Signed<T>(document, party, Hash.Of(Encoding.UTF8.GetBytes(signed.Text)), note, signed))
            : new($"{what} is not written as this version writes it, or holds members that it does not know");
    }

    /// <summary>Whether this version would write the very same text. What lacks a member cannot be written at all.</summary>
    static bool IsWritten<T>(T document, JsonTypeInfo<T> type, string text)
    {
        try
        {
            return JsonLine.Of(document, type) == text;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Splits a note that is not too large.</summary>
    public static Parsed<SignedNote> Note(string note, string what) =>
        Encoding.UTF8.GetByteCount(note) <= Limits.DocumentBytesMax ? SignedNote.Parse(note) : new($"{what} is larger than {Limits.DocumentBytesMax} bytes");

    /// <summary>Reads JSON; members that are not known are left in peace.</summary>
    public static Parsed<T> Value<T>(string json, JsonTypeInfo<T> type, string what) where T : notnull
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) is { } document ? new(document) : new($"{what} is no JSON object");
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            return new($"{what} does not read: {e.Message}");
        }
    }

    /// <summary>Whether a text is a hash as documents carry it.</summary>
    public static bool IsId(string? text) => Hash.TryParseBase64Url(text, out _);

    static string? PartyOf(NoteSignature line)
    {
        var prefix = Parties.PartyDocument.SignerName("");
        return line.Name.StartsWith(prefix, StringComparison.Ordinal) && line.Name[prefix.Length..] is var party && IsId(party) ? party : null;
    }
}
