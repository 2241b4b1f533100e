using Microsoft.Data.Sqlite;

namespace Tocsin.Node.Officers;

/// <summary>The file <c>officers.db</c> in the data folder: who the officers are, and what proves it.</summary>
/// <remarks>
/// Loss: officers have to be added again under new pseudonyms; records keep the old ones, and no name comes back.
/// Trust: full; whoever writes here can sign in as anybody.
/// </remarks>
sealed class OfficerDb : IDisposable
{
    const string Schema = """
        create table if not exists officers (
            id text primary key, name text not null, name_key text unique, display text not null, roles integer not null,
            created integer not null, disabled integer, erased integer,
            password text, stamp text not null, failures integer not null, locked integer, version integer not null) strict;
        create table if not exists passkeys (
            credential blob primary key, officer text not null references officers, label text, public_key blob not null,
            created integer not null, sign_count integer not null, transports text not null,
            verified integer not null, backup_eligible integer not null, backed_up integer not null) strict, without rowid;
        create index if not exists passkeys_by_officer on passkeys (officer);
        """;

    readonly string source;

    /// <summary>Opens the file, and makes it if there is none; nobody but its owner may read it.</summary>
    /// <exception cref="IOException">It does not open.</exception>
    public OfficerDb(string folder)
    {
        var path = Path.Combine(folder, "officers.db");
        if (!OperatingSystem.IsWindows())
        {
            // SQLite gives its -wal and -shm files the mode of the file itself.
            var options = new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.Write,
                Share = FileShare.ReadWrite | FileShare.Delete,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            };
            new FileStream(path, options).Dispose();
        }
        source = new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true, DefaultTimeout = 10 }.ToString();
        try
        {
            using var connection = Open();
            Execute(connection, "pragma journal_mode = wal");
            Execute(connection, Schema);
        }
        catch (SqliteException e)
        {
            throw new IOException($"{path} does not open as the officers' file: bring it back from a backup ({e.Message})", e);
        }
    }

    /// <summary>A connection of the pool; what it deletes is overwritten with zeros.</summary>
    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(source);
        connection.Open();
        Execute(connection, "pragma busy_timeout = 5000; pragma synchronous = full; pragma secure_delete = on;");
        return connection;
    }

    /// <summary>Leaves no trace of deleted rows in the file or in its log.</summary>
    /// <remarks>Overwriting clears the cells, vacuuming whatever the tree moved aside, and truncating the older frames.</remarks>
    /// <exception cref="IOException">Somebody else kept reading; erasing again finishes the work.</exception>
    public void Scrub()
    {
        using var connection = Open();
        Execute(connection, "vacuum");
        using var checkpoint = connection.CreateCommand();
        checkpoint.CommandText = "pragma wal_checkpoint(truncate)";
        if (Convert.ToInt64(checkpoint.ExecuteScalar(), null) != 0)
            throw new IOException("officers.db is being read: its log could not be truncated; erase again");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        using var connection = new SqliteConnection(source);
        SqliteConnection.ClearPool(connection);
    }

    static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
