using Tocsin.Share.Logs;
using Promised = Tocsin.Share.Logs.Promise;

namespace Tocsin.Simulation.Machines;

/// <summary>The heads on a simulated disk.</summary>
sealed class DiskHeads(SimulatedDisk disk, Process process) : IHeads
{
    public Task<StoredHead> Read(Origin log, CancellationToken stop) => Task.FromResult(disk.Read(process, platter =>
    {
        var held = platter.Logs.GetValueOrDefault(log) ?? new PlatterLog(log);
        return new StoredHead(held.Head, held.Note, held.PartialTiles());
    }));

    public Task<IReadOnlyList<Origin>> List(CancellationToken stop) => Task.FromResult(disk.Read<IReadOnlyList<Origin>>(process, platter => [.. platter.Logs.Keys]));

    public Task<Promised> Promise(LogBatch batch, CancellationToken stop) => Task.FromResult(disk.Write(process, platter => Promise(platter, batch)));

    public Task Publish(Checkpoint head, string note, CancellationToken stop) => Task.FromResult(disk.Write(process, platter =>
    {
        if (Origin.Parse(head.Origin).Try(out var log, out _) && platter.Logs.TryGetValue(log, out var held) && held.Head == head) held.Note = note;
        else if (head.Size == 0 && platter.Logs.GetValueOrDefault(log) is null) return false;
        return true;
    }));

    static Promised Promise(Platter platter, LogBatch batch)
    {
        var log = Origin.Parse(batch.Before.Origin).Value;
        var held = platter.Logs.GetValueOrDefault(log) ?? new PlatterLog(log);
        if (held.Head != batch.Before) return new Promised.Stale();
        var keys = new Dictionary<UInt128, TakenKey>(held.Keys);
        var taken = new List<TakenKey>();
        foreach (var (position, entry) in batch.Entries.Index()) Claim(keys, position, batch.Before.Size + position, entry, taken);
        if (taken.Count > 0) return new Promised.Taken(taken);

        platter.Logs[log] = held;
        held.Keys.Clear();
        foreach (var (key, holder) in keys) held.Keys[key] = holder;
        var first = platter.Arrivals.Count + 1;
        foreach (var (position, entry) in batch.Entries.Index())
        {
            held.Leaves.Add(entry.Leaf.ToArray());
            held.Contents.Add(entry.Content.ToArray());
            held.Arrived.Add(first + position);
            platter.Arrivals.Add((log, batch.Before.Size + position));
        }
        foreach (var tile in batch.Growth.Completed.Concat(batch.Growth.Partial)) held.Tiles[(tile.Address.Level, tile.Address.Index)] = tile.Hashes;
        (held.Head, held.Note) = (batch.After, null);
        foreach (var paper in batch.Papers) platter.Papers[(paper.Kind, paper.Key)] = paper.Bytes.ToArray();
        return new Promised.Kept(first);
    }

    static void Claim(Dictionary<UInt128, TakenKey> keys, int position, long index, BatchEntry entry, List<TakenKey> taken)
    {
        foreach (var (key, holder) in keys.Where(held => entry.Revises.Contains(held.Value.Index)).ToList())
            keys[key] = new TakenKey(0, index, entry.Digest, entry.Version);
        foreach (var key in entry.Keys)
            if (!keys.TryAdd(key, new TakenKey(0, index, entry.Digest, entry.Version)) && keys[key] is var holder && holder.Index != index)
                taken.Add(holder with { Position = position });
        Refuse(keys, entry.Erases);
    }

    public static void Refuse(Dictionary<UInt128, TakenKey> keys, IReadOnlyCollection<long> erased)
    {
        if (erased.Count == 0) return;
        foreach (var (key, holder) in keys.Where(held => erased.Contains(held.Value.Index)).ToList())
            keys[key] = new TakenKey(0, holder.Index, UInt128.Zero, null);
    }
}
