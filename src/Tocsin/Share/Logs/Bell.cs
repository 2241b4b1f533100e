namespace Tocsin.Share.Logs;

/// <summary>The bell of a node that is one process.</summary>
public sealed class Bell : IBell
{
    readonly Lock gate = new();
    TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    long heard;

    /// <inheritdoc/>
    public void Ring(long arrival)
    {
        TaskCompletionSource ringing;
        lock (gate)
        {
            if (arrival <= heard) return;       // Nobody waits for what was heard.
            heard = arrival;
            ringing = next;
            next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        ringing.SetResult();
    }

    /// <inheritdoc/>
    public async Task<long> Past(long arrival, CancellationToken stop)
    {
        while (true)
        {
            Task ringing;
            lock (gate)
            {
                if (heard > arrival) return heard;
                ringing = next.Task;
            }
            await ringing.WaitAsync(stop);
        }
    }
}
