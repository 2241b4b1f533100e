using System.Collections.Immutable;

namespace Tocsin.Log;

/// <summary>A tile with its hashes.</summary>
/// <param name="Address">Which tile.</param>
/// <param name="Hashes">32 bytes for each hash of its width; a copy of its own.</param>
public readonly record struct Tile(TileAddress Address, byte[] Hashes);

/// <summary>What one append did to a log's tiles: all that must be stored beside the entries.</summary>
/// <param name="From">The size before, in entries.</param>
/// <param name="Size">The size after.</param>
/// <param name="Completed">Tiles that became full, level by level from 0, each level by index. They never change
/// again.</param>
/// <param name="Partial">For each level that was appended to and now ends in a partial tile: that tile. A level that
/// ended exactly full is in <paramref name="Completed"/> alone, and its former partial tile is gone.</param>
public sealed record Growth(long From, long Size, ImmutableArray<Tile> Completed, ImmutableArray<Tile> Partial);
