using Microsoft.Data.Sqlite;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>Leaves, content, tiles and arrival numbers, in the journal's file.</summary>
sealed class SqliteRecords(SqliteFile file, LogNumbers numbers) : IRecords
{
    static readonly TimeSpan CheckpointRetry = TimeSpan.FromMilliseconds(50);

    public Task<long> Arrived(CancellationToken stop) => Task.FromResult(file.Read(connection =>
    {
        using var command = SqliteFile.Command(connection, "SELECT first+count-1 FROM arrivals ORDER BY first DESC LIMIT 1");
        return command.ExecuteScalar() as long? ?? 0;
    }));

    public Task<IReadOnlyList<StoredRecord>> ReadAfter(long arrival, int most, CancellationToken stop) =>
        Task.FromResult(file.Read<IReadOnlyList<StoredRecord>>(connection =>
        {
            using var transaction = connection.BeginTransaction(deferred: true);
            var found = new List<StoredRecord>();
            while (found.Count < most && RunOf(connection, arrival + found.Count + 1) is { } run)
            {
                var next = arrival + found.Count + 1;
                var start = run.Start + (next - run.First);
                var count = (int)Math.Min(most - found.Count, run.First + run.Count - next);
                var log = numbers.Origin(connection, run.Log);
                foreach (var (index, leaf, content) in Segments.Read(connection, run.Log, start, count))
                    found.Add(new StoredRecord(next + (index - start), new RecordAddress(log, index), leaf, content));
            }
            return found;
        }));

    public Task<StoredRecord?> Read(RecordAddress address, CancellationToken stop) => Task.FromResult(file.Read(connection =>
    {
        using var transaction = connection.BeginTransaction(deferred: true);
        if (numbers.Find(connection, address.Log) is not { } log) return null;
        foreach (var (_, leaf, content) in Segments.Read(connection, log, address.Index, 1))
            return new StoredRecord(ArrivalOf(connection, log, address.Index), address, leaf, content);
        return null;
    }));

    public Task<ReadOnlyMemory<byte>?> ReadEntries(Origin log, long bundle, int width, CancellationToken stop) =>
        Task.FromResult(ReadBundle(log, bundle, width, "entries", Segments.EntryPrefixBytes));

    public Task<ReadOnlyMemory<byte>?> ReadContent(Origin log, long bundle, int width, CancellationToken stop) =>
        Task.FromResult(ReadBundle(log, bundle, width, "content", Segments.ContentPrefixBytes));

    public Task<ReadOnlyMemory<byte>?> ReadTile(Origin log, TileAddress tile, CancellationToken stop) =>
        Task.FromResult(file.Read<ReadOnlyMemory<byte>?>(connection =>
        {
            if (numbers.Find(connection, log) is not { } number) return null;
            using var command = SqliteFile.Command(connection, "SELECT hashes FROM tiles WHERE log=$log AND level=$level AND place=$place",
                ("$log", number), ("$level", tile.Level), ("$place", tile.Index));
            return command.ExecuteScalar() is byte[] hashes && hashes.Length >= tile.Width * Hash.Size ? hashes.AsMemory(0, tile.Width * Hash.Size) : null;
        }));

    public async Task Erase(RecordAddress address, ReadOnlyMemory<byte> remaining, bool forgetIdentity, CancellationToken stop)
    {
        file.Write(connection =>
        {
            if (numbers.Find(connection, address.Log) is not { } log) return (false, false);
            Segments.ReplaceContent(connection, log, address.Index, remaining.Span);
            if (forgetIdentity)
                SqliteFile.Run(connection, "UPDATE keys SET digest=zeroblob(16) WHERE log=$log AND place=$place", ("$log", log), ("$place", address.Index));
            return (true, true);
        });
        while (!file.TryEmptyWriteAheadLog()) await Task.Delay(CheckpointRetry, stop);
    }

    ReadOnlyMemory<byte>? ReadBundle(Origin log, long bundle, int width, string column, int prefixBytes) => file.Read<ReadOnlyMemory<byte>?>(connection =>
    {
        if (numbers.Find(connection, log) is not { } number) return null;
        return Segments.ReadBundle(connection, number, bundle * Limits.BundleRecords, width, column, prefixBytes);
    });

    static (long First, long Log, long Start, long Count)? RunOf(SqliteConnection connection, long arrival)
    {
        using var command = SqliteFile.Command(connection,
            "SELECT first, log, start, count FROM arrivals WHERE first<=$arrival ORDER BY first DESC LIMIT 1", ("$arrival", arrival));
        using var row = command.ExecuteReader();
        return row.Read() && row.GetInt64(0) + row.GetInt64(3) > arrival
            ? (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3))
            : null;
    }

    static long ArrivalOf(SqliteConnection connection, long log, long index)
    {
        using var command = SqliteFile.Command(connection,
            "SELECT first+$index-start FROM arrivals WHERE log=$log AND start<=$index AND start+count>$index", ("$log", log), ("$index", index));
        return (long)command.ExecuteScalar()!;
    }
}
