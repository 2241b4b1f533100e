using Tocsin.Node.Running;
using Tocsin.Warn;
using Tocsin.Warn.Threads;

namespace Tocsin.Node.Ui;

/// <summary>All threads of warnings as they stood at one moment: the open ones first, the worse before the lesser.</summary>
/// <param name="Cursor">The arrival number up to which they are told.</param>
/// <param name="Threads">The first <see cref="ConsoleLimits.ThreadsMax"/>.</param>
/// <param name="OpenByLevel">Open ones, by <see cref="Level"/>.</param>
sealed record Board(long Cursor, IReadOnlyList<WarningThread> Threads, IReadOnlyList<int> OpenByLevel);

/// <summary>Reads the threads once for all who show them, as long as nothing changes.</summary>
/// <remarks>Loss: harmless; it is read again. What is held here is what the store says at the follower's cursor.</remarks>
sealed class WarningBoard(TocsinNode node) : IDisposable
{
    readonly SemaphoreSlim reading = new(1);
    Dictionary<string, (string Text, WarningThread Thread)> known = [];
    Board? last;

    /// <summary>The threads now.</summary>
    public async Task<Board> Read(CancellationToken stop)
    {
        var cursor = await node.Views.Cursor(ThreadsFollower.FollowerName, stop);
        if (Volatile.Read(ref last) is { } held && held.Cursor == cursor) return held;
        await reading.WaitAsync(stop);
        try
        {
            // The cursor first: the documents may be newer than it says, never older.
            cursor = await node.Views.Cursor(ThreadsFollower.FollowerName, stop);
            if (last is { } fresh && fresh.Cursor == cursor) return fresh;
            var board = await Load(cursor, stop);
            Volatile.Write(ref last, board);
            return board;
        }
        finally
        {
            reading.Release();
        }
    }

    /// <summary>One thread; null if there is none of that name.</summary>
    public Task<WarningThread?> Find(string id, CancellationToken stop) => new ShowWarning(node.Views).Handle(id, stop);

    async Task<Board> Load(long cursor, CancellationToken stop)
    {
        var documents = await node.Views.ByRank(ThreadsFollower.View, ConsoleLimits.ThreadsMax, stop);
        var next = new Dictionary<string, (string Text, WarningThread Thread)>(documents.Count);
        var threads = new List<WarningThread>(documents.Count);
        var open = new int[Enum.GetValues<Level>().Length];
        foreach (var document in documents)
        {
            // Of ten thousand threads one or two have changed: the others need not be parsed again.
            var thread = known.TryGetValue(document.Key, out var before) && before.Text == document.Text ? before.Thread : ThreadDocuments.Read(document);
            if (thread is null) continue;
            next[document.Key] = (document.Text, thread);
            threads.Add(thread);
            if (thread.IsOpen) open[(int)thread.Severity.ToLevel()]++;
        }
        known = next;
        return new Board(cursor, threads, open);
    }

    public void Dispose() => reading.Dispose();
}
