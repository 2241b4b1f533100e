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

    /// <summary>The cell of a row that is a point; nothing where it is no point.</summary>
    public static long? Of(RecordRow row) =>
        row is { Point: var (longitude, latitude), Boxes: [var box] } && box == new Box(longitude, latitude, longitude, latitude)
            ? (long)Band(latitude) * OfOneBand + Column(longitude)
            : null;

    /// <summary>The condition that a record touches a box. West beyond east: the box lies across the antimeridian.</summary>
    public static void Condition(StringBuilder sql, SqliteCommand command, Box box)
    {
        var isAcross = box.West > box.East;
        sql.Append($"""
             AND r.arrival IN (
              WITH RECURSIVE bands(band) AS (SELECT $first UNION ALL SELECT band+{OfOneBand} FROM bands WHERE band<$last)
              {Points(isAcross ? $"{OfOneBand - 1}" : "$eastern", "$western", isAcross ? "p.lon>=$west" : "p.lon BETWEEN $west AND $east")}
              {(isAcross ? $"UNION ALL {Points("$eastern", "0", "p.lon<=$east")}" : "")}
              UNION ALL SELECT id/{ViewsLayout.BoxesOfOne} FROM boxes WHERE south<=$north AND north>=$south AND {(isAcross ? "(west<=$east OR east>=$west)" : "west<=$east AND east>=$west")})
            """);
        foreach (var (name, value) in new (string, object)[]
        {
            ("$west", box.West), ("$south", box.South), ("$east", box.East), ("$north", box.North), ("$western", Column(box.West)), ("$eastern", Column(box.East)),
            ("$first", (long)Band(box.South) * OfOneBand), ("$last", (long)Band(box.North) * OfOneBand),
        }) command.Parameters.AddWithValue(name, value);
    }

    static string Points(string to, string from, string within) =>
        $"SELECT p.arrival FROM bands CROSS JOIN records p INDEXED BY records_cell ON p.cell BETWEEN band+{from} AND band+{to} WHERE p.lat BETWEEN $south AND $north AND {within}";

    static int Column(double longitude) => (int)Math.Clamp(Math.Floor((longitude + 180) * OfOneDegree), 0, OfOneBand - 1);

    static int Band(double latitude) => (int)Math.Clamp(Math.Floor((latitude + 90) * OfOneDegree), 0, Bands - 1);
}
