using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>Copies the write-ahead log into the file beside the work: a commit does not wait for it, as it would where SQLite does so itself
/// at the end of every thousandth page.</summary>
/// <remarks>While commits come faster than they can be copied the write-ahead log only grows; where it is large, the writer waits after all.</remarks>
sealed class Checkpoints : IDisposable
{
    /// <summary>Pages written since the last copy from which on there is another: 32 MB. A copy ends with the disk's own pause, which a commit
    /// at that moment shares; so there are few of them.</summary>
    const int Enough = 4_000;

    /// <summary>Pages in the write-ahead log from which on the writer copies them itself: 128 MB.</summary>
    const int TooMany = 16_000;

    readonly SqliteFile file;
    readonly sqlite3 database;
    Task running = Task.CompletedTask;

    public Checkpoints(SqliteConnection writer, SqliteFile file)
    {
        (this.file, database) = (file, writer.Handle!);
        SqliteFile.Run(writer, $"PRAGMA wal_autocheckpoint={TooMany}");
    }

    /// <summary>Looks whether enough was written; one caller at a time.</summary>
    public void AfterCommit()
    {
        if (!running.IsCompleted) return;
        raw.sqlite3_db_status(database, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, resetFlg: 0);
        if (pages < Enough) return;
        raw.sqlite3_db_status(database, raw.SQLITE_DBSTATUS_CACHE_WRITE, out _, out _, resetFlg: 1);
        running = Task.Run(Copy);
    }

    /// <summary>What fails is tried again after more commits: they are durable already.</summary>
    void Copy()
    {
        try
        {
            using var connection = file.OpenReader();
            raw.sqlite3_wal_checkpoint_v2(connection.Handle, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out _, out _);
        }
        catch (SqliteException)
        {
            // The file cannot be opened just now.
        }
    }

    public void Dispose() => running.Wait();
}
