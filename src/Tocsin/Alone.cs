namespace Tocsin;

/// <summary>Waiting for one's turn in an order that a seed replays.</summary>
static class Alone
{
    /// <summary>Waits until it is free. Who holds it is told to stop at the same time and lets go soon, so the wait itself is not given up: a wait that can
    /// be goes on from a thread of the pool (<see cref="SemaphoreSlim.WaitAsync(CancellationToken)"/>), and a simulated world has but one.</summary>
    public static async Task Enter(this SemaphoreSlim alone, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        await alone.WaitAsync(CancellationToken.None);
        if (!stop.IsCancellationRequested) return;
        alone.Release();
        stop.ThrowIfCancellationRequested();
    }
}
