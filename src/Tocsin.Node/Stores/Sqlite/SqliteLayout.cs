using Microsoft.Data.Sqlite;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>What a file of this program holds, and in which version of its form; both stand in the file's header.</summary>
/// <param name="Application">Four letters that tell this file from others (SQLite's application_id).</param>
/// <param name="Version">From 1, one more whenever the tables change (SQLite's user_version).</param>
/// <param name="Sql">Statements that make the tables, harmless where they stand already.</param>
sealed record SqliteLayout(string Application, int Version, string Sql)
{
    /// <summary>The oldest version to which nothing but tables has to be added: such a file is completed when it is opened.</summary>
    public int Completes { get; init; } = Version;

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
            SqliteFile.Run(connection, $"BEGIN; {Sql} PRAGMA user_version={Version}; COMMIT;");
            return;
        }
        if (version < Version) throw new IOException($"{connection.DataSource} was written by an older version of this program (layout {version}; this one reads {Version}): views are made again with 'tocsin rebuild'; for the journal see docs/operations.md");
    }

    static long Number(SqliteConnection connection, string pragma)
    {
        using var command = SqliteFile.Command(connection, $"PRAGMA {pragma}");
        return (long)command.ExecuteScalar()!;
    }
}
