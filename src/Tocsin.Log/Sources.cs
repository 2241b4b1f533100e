namespace Tocsin.Log;

/// <summary>Where a log's tiles are read from: a store, a partner, a folder.</summary>
public interface ITileSource
{
    /// <summary>Gives the tile's hashes, 32 bytes each, exactly as many as its width; nothing (0 bytes) if it is not
    /// there. A source that holds only a wider tile of this level and index gives the front of that. I/O errors are
    /// thrown.</summary>
    /// <param name="tile">Which tile.</param>
    /// <param name="stop">Ends the reading.</param>
    ValueTask<ReadOnlyMemory<byte>> Read(TileAddress tile, CancellationToken stop);
}

/// <summary>Where a log's entries are read from.</summary>
public interface IEntrySource
{
    /// <summary>Gives a bundle of exactly so many entries; nothing (0 bytes) if it is not there. I/O errors are thrown.
    /// The memory must stay as it is for as long as the caller works on the bundle.</summary>
    /// <param name="index">Which bundle, from 0: it begins with entry 256 * index.</param>
    /// <param name="width">Entries in it: 1 to 256.</param>
    /// <param name="stop">Ends the reading.</param>
    ValueTask<ReadOnlyMemory<byte>> ReadBundle(long index, int width, CancellationToken stop);
}
