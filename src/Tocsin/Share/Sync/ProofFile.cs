using System.Text;
using System.Text.Json;
using Tocsin.Share.Records;

namespace Tocsin.Share.Sync;

/// <summary>What a proof file says beside its head: a C2SP tlog-proof with this in its extra line. See docs/spec/proof.md.</summary>
/// <param name="Leaf">The leaf's bytes, base64url.</param>
/// <param name="Disclosures">The disclosures that are shown, base64url, in the order of their digests.</param>
/// <param name="Documents">Party documents of the author, of cosigners and of holders.</param>
/// <param name="Receipts">Receipts that cover the leaf.</param>
/// <param name="Proofs">Proofs of the same leaf under other heads, which others cosigned.</param>
sealed record ProofExtra(
    string Leaf, IReadOnlyList<string> Disclosures, IReadOnlyList<string> Documents, IReadOnlyList<string> Receipts, IReadOnlyList<string> Proofs)
{
    public int V { get; init; } = 1;
    public string Type { get; init; } = "proof";

    public byte[] Bytes() => Encoding.UTF8.GetBytes(JsonLine.Of(this, SyncJson.Default.ProofExtra));

    public static Parsed<ProofExtra> Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (JsonSerializer.Deserialize(bytes, SyncJson.Default.ProofExtra) is not { V: 1, Type: "proof" } extra) return new("the proof's extra line is not of version 1");
            return new[] { extra.Disclosures, extra.Documents, extra.Receipts, extra.Proofs }.Any(list => list.Contains(null!)) ? new("the proof's extra line holds null") : new(extra);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            return new($"the proof's extra line does not read: {e.Message}");
        }
    }
}

/// <summary>Somebody's word in a proof, with a time that is its own claim.</summary>
/// <param name="Party">Whose.</param>
/// <param name="Name">What it calls itself.</param>
/// <param name="Time">When it said so. UTC.</param>
public sealed record Witness(string Party, string Name, Instant Time);

/// <summary>What came of verifying a proof file: a closed set.</summary>
public abstract record ProofVerdict
{
    ProofVerdict() { }

    /// <summary>All of it holds.</summary>
    /// <param name="Record">What was said, as far as it is disclosed.</param>
    /// <param name="Author">By whom, and when by its own word.</param>
    /// <param name="Size">How many leaves the author's log had under the head of the proof.</param>
    /// <param name="Cosigners">Who cosigned a head that covers it, the earliest first: they hold the leaf.</param>
    /// <param name="Holders">Who gave a receipt for it: they hold the content.</param>
    /// <param name="NoLaterThan">The earliest time by a cosigner that is trusted; nothing where none is.</param>
    public sealed record Holds(
        Records.Record Record, Witness Author, long Size, ImmutableArray<Witness> Cosigners, ImmutableArray<Witness> Holders, Instant? NoLaterThan) : ProofVerdict;

    /// <summary>Something does not hold.</summary>
    /// <param name="Reason">What, in one sentence.</param>
    public sealed record Broken(string Reason) : ProofVerdict;
}

/// <summary>What came of proving a record: a closed set.</summary>
public abstract record Proving
{
    Proving() { }

    /// <summary>The proof file.</summary>
    /// <param name="Text">Its text; its file's name ends in <c>.tlog-proof</c>.</param>
    public sealed record Proved(string Text) : Proving;

    /// <summary>There is none.</summary>
    /// <param name="Reason">Why, in one sentence.</param>
    public sealed record Refused(string Reason) : Proving;
}
