using Tocsin.Share.Logs;

namespace Tocsin.Simulation.Machines;

/// <summary>A bell that wakes whoever waits in the order in which they came, on their own schedulers.</summary>
sealed class SimulatedBell : IBell
{
    readonly LinkedList<(long Past, TaskCompletionSource<long> Waiting)> waiting = [];
    long heard;

    public void Ring(long arrival)
    {
        heard = Math.Max(heard, arrival);
        for (var node = waiting.First; node is not null;)
        {
            var (next, (past, who)) = (node.Next, node.Value);
            if (heard > past)
            {
                waiting.Remove(node);
                who.TrySetResult(heard);
            }
            node = next;
        }
    }

    /// <summary>Whoever gives up waiting is told by the task alone: to throw at each of them would be most of what a bell costs.</summary>
    public Task<long> Past(long arrival, CancellationToken stop)
    {
        if (heard > arrival) return Task.FromResult(heard);
        var node = waiting.AddLast((arrival, new TaskCompletionSource<long>()));
        if (stop.CanBeCanceled) stop.Register(() =>
        {
            if (node.List is not null) waiting.Remove(node);    // The bell may have rung in the same instant.
            node.Value.Waiting.TrySetCanceled(stop);
        });
        return node.Value.Waiting.Task;
    }
}
