namespace Tocsin.Share.Sync;

/// <summary>Keeps one circle's sharing alive: the work that is due, and a session with every other member, as members come and go.</summary>
/// <param name="sync">The circle.</param>
public sealed class CircleLife(CircleSync sync)
{
    static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1), Pause = TimeSpan.FromSeconds(10);

    readonly Dictionary<string, Task> sessions = [];

    /// <summary>Runs until it is stopped.</summary>
    /// <exception cref="IOException">The node's own store has failed; partners' failures end nothing.</exception>
    public async Task Run(CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var working = sync.Run(ending.Token);
        try
        {
            while (!working.IsCompleted && !stop.IsCancellationRequested)
            {
                foreach (var party in sync.Others)
                    if (!sessions.TryGetValue(party, out var session) || session.IsCompleted) sessions[party] = Session(party, ending.Token);
                await Task.WhenAny(working, Task.Delay(LookAgain, sync.House.Clock, stop));
            }
            await working;
        }
        finally
        {
            ending.Cancel();    // On this thread: a simulation's own goes on in an order that its seed replays.
            foreach (var session in sessions.Values) await session.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await sync.Settle().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    /// <summary>A session that fails, and not by its partner's fault, is told of, and begins again after a pause.</summary>
    async Task Session(string party, CancellationToken stop)
    {
        try
        {
            await new PartnerSession(sync, party).Run(stop);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            sync.Refuse(e.Message);
            await Task.Delay(Pause, sync.House.Clock, stop);
        }
    }
}
