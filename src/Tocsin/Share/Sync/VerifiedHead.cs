namespace Tocsin.Share.Sync;

/// <summary>A head that its author signed. There is no other way to one than by <see cref="Read(string, IReadOnlyList{NoteVerifier})"/>.</summary>
public sealed record VerifiedHead
{
    readonly NoteVerifier key;

    VerifiedHead(Origin log, Checkpoint head, SignedNote note, NoteVerifier key, long? timeSeconds) =>
        (Log, Head, Note, this.key, TimeSeconds) = (log, head, note, key, timeSeconds);

    /// <summary>The log.</summary>
    public Origin Log { get; }

    /// <summary>Its size and root.</summary>
    public Checkpoint Head { get; }

    /// <summary>The note, with all its lines.</summary>
    public SignedNote Note { get; }

    /// <summary>When the author last said so, in seconds since 1970, by its own cosignature; nothing where there is none.</summary>
    public long? TimeSeconds { get; }

    /// <summary>Reads a note and checks that one of the author's keys signed it; says why it is refused.</summary>
    /// <param name="text">The note.</param>
    /// <param name="keys">The author's keys for this log; each one's name is the log's origin.</param>
    public static Parsed<VerifiedHead> Read(string text, IReadOnlyList<NoteVerifier> keys) =>
        SignedNote.Parse(text).Try(out var note, out var reason) ? Read(note, keys) : new(reason);

    /// <inheritdoc cref="Read(string, IReadOnlyList{NoteVerifier})"/>
    /// <param name="note">The note.</param>
    /// <param name="keys">The author's keys for this log; each one's name is the log's origin.</param>
    public static Parsed<VerifiedHead> Read(SignedNote note, IReadOnlyList<NoteVerifier> keys)
    {
        if (!Checkpoint.Parse(note.Text).Try(out var head, out var reason) || !Origin.Parse(head.Origin).Try(out var log, out reason)) return new(reason);
        if (keys.Count == 0) return new($"no key is known that signs the heads of {log}");
        if (keys.FirstOrDefault(key => key.Name == head.Origin && key.Verify(note) is null) is not { } key)
            return new($"the head of {log} of {head.Size} records is not signed by its author");
        if (head.Extensions.Length > 0) return new($"the head of {log} has lines that this version does not know");
        if (head.Size == 0 && head.Root != MerkleTree.Empty) return new($"the head of {log} says that nothing has the root {head.Root}");
        // Its cosignatures tell the time and nothing else; one that is false tells none.
        var time = new CosignatureVerifier(key.Name, key.Key).Verify(note).Try(out var said, out _) ? said.TimeSeconds : (long?)null;
        return new(new VerifiedHead(log, head, note, key, time));
    }

    /// <summary>Whether its signature was verified by one of these keys.</summary>
    internal bool IsBy(IReadOnlyList<NoteVerifier> keys) => keys.Any(each => each.Key.Bytes.Span.SequenceEqual(key.Key.Bytes.Span));

    /// <summary>The smallest note that proves it: the one signature that was verified.</summary>
    internal SignedNote Bare() => Note with { Signatures = [.. Note.Signatures.Where(line => line.Name == Head.Origin && line.KeyId == key.KeyId)] };

    /// <summary>The note as it is kept and passed on: the author's own lines alone, the time among them.</summary>
    public override string ToString() => (Note with { Signatures = [.. Note.Signatures.Where(line => line.Name == Head.Origin)] }).ToString();
}
