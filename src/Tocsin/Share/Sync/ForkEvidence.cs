using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tocsin.Share.Records;

namespace Tocsin.Share.Sync;

/// <summary>Proof that an author signed two histories of one log. Anybody who has its party document can check it. See docs/spec/evidence.md.</summary>
/// <remarks>Of two sizes only a proof convicts that rebuilds the root of the larger head: it shows what the author's own larger log
/// held at the smaller size. One that rebuilds the root of the smaller alone shows nothing: anybody can put false hashes to its right.</remarks>
public sealed class ForkEvidence
{
    ForkEvidence(Origin log, SignedNote smaller, SignedNote larger, ImmutableArray<Hash> proof, Hash? prefix) =>
        (Log, Smaller, Larger, Proof, Prefix) = (log, smaller, larger, proof, prefix);

    /// <summary>The log.</summary>
    public Origin Log { get; }

    /// <summary>The head of the smaller size, or one of two of the same size.</summary>
    public SignedNote Smaller { get; }

    /// <summary>The head of the larger size, or the other of the same.</summary>
    public SignedNote Larger { get; }

    /// <summary>The consistency proof between the sizes; none where they are the same.</summary>
    public ImmutableArray<Hash> Proof { get; }

    /// <summary>The root that the larger log has at the smaller size; nothing where the sizes are the same.</summary>
    public Hash? Prefix { get; }

    /// <summary>Two heads of one size with different roots.</summary>
    public static ForkEvidence Of(VerifiedHead one, VerifiedHead other) => new(one.Log, one.Bare(), other.Bare(), [], null);

    /// <summary>Two heads of different sizes; nothing where the larger log begins with the smaller, or where the tiles do not prove that it does not.</summary>
    /// <param name="smaller">The smaller head.</param>
    /// <param name="larger">The larger head.</param>
    /// <param name="tiles">The larger log's tiles; they are not believed.</param>
    /// <param name="stop">Ends the reading.</param>
    internal static async Task<ForkEvidence?> Between(VerifiedHead smaller, VerifiedHead larger, ITileSource tiles, CancellationToken stop)
    {
        if (smaller.Head.Size < 1 || smaller.Head.Size >= larger.Head.Size) return null;
        if (!(await ConsistencyProof.Build(tiles, smaller.Head.Size, larger.Head.Size, stop)).Try(out var proof, out _)) return null;
        if (await Sync.Prefix.Root(tiles, larger.Head.Size, smaller.Head.Size, stop) is not { } prefix) return null;
        var evidence = new ForkEvidence(smaller.Log, smaller.Bare(), larger.Bare(), [.. proof], prefix);
        return evidence.Inconsistency(smaller.Head, larger.Head) is null ? evidence : null;
    }

    /// <summary>Reads a document, strictly; it says nothing until <see cref="Verify"/> has judged it.</summary>
    public static Parsed<ForkEvidence> Read(ReadOnlySpan<byte> document)
    {
        if (document.Length > Limits.DocumentBytesMax) return new($"a document of evidence has at most {Limits.DocumentBytesMax} bytes");
        try
        {
            if (JsonSerializer.Deserialize(document, SyncJson.Default.ForkDocument) is not { V: 1, Type: ForkDocument.TypeName } fork) return new("this is no evidence of a fork of version 1");
            if (!Origin.Parse(fork.Log).Try(out var log, out var reason)) return new(reason);
            if (fork.Heads is not [{ } one, { } other] || !SignedNote.Parse(one).Try(out var smaller, out reason) || !SignedNote.Parse(other).Try(out var larger, out reason))
                return new("the evidence does not hold two signed heads");
            if (smaller.Signatures.Length != 1 || larger.Signatures.Length != 1) return new("a head in evidence has one signature");
            if (fork.Proof.Count > 63) return new("a consistency proof has at most 63 hashes");
            var proof = ImmutableArray.CreateBuilder<Hash>(fork.Proof.Count);
            foreach (var text in fork.Proof)
            {
                if (!Hash.TryParse(text, out var hash)) return new($"hash {proof.Count} of the proof is not 32 bytes in base64");
                proof.Add(hash);
            }
            Hash prefix = default;
            if (fork.Prefix is not null && !Hash.TryParse(fork.Prefix, out prefix)) return new("the prefix's root is not 32 bytes in base64");
            var evidence = new ForkEvidence(log, smaller, larger, proof.ToImmutable(), fork.Prefix is null ? null : prefix);
            return evidence.Text() == Encoding.UTF8.GetString(document) ? new(evidence) : new("the evidence is not written as this version writes it");
        }
        catch (JsonException e)
        {
            return new($"the evidence does not read: {e.Message}");
        }
    }

