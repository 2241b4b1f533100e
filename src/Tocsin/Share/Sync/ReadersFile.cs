using System.Text;
using System.Text.Json;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;

namespace Tocsin.Share.Sync;

/// <summary>One file that proves to anybody who was entitled to read a record: the author's mark, every leaf from it to the record, the signed head
/// that covers them, and the circle's charters with their consents. See docs/spec/proof.md.</summary>
/// <param name="Index">The record's place in its author's log.</param>
/// <param name="Mark">The place of the leaf that marks its epoch.</param>
/// <param name="Edge">The partial tiles of the log as it was before the mark, each hashes in base64url; empty where the log has none on a level.</param>
/// <param name="Leaves">The leaves from the mark to the record, base64url.</param>
/// <param name="Head">A head that its author signed.</param>
/// <param name="Consistency">The RFC 6962 consistency proof from behind the record to that head, hashes in base64url.</param>
/// <param name="Documents">The documents of everybody who ever was a member.</param>
/// <param name="Charters">The circle's charters with consents and leaves, that of epoch 1 first.</param>
sealed record ReadersFile(
    long Index, long Mark, IReadOnlyList<string> Edge, IReadOnlyList<string> Leaves, string Head, IReadOnlyList<string> Consistency, IReadOnlyList<string> Documents, IReadOnlyList<CharterPapers> Charters)
{
    public int V { get; init; } = 1;
    public string Type { get; init; } = "readers";

    public string Text() => JsonLine.Of(this, SyncJson.Default.ReadersFile);

    public static Parsed<ReadersFile> Read(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) > Limits.ReadersBytesMax) return new($"a file about readers has at most {Limits.ReadersBytesMax} bytes");
        try
        {
            if (JsonSerializer.Deserialize(text, SyncJson.Default.ReadersFile) is not { V: 1, Type: "readers" } file) return new("this is no file about readers of version 1");
            return new[] { file.Edge, file.Leaves, file.Consistency, file.Documents }.Any(list => list.Contains(null!)) || file.Charters.Contains(null!) ? new("the file about readers holds null") : new(file);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            return new($"the file about readers does not read: {e.Message}");
        }
    }
}

/// <summary>Somebody who was entitled to read a record.</summary>
/// <param name="Party">The party's id.</param>
/// <param name="Name">What it calls itself.</param>
/// <param name="Epoch">The epoch whose charter entitles it: the record's own, or a later one that grants history.</param>
/// <param name="Charter">That charter's hash.</param>
public sealed record ProvenReader(string Party, string Name, int Epoch, Hash Charter);

/// <summary>What came of verifying a file about readers: a closed set.</summary>
public abstract record ReadersVerdict
{
    ReadersVerdict() { }

    /// <summary>All of it holds.</summary>
    /// <param name="Record">The record.</param>
    /// <param name="AuthorName">What its author calls itself.</param>
    /// <param name="Epoch">The epoch in which it was written.</param>
    /// <param name="Charter">Its charter's hash.</param>
    /// <param name="Newest">The newest epoch of which the file tells: a later charter that grants history may entitle others.</param>
    /// <param name="Readers">Who was entitled, by their ids.</param>
    public sealed record Holds(RecordAddress Record, string AuthorName, int Epoch, Hash Charter, int Newest, ImmutableArray<ProvenReader> Readers) : ReadersVerdict;

    /// <summary>Something does not hold.</summary>
    /// <param name="Reason">What, in one sentence.</param>
    public sealed record Broken(string Reason) : ReadersVerdict;
}
