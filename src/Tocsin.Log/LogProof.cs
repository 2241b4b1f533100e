using System.Collections.Immutable;
using System.Globalization;

namespace Tocsin.Log;

/// <summary>A proof that travels alone: an index, an inclusion proof, and a head with its signatures (C2SP tlog-proof).
/// </summary>
/// <param name="Index">The entry's, from 0.</param>
/// <param name="Path">The inclusion proof, from the leaf upwards: at most 63 hashes.</param>
/// <param name="Head">The signed head, with the cosignatures that it has gathered.</param>
public sealed record LogProof(long Index, ImmutableArray<Hash> Path, SignedNote Head)
{
    const string FirstLine = "c2sp.org/tlog-proof@v1";
    const int PathMax = 63;

    /// <summary>Bytes for the application, which nothing vouches for; empty if there are none.</summary>
    public ImmutableArray<byte> Extra { get; init; } = [];

    /// <summary>Reads a proof, strictly.</summary>
    public static Parsed<LogProof> Parse(string proof)
    {
        var blank = proof.IndexOf("\n\n", StringComparison.Ordinal);
        if (blank < 0 || proof[..blank].Split('\n') is not [FirstLine, .. var lines])
            return new($"a proof begins with {FirstLine} and has an empty line before its head");

        byte[]? extra = [];
        if (lines is [var first, .. var others] && first.StartsWith("extra ", StringComparison.Ordinal))
        {
            if (!NoteText.TryBase64(first["extra ".Length..], out extra)) return new("a proof's extra line is not base64");
            lines = others;
        }
        if (lines is not [var line, .. var hashes] || !line.StartsWith("index ", StringComparison.Ordinal)
            || !long.TryParse(line["index ".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            || line != Line(index))
            return new("a proof has a line 'index N', N in decimal without leading zeros");
        if (hashes.Length > PathMax) return new($"a proof has at most {PathMax} hashes, not {hashes.Length}");

        var path = ImmutableArray.CreateBuilder<Hash>(hashes.Length);
        foreach (var text in hashes)
        {
            if (!Hash.TryParse(text, out var hash)) return new($"hash {path.Count} of a proof is not 32 bytes in base64");
            path.Add(hash);
        }
        return SignedNote.Parse(proof[(blank + 2)..]).Try(out var head, out var reason)
            ? new(new LogProof(index, path.ToImmutable(), head) { Extra = [.. extra] })
            : new($"a proof's head: {reason}");
    }

    /// <summary>Null if the author signed a head in which this leaf stands at this index; otherwise the reason.
    /// Cosignatures on the head are for the caller to verify: how many it trusts is its own policy.</summary>
    /// <param name="leaf">The entry's leaf hash.</param>
    /// <param name="author">The log's key; its name is the log's origin.</param>
    public string? Verify(in Hash leaf, NoteVerifier author)
    {
        if (author.Verify(Head) is { } unsigned) return unsigned;
        if (!Checkpoint.Parse(Head.Text).Try(out var head, out var reason)) return reason;
        return head.Origin == author.Name
            ? InclusionProof.Verify(Index, head.Size, leaf, Path.AsSpan(), head.Root)
            : $"the head is of {head.Origin}, not of {author.Name}";
    }

    /// <summary>The whole proof; its file's name ends in <c>.tlog-proof</c>.</summary>
    public override string ToString()
    {
        var extra = Extra.IsEmpty ? "" : $"extra {Convert.ToBase64String(Extra.AsSpan())}\n";
        var path = string.Concat(Path.Select(hash => $"{hash}\n"));
        return $"{FirstLine}\n{extra}{Line(Index)}\n{path}\n{Head}";
    }

    static string Line(long index) => string.Create(CultureInfo.InvariantCulture, $"index {index}");
}
