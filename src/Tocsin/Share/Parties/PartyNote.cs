using System.Text;
using Codec = System.Buffers.Text.Base64Url;

namespace Tocsin.Share.Parties;

/// <summary>A party document as it came, signed by its own root key.</summary>
/// <param name="Document">What this version reads of it.</param>
/// <param name="Hash">SHA-256 of its text, members that nobody here knows included: the next one names it.</param>
/// <param name="Text">The whole note.</param>
public sealed record PartyNote(PartyDocument Document, Hash Hash, string Text)
{
    const string What = "the party document";

    /// <summary>Whose document a note says that it is; nothing is verified, which would cost far more. Nothing where it says so of nobody.</summary>
    public static string? Claimed(string note) =>
        DocumentJson.Note(note, What).Try(out var signed, out _) && DocumentJson.Value(signed.Text, DocumentJson.Default.PartyDocument, What).Try(out var document, out _) ? document.Party : null;

    /// <summary>Reads a note of at most <see cref="Limits.DocumentBytesMax"/> bytes and checks the root key's signature.</summary>
    public static Parsed<PartyNote> Read(string note)
    {
        if (!DocumentJson.Note(note, What).Try(out var signed, out var reason)) return new(reason);
        if (!DocumentJson.Value(signed.Text, DocumentJson.Default.PartyDocument, What).Try(out var document, out reason)) return new(reason);
        if (PartyRules.Fault(document) is { } fault) return new(fault);
        if (!VerifyingKey.Parse(Codec.DecodeFromChars(document.Root)).Try(out var root, out reason)) return new(reason);
        return new NoteVerifier(PartyDocument.SignerName(document.Party), root).Verify(signed) is { } refusal
            ? new(refusal)
            : new(new PartyNote(document, Hash.Of(Encoding.UTF8.GetBytes(signed.Text)), note));
    }

    /// <summary>The document that follows, to be changed and signed.</summary>
    public PartyDocument Next(Instant time) => Document with { Number = Document.Number + 1, Previous = Hash.ToBase64Url(), Time = time };

    /// <summary>The key of a log or use, ready to verify; nothing where none is listed that this version reads.</summary>
    public VerifyingKey? Verifying(string use, string? circle = null) =>
        Document.Key(use, circle) is { } key && key.Verifying().Try(out var read, out _) ? read : null;
}
