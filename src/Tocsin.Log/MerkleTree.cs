using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Tocsin.Log;

/// <summary>The hashing of RFC 6962 §2.1, with SHA-256.</summary>
public static class MerkleTree
{
    const byte LeafPrefix = 0, NodePrefix = 1;
    const int NodeBytes = 1 + 2 * Hash.Size;
    const int StackLeafBytes = 1024;

    /// <summary>The root of no leaves: the SHA-256 of nothing.</summary>
    public static readonly Hash Empty = Hash.Of([]);

    /// <summary>The hash of a leaf: SHA-256(0x00 || leaf).</summary>
    public static Hash Leaf(ReadOnlySpan<byte> leaf)
    {
        var length = leaf.Length + 1;
        if (length <= StackLeafBytes) return Prefixed(leaf, stackalloc byte[StackLeafBytes]);

        var rented = ArrayPool<byte>.Shared.Rent(length);
        var hash = Prefixed(leaf, rented);
        ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    /// <summary>The hash of two subtrees: SHA-256(0x01 || left || right).</summary>
    public static Hash Node(in Hash left, in Hash right)
    {
        Span<byte> input = stackalloc byte[NodeBytes];
        Span<byte> output = stackalloc byte[Hash.Size];
        input[0] = NodePrefix;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Hash.Size)..]);
        Sha256.Hash(input, output);
        return new(output);
    }

    /// <summary>The root over leaf hashes, in their order; <see cref="Empty"/> over none.</summary>
    public static Hash Root(ReadOnlySpan<Hash> leaves)
    {
        if (leaves.IsEmpty) return Empty;
        if (leaves.Length == 1) return leaves[0];
        if (leaves.Length <= LogLimits.TileWidthMax) return TileRoot(leaves);
        var left = 1 << BitOperations.Log2((uint)leaves.Length - 1);
        return Node(Root(leaves[..left]), Root(leaves[left..]));
    }

    /// <summary>Joins, from the right, the perfect subtrees of which a partial tile is made to what lies right of
    /// it.</summary>
    /// <param name="partial">The tile: 0 to 255 hashes.</param>
    /// <param name="right">The root of all that lies to its right, or null if nothing does; afterwards with the
    /// tile.</param>
    internal static void JoinLeft(ReadOnlySpan<Hash> partial, ref Hash? right)
    {
        while (!partial.IsEmpty)
        {
            var last = 1 << BitOperations.TrailingZeroCount(partial.Length);
            var subtree = Root(partial[^last..]);
            right = right is { } known ? Node(subtree, known) : subtree;
            partial = partial[..^last];
        }
    }

    // Pairs are adjacent, so each input is one copy of 64 bytes; a lone last node is promoted, which is RFC 6962's
    // tree.
    static Hash TileRoot(ReadOnlySpan<Hash> leaves)
    {
        Span<Hash> row = stackalloc Hash[LogLimits.TileWidthMax];
        Span<byte> input = stackalloc byte[NodeBytes];
        input[0] = NodePrefix;
        leaves.CopyTo(row);
        var bytes = MemoryMarshal.AsBytes(row);

        for (var width = leaves.Length; width > 1; width = (width + 1) / 2)
        {
            for (var pair = 0; pair < width / 2; pair++)
            {
                bytes.Slice(pair * 2 * Hash.Size, 2 * Hash.Size).CopyTo(input[1..]);
                Sha256.Hash(input, bytes.Slice(pair * Hash.Size, Hash.Size));
            }
            if (width % 2 == 1) row[width / 2] = row[width - 1];
        }
        return row[0];
    }

    static Hash Prefixed(ReadOnlySpan<byte> leaf, Span<byte> buffer)
    {
        Span<byte> output = stackalloc byte[Hash.Size];
        buffer[0] = LeafPrefix;
        leaf.CopyTo(buffer[1..]);
        Sha256.Hash(buffer[..(leaf.Length + 1)], output);
        return new(output);
    }
}
