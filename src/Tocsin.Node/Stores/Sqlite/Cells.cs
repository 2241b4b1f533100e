using System.Text;
using Microsoft.Data.Sqlite;
using Tocsin.Share.Views;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>Where records lie, for searches by box: points by the cell of a grid, in a B-tree, which takes them several times faster than an
/// R*Tree does; whatever has an extent by its boxes, in an R*Tree.</summary>
static class Cells
{
    /// <summary>Cells of a degree, along each side: 0.1° is 11 km at the most.</summary>
    const int OfOneDegree = 10;

    /// <summary>Cells of a band, from -180° eastwards; bands are counted from -90° northwards.</summary>
    const int OfOneBand = 360 * OfOneDegree;

    const int Bands = 180 * OfOneDegree;

    /// <summary>Cells that are looked into one by one: those of 14 degrees by 14.</summary>
    const int LookedIntoMax = 20_000;

    /// <summary>The cell of a row that is a point; nothing where it is no point.</summary>
    public static long? Of(RecordRow row) =>
        row is { Point: var (longitude, latitude), Boxes: [var box] } && box == new Box(longitude, latitude, longitude, latitude)
            ? (long)Band(latitude) * OfOneBand + Column(longitude)
            : null;

    /// <summary>The condition that a record touches a box, by the indexes of places. West beyond east: the box lies across the antimeridian.</summary>
    public static void Condition(StringBuilder sql, SqliteCommand command, Box box)
    {
        var isAcross = box.West > box.East;
        sql.Append($"""
             AND r.arrival IN (
              {WithBands}
              {Points("p.arrival", isAcross ? $"{OfOneBand - 1}" : "$eastern", "$western", isAcross ? " WHERE p.lat BETWEEN $south AND $north AND p.lon>=$west" : " WHERE p.lat BETWEEN $south AND $north AND p.lon BETWEEN $west AND $east")}
              {(isAcross ? $"UNION ALL {Points("p.arrival", "$eastern", "0", " WHERE p.lat BETWEEN $south AND $north AND p.lon<=$east")}" : "")}
              UNION ALL SELECT id/{ViewsLayout.BoxesOfOne} FROM boxes WHERE {Touching(isAcross)})
            """);
        Bind(command, box);
    }

    /// <summary>The same condition, looked up in each row by itself: for boxes that hold so many that their indexes would be no short cut.</summary>
    public static void RowCondition(StringBuilder sql, SqliteCommand command, Box box)
    {
        var isAcross = box.West > box.East;
        sql.Append($"""
             AND CASE WHEN r.cell IS NOT NULL THEN r.lat BETWEEN $south AND $north AND {(isAcross ? "(r.lon>=$west OR r.lon<=$east)" : "r.lon BETWEEN $west AND $east")}
              WHEN r.lon IS NULL THEN 0
              ELSE EXISTS (SELECT 1 FROM boxes WHERE id>=r.arrival*{ViewsLayout.BoxesOfOne} AND id<(r.arrival+1)*{ViewsLayout.BoxesOfOne} AND {Touching(isAcross)}) END
            """);
        Bind(command, box);
    }

    /// <summary>Counts the entries of the indexes among which a box is looked up, up to <c>$bound</c>.</summary>
    public static string Count(SqliteCommand command, Box box)
    {
        var isAcross = box.West > box.East;
        Bind(command, box);
        return $"""
            {WithBands}
            SELECT count(*) FROM (
              {Points("1", isAcross ? $"{OfOneBand - 1}" : "$eastern", "$western", "")}
              {(isAcross ? $"UNION ALL {Points("1", "$eastern", "0", "")}" : "")}
              UNION ALL SELECT 1 FROM boxes WHERE {Touching(isAcross)} LIMIT $bound)
            """;
    }

    /// <summary>The first arrival number after <c>$after</c> of what may touch a box, by a look into each of its cells; nothing where these are too many.</summary>
    public static string? First(SqliteCommand command, Box box)
    {
        var isAcross = box.West > box.East;
        var (western, eastern) = (Column(box.West), Column(box.East) + (isAcross ? OfOneBand : 0));
        if ((Band(box.North) - Band(box.South) + 1L) * (eastern - western + 1) > LookedIntoMax) return null;
        Bind(command, box);
        command.Parameters.AddWithValue("$last_column", eastern);
        return $"""
            {WithBands}, columns(c) AS (SELECT $western UNION ALL SELECT c+1 FROM columns WHERE c<$last_column)
            SELECT min(first) FROM (
              SELECT (SELECT p.arrival FROM records p INDEXED BY records_cell WHERE p.cell=band+c%{OfOneBand} AND p.arrival>$after ORDER BY p.arrival LIMIT 1) first FROM bands CROSS JOIN columns
              UNION ALL SELECT id/{ViewsLayout.BoxesOfOne} FROM boxes WHERE id>=($after+1)*{ViewsLayout.BoxesOfOne} AND {Touching(isAcross)})
            """;
    }

    static string WithBands => $"WITH RECURSIVE bands(band) AS (SELECT $first UNION ALL SELECT band+{OfOneBand} FROM bands WHERE band<$last)";

    static string Touching(bool isAcross) => $"south<=$north AND north>=$south AND {(isAcross ? "(west<=$east OR east>=$west)" : "west<=$east AND east>=$west")}";

    static void Bind(SqliteCommand command, Box box)
    {
        foreach (var (name, value) in new (string, object)[]
        {
            ("$west", box.West), ("$south", box.South), ("$east", box.East), ("$north", box.North), ("$western", Column(box.West)), ("$eastern", Column(box.East)),
            ("$first", (long)Band(box.South) * OfOneBand), ("$last", (long)Band(box.North) * OfOneBand),
        }) command.Parameters.AddWithValue(name, value);
    }

    static string Points(string what, string to, string from, string within) =>
        $"SELECT {what} FROM bands CROSS JOIN records p INDEXED BY records_cell ON p.cell BETWEEN band+{from} AND band+{to}{within}";

    static int Column(double longitude) => (int)Math.Clamp(Math.Floor((longitude + 180) * OfOneDegree), 0, OfOneBand - 1);

    static int Band(double latitude) => (int)Math.Clamp(Math.Floor((latitude + 90) * OfOneDegree), 0, Bands - 1);
}
