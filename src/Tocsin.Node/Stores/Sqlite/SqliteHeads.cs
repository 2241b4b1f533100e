using Microsoft.Data.Sqlite;
using Tocsin.Share.Logs;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>Heads by compare-and-swap, in the journal's file.</summary>
sealed class SqliteHeads(SqliteFile file, TimeProvider clock) : IHeads
{
    readonly HashIndex keys = new(file, "keys");

    public Task<StoredHead> Read(Origin log, CancellationToken stop) => Task.FromResult(file.Read(connection =>
    {
        using var transaction = connection.BeginTransaction(deferred: true);
        using var command = SqliteFile.Command(connection, "SELECT size, root, note, id FROM logs WHERE origin=$origin", ("$origin", log.ToString()));
        using var row = command.ExecuteReader();
        if (!row.Read()) return new StoredHead(new Checkpoint(log.ToString(), 0, MerkleTree.Empty), null, []);
        var head = new Checkpoint(log.ToString(), row.GetInt64(0), new Hash(row.GetFieldValue<byte[]>(1)));
        return new StoredHead(head, row.IsDBNull(2) ? null : row.GetString(2), PartialTiles(connection, row.GetInt64(3), head.Size));
    }));

    public Task<IReadOnlyList<Origin>> List(CancellationToken stop) => Task.FromResult(file.Read<IReadOnlyList<Origin>>(connection =>
    {
        using var command = SqliteFile.Command(connection, "SELECT origin FROM logs ORDER BY id");
        using var row = command.ExecuteReader();
        var logs = new List<Origin>();
        while (row.Read()) logs.Add(Origin.Parse(row.GetString(0)).Value);
        return logs;
    }));

    public Task<Promise> Promise(LogBatch batch, CancellationToken stop) =>
        Task.FromResult(file.Write<Promise>(connection => new Promising(file, keys, connection, batch, clock.Now()).Run()));

    public Task Publish(Checkpoint head, string note, CancellationToken stop)
    {
        // Not fsynced: the signature of a promised head can be made again, so a commit's one fsync stays the only one.
        file.Maintain(connection =>
        {
            SqliteFile.Run(connection, "PRAGMA synchronous=NORMAL");
            try
            {
                SqliteFile.Run(connection, "UPDATE logs SET note=$note WHERE origin=$origin AND size=$size AND root=$root",
                    ("$note", note), ("$origin", head.Origin), ("$size", head.Size), ("$root", head.Root.AsSpan().ToArray()));
            }
            finally
            {
                // Whatever happened above, the next promise is fsynced.
                SqliteFile.Run(connection, "PRAGMA synchronous=FULL");
            }
        });
        return Task.CompletedTask;
    }

    static List<(int, byte[])> PartialTiles(SqliteConnection connection, long log, long size)
    {
        var tiles = new List<(int, byte[])>();
        for (var level = 0; TileAddress.HashesAt(size, level) > 0; level++)
        {
            var width = TileAddress.PartialWidth(size, level);
            if (width == 0) continue;
            using var command = SqliteFile.Command(connection, "SELECT hashes FROM tiles WHERE log=$log AND level=$level AND place=$place",
                ("$log", log), ("$level", level), ("$place", TileAddress.HashesAt(size, level) / Limits.BundleRecords));
            if (command.ExecuteScalar() is byte[] hashes) tiles.Add((level, hashes));
        }
        return tiles;
    }
}
