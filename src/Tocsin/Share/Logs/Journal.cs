using System.Threading.Channels;
using Tocsin.Share.Records;

namespace Tocsin.Share.Logs;

/// <summary>Appends to this party's own log in one circle: many callers, one writer, one fsync and one signature for all who wait.</summary>
/// <remarks>The durable order stands in <see cref="LogWriter"/>. After a failure of the store the journal takes nothing
/// more: it no longer knows the head, and says so to every caller.</remarks>
public sealed class Journal : IAsyncDisposable
{
    const int DraftsOfOneWork = 1_000;

    /// <summary>More drafts than this that wait for their answer are a bulk import, or as good as one.</summary>
    const int BusyDrafts = DraftsOfOneWork;

    readonly Channel<AppendWork> queue = Channel.CreateBounded<AppendWork>(Limits.AppendsWaitingMax);
    readonly SemaphoreSlim door = new(1);
    readonly LogWriter writer;
    readonly Task writing;
    Sealer sealer;
    volatile Exception? failure;
    int unanswered;

    Journal(Origin log, LogWriter writer, Sealer sealer)
    {
        (Log, this.writer, this.sealer) = (log, writer, sealer);
        writing = Write();
    }

    /// <summary>The log that it appends to.</summary>
    public Origin Log { get; }

    /// <summary>The newest signed head.</summary>
    public Checkpoint Head => writer.SignedHead;

    /// <summary>Whether so much waits to be written that followers should leave it the processors for a while.</summary>
    public bool IsBusy => Volatile.Read(ref unanswered) > BusyDrafts;

    /// <summary>Opens a log: reads the promised head, checks that the tree and the note lead to it, and signs it again if a
    /// crash came between promise and signature.</summary>
    /// <exception cref="CorruptLogException">The tree's right edge or the signed note does not lead to the promised head.</exception>
    public static async Task<Journal> Open(
        Origin log, Sealer sealer, LogKey key, IHeads heads, IRecords records, IBell bell, Passing passing, CancellationToken stop)
    {
        var writer = await LogWriter.Open(log, key, heads, records, bell, passing, stop);
        return new Journal(log, writer, sealer);
    }

    /// <summary>Appends drafts, in this order, and returns once each is durable under a signed head, or was refused.</summary>
    /// <param name="drafts">The drafts.</param>
    /// <param name="stop">Ends the waiting; what was handed in by then may still come into the log.</param>
    /// <returns>What became of each, in the drafts' order.</returns>
    /// <exception cref="IOException">The store failed; what was not yet answered may or may not be in the log.</exception>
    public async Task<IReadOnlyList<Appended>> Append(IReadOnlyList<Draft> drafts, CancellationToken stop)
    {
        var works = new List<AppendWork>();
        foreach (var chunk in drafts.Chunk(DraftsOfOneWork)) works.Add(await Hand(chunk, next: null, stop));
        var results = new List<Appended>(drafts.Count);
        foreach (var work in works) results.AddRange(await work.Done.WaitAsync(stop));
        return results;
    }

    /// <summary>Appends one draft.</summary>
    /// <inheritdoc cref="Append(IReadOnlyList{Draft}, CancellationToken)"/>
    public async Task<Appended> Append(Draft draft, CancellationToken stop) => (await Append([draft], stop))[0];

    /// <summary>Marks that another charter is in force: what is appended from here on stands behind the mark, and keeps its terms.</summary>
    /// <param name="mark">The leaf that says so.</param>
    /// <param name="next">Seals what follows, the mark included.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <inheritdoc cref="Append(IReadOnlyList{Draft}, CancellationToken)" path="/exception"/>
    public async Task<Appended> Enter(Draft mark, Sealer next, CancellationToken stop) => (await (await Hand([mark], next, stop)).Done.WaitAsync(stop))[0];

    /// <summary>Says the newest head again, with a fresh time.</summary>
    /// <exception cref="IOException">The journal has failed or is closed: it no longer vouches for its head.</exception>
    public async Task Restate(CancellationToken stop)
    {
        if (writing.IsCompleted || failure is not null) throw Closed();
        await writer.Restate(stop);
    }

    /// <summary>Finishes what was queued and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await writing;
    }

    /// <summary>Gives drafts to the writer. One at a time, so that none sealed under earlier terms comes behind the mark of later ones.</summary>
    async Task<AppendWork> Hand(IReadOnlyList<Draft> drafts, Sealer? next, CancellationToken stop)
    {
        await door.WaitAsync(stop);
        try
        {
            if (failure is not null) throw Closed();
            var work = new AppendWork(drafts, next ?? sealer);
            await queue.Writer.WriteAsync(work, stop);
            sealer = next ?? sealer;
            Interlocked.Add(ref unanswered, drafts.Count);
            return work;
        }
        catch (ChannelClosedException)
        {
            throw Closed();
        }
        finally
        {
            door.Release();
        }
    }

    async Task Write()
    {
        await Task.Yield();
        while (await queue.Reader.WaitToReadAsync())
        {
            var works = new List<AppendWork>();
            try
            {
                await writer.Commit(await NextItems(works));
                foreach (var work in works) Answer(work, each => each.Complete());
            }
            catch (Exception e)
            {
                Fail(works, e);
            }
        }
    }

    /// <summary>What waits, up to one commit.</summary>
    async Task<List<AppendItem>> NextItems(List<AppendWork> works)
    {
        var items = new List<AppendItem>();
        while (items.Count < Limits.CommitRecordsMax && queue.Reader.TryRead(out var work))
        {
            try
            {
                items.AddRange(await work.Items);
                works.Add(work);
            }
            catch (Exception mistake)
            {
                Answer(work, each => each.Fail(mistake));   // Nothing of it was stored; the others go on.
            }
        }
        return items;
    }

    /// <summary>Doubt about durable state: nobody is told that anything was kept, and nothing more is taken.</summary>
    void Fail(List<AppendWork> works, Exception why)
    {
        failure = why;
        queue.Writer.TryComplete();
        foreach (var work in works) Answer(work, each => each.Fail(Closed()));
        while (queue.Reader.TryRead(out var work)) Answer(work, each => each.Fail(Closed()));
    }

    void Answer(AppendWork work, Action<AppendWork> answer)
    {
        Interlocked.Add(ref unanswered, -work.Count);
        answer(work);
    }

    IOException Closed() => new(failure is { } why ? $"the log takes nothing more: {why.Message}" : "the log takes nothing more: the node is closing", failure);
}
