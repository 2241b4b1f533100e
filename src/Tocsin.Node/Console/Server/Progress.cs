using Tocsin.Node.Running;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Following;
using Tocsin.Warn.Shift;
using Tocsin.Warn.Threads;

namespace Tocsin.Node.Ui;

/// <summary>How far the views that the pages show have come.</summary>
/// <remarks>Cursors are read from the store, so it does not matter which process follows. What a judge says is a record
/// again, so nobody waits for the judge.</remarks>
sealed class Progress(TocsinNode node)
{
    static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(10);

    /// <summary>The arrival number up to which they are made.</summary>
    public async Task<long> Read(CancellationToken stop) => Math.Min(await node.Views.Cursor(IndexFollower.FollowerName, stop), Math.Min(
        await node.Views.Cursor(ThreadsFollower.FollowerName, stop), await node.Views.Cursor(ShiftFollower.FollowerName, stop)));

    Task<long> Judged(CancellationToken stop) => node.Views.Cursor(JudgeFollower.FollowerName, stop);

    /// <summary>Waits until the views hold a record, for some seconds at most: then a page shows what it can.</summary>
    public async Task Reach(long arrival, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(TimeSpan.FromSeconds(ConsoleLimits.CatchUpSeconds));
        try
        {
            while (await Read(patience.Token) < arrival) await Task.Delay(LookAgain, patience.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return; // The followers are busy with an import: the change comes with a push.
        }
    }

    /// <inheritdoc cref="Reach(long, CancellationToken)"/>
    public async Task Reach(RecordAddress address, CancellationToken stop) => await Reach((await node.Records.Read(address, stop))!.Arrival, stop);

    /// <summary>Calls back whenever the views have moved on, or the judge has, whose documents the pages of series show; and while
    /// they do at most every so often.</summary>
    public async Task Watch(Action moved, CancellationToken stop)
    {
        var (seen, judged) = (await Read(stop), await Judged(stop));
        while (true)
        {
            var arrived = await node.Bell.Past(Math.Min(seen, judged), stop);
            while (seen < arrived || judged < arrived)
            {
                var (now, then) = (await Read(stop), await Judged(stop));
                if (now > seen || then > judged)
                {
                    (seen, judged) = (now, then);
                    moved();
                }
                else
                {
                    await Task.Delay(LookAgain, stop);
                }
            }
        }
    }
}
