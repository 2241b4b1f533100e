namespace Tocsin.Share.Sync;

/// <summary>What root a log had when it was smaller.</summary>
static class Prefix
{
    /// <summary>The root over the first so many entries; nothing where a tile is missing.</summary>
    /// <param name="tiles">The log's tiles.</param>
    /// <param name="within">The log's size, at which the tiles are held.</param>
    /// <param name="size">The smaller size, or the same.</param>
    /// <param name="stop">Ends the reading.</param>
    public static async Task<Hash?> Root(ITileSource tiles, long within, long size, CancellationToken stop) =>
        await Partial(tiles, within, size, stop) is { } edge ? RightEdge.Open(size, [.. edge.Select((hashes, level) => (level, hashes)).Where(tile => tile.hashes.Length > 0)]).Root() : null;

    /// <summary>The partial tiles of the log as it was at a smaller size, in base64url from level 0 on, "" where a level has none; nothing where a tile is missing.</summary>
    public static async Task<IReadOnlyList<string>?> Edge(ITileSource tiles, long within, long size, CancellationToken stop) =>
        (await Partial(tiles, within, size, stop))?.ConvertAll(hashes => System.Buffers.Text.Base64Url.EncodeToString(hashes));

    static async Task<List<byte[]>?> Partial(ITileSource tiles, long within, long size, CancellationToken stop)
    {
        var edge = new List<byte[]>();
        for (var level = 0; TileAddress.HashesAt(size, level) > 0; level++)
        {
            var width = TileAddress.PartialWidth(size, level);
            var tile = TileAddress.In(within, level, TileAddress.HashesAt(size, level) / LogLimits.TileWidthMax);
            var hashes = width == 0 ? ReadOnlyMemory<byte>.Empty : await tiles.Read(tile, stop);
            if (width > 0 && hashes.Length != tile.Bytes) return null;
            edge.Add(hashes[..(width * Hash.Size)].ToArray());
        }
        return edge;
    }
}
