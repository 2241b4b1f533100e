using Tocsin.Node.Running;
using Tocsin.Warn.Calls;

namespace Tocsin.Node.Delivery;

/// <summary>Sends while the node is served: every channel by itself, so that one whose server hangs keeps no other's calls waiting.</summary>
sealed partial class DeliveryWorker(TocsinNode node, CallSending sending, ILogger<DeliveryWorker> log) : BackgroundService
{
    readonly Dictionary<string, Task> rounds = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(DeliveryLimits.LookSeconds));
        try
        {
            do Look(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        finally
        {
            await Task.WhenAll(rounds.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Begins a round of every channel by which something is due, and which is not in one still.</summary>
    void Look(CancellationToken stop)
    {
        foreach (var ended in rounds.Where(round => round.Value.IsCompleted).Select(round => round.Key).ToList()) rounds.Remove(ended);
        try
        {
            foreach (var channel in node.Deliveries.DueChannels(node.Sources.Clock.Now(), Retrying.Longest))
                if (!rounds.ContainsKey(channel)) rounds[channel] = Task.Run(() => Round(channel, stop), CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or InvalidDataException) { Stumbled(e.Message); }
    }

    async Task Round(string channel, CancellationToken stop)
    {
        try { await sending.Round(channel, stop); }
        catch (Exception e) when (!stop.IsCancellationRequested) { Stumbled(e.Message); }   // Whatever it is, the others go on.
    }

    [LoggerMessage(7303, LogLevel.Error, "Calls to officers cannot go out, and are tried again: {Reason}")]
    partial void Stumbled(string reason);
}
