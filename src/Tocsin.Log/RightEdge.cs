using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Tocsin.Log;

/// <summary>What must be in memory to append to a log: the partial tile of each level, at most 255 hashes
/// each.</summary>
/// <remarks>An append that may have to be undone works on a <see cref="Clone"/>, which costs microseconds; the clone
/// is thrown away if the commit fails, and takes the place of the old edge if it does not. Not thread-safe.</remarks>
public sealed class RightEdge
{
    readonly List<Level> levels;

    RightEdge(List<Level> levels) => this.levels = levels;

    /// <summary>How many entries the log holds.</summary>
    public long Size => levels is [var leaves, ..] ? leaves.Count : 0;

    /// <summary>The edge of the empty log.</summary>
    public static RightEdge Empty() => new([]);

    /// <summary>The edge of a log of some size, from its stored partial tiles in any order.</summary>
    /// <exception cref="InvalidDataException">The tiles do not have the widths that C2SP tlog-tiles says for this size,
    /// floor(size / 256^level) mod 256; the message names the level. What was stored is not this log.</exception>
    public static RightEdge Open(long size, IReadOnlyList<(int Level, byte[] Hashes)> partialTiles)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        var levels = new List<Level>();
        for (var level = 0; TileAddress.HashesAt(size, level) > 0; level++)
        {
            var stored = partialTiles.Where(tile => tile.Level == level).ToArray();
            var width = TileAddress.PartialWidth(size, level);
            if (stored.Length > 1 || stored.Sum(tile => tile.Hashes.Length) != width * Hash.Size)
            {
                var found = stored.Select(tile => $"{tile.Hashes.Length} bytes").DefaultIfEmpty("absent");
                throw new InvalidDataException(
                    $"at size {size} the partial tile of level {level} is {width} hashes wide, " +
                    $"not {string.Join(" and ", found)}");
            }

            var opened = new Level { Count = TileAddress.HashesAt(size, level) };
            foreach (var tile in stored) tile.Hashes.CopyTo(MemoryMarshal.AsBytes(opened.Tile.AsSpan()));
            levels.Add(opened);
        }
        foreach (var (level, _) in partialTiles)
            if (level < 0 || level >= levels.Count)
                throw new InvalidDataException($"at size {size} there is no level {level}");
        return new(levels);
    }

    /// <summary>A copy that shares nothing with this one.</summary>
    public RightEdge Clone() => new(levels.ConvertAll(level => level.Clone()));

    /// <summary>The root over all entries; <see cref="MerkleTree.Empty"/> if there are none.</summary>
    public Hash Root()
    {
        Hash? root = null;
        foreach (var level in levels) MerkleTree.JoinLeft(level.Partial, ref root);
        return root ?? MerkleTree.Empty;
    }

    /// <summary>Appends leaf hashes to this edge, and says which tiles that completed and changed.</summary>
    /// <exception cref="OverflowException">The log would exceed 2^63 - 1 entries; nothing was appended.</exception>
    public Growth Append(ReadOnlySpan<Hash> leaves)
    {
        var from = Size;
        _ = checked(from + leaves.Length);
        var completed = ImmutableArray.CreateBuilder<Tile>();
        var partial = ImmutableArray.CreateBuilder<Tile>();

        var hashes = leaves;
        for (var level = 0; !hashes.IsEmpty; level++)
        {
            if (level == levels.Count) levels.Add(new());
            hashes = Fill(level, hashes, completed);
            if (levels[level].Partial is { IsEmpty: false } rest)
            {
                var address = TileAddress.In(Size, level, levels[level].Index);
                partial.Add(new(address, MemoryMarshal.AsBytes(rest).ToArray()));
            }
        }
        return new(from, Size, completed.ToImmutable(), partial.ToImmutable());
    }

    // Gives the roots of the tiles that became full: what the level above is to be filled with.
    Hash[] Fill(int number, ReadOnlySpan<Hash> hashes, ImmutableArray<Tile>.Builder completed)
    {
        var level = levels[number];
        var roots = new Hash[(level.Partial.Length + hashes.Length) / LogLimits.TileWidthMax];
        for (var full = 0; !hashes.IsEmpty;)
        {
            var (index, width) = (level.Index, level.Partial.Length);
            var taken = Math.Min(LogLimits.TileWidthMax - width, hashes.Length);
            hashes[..taken].CopyTo(level.Tile.AsSpan(width));
            hashes = hashes[taken..];
            level.Count += taken;
            if (width + taken < LogLimits.TileWidthMax) break;

            var address = new TileAddress(number, index, LogLimits.TileWidthMax);
            completed.Add(new(address, MemoryMarshal.AsBytes(level.Tile.AsSpan()).ToArray()));
            roots[full++] = MerkleTree.Root(level.Tile);
        }
        return roots;
    }

    sealed class Level
    {
        public readonly Hash[] Tile = new Hash[LogLimits.TileWidthMax];
        public long Count;

        public long Index => Count / LogLimits.TileWidthMax;
        public ReadOnlySpan<Hash> Partial => Tile.AsSpan(0, (int)(Count % LogLimits.TileWidthMax));

        public Level Clone()
        {
            var clone = new Level { Count = Count };
            Partial.CopyTo(clone.Tile);
            return clone;
        }
    }
}
