using System.Numerics;

namespace Tocsin.Log;

/// <summary>Two roots that one consistency proof leads to.</summary>
/// <param name="Old">Of the smaller log.</param>
/// <param name="New">Of the larger log.</param>
public readonly record struct RebuiltRoots(Hash Old, Hash New);

/// <summary>Proof that a log only grew from one size to another (RFC 6962 §2.1.2, RFC 9162 §2.1.4).</summary>
public static class ConsistencyProof
{
    /// <summary>The two roots that a proof leads to. If the newer is the author's signed root and the older is not, the
    /// proof convicts it: it shows what its own larger log began with. The other way round it shows nothing, since
    /// anybody can put false hashes to the right of the older log.</summary>
    /// <param name="size1">The smaller size, from 1: every log grew from the empty one, and there is nothing to
    /// prove.</param>
    /// <param name="size2">The larger size.</param>
    /// <param name="proof">The nodes; none if the sizes are the same.</param>
    /// <param name="root1">The smaller log's root, which the proof leaves out where size1 is a power of two: then it is
    /// part of the proof, and not the author's signed root, that must be given here to convict.</param>
    public static Parsed<RebuiltRoots> Rebuild(long size1, long size2, ReadOnlySpan<Hash> proof, in Hash root1)
    {
        if (size1 < 1 || size1 > size2) return new($"there is no consistency proof from size {size1} to {size2}");
        if (size1 == size2)
            return proof.IsEmpty
                ? new(new RebuiltRoots(root1, root1))
                : new($"a consistency proof from size {size1} to itself is empty");

        // RFC 9162 §2.1.4.2
        var complete = BitOperations.IsPow2(size1);
        if (!complete && proof.IsEmpty) return new($"a consistency proof from size {size1} to {size2} is not empty");
        var start = complete ? root1 : proof[0];
        var skipped = BitOperations.TrailingZeroCount(size1);
        var (node, last) = ((size1 - 1) >> skipped, (size2 - 1) >> skipped);
        var (older, newer) = (start, start);
        foreach (ref readonly var sibling in proof[(complete ? 0 : 1)..])
        {
            if (last == 0)
                return new($"a consistency proof from size {size1} to {size2} is shorter than {proof.Length} hashes");
            if (node % 2 == 1 || node == last)
            {
                older = MerkleTree.Node(sibling, older);
                newer = MerkleTree.Node(sibling, newer);
                var shift = node == 0 ? 0 : BitOperations.TrailingZeroCount(node);
                (node, last) = (node >> shift, last >> shift);
            }
            else
            {
                newer = MerkleTree.Node(newer, sibling);
            }
            (node, last) = (node >> 1, last >> 1);
        }
        return last == 0
            ? new(new RebuiltRoots(older, newer))
            : new($"a consistency proof from size {size1} to {size2} is longer than {proof.Length} hashes");
    }

    /// <summary>Null if a proof leads to both roots; otherwise the reason.</summary>
    public static string? Verify(long size1, long size2, ReadOnlySpan<Hash> proof, in Hash root1, in Hash root2)
    {
        if (!Rebuild(size1, size2, proof, root1).Try(out var rebuilt, out var reason)) return reason;
        var claim = $"the consistency proof from size {size1} to {size2}";
        if (rebuilt.Old != root1) return $"{claim} leads to the older root {rebuilt.Old}, not {root1}";
        return rebuilt.New == root2 ? null : $"{claim} leads to the newer root {rebuilt.New}, not {root2}";
    }

    /// <summary>Builds a proof from tiles; the reason names the tile that is missing or cut, or says that there is no
    /// such proof.</summary>
    /// <param name="tiles">Where tiles of the larger log are; they are believed, so verify the proof against the
    /// heads.</param>
    /// <param name="size1">The smaller size, from 1.</param>
    /// <param name="size2">The larger size.</param>
    /// <param name="stop">Ends the reading.</param>
    public static async ValueTask<Parsed<Hash[]>> Build(
        ITileSource tiles, long size1, long size2, CancellationToken stop)
    {
        if (size1 < 1 || size1 > size2) return new($"there is no consistency proof from size {size1} to {size2}");
        return await new SubtreeReader(tiles, size2).Roots(Nodes(size1, size2), stop);
    }

    // RFC 6962 §2.1.2, SUBPROOF(m, D[n], b), from the root down and then reversed.
    static List<(long, long)> Nodes(long size1, long size2)
    {
        var nodes = new List<(long, long)>();
        var (start, end) = (0L, size2);
        while (size1 != end)
        {
            var middle = start + (1L << BitOperations.Log2((ulong)(end - start - 1)));
            nodes.Add(size1 <= middle ? (middle, end) : (start, middle));
            (start, end) = size1 <= middle ? (start, middle) : (middle, end);
        }
        if (start > 0) nodes.Add((start, end));
        nodes.Reverse();
        return nodes;
    }
}
