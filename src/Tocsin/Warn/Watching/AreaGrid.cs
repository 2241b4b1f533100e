using System.Runtime.InteropServices;
using NetTopologySuite.Geometries;

namespace Tocsin.Warn.Watching;

/// <summary>Finds the areas that may hold a place: squares of degrees on levels of halving size. An area stands on the level whose
/// squares are about as wide as it is, in the few that it touches; so a point asks one square of each level.</summary>
sealed class AreaGrid
{
    // 360 degrees, halved fourteen times: 0.02 degrees, 2.4 km at the equator.
    const int Levels = 15;

    readonly Dictionary<int, SlotList>[] levels = [.. Enumerable.Range(0, Levels).Select(_ => new Dictionary<int, SlotList>())];

    public void Add(int slot, WatchedArea area)
    {
        foreach (var (level, square) in Squares(area)) CollectionsMarshal.GetValueRefOrAddDefault(levels[level], square, out _).Add(slot);
    }

    public void Remove(int slot, WatchedArea area)
    {
        foreach (var (level, square) in Squares(area))
        {
            ref var list = ref CollectionsMarshal.GetValueRefOrNullRef(levels[level], square);
            list.Remove(slot);
            if (list.Count == 0) levels[level].Remove(square);
        }
    }

    /// <summary>Calls for each list of areas that may hold the point; an area stands in one of them at most.</summary>
    public void At<T>(double longitude, double latitude, ref T found) where T : IFound, allows ref struct
    {
        for (var level = 0; level < Levels; level++)
            if (levels[level].Count > 0 && levels[level].TryGetValue(Square(Column(longitude, level), Row(latitude, level)), out var list))
                found.Take(list.Items);
    }

    /// <summary>Calls for each list of areas that may touch the box; an area may stand in several of them.</summary>
    public void In<T>(Envelope box, ref T found) where T : IFound, allows ref struct
    {
        for (var level = 0; level < Levels; level++)
        {
            var squares = levels[level];
            if (squares.Count == 0) continue;
            var (west, east, south, north) = (Column(box.MinX, level), Column(box.MaxX, level), Row(box.MinY, level), Row(box.MaxY, level));
            if ((long)(east - west + 1) * (north - south + 1) > squares.Count)
            {
                foreach (var (square, list) in squares)
                    if (ColumnOf(square) >= west && ColumnOf(square) <= east && RowOf(square) >= south && RowOf(square) <= north) found.Take(list.Items);
                continue;
            }
            for (var column = west; column <= east; column++)
                for (var row = south; row <= north; row++)
                    if (squares.TryGetValue(Square(column, row), out var list)) found.Take(list.Items);
        }
    }

    /// <summary>The squares that an area touches, each once.</summary>
    static HashSet<(int Level, int Square)> Squares(WatchedArea area)
    {
        var squares = new HashSet<(int, int)>();
        foreach (var box in area.Boxes())
        {
            var level = LevelOf(Math.Max(box.Width, box.Height));
            for (var column = Column(box.MinX, level); column <= Column(box.MaxX, level); column++)
                for (var row = Row(box.MinY, level); row <= Row(box.MaxY, level); row++)
                    if (area.Touches(Bounds(column, row, level))) squares.Add((level, Square(column, row)));
        }
        return squares;
    }

    /// <summary>The level whose squares are at least half as wide as the area is: it touches at most three by three.</summary>
    static int LevelOf(double degrees)
    {
        if (degrees <= 0) return Levels - 1;
        return Math.Clamp((int)Math.Floor(Math.Log2(360 / degrees)) + 1, 0, Levels - 1);
    }

    static double Width(int level) => 360.0 / (1 << level);

    static int Column(double longitude, int level) => Math.Clamp((int)((longitude + 180) / 360 * (1 << level)), 0, (1 << level) - 1);

    static int Row(double latitude, int level) => Math.Clamp((int)((latitude + 180) / 360 * (1 << level)), 0, (1 << level) - 1);

    static Envelope Bounds(int column, int row, int level) =>
        new(column * Width(level) - 180, (column + 1) * Width(level) - 180, row * Width(level) - 180, (row + 1) * Width(level) - 180);

    static int Square(int column, int row) => column << 16 | row;

    static int ColumnOf(int square) => square >> 16;

    static int RowOf(int square) => square & 0xFFFF;
}

/// <summary>Takes what a search finds.</summary>
interface IFound
{
    /// <summary>Some candidates; the span is valid during the call.</summary>
    void Take(ReadOnlySpan<int> slots);
}
