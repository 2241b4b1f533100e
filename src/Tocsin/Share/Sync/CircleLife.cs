namespace Tocsin.Share.Sync;

/// <summary>Keeps one circle's sharing alive: the work that is due, and a session with every other member, as members come and go.</summary>
/// <param name="sync">The circle.</param>
public sealed class CircleLife(CircleSync sync)
{
    static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    readonly Dictionary<string, Task> sessions = [];

    /// <summary>Runs until it is stopped.</summary>
    /// <exception cref="IOException">The node's own store has failed; partners' failures end nothing.</exception>
    public async Task Run(CancellationToken stop)
    {
        var working = sync.Run(stop);
        try
        {
            while (!working.IsCompleted && !stop.IsCancellationRequested)
            {
                foreach (var party in sync.Others)
                    if (!sessions.TryGetValue(party, out var session) || session.IsCompleted) sessions[party] = new PartnerSession(sync, party).Run(stop);
                await Task.WhenAny(working, Task.Delay(LookAgain, sync.House.Clock, stop));
            }
            await working;
        }
        finally
        {
            foreach (var session in sessions.Values) await session.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await sync.Settle().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }
}
