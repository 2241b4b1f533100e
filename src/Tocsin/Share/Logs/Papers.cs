namespace Tocsin.Share.Logs;

/// <summary>The exact bytes of documents that are no leaves: charters, consents, party documents, partners' signed heads, cosignatures, receipts, evidence.</summary>
/// <remarks>Loss: this party may sign a second charter of an epoch and convict itself, and evidence against others is gone; after a restore it must sign
/// nothing before its partners' papers are back. Trust: full for what this party has signed; none for others' documents, which are verified whenever they are read.
/// A kind is 1 to 32 letters a to z; a key 1 to 256 printable ASCII characters without a space; a paper at most <see cref="Limits.PapersBytesMax"/> bytes.
/// All is durable when it returns: a power cut changes nothing.</remarks>
public interface IPapers
{
    /// <summary>Keeps a paper where its key is free. False: the key is taken, and what is held there stays; read it.</summary>
    Task<bool> PutNew(string kind, string key, ReadOnlyMemory<byte> bytes, CancellationToken stop);

    /// <summary>Keeps a paper, in place of what was held under its key.</summary>
    Task Put(string kind, string key, ReadOnlyMemory<byte> bytes, CancellationToken stop);

    /// <summary>A paper's bytes; nothing where none is held.</summary>
    Task<ReadOnlyMemory<byte>?> Read(string kind, string key, CancellationToken stop);

    /// <summary>The papers of a kind whose keys begin so, ordered by the bytes of their keys; the empty prefix gives all.</summary>
    Task<IReadOnlyList<Paper>> List(string kind, string prefix, CancellationToken stop);
}

/// <summary>A paper as it is held.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Bytes">Its exact bytes.</param>
public sealed record Paper(string Key, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Nothing where a paper may be kept so, else why not.</summary>
    public static string? Fault(string kind, string key, int bytes) =>
        !Records.Kind.IsName(kind) ? $"'{kind}' is no kind of paper: 1 to 32 letters a to z"
        : key.Length is 0 or > 256 || key.Any(c => c is <= ' ' or > '~') ? "a paper's key is 1 to 256 printable ASCII characters without a space"
        : bytes > Limits.PapersBytesMax ? $"a paper has at most {Limits.PapersBytesMax} bytes, not {bytes}"
        : null;
}
