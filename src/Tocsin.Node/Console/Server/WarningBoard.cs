using Tocsin.Node.Running;
using Tocsin.Share.Records;
using Tocsin.Warn;
using Tocsin.Warn.Threads;
using ThreadState = Tocsin.Warn.Threads.ThreadState;

namespace Tocsin.Node.Ui;

/// <summary>All threads of warnings as they stood at one moment: the open ones first, the worse before the lesser.</summary>
/// <param name="Cursor">The arrival number up to which they are told.</param>
/// <param name="Threads">The first <see cref="ConsoleLimits.ThreadsMax"/>.</param>
/// <param name="OpenByLevel">Open ones, by <see cref="Level"/>.</param>
sealed record Board(long Cursor, IReadOnlyList<WarningThread> Threads, IReadOnlyList<int> OpenByLevel)
{
    /// <summary>A board of these threads, in their order.</summary>
    public static Board Of(long cursor, IEnumerable<WarningThread> threads)
    {
        List<WarningThread> ranked = [.. threads.OrderByDescending(ThreadMachine.Rank).ThenBy(thread => thread.Id, StringComparer.Ordinal).Take(ConsoleLimits.ThreadsMax)];
        var open = new int[Enum.GetValues<Level>().Length];
        foreach (var thread in ranked)
            if (thread.IsOpen) open[(int)thread.Severity.ToLevel()]++;
        return new Board(cursor, ranked, open);
    }

    /// <summary>Whether a warning rings now for a message that an earlier board did not have: it is new, or it was raised, and it is not shelved.</summary>
    public bool RingsAnew(Board before, Instant now)
    {
        if (ReferenceEquals(Threads, before.Threads)) return false;
        var heard = before.Threads.Select(thread => thread.Ringing).ToHashSet(StringComparer.Ordinal);
        return Threads.Any(thread => thread is { State: ThreadState.New, IsCancelled: false } && !thread.IsShelved(now) && !heard.Contains(thread.Ringing));
    }
}

/// <summary>Reads the threads once for all who show them, as long as nothing changes; and then those alone that have changed.</summary>
/// <remarks>Loss: harmless; it is read again. What is held here is what the store says at the follower's cursor.</remarks>
sealed class WarningBoard(TocsinNode node) : IDisposable
{
    // Of kinds that bear on no thread there may be any number; what else there is names its thread, or all are read again.
    static readonly HashSet<Kind> Beside =
        [Kind.Observation, Kind.Count, Kind.Indicator, Kind.Sighting, Kind.Intelligence, Kind.Incident, Kind.Rules, Kind.Roster, Kind.Handover, Kind.Withdrawal, Kind.Charter, Kind.Party];

    readonly SemaphoreSlim reading = new(1);
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
            var board = last is { } before && before.Threads.Count < ConsoleLimits.ThreadsMax && await Changed(before.Cursor, cursor, stop) is { } ids
                ? await Renew(before, cursor, ids, stop)
                : await Load(cursor, stop);
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

    async Task<Board> Load(long cursor, CancellationToken stop) => Board.Of(
        cursor, (await node.Views.ByRank(ThreadsFollower.View, ConsoleLimits.ThreadsMax, stop)).Select(ThreadDocuments.Read).OfType<WarningThread>());

    async Task<Board> Renew(Board before, long cursor, HashSet<string> ids, CancellationToken stop)
    {
        if (ids.Count == 0) return before with { Cursor = cursor };
        var threads = before.Threads.Where(thread => !ids.Contains(thread.Id)).ToList();
        foreach (var id in ids)
            if (await Find(id, stop) is { } thread) threads.Add(thread);
        return Board.Of(cursor, threads);
    }

    /// <summary>The threads on which the records between two arrival numbers bear; nothing where that cannot be said, or is not worth it.</summary>
    async Task<HashSet<string>?> Changed(long from, long to, CancellationToken stop)
    {
        if (to < from || to - from > ConsoleLimits.BoardBehindMax) return null;
        var ids = new HashSet<string>(StringComparer.Ordinal);
        while (from < to)
        {
            var page = await node.Records.ReadAfter(from, (int)(to - from), stop);
            if (page.Count == 0) return null;
            foreach (var stored in page)
            {
                if (!LeafReader.Read(stored.Leaf.Span).Try(out var leaf, out _) || Beside.Contains(leaf.Kind)) continue;
                if (!stored.Read().Try(out var record, out _)) continue; // What does not read is in no thread.
                if (record.What is WarningFacts { Thread: var told }) ids.Add(told);
                else if (record.What is DispositionFacts { Thread: { } done }) ids.Add(done);
                else return null;
            }
            from = page[^1].Arrival;
        }
        return ids;
    }

    public void Dispose() => reading.Dispose();
}
