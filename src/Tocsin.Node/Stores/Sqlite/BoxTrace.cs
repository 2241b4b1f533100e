using System.Buffers.Binary;
using Microsoft.Data.Sqlite;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>Takes a box out of the R*Tree without a trace. SQLite moves a node's cells together when one goes, and leaves the
/// bytes behind the last one as they were: the coordinates that were to be forgotten.</summary>
static class BoxTrace
{
    const int HeaderBytes = 4, CellBytes = 8 + 4 * 4, Root = 1;

    public static void Delete(SqliteConnection connection, long id)
    {
        var path = Path(connection, id);
        SqliteFile.Run(connection, "DELETE FROM boxes WHERE id=$id", ("$id", id));
        foreach (var node in path) Clean(connection, node);
    }

    /// <summary>The nodes from the leaf that holds a box up to the root; none where there is no such box.</summary>
    static List<long> Path(SqliteConnection connection, long id)
    {
        var path = new List<long>();
        var node = Number(connection, "SELECT nodeno FROM boxes_rowid WHERE rowid=$id", id);
        while (node is { } number)
        {
            path.Add(number);
            node = number == Root ? null : Number(connection, "SELECT parentnode FROM boxes_parent WHERE nodeno=$id", number);
        }
        return path;
    }

    /// <summary>Overwrites what lies behind a node's last cell (sqlite.org/rtree.html, "Node Format").</summary>
    static void Clean(SqliteConnection connection, long node)
    {
        using var command = SqliteFile.Command(connection, "SELECT data FROM boxes_node WHERE nodeno=$id", ("$id", node));
        if (command.ExecuteScalar() is not byte[] data) return;
        var used = HeaderBytes + CellBytes * BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(2));
        if (data.AsSpan(used).IndexOfAnyExcept((byte)0) < 0) return;
        data.AsSpan(used).Clear();
        SqliteFile.Run(connection, "UPDATE boxes_node SET data=$data WHERE nodeno=$id", ("$data", data), ("$id", node));
    }

    static long? Number(SqliteConnection connection, string sql, long id)
    {
        using var command = SqliteFile.Command(connection, sql, ("$id", id));
        return command.ExecuteScalar() as long?;
    }
}