    /// <summary>Nothing where it convicts the author; else why it does not.</summary>
    /// <param name="keys">All keys that the author ever listed for this log, each under the log's origin.</param>
    public string? Verify(IReadOnlyList<NoteVerifier> keys)
    {
        if (!VerifiedHead.Read(Smaller, keys).Try(out var smaller, out var reason) || !VerifiedHead.Read(Larger, keys).Try(out var larger, out reason)) return reason;
        if (smaller.Log != Log || larger.Log != Log) return "the heads are of other logs than the evidence says";
        return Inconsistency(smaller.Head, larger.Head);
    }

    string? Inconsistency(Checkpoint smaller, Checkpoint larger)
    {
        if (smaller.Size == larger.Size)
            return smaller.Root == larger.Root ? $"both heads say the same of {smaller.Size} records" : Proof.IsEmpty && Prefix is null ? null : "two heads of one size need no proof";
        if (smaller.Size > larger.Size || Prefix is not { } prefix) return "the evidence does not give the smaller head first, with the root that the larger log has there";
        if (!ConsistencyProof.Rebuild(smaller.Size, larger.Size, Proof.AsSpan(), prefix).Try(out var rebuilt, out var reason)) return reason;
        if (rebuilt.New != larger.Root) return "the proof does not lead to the larger head, so it says nothing of that log";
        if (rebuilt.Old != prefix) return "the proof leads to another root at the smaller size than the evidence says";
        return prefix == smaller.Root ? $"the log of {larger.Size} records begins with that of {smaller.Size}: the heads are consistent" : null;
    }

    /// <summary>In one sentence, of what it convicts whom.</summary>
    public string Sentence() => Prefix is null
        ? $"{Log.Party.ToBase64Url()} signed two different heads of {Log}, both of {Size(Smaller)} records"
        : $"{Log.Party.ToBase64Url()} signed a head of {Log} of {Size(Larger)} records that does not begin with the {Size(Smaller)} records of a head it had signed";

    /// <summary>The document: one line of JSON.</summary>
    public string Text() => JsonLine.Of(
        new ForkDocument(Log.ToString(), [Smaller.ToString(), Larger.ToString()], [.. Proof.Select(hash => hash.ToString())], Prefix?.ToString()), SyncJson.Default.ForkDocument);

    /// <summary>Its name among documents of evidence: the hash of the two heads' bodies. Whoever signs or proves the same once more has found nothing new.</summary>
    public string Key() => Hash.Of(Encoding.UTF8.GetBytes(string.Concat(new[] { Smaller.Text, Larger.Text }.Order(StringComparer.Ordinal)))).ToBase64Url();

    static string Size(SignedNote note) => note.Text.Split('\n')[1];
}

/// <summary>Evidence as it is written down.</summary>
/// <param name="Log">The log's origin.</param>
/// <param name="Heads">The two signed heads, the smaller first.</param>
/// <param name="Proof">The consistency proof, standard base64.</param>
/// <param name="Prefix">The root that the larger log has at the smaller size.</param>
sealed record ForkDocument(
    string Log, IReadOnlyList<string> Heads, IReadOnlyList<string> Proof,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Prefix = null)
{
    public const string TypeName = "fork";

    public int V { get; init; } = 1;
    public string Type { get; init; } = TypeName;
}
