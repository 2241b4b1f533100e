using System.Globalization;

namespace Tocsin.Log;

/// <summary>Which tile: its level (0 to 63), its index in the level, and how many hashes it holds (1 to 256; 256 is
/// full).</summary>
/// <remarks>The default value has width 0 and names no tile. C2SP tlog-tiles, "Merkle Tree".</remarks>
/// <param name="Level">0 for leaf hashes; each level above hashes 256 of the one below.</param>
/// <param name="Index">From 0 to <see cref="LogLimits.TileIndexMax"/>.</param>
/// <param name="Width">Hashes in it: 1 to 256.</param>
public readonly record struct TileAddress(int Level, long Index, int Width)
{
    /// <summary>The level, 0 to 63.</summary>
    public int Level { get; } = Level is >= 0 and <= LogLimits.PathLevelMax
        ? Level
        : throw new ArgumentOutOfRangeException(nameof(Level), Level, "a tile's level is 0 to 63");

    /// <summary>The index within the level.</summary>
    public long Index { get; } = Index is >= 0 and <= LogLimits.TileIndexMax
        ? Index
        : throw new ArgumentOutOfRangeException(nameof(Index), Index, "no log has a tile of this index");

    /// <summary>Hashes in the tile: 1 to 256.</summary>
    public int Width { get; } = Width is >= 1 and <= LogLimits.TileWidthMax
        ? Width
        : throw new ArgumentOutOfRangeException(nameof(Width), Width, "a tile is 1 to 256 hashes wide");

    /// <summary>Whether it holds 256 hashes and so will never change.</summary>
    public bool IsFull => Width == LogLimits.TileWidthMax;

    /// <summary>Bytes in it: 32 a hash.</summary>
    public int Bytes => Width * Hash.Size;

    /// <summary>C2SP's path below the log's prefix, such as <c>tile/0/x001/x234/067.p/12</c>.</summary>
    public string Path => string.Create(CultureInfo.InvariantCulture, $"tile/{Level}/{TilePath.Format(Index, Width)}");

    /// <summary>Such as <c>tile 0/x001/x234/067.p/12</c>, for a sentence.</summary>
    public override string ToString() => "tile " + Path["tile/".Length..];

    /// <summary>The tile of a level and index as a log of some size has it: full if it can be, else partial.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A log of that size has no such tile.</exception>
    public static TileAddress In(long size, int level, long index)
    {
        var width = Math.Min(LogLimits.TileWidthMax, HashesAt(size, level) - index * LogLimits.TileWidthMax);
        return new(level, index, (int)width);
    }

    /// <summary>How many hashes a level holds in a log of some size: floor(size / 256^level).</summary>
    public static long HashesAt(long size, int level) => level < LogLimits.LevelsMax ? size >> (8 * level) : 0;

    /// <summary>How wide the partial tile of a level is in a log of some size: floor(size / 256^level) mod 256; 0 if
    /// there is none.</summary>
    public static int PartialWidth(long size, int level) => (int)(HashesAt(size, level) % LogLimits.TileWidthMax);

    /// <summary>Every tile of a log of some size, level by level from 0, each level by index.</summary>
    public static IEnumerable<TileAddress> All(long size)
    {
        for (var level = 0; HashesAt(size, level) > 0; level++)
        {
            var tiles = (HashesAt(size, level) - 1) / LogLimits.TileWidthMax + 1;
            for (long index = 0; index < tiles; index++) yield return In(size, level, index);
        }
    }

    /// <summary>Reads a path, strictly: exactly the text that <see cref="Path"/> gives.</summary>
    public static bool TryParse(string? path, out TileAddress tile)
    {
        tile = default;
        if (path?.Split('/', 3) is not ["tile", var level, var rest]
            || !int.TryParse(level, NumberStyles.None, CultureInfo.InvariantCulture, out var l)
            || l > LogLimits.PathLevelMax
            || !TilePath.TryParse(rest, out var index, out var width)) return false;
        var read = new TileAddress(l, index, width);
        if (read.Path != path) return false;
        tile = read;
        return true;
    }

    /// <summary>C2SP's path of an entry bundle, such as <c>tile/entries/048</c> or
    /// <c>tile/entries/000.p/3</c>.</summary>
    /// <param name="index">From 0.</param>
    /// <param name="width">Entries in it: 1 to 256.</param>
    public static string EntryBundlePath(long index, int width) =>
        "tile/entries/" + TilePath.Format(index, new TileAddress(0, index, width).Width);

    /// <summary>Reads the path of an entry bundle, strictly: exactly the text that <see cref="EntryBundlePath"/>
    /// gives.</summary>
    public static bool TryParseEntryBundle(string? path, out long index, out int width)
    {
        (index, width) = (0, 0);
        return path?.Split('/', 3) is ["tile", "entries", var rest] && TilePath.TryParse(rest, out index, out width);
    }
}
