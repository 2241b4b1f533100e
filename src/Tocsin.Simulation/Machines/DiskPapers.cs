using Tocsin.Share.Logs;

namespace Tocsin.Simulation.Machines;

/// <summary>The papers on a simulated disk.</summary>
sealed class DiskPapers(SimulatedDisk disk, Process process) : IPapers
{
    public Task<bool> PutNew(string kind, string key, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        if (Paper.Fault(kind, key, bytes.Length) is { } fault) return Task.FromException<bool>(new ArgumentException(fault, nameof(key)));
        return Task.FromResult(disk.Write(process, platter => platter.Papers.TryAdd((kind, key), bytes.ToArray())));
    }

    public Task Put(string kind, string key, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        if (Paper.Fault(kind, key, bytes.Length) is { } fault) return Task.FromException(new ArgumentException(fault, nameof(key)));
        return Task.FromResult(disk.Write(process, platter => platter.Papers[(kind, key)] = bytes.ToArray()));
    }

    public Task<ReadOnlyMemory<byte>?> Read(string kind, string key, CancellationToken stop) =>
        Task.FromResult(disk.Read<ReadOnlyMemory<byte>?>(process, platter => platter.Papers.TryGetValue((kind, key), out var bytes) ? bytes : default(ReadOnlyMemory<byte>?)));

    public Task<IReadOnlyList<Paper>> List(string kind, string prefix, CancellationToken stop) => Task.FromResult(disk.Read<IReadOnlyList<Paper>>(process, platter =>
        [.. platter.Papers.Where(paper => paper.Key.Kind == kind && paper.Key.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(paper => new Paper(paper.Key.Key, paper.Value))]));
}
