using Microsoft.Data.Sqlite;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>One SQLite file in write-ahead mode: one writer at a time, readers beside it.</summary>
/// <remarks>SQLite has no asynchronous I/O: what is called here runs on the caller's thread.</remarks>
sealed class SqliteFile : IDisposable
{
    const int CannotOpen = 14, ReadOnly = 8, Full = 13, NotADatabase = 26, Corrupt = 11;

    readonly Lock writing = new();
    readonly SqliteConnection writer;
    readonly string readers;

    SqliteFile(SqliteConnection writer, string path)
    {
        this.writer = writer;
        readers = new SqliteConnectionStringBuilder { DataSource = path, Pooling = true, DefaultTimeout = 30 }.ToString();
    }

    /// <summary>Opens the file and lays out its tables where they are missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="synchronous">FULL: a commit is on the disk when it returns. NORMAL: a power cut may undo the last ones.</param>
    /// <param name="layout">Statements that make the tables, harmless where they stand already.</param>
    /// <exception cref="IOException">The file cannot be opened or written, or is no database; says so in words for an administrator.</exception>
    public static SqliteFile Open(string path, string synchronous, string layout)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 30 }.ToString());
        try
        {
            connection.Open();
            // Deleted content is overwritten with zeros, and the log's blobs want large pages.
            Run(connection, $"PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384; PRAGMA journal_size_limit=67108864");
            Run(connection, layout);
            return new SqliteFile(connection, path);
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw Explain(e, path);
        }
    }

    /// <summary>Runs work in one write transaction; whatever it throws rolls everything back.</summary>
    public T Write<T>(Func<SqliteConnection, (bool Keep, T Answer)> work)
    {
        lock (writing)
        {
            try
            {
                using var transaction = writer.BeginTransaction(deferred: false);
                var (keep, answer) = work(writer);
                if (keep) transaction.Commit();
                return answer;
            }
            catch (SqliteException e)
            {
                throw Explain(e, writer.DataSource);
            }
        }
    }

    /// <summary>Runs work on the writer's connection outside a transaction.</summary>
    public void Maintain(Action<SqliteConnection> work)
    {
        lock (writing)
        {
            try { work(writer); }
            catch (SqliteException e) { throw Explain(e, writer.DataSource); }
        }
    }

    /// <summary>Runs a question on a reader's connection: it sees one consistent state.</summary>
    public T Read<T>(Func<SqliteConnection, T> question)
    {
        try
        {
            using var connection = OpenReader();
            return question(connection);
        }
        catch (SqliteException e)
        {
            throw Explain(e, writer.DataSource);
        }
    }

    /// <summary>A reader's connection, for answers too large to hold; the caller disposes of it.</summary>
    public SqliteConnection OpenReader()
    {
        var connection = new SqliteConnection(readers);
        connection.Open();
        return connection;
    }

    /// <summary>Copies all of the write-ahead log into the file and empties it, so that nothing deleted stays there.</summary>
    /// <returns>False while a reader still needs it.</returns>
    public bool TryEmptyWriteAheadLog()
    {
        lock (writing)
        {
            using var command = Command(writer, "PRAGMA wal_checkpoint(TRUNCATE)");
            using var row = command.ExecuteReader();
            return row.Read() && row.GetInt64(0) == 0;
        }
    }

    public void Dispose()
    {
        SqliteConnection.ClearPool(new SqliteConnection(readers));
        writer.Dispose();
    }

    public static SqliteCommand Command(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    public static void Run(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = Command(connection, sql, parameters);
        command.ExecuteNonQuery();
    }

    static IOException Explain(SqliteException e, string path) => new(e.SqliteErrorCode switch
    {
        Full => $"the disk is full: nothing more can be written to {path}",
        ReadOnly or CannotOpen => $"{path} cannot be opened for writing: check the folder and its permissions",
        NotADatabase => $"{path} is not a database of this program",
        Corrupt => $"{path} is damaged: restore it from a backup, or from partners' mirrors",
        _ => $"{path}: {e.Message}",
    }, e);
}
