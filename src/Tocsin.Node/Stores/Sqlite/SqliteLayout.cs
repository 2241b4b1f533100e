using System.Buffers.Binary;
using Microsoft.Data.Sqlite;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>What a file of this program holds, and in which version of its form; both stand in the file's header.</summary>
/// <param name="Application">Four letters that tell this file from others (SQLite's application_id).</param>
/// <param name="Version">From 1, one more whenever the tables change (SQLite's user_version).</param>
/// <param name="Sql">Statements that make the tables, harmless where they stand already.</param>
sealed record SqliteLayout(string Application, int Version, string Sql)
{
    /// <summary>The oldest version that is completed when it is opened: tables are added, and <see cref="Changes"/> made.</summary>
    public int Completes { get; init; } = Version;

    /// <summary>What else is done to a file of an earlier version, in their order.</summary>
    public ImmutableArray<LayoutChange> Changes { get; init; } = [];

    /// <summary>Lays out a new file, completes one of an earlier version, or makes sure that an old one is what this program reads.</summary>
    /// <exception cref="IOException">It is another program's, or of another version; says what to do.</exception>
    public void Lay(SqliteConnection connection)
    {
        var mark = Application.Aggregate(0, (bytes, letter) => bytes << 8 | letter);
        var (theirs, version) = (Number(connection, "application_id"), Number(connection, "user_version"));
        if (theirs == 0 && version == 0 && Number(connection, "schema_version") == 0)
        {
            SqliteFile.Run(connection, $"BEGIN; {Sql} PRAGMA application_id={mark}; PRAGMA user_version={Version}; COMMIT;");
            return;
        }
        if (theirs != mark) throw new IOException($"{connection.DataSource} is not the file that belongs there: it is another program's, or another part of a node");
        if (version > Version) throw new IOException($"{connection.DataSource} was written by a newer version of this program (layout {version}; this one reads {Version}): use that one");
        if (version < Version && version >= Completes)
        {
            Complete(connection, version);
            return;
        }
        if (version < Version) throw new IOException($"{connection.DataSource} was written by an older version of this program (layout {version}; this one reads {Version}): views are made again with 'tocsin rebuild'; for the journal see docs/operations.md");
    }

    void Complete(SqliteConnection connection, long version)
    {
        var due = Changes.Where(change => change.To > version).ToList();
        connection.CreateFunction("first_8", (byte[] bytes) => BinaryPrimitives.ReadInt64BigEndian(bytes), isDeterministic: true);
        using var transaction = connection.BeginTransaction();
        foreach (var change in due) SqliteFile.Run(connection, change.Before);
        SqliteFile.Run(connection, $"{Sql} PRAGMA user_version={Version};");
        foreach (var change in due) SqliteFile.Run(connection, change.After);
        transaction.Commit();
    }

    static long Number(SqliteConnection connection, string pragma)
    {
        using var command = SqliteFile.Command(connection, $"PRAGMA {pragma}");
        return (long)command.ExecuteScalar()!;
    }
}

/// <summary>What turns a file's tables into those of a later version.</summary>
/// <param name="To">The version that has them.</param>
/// <param name="Before">Statements that move aside what stands in their way.</param>
/// <param name="After">Statements that fill them from it, once they stand; <c>first_8</c> is the number that a blob begins with, big-endian.</param>
sealed record LayoutChange(int To, string Before, string After);
