using Microsoft.Data.Sqlite;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>The order in which leaves came to this node, as runs of one log without a gap.</summary>
static class Arrivals
{
    /// <summary>The greatest arrival number; 0 where nothing has arrived.</summary>
    public static long Last(SqliteConnection connection)
    {
        using var command = SqliteFile.Command(connection, "SELECT first+count-1 FROM arrivals ORDER BY first DESC LIMIT 1");
        return command.ExecuteScalar() as long? ?? 0;
    }

    /// <summary>Gives leaves the next arrival numbers, and returns the last of them. A run that goes on stays one row.</summary>
    public static long Add(SqliteConnection connection, long log, long start, int count)
    {
        long first = 1;
        using (var command = SqliteFile.Command(connection, "SELECT first, log, start, count FROM arrivals ORDER BY first DESC LIMIT 1"))
        using (var row = command.ExecuteReader())
            if (row.Read())
            {
                var (run, held) = (row.GetInt64(0), row.GetInt64(3));
                first = run + held;
                if (row.GetInt64(1) == log && row.GetInt64(2) + held == start)
                {
                    SqliteFile.Run(connection, "UPDATE arrivals SET count=count+$more WHERE first=$first", ("$more", count), ("$first", run));
                    return first + count - 1;
                }
            }
        SqliteFile.Run(connection, "INSERT INTO arrivals(first, log, start, count) VALUES($first, $log, $start, $count)",
            ("$first", first), ("$log", log), ("$start", start), ("$count", count));
        return first + count - 1;
    }

    /// <summary>Notes when what has just arrived came, to the minute.</summary>
    /// <param name="connection">The journal.</param>
    /// <param name="first">The first of the arrival numbers.</param>
    /// <param name="now">The time.</param>
    public static void Stamp(SqliteConnection connection, long first, Instant now)
    {
        using var command = SqliteFile.Command(connection, "SELECT at FROM received ORDER BY first DESC LIMIT 1");
        if (command.ExecuteScalar() is long at && Math.Abs(now.ToUnixTimeSeconds() - at) < 60) return;
        SqliteFile.Run(connection, "INSERT INTO received(first, at) VALUES($first, $at)", ("$first", first), ("$at", now.ToUnixTimeSeconds()));
    }

    /// <summary>When a record came, to the minute, and up to which arrival number that is so; nothing for what an earlier version stored.</summary>
    public static (Instant? At, long Until) ReceivedAt(SqliteConnection connection, long arrival)
    {
        using var before = SqliteFile.Command(connection, "SELECT at FROM received WHERE first<=$arrival ORDER BY first DESC LIMIT 1", ("$arrival", arrival));
        using var behind = SqliteFile.Command(connection, "SELECT first FROM received WHERE first>$arrival ORDER BY first LIMIT 1", ("$arrival", arrival));
        return (before.ExecuteScalar() is long at ? Instant.FromUnixTimeSeconds(at) : null, behind.ExecuteScalar() is long next ? next - 1 : long.MaxValue);
    }

    /// <summary>The run to which an arrival number belongs; nothing where nothing arrived under it.</summary>
    public static (long First, long Log, long Start, long Count)? RunOf(SqliteConnection connection, long arrival)
    {
        using var command = SqliteFile.Command(connection,
            "SELECT first, log, start, count FROM arrivals WHERE first<=$arrival ORDER BY first DESC LIMIT 1", ("$arrival", arrival));
        using var row = command.ExecuteReader();
        return row.Read() && row.GetInt64(0) + row.GetInt64(3) > arrival
            ? (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3))
            : null;
    }

    /// <summary>An arrival number of a leaf, one of several where it arrived anew; nothing where it never did.</summary>
    public static long? Of(SqliteConnection connection, long log, long index)
    {
        // Only contents that came late lie between the nearest run and the one that holds the leaf.
        using var command = SqliteFile.Command(connection,
            """
            SELECT first, start FROM arrivals WHERE log=$log AND start<=$index AND start+count>$index AND (SELECT size FROM logs WHERE id=$log)>$index
            ORDER BY start DESC LIMIT 1
            """, ("$log", log), ("$index", index));
        using var row = command.ExecuteReader();
        return row.Read() ? row.GetInt64(0) + (index - row.GetInt64(1)) : null;
    }
}
