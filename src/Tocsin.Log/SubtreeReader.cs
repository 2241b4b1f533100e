using System.Numerics;
using System.Runtime.InteropServices;

namespace Tocsin.Log;

/// <summary>Computes the root of any subtree of RFC 6962 §2.1 from the tiles of a log of some size, reading each tile
/// once.</summary>
/// <remarks>Like its callers it goes on where it was awaited, not on a thread of the pool: a simulated world has but one thread.</remarks>
sealed class SubtreeReader(ITileSource source, long size)
{
    readonly Dictionary<TileAddress, ReadOnlyMemory<byte>> read = [];

    /// <summary>The roots of some ranges of entries, in their order: a proof.</summary>
    public async ValueTask<Parsed<Hash[]>> Roots(IReadOnlyList<(long Start, long End)> ranges, CancellationToken stop)
    {
        var roots = new Hash[ranges.Count];
        for (var range = 0; range < roots.Length; range++)
        {
            var parsed = await Root(ranges[range].Start, ranges[range].End, stop);
            if (!parsed.Try(out roots[range], out var reason)) return new(reason);
        }
        return new(roots);
    }

    // A range that RFC 6962 splits off is perfect, or it ends at the tree's right edge and is a row of ever smaller
    // perfect ones.
    async ValueTask<Parsed<Hash>> Root(long start, long end, CancellationToken stop)
    {
        var perfect = new Stack<Hash>();
        while (start < end)
        {
            var height = BitOperations.Log2((ulong)(end - start));
            var parsed = await Perfect(start >> height, height, stop);
            if (!parsed.Try(out var subtree, out _)) return parsed;
            perfect.Push(subtree);
            start += 1L << height;
        }
        var root = perfect.Pop();
        while (perfect.TryPop(out var left)) root = MerkleTree.Node(left, root);
        return new(root);
    }

    async ValueTask<Parsed<Hash>> Perfect(long index, int height, CancellationToken stop)
    {
        var first = index << (height % 8);
        var tile = TileAddress.In(size, height / 8, first / LogLimits.TileWidthMax);
        if (!read.TryGetValue(tile, out var bytes))
        {
            bytes = await source.Read(tile, stop);
            if (bytes.Length != tile.Bytes)
                return new(bytes.IsEmpty ? $"{tile} is missing" : $"{tile} has {bytes.Length} bytes, not {tile.Bytes}");
            read.Add(tile, bytes);
        }
        var hashes = MemoryMarshal.Cast<byte, Hash>(bytes.Span);
        return new(MerkleTree.Root(hashes.Slice((int)(first % LogLimits.TileWidthMax), 1 << (height % 8))));
    }
}
