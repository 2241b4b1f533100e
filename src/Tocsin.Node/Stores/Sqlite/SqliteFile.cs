using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>One SQLite file in write-ahead mode: one writer at a time, readers beside it.</summary>
/// <remarks>SQLite has no asynchronous I/O: what is called here runs on the caller's thread.</remarks>
sealed class SqliteFile : IDisposable
{
    const int Busy = 5, ReadOnly = 8, Corrupt = 11, Full = 13, CannotOpen = 14, NotADatabase = 26;

    readonly Lock writing = new();
    readonly SqliteConnection writer;
    readonly string readers;
    readonly Checkpoints checkpoints;
    // Each text is one object, kept as long as the file: the reference is enough to know it again.
    readonly Dictionary<string, Statement> prepared = new(ReferenceEqualityComparer.Instance);
    readonly List<IDisposable> parts = [];

    /// <summary>Nobody asks how much memory SQLite has: to count it takes one lock of the whole process for each piece that is asked for or given back.</summary>
    static SqliteFile()
    {
        Batteries_V2.Init();
        raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);     // Without effect where another has opened a file before.
    }

    SqliteFile(SqliteConnection writer, string path)
    {
        this.writer = writer;
        checkpoints = new Checkpoints(writer, this);
        readers = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = true, DefaultTimeout = 30 }.ToString();
    }

    /// <summary>Opens the file and lays out its tables where they are missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="synchronous">FULL: a commit is on the disk when it returns. NORMAL: a power cut may undo the last ones.</param>
    /// <param name="layout">What it holds.</param>
    /// <exception cref="IOException">The file cannot be opened or written, or is no such database; says so in words for an administrator.</exception>
    public static SqliteFile Open(string path, string synchronous, SqliteLayout layout)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 30 }.ToString());
        try
        {
            CreatePrivate(path);
            connection.Open();
            // Deleted content is overwritten with zeros, and the log's blobs want large pages.
            Run(connection, $"PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384; PRAGMA journal_size_limit=67108864");
            layout.Lay(connection);
            var file = new SqliteFile(connection, path);
            file.TryEmptyWriteAheadLog();   // What was erased before a crash is not to stay in it.
            return file;
        }
        catch (Exception e)
        {
            connection.Dispose();
            if (Explain(e, path) is { } explained) throw explained;
            throw;
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
                bool keep;
                T answer;
                try { (keep, answer) = work(writer); }
                finally { foreach (var statement in prepared.Values) statement.Begin(); }    // One that still reads would keep the moment that it sees.
                if (!keep) return answer;
                transaction.Commit();
                checkpoints.AfterCommit();
                return answer;
            }
            catch (Exception e) when (Explain(e, writer.DataSource) is { } explained)
            {
                throw explained;
            }
        }
    }

    /// <summary>A statement for the work of one writer, ready for its values in the order in which they stand in the text; it is prepared
    /// when it is first wanted, and kept.</summary>
    /// <param name="sql">A literal, or a text that is kept as long as the file.</param>
    public Statement Prepared(string sql)
    {
        if (!prepared.TryGetValue(sql, out var statement)) prepared[sql] = statement = new Statement(writer, sql);
        return statement.Begin();
    }

    /// <summary>Runs work on the writer's connection outside a transaction.</summary>
    public void Maintain(Action<SqliteConnection> work)
    {
        lock (writing)
        {
            try { work(writer); }
            catch (Exception e) when (Explain(e, writer.DataSource) is { } explained) { throw explained; }
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
        catch (Exception e) when (Explain(e, writer.DataSource) is { } explained)
        {
            throw explained;
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
        var emptied = false;
        Maintain(connection =>
        {
            using var command = Command(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
            using var row = command.ExecuteReader();
            emptied = row.Read() && row.GetInt64(0) == 0;
        });
        return emptied;
    }

    /// <summary>Closes with the file what has connections to it.</summary>
    public T ClosesWith<T>(T part) where T : IDisposable
    {
        lock (writing) parts.Add(part);
        return part;
    }

    public void Dispose()
    {
        checkpoints.Dispose();
        lock (writing)
        {
            foreach (var part in parts) part.Dispose();
            foreach (var statement in prepared.Values) statement.Dispose();
            using (var any = new SqliteConnection(readers)) SqliteConnection.ClearPool(any);
            writer.Dispose();
        }
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

    /// <summary>SQLite gives the files that it makes beside this one the same mode.</summary>
    static void CreatePrivate(string path)
    {
        // Not where it stands already: closing it would drop the locks that SQLite has on it.
        if (File.Exists(path)) return;
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(path, options).Dispose();
    }

    /// <summary>In words for an administrator; nothing for what is no fault of the file's.</summary>
    static IOException? Explain(Exception e, string path) => e switch
    {
        SqliteException sqlite => new IOException(sqlite.SqliteErrorCode switch
        {
            Full => $"the disk is full: nothing more can be written to {path}",
            ReadOnly or CannotOpen => $"{path} cannot be opened for writing: check the folder and its permissions",
            NotADatabase => $"{path} is not a database of this program",
            Corrupt => $"{path} is damaged: restore it from a backup, or from partners' mirrors",
            Busy => $"{path} is in use by another program",
            _ => $"{path}: {sqlite.Message}",
        }, e),
        UnauthorizedAccessException or DirectoryNotFoundException => new IOException($"{path} cannot be opened for writing: check the folder and its permissions", e),
        // A value of another type or length than the layout says, or none at all.
        InvalidCastException or InvalidOperationException or ArgumentException or OverflowException or OutOfMemoryException =>
            new IOException($"{path} is damaged: a row does not read ({e.Message})", e),
        _ => null,
    };
}
