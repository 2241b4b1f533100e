namespace Tocsin.Share.Sync;

/// <summary>What root a log had when it was smaller.</summary>
static class Prefix
{
    /// <summary>The root over the first so many entries; nothing where a tile is missing.</summary>
    /// <param name="tiles">The log's tiles.</param>
    /// <param name="within">The log's size, at which the tiles are held.</param>
    /// <param name="size">The smaller size, or the same.</param>
    /// <param name="stop">Ends the reading.</param>
    public static async Task<Hash?> Root(ITileSource tiles, long within, long size, CancellationToken stop)
    {
        var edge = new List<(int, byte[])>();
        for (var level = 0; TileAddress.HashesAt(size, level) > 0; level++)
        {
            var width = TileAddress.PartialWidth(size, level);
            if (width == 0) continue;
            var tile = TileAddress.In(within, level, TileAddress.HashesAt(size, level) / LogLimits.TileWidthMax);
            var hashes = await tiles.Read(tile, stop);
            if (hashes.Length != tile.Bytes) return null;
            edge.Add((level, hashes[..(width * Hash.Size)].ToArray()));
        }
        return RightEdge.Open(size, edge).Root();
    }
}
