namespace Tocsin.Log;

/// <summary>A key whose signatures on notes are believed: type 0x02, ECDSA P-256 over the note's text.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class NoteVerifier : KeyVerifier
{
    NoteVerifier(NoteKey key) : base(key) { }

    /// <summary>Names a key.</summary>
    /// <exception cref="ArgumentException">The name is empty, or contains a space, plus or control
    /// character.</exception>
    public NoteVerifier(string name, VerifyingKey key) : this(NoteKey.Of(name, key, NoteKey.Note)) { }

    /// <summary>Reads a vkey of type 0x02: <c>NAME+ID+base64(0x02 || SPKI)</c>; the id must be the key's.</summary>
    public static Parsed<NoteVerifier> Parse(string vkey) =>
        NoteKey.Parse(vkey, NoteKey.Note).Try(out var key, out var reason) ? new(new NoteVerifier(key)) : new(reason);

    /// <summary>Null if a note carries this key's signature over its text; otherwise the reason. Lines of other keys
    /// are ignored; a line of this key that does not verify refuses the note, whatever other lines say.</summary>
    public string? Verify(SignedNote note)
    {
        var text = NoteText.Utf8.GetBytes(note.Text);
        var mine = note.Signatures.Where(Made).ToArray();
        if (mine.Length == 0) return $"the note is not signed by {Name}";
        return mine.All(line => Key.Verify(text, line.Signature)) ? null : $"the signature of {Name} is false";
    }
}
