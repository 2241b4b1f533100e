using Microsoft.Data.Sqlite;
using Tocsin.Share.Logs;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>Documents that are no leaves, in the journal's file: what is kept is on the disk when the call returns.</summary>
sealed class SqlitePapers(SqliteFile file) : IPapers
{
    const string Replacing = "INSERT INTO papers(kind, key, bytes) VALUES($kind, $key, $bytes) ON CONFLICT(kind, key) DO UPDATE SET bytes=excluded.bytes";

    public Task<bool> PutNew(string kind, string key, ReadOnlyMemory<byte> bytes, CancellationToken stop) =>
        Task.FromResult(Insert("INSERT OR IGNORE INTO papers(kind, key, bytes) VALUES($kind, $key, $bytes)", kind, key, bytes));

    public Task Put(string kind, string key, ReadOnlyMemory<byte> bytes, CancellationToken stop) => Task.FromResult(Insert(Replacing, kind, key, bytes));

    /// <summary>Keeps a paper within a transaction that is open.</summary>
    public static void Put(SqliteConnection connection, string kind, string key, ReadOnlyMemory<byte> bytes) => Insert(connection, Replacing, kind, key, bytes);

    public Task<ReadOnlyMemory<byte>?> Read(string kind, string key, CancellationToken stop) => Task.FromResult(file.Read<ReadOnlyMemory<byte>?>(connection =>
    {
        using var command = SqliteFile.Command(connection, "SELECT bytes FROM papers WHERE kind=$kind AND key=$key", ("$kind", kind), ("$key", key));
        return command.ExecuteScalar() is byte[] bytes ? bytes : default(ReadOnlyMemory<byte>?);
    }));

    public Task<IReadOnlyList<Paper>> List(string kind, string prefix, CancellationToken stop) => Task.FromResult(file.Read<IReadOnlyList<Paper>>(connection =>
    {
        using var command = SqliteFile.Command(connection, "SELECT key, bytes FROM papers WHERE kind=$kind AND key>=$prefix AND key<$prefix||char(127) ORDER BY key",
            ("$kind", kind), ("$prefix", prefix));
        using var row = command.ExecuteReader();
        var papers = new List<Paper>();
        while (row.Read()) papers.Add(new Paper(row.GetString(0), row.GetFieldValue<byte[]>(1)));
        return papers;
    }));

    bool Insert(string sql, string kind, string key, ReadOnlyMemory<byte> bytes)
    {
        if (Paper.Fault(kind, key, bytes.Length) is { } fault) throw new ArgumentException(fault, nameof(key));
        return file.Write(connection =>
        {
            var isKept = Insert(connection, sql, kind, key, bytes);
            return (isKept, isKept);
        });
    }

    static bool Insert(SqliteConnection connection, string sql, string kind, string key, ReadOnlyMemory<byte> bytes)
    {
        using var command = SqliteFile.Command(connection, sql, ("$kind", kind), ("$key", key), ("$bytes", bytes.ToArray()));
        return command.ExecuteNonQuery() == 1;
    }
}
