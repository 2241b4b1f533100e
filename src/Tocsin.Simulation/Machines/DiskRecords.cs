using System.Buffers;
using System.Buffers.Binary;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;

namespace Tocsin.Simulation.Machines;

/// <summary>The records on a simulated disk.</summary>
sealed class DiskRecords(SimulatedDisk disk, Process process) : IRecords
{
    public Task<long> Arrived(CancellationToken stop) => Task.FromResult(disk.Read(process, platter => (long)platter.Arrivals.Count));

    public Task<IReadOnlyList<StoredRecord>> ReadAfter(long arrival, int most, CancellationToken stop) => Task.FromResult(disk.Read<IReadOnlyList<StoredRecord>>(process, platter =>
    {
        var (found, bytes) = (new List<StoredRecord>(), 0L);
        for (var at = arrival; at < platter.Arrivals.Count && found.Count < most && bytes < Limits.FollowBytesMax; at++)
        {
            var (log, index) = platter.Arrivals[(int)at];
            var record = Record(platter.Logs[log], log, index) with { Arrival = at + 1 };
            found.Add(record);
            bytes += record.Leaf.Length + record.Content.Length;
        }
        return found;
    }));

    public Task<StoredRecord?> Read(RecordAddress address, CancellationToken stop) => Task.FromResult(disk.Read(process, platter =>
        platter.Logs.TryGetValue(address.Log, out var held) && address.Index >= 0 && address.Index < held.Leaves.Count ? Record(held, address.Log, address.Index) : null));

    public Task<long?> IndexOf(Origin log, UInt128 key, CancellationToken stop) => Task.FromResult(disk.Read<long?>(process, platter =>
        platter.Logs.TryGetValue(log, out var held) && held.Keys.TryGetValue(key, out var holder) ? holder.Index : null));

    public Task<ReadOnlyMemory<byte>?> ReadEntries(Origin log, long bundle, int width, CancellationToken stop) =>
        Task.FromResult(Bundle(log, bundle, width, (held, index, into) => EntryBundle.Append(into, held.Leaves[index].Span)));

    public Task<ReadOnlyMemory<byte>?> ReadContent(Origin log, long bundle, int width, CancellationToken stop) => Task.FromResult(Bundle(log, bundle, width, (held, index, into) =>
    {
        BinaryPrimitives.WriteUInt32BigEndian(into.GetSpan(sizeof(uint)), (uint)held.Contents[index].Length);
        into.Advance(sizeof(uint));
        into.Write(held.Contents[index].Span);
    }));

    public Task<IReadOnlyList<(ReadOnlyMemory<byte> Leaf, ReadOnlyMemory<byte> Content)>> ReadRow(Origin log, long start, int count, int bytesMax, CancellationToken stop) =>
        Task.FromResult(disk.Read<IReadOnlyList<(ReadOnlyMemory<byte>, ReadOnlyMemory<byte>)>>(process, platter =>
        {
            var (found, bytes) = (new List<(ReadOnlyMemory<byte>, ReadOnlyMemory<byte>)>(), 0L);
            if (platter.Logs.TryGetValue(log, out var held))
                for (var index = start; index >= 0 && index < held.Leaves.Count && found.Count < count && bytes < bytesMax; index++)
                {
                    found.Add((held.Leaves[(int)index], held.Contents[(int)index]));
                    bytes += held.Leaves[(int)index].Length + held.Contents[(int)index].Length;
                }
            return found;
        }));

    public Task<ReadOnlyMemory<byte>?> ReadTile(Origin log, TileAddress tile, CancellationToken stop) => Task.FromResult(disk.Read<ReadOnlyMemory<byte>?>(process, platter =>
        platter.Logs.TryGetValue(log, out var held) && held.Tiles.TryGetValue((tile.Level, tile.Index), out var hashes) && hashes.Length >= tile.Bytes ? hashes.AsMemory(0, tile.Bytes) : default(ReadOnlyMemory<byte>?)));

    public Task Erase(RecordAddress address, ReadOnlyMemory<byte> remaining, bool forgetIdentity, CancellationToken stop) => Task.FromResult(disk.Write(process, platter =>
    {
        if (!platter.Logs.TryGetValue(address.Log, out var held) || address.Index < 0 || address.Index >= held.Leaves.Count) return false;
        held.Contents[(int)address.Index] = remaining.ToArray();
        held.Changes++;
        if (forgetIdentity) DiskHeads.Refuse(held.Keys, [address.Index]);
        return true;
    }));

    public Task<long> Fill(Origin log, IReadOnlyList<(long Index, ReadOnlyMemory<byte> Content)> contents, CancellationToken stop) => Task.FromResult(disk.Write(process, platter =>
    {
        if (platter.Logs.TryGetValue(log, out var held))
            foreach (var (index, content) in contents.Where(each => each.Index >= 0 && each.Index < held.Leaves.Count))
            {
                held.Contents[(int)index] = content.ToArray();
                held.Changes++;
                platter.Arrivals.Add((log, index));
                held.Arrived[(int)index] = platter.Arrivals.Count;
            }
        return (long)platter.Arrivals.Count;
    }));

    static StoredRecord Record(PlatterLog held, Origin log, long index) =>
        new(held.Arrived[(int)index], new RecordAddress(log, index), held.Leaves[(int)index], held.Contents[(int)index]);

    ReadOnlyMemory<byte>? Bundle(Origin log, long bundle, int width, Action<PlatterLog, int, ArrayBufferWriter<byte>> write) => disk.Read<ReadOnlyMemory<byte>?>(process, platter =>
    {
        if (!platter.Logs.TryGetValue(log, out var held) || bundle < 0 || bundle > held.Leaves.Count / Limits.BundleRecords) return null;
        var start = (int)bundle * Limits.BundleRecords;
        if (start + width > held.Leaves.Count) return null;
        var into = new ArrayBufferWriter<byte>();
        for (var index = start; index < start + width; index++) write(held, index, into);
        return into.WrittenMemory;
    });
}
