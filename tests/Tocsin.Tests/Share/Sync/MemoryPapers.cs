using System.Collections.Concurrent;
using Tocsin.Share.Logs;

namespace Tocsin.Tests.Share.Sync;

/// <summary>Papers in memory.</summary>
sealed class MemoryPapers : IPapers
{
    readonly ConcurrentDictionary<(string Kind, string Key), byte[]> held = new();

    public Task<bool> PutNew(string kind, string key, ReadOnlyMemory<byte> bytes, CancellationToken stop) => Task.FromResult(held.TryAdd((kind, key), bytes.ToArray()));

    public Task Put(string kind, string key, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        held[(kind, key)] = bytes.ToArray();
        return Task.CompletedTask;
    }

    public Task<ReadOnlyMemory<byte>?> Read(string kind, string key, CancellationToken stop) =>
        Task.FromResult(held.TryGetValue((kind, key), out var bytes) ? bytes : default(ReadOnlyMemory<byte>?));

    public Task<IReadOnlyList<Paper>> List(string kind, string prefix, CancellationToken stop) => Task.FromResult<IReadOnlyList<Paper>>(
        [.. held.Where(each => each.Key.Kind == kind && each.Key.Key.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(each => each.Key.Key, StringComparer.Ordinal).Select(each => new Paper(each.Key.Key, each.Value))]);
}
