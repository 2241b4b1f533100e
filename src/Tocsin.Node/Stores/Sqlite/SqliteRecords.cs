using Microsoft.Data.Sqlite;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>Leaves, content, tiles and arrival numbers, in the journal's file.</summary>
sealed class SqliteRecords(SqliteFile file, LogNumbers numbers, TimeProvider clock) : IRecords
{
    static readonly TimeSpan CheckpointRetry = TimeSpan.FromMilliseconds(50);

    public Task<long> Arrived(CancellationToken stop) => Task.FromResult(file.Read(Arrivals.Last));

    public Task<IReadOnlyList<StoredRecord>> ReadAfter(long arrival, int most, CancellationToken stop) =>
        Task.FromResult(file.Read<IReadOnlyList<StoredRecord>>(connection =>
        {
            using var transaction = connection.BeginTransaction(deferred: true);
            var found = new List<StoredRecord>();
            var (bytes, received, until) = (0, (Instant?)null, -1L);
            while (found.Count < most && bytes < Limits.FollowBytesMax && Arrivals.RunOf(connection, arrival + found.Count + 1) is { } run)
            {
                var next = arrival + found.Count + 1;
                var start = run.Start + (next - run.First);
                var count = (int)Math.Min(most - found.Count, run.First + run.Count - next);
                var log = numbers.Origin(connection, run.Log);
                foreach (var (index, leaf, content) in Entries(connection, log, run.Log, start, count, Limits.FollowBytesMax - bytes))
                {
                    if (next + (index - start) > until) (received, until) = Arrivals.ReceivedAt(connection, next + (index - start));
                    found.Add(new StoredRecord(next + (index - start), new RecordAddress(log, index), leaf, content) { Received = received });
                    bytes += leaf.Length + content.Length;
                }
            }
            return found;
        }));

    public Task<StoredRecord?> Read(RecordAddress address, CancellationToken stop) => Task.FromResult(file.Read(connection =>
    {
        using var transaction = connection.BeginTransaction(deferred: true);
        if (numbers.Find(connection, address.Log) is not { } log || Arrivals.Of(connection, log, address.Index) is not { } arrival) return null;
        var (_, leaf, content) = Entries(connection, address.Log, log, address.Index, count: 1, bytesMax: 1)[0];
        return new StoredRecord(arrival, address, leaf, content) { Received = Arrivals.ReceivedAt(connection, arrival).At };
    }));

    public Task<long?> IndexOf(Origin log, UInt128 key, CancellationToken stop) => Task.FromResult(file.Read(connection =>
        numbers.Find(connection, log) is { } number ? KeyClaim.PlaceOf(connection, number, key) : null));

    public Task<ReadOnlyMemory<byte>?> ReadEntries(Origin log, long bundle, int width, CancellationToken stop) =>
        Task.FromResult(ReadBundle(log, bundle, width, isContent: false));

    public Task<ReadOnlyMemory<byte>?> ReadContent(Origin log, long bundle, int width, CancellationToken stop) =>
        Task.FromResult(ReadBundle(log, bundle, width, isContent: true));

    public Task<IReadOnlyList<(ReadOnlyMemory<byte> Leaf, ReadOnlyMemory<byte> Content)>> ReadRow(Origin log, long start, int count, int bytesMax, CancellationToken stop) =>
        Task.FromResult(file.Read<IReadOnlyList<(ReadOnlyMemory<byte>, ReadOnlyMemory<byte>)>>(connection =>
            numbers.Find(connection, log) is { } number ? [.. Naming(log, () => Segments.Read(connection, number, start, count, bytesMax)).Select(entry => (entry.Leaf, entry.Content))] : []));

    public Task<ReadOnlyMemory<byte>?> ReadTile(Origin log, TileAddress tile, CancellationToken stop) =>
        Task.FromResult(file.Read<ReadOnlyMemory<byte>?>(connection =>
        {
            if (numbers.Find(connection, log) is not { } number) return null;
            using var command = SqliteFile.Command(connection, "SELECT hashes FROM tiles WHERE log=$log AND level=$level AND place=$place",
                ("$log", number), ("$level", tile.Level), ("$place", tile.Index));
            return command.ExecuteScalar() is byte[] hashes && hashes.Length >= tile.Bytes ? hashes.AsMemory(0, tile.Bytes) : default(ReadOnlyMemory<byte>?);
        }));

    public async Task Erase(RecordAddress address, ReadOnlyMemory<byte> remaining, bool forgetIdentity, CancellationToken stop)
    {
        file.Write(connection =>
        {
            if (numbers.Find(connection, address.Log) is not { } log) return (false, false);
            if (!Naming(address.Log, () => Segments.ReplaceContent(connection, log, address.Index, remaining.Span))) return (false, false);
            if (forgetIdentity) KeyClaim.Refuse(connection, log, address.Index);
            return (true, true);
        });
        while (!file.TryEmptyWriteAheadLog()) await Task.Delay(CheckpointRetry, stop);
    }

    public Task<long> Fill(Origin log, IReadOnlyList<(long Index, ReadOnlyMemory<byte> Content)> contents, CancellationToken stop) =>
        Task.FromResult(file.Write(connection =>
        {
            var last = Arrivals.Last(connection);
            if (numbers.Find(connection, log) is not { } number) return (false, last);
            var before = last;
            foreach (var (index, content) in contents)
                if (Naming(log, () => Segments.ReplaceContent(connection, number, index, content.Span))) last = Arrivals.Add(connection, number, index, 1);
            if (last > before) Arrivals.Stamp(connection, before + 1, clock.Now());
            return (true, last);
        }));

    ReadOnlyMemory<byte>? ReadBundle(Origin log, long bundle, int width, bool isContent) => file.Read(connection =>
        numbers.Find(connection, log) is { } number ? Naming(log, () => Segments.ReadBundle(connection, number, bundle, width, isContent)) : default(ReadOnlyMemory<byte>?));

    /// <summary>Entries that the arrivals say are there: at least one, or the log is damaged.</summary>
    static List<StoredEntry> Entries(SqliteConnection connection, Origin log, long number, long start, int count, int bytesMax)
    {
        var entries = Naming(log, () => Segments.Read(connection, number, start, count, bytesMax));
        return entries.Count > 0 ? entries : throw new CorruptLogException(log, $"bundle {start / Limits.BundleRecords:000}: leaf {start} is missing");
    }

    static T Naming<T>(Origin log, Func<T> work)
    {
        try { return work(); }
        catch (InvalidDataException e) { throw new CorruptLogException(log, e.Message); }
    }
}
