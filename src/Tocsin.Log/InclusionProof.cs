using System.Numerics;

namespace Tocsin.Log;

/// <summary>Proof that an entry stands at an index of a log (RFC 6962 §2.1.1, RFC 9162 §2.1.3).</summary>
public static class InclusionProof
{
    /// <summary>The root that a proof leads to: the entry is in every log of this size that has this root.</summary>
    /// <param name="index">The entry's, from 0 and below <paramref name="size"/>.</param>
    /// <param name="size">The log's.</param>
    /// <param name="leaf">The entry's leaf hash.</param>
    /// <param name="proof">The path, from the leaf upwards.</param>
    public static Parsed<Hash> Root(long index, long size, in Hash leaf, ReadOnlySpan<Hash> proof)
    {
        if (index < 0 || index >= size) return new($"a log of {size} entries has no entry {index}");

        // RFC 9162 §2.1.3.2
        var (node, last, root) = (index, size - 1, leaf);
        foreach (ref readonly var sibling in proof)
        {
            if (last == 0)
                return new($"an inclusion proof of entry {index} of {size} is shorter than {proof.Length} hashes");
            if (node % 2 == 1 || node == last)
            {
                root = MerkleTree.Node(sibling, root);
                var shift = node == 0 ? 0 : BitOperations.TrailingZeroCount(node);
                (node, last) = (node >> shift, last >> shift);
            }
            else
            {
                root = MerkleTree.Node(root, sibling);
            }
            (node, last) = (node >> 1, last >> 1);
        }
        return last == 0
            ? new(root)
            : new($"an inclusion proof of entry {index} of {size} is longer than {proof.Length} hashes");
    }

    /// <summary>Null if a proof leads from the leaf to the root; otherwise the reason.</summary>
    public static string? Verify(long index, long size, in Hash leaf, ReadOnlySpan<Hash> proof, in Hash root)
    {
        if (!Root(index, size, leaf, proof).Try(out var rebuilt, out var reason)) return reason;
        return rebuilt == root
            ? null
            : $"the inclusion proof of entry {index} of {size} leads to root {rebuilt}, not {root}";
    }

    /// <summary>Builds a proof from tiles; the reason names the tile that is missing or cut, or says that there is no
    /// such entry.</summary>
    /// <param name="tiles">Where tiles of the log are; they are believed, so verify the proof against a head.</param>
    /// <param name="index">The entry's, from 0 and below <paramref name="size"/>.</param>
    /// <param name="size">Of the head that the proof is for: at most that of the log whose tiles these are.</param>
    /// <param name="stop">Ends the reading.</param>
    public static async ValueTask<Parsed<Hash[]>> Build(
        ITileSource tiles, long index, long size, CancellationToken stop)
    {
        if (index < 0 || index >= size) return new($"a log of {size} entries has no entry {index}");
        return await new SubtreeReader(tiles, size).Roots(Path(index, size), stop);
    }

    // RFC 6962 §2.1.1, PATH(m, D[n]), from the root down and then reversed.
    static List<(long, long)> Path(long index, long size)
    {
        var path = new List<(long, long)>();
        for (var (start, end) = (0L, size); end - start > 1;)
        {
            var middle = start + (1L << BitOperations.Log2((ulong)(end - start - 1)));
            path.Add(index < middle ? (middle, end) : (start, middle));
            (start, end) = index < middle ? (start, middle) : (middle, end);
        }
        path.Reverse();
        return path;
    }
}
