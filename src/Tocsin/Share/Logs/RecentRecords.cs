using Tocsin.Share.Records;

namespace Tocsin.Share.Logs;

/// <summary>Records as a store holds them, the newest batches kept at hand: several followers read the same ones at about the same time.</summary>
/// <param name="store">The store.</param>
public sealed class RecentRecords(IRecords store) : IRecords
{
    /// <summary>Two teams, and of each the batch that it follows and the next.</summary>
    const int BatchesMax = 4;

    readonly SemaphoreSlim reading = new(1);
    ImmutableArray<IReadOnlyList<StoredRecord>> batches = [];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredRecord>> ReadAfter(long arrival, int most, CancellationToken stop)
    {
        if (AtHand(arrival, most) is { } found) return found;
        if (most < Limits.FollowRecordsMax) return await store.ReadAfter(arrival, most, stop);     // Who reads a page follows nothing.
        await reading.WaitAsync(stop);
        try
        {
            if (AtHand(arrival, most) is { } meanwhile) return meanwhile;
            var batch = await store.ReadAfter(arrival, most, stop);
            if (batch.Count > 0) batches = [batch, .. batches.Take(BatchesMax - 1)];
            return batch;
        }
        finally
        {
            reading.Release();
        }
    }

    IReadOnlyList<StoredRecord>? AtHand(long arrival, int most)
    {
        foreach (var batch in batches)
        {
            var skip = arrival + 1 - batch[0].Arrival;
            if (skip < 0 || skip >= batch.Count) continue;
            return skip == 0 && batch.Count <= most ? batch : [.. batch.Skip((int)skip).Take(most)];
        }
        return null;
    }

    /// <inheritdoc/>
    public async Task Erase(RecordAddress address, ReadOnlyMemory<byte> remaining, bool forgetIdentity, CancellationToken stop)
    {
        await reading.WaitAsync(stop);
        try
        {
            batches = [];
            await store.Erase(address, remaining, forgetIdentity, stop);
        }
        finally
        {
            reading.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<long> Fill(Origin log, IReadOnlyList<(long Index, ReadOnlyMemory<byte> Content)> contents, CancellationToken stop)
    {
        await reading.WaitAsync(stop);
        try
        {
            batches = [];
            return await store.Fill(log, contents, stop);
        }
        finally
        {
            reading.Release();
        }
    }

    /// <inheritdoc/>
    public Task<long> Arrived(CancellationToken stop) => store.Arrived(stop);

    /// <inheritdoc/>
    public Task<StoredRecord?> Read(RecordAddress address, CancellationToken stop) => store.Read(address, stop);

    /// <inheritdoc/>
    public Task<long?> IndexOf(Origin log, UInt128 key, CancellationToken stop) => store.IndexOf(log, key, stop);

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>?> ReadEntries(Origin log, long bundle, int width, CancellationToken stop) => store.ReadEntries(log, bundle, width, stop);

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>?> ReadContent(Origin log, long bundle, int width, CancellationToken stop) => store.ReadContent(log, bundle, width, stop);

    /// <inheritdoc/>
    public Task<IReadOnlyList<(ReadOnlyMemory<byte> Leaf, ReadOnlyMemory<byte> Content)>> ReadRow(Origin log, long start, int count, int bytesMax, CancellationToken stop) =>
        store.ReadRow(log, start, count, bytesMax, stop);

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>?> ReadTile(Origin log, TileAddress tile, CancellationToken stop) => store.ReadTile(log, tile, stop);
}
