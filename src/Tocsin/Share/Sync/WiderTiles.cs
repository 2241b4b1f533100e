namespace Tocsin.Share.Sync;

/// <summary>A log's tiles as a larger log holds them: the front of a wider tile serves.</summary>
/// <param name="tiles">The larger log's.</param>
/// <param name="held">Its size.</param>
sealed class WiderTiles(ITileSource tiles, long held) : ITileSource
{
    public async ValueTask<ReadOnlyMemory<byte>> Read(TileAddress tile, CancellationToken stop)
    {
        var wider = await tiles.Read(TileAddress.In(held, tile.Level, tile.Index), stop);
        return wider.Length >= tile.Bytes ? wider[..tile.Bytes] : wider;
    }
}
