using System.Runtime.InteropServices;

namespace Tocsin.Share.Sync;

/// <summary>The tiles of a log as a source gives them, each checked before it is used: the right edge leads to the signed root, and
/// a full tile to its slot in the tile above.</summary>
sealed class VerifiedTiles : ITileSource
{
    readonly Dictionary<(int Level, long Index), Hash[]> known = [];
    readonly Origin log;
    readonly Checkpoint head;
    readonly ILogSource source;

    VerifiedTiles(Origin log, Checkpoint head, ILogSource source) => (this.log, this.head, this.source) = (log, head, source);

    /// <summary>Reads the right edge and checks that it leads to the head.</summary>
    /// <exception cref="SourceException">It does not, or is not given.</exception>
    public static async Task<VerifiedTiles> Open(Origin log, Checkpoint head, ILogSource source, CancellationToken stop)
    {
        var tiles = new VerifiedTiles(log, head, source);
        var edge = new List<(int, byte[])>();
        for (var level = 0; TileAddress.HashesAt(head.Size, level) > 0; level++)
        {
            if (TileAddress.PartialWidth(head.Size, level) == 0) continue;
            var tile = TileAddress.In(head.Size, level, TileAddress.HashesAt(head.Size, level) / LogLimits.TileWidthMax);
            var hashes = await tiles.Fetch(tile, stop);
            tiles.known[(level, tile.Index)] = hashes;
            edge.Add((level, MemoryMarshal.AsBytes(hashes.AsSpan()).ToArray()));
        }
        var root = RightEdge.Open(head.Size, edge).Root();
        return root == head.Root
            ? tiles
            : throw new SourceException($"{source.Party} gave tiles of {log} that lead to the root {root}; the head of {head.Size} records says {head.Root}", isFalse: true);
    }

    /// <summary>What stands in a level at a place: the root over 256^level entries.</summary>
    /// <exception cref="SourceException">The tile is missing or false.</exception>
    public async ValueTask<Hash> Slot(int level, long place, CancellationToken stop) =>
        (await Get(level, place / LogLimits.TileWidthMax, stop))[place % LogLimits.TileWidthMax];

    /// <inheritdoc/>
    /// <exception cref="SourceException">The tile is missing or false.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> Read(TileAddress tile, CancellationToken stop) =>
        MemoryMarshal.AsBytes((await Get(tile.Level, tile.Index, stop)).AsSpan(0, tile.Width)).ToArray();

    async ValueTask<Hash[]> Get(int level, long index, CancellationToken stop)
    {
        if (known.TryGetValue((level, index), out var hashes)) return hashes;
        var tile = TileAddress.In(head.Size, level, index);
        hashes = await Fetch(tile, stop);
        if (MerkleTree.Root(hashes) != await Slot(level + 1, index, stop))
            throw new SourceException($"{source.Party} gave a {tile} of {log} that does not lead to its signed head of {head.Size} records", isFalse: true);
        return known[(level, index)] = hashes;
    }

    async Task<Hash[]> Fetch(TileAddress tile, CancellationToken stop)
    {
        var bytes = await source.Tile(log, tile, stop) ?? throw new SourceException($"{source.Party} does not give {tile} of {log}", isFalse: false);
        if (bytes.Length != tile.Bytes)
            throw new SourceException($"{source.Party} gave {bytes.Length} bytes for {tile} of {log}, not {tile.Bytes}", isFalse: true);
        return MemoryMarshal.Cast<byte, Hash>(bytes.Span).ToArray();
    }
}
