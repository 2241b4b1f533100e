using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;

namespace Tocsin.Log;

/// <summary>A text and its signatures (C2SP signed-note). It says nothing until a <see cref="NoteVerifier"/> accepts
/// it.</summary>
/// <param name="Text">The text, with its final newline.</param>
/// <param name="Signatures">One line each, in their order: 1 to 64.</param>
public sealed record SignedNote(string Text, ImmutableArray<NoteSignature> Signatures)
{
    /// <summary>Reads a note from the bytes of a file or response: at most 1 MiB of UTF-8.</summary>
    public static Parsed<SignedNote> Parse(ReadOnlySpan<byte> note)
    {
        if (note.Length > LogLimits.NoteBytesMax)
            return new($"a note has at most {LogLimits.NoteBytesMax} bytes, not {note.Length}");
        return Utf8.IsValid(note) ? Split(Encoding.UTF8.GetString(note)) : new("a note is UTF-8");
    }

    /// <summary>Reads a note, strictly.</summary>
    public static Parsed<SignedNote> Parse(string note) =>
        Encoding.UTF8.GetByteCount(note) <= LogLimits.NoteBytesMax
            ? Split(note)
            : new($"a note has at most {LogLimits.NoteBytesMax} bytes");

    /// <summary>Adds a signature line at the end.</summary>
    public SignedNote With(NoteSignature signature) => this with { Signatures = Signatures.Add(signature) };

    /// <summary>The whole note: the text, an empty line, the signature lines.</summary>
    public override string ToString() => $"{Text}\n{string.Concat(Signatures.Select(signature => signature + "\n"))}";

    // "The text is separated from the signatures by the last empty line in the note."
    static Parsed<SignedNote> Split(string note)
    {
        if (!NoteText.IsText(note)) return new("a note is Unicode without control characters but newline");
        var blank = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (blank < 0) return new("a note has an empty line before its signatures");
        if (!note.EndsWith('\n') || blank + 2 == note.Length)
            return new("a note ends in a signature line and a newline");

        var lines = note[(blank + 2)..^1].Split('\n');
        if (lines.Length > LogLimits.NoteSignaturesMax)
            return new($"a note has at most {LogLimits.NoteSignaturesMax} signatures, not {lines.Length}");
        var signatures = ImmutableArray.CreateBuilder<NoteSignature>(lines.Length);
        foreach (var line in lines)
        {
            if (!NoteSignature.Parse(line).Try(out var signature, out var reason))
                return new($"signature line {signatures.Count + 1}: {reason}");
            signatures.Add(signature);
        }
        return new(new SignedNote(note[..(blank + 1)], signatures.ToImmutable()));
    }
}
