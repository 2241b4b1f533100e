using Tocsin.Share.Logs;

namespace Tocsin.Tests.Contracts;

/// <summary>Papers in memory. A test may let the power go at any of its writes.</summary>
sealed class MemoryPapers : IPapers
{
    readonly Lock gate = new();
    readonly SortedDictionary<(string Kind, string Key), byte[]> papers = new(Comparer<(string Kind, string Key)>.Create((a, b) =>
        string.CompareOrdinal(a.Kind, b.Kind) is var order and not 0 ? order : string.CompareOrdinal(a.Key, b.Key)));

    /// <summary>Called before and after each write with its kind; what it throws ends the work there.</summary>
    public Action<string> Crash { get; set; } = _ => { };

    /// <summary>Called before each listing with its kind.</summary>
    public Action<string> Listing { get; set; } = _ => { };

    public Task<bool> PutNew(string kind, string key, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        Check(kind, key, bytes.Length);
        Crash($"before {kind}");
        bool isNew;
        lock (gate) isNew = papers.TryAdd((kind, key), bytes.ToArray());
        Crash($"after {kind}");
        return Task.FromResult(isNew);
    }

    public Task Put(string kind, string key, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        Check(kind, key, bytes.Length);
        Crash($"before {kind}");
        lock (gate) papers[(kind, key)] = bytes.ToArray();
        Crash($"after {kind}");
        return Task.CompletedTask;
    }

    public Task<ReadOnlyMemory<byte>?> Read(string kind, string key, CancellationToken stop)
    {
        lock (gate) return Task.FromResult(papers.TryGetValue((kind, key), out var bytes) ? (ReadOnlyMemory<byte>?)bytes : null);
    }

    public Task<IReadOnlyList<Paper>> List(string kind, string prefix, CancellationToken stop)
    {
        Listing(kind);
        lock (gate)
            return Task.FromResult<IReadOnlyList<Paper>>([.. papers.Where(paper => paper.Key.Kind == kind && paper.Key.Key.StartsWith(prefix, StringComparison.Ordinal))
                .Select(paper => new Paper(paper.Key.Key, paper.Value))]);
    }

    static void Check(string kind, string key, int bytes)
    {
        if (Paper.Fault(kind, key, bytes) is { } fault) throw new ArgumentException(fault, nameof(key));
    }
}
