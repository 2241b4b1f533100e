using Tocsin.Share;

namespace Tocsin.Node.Running;

/// <summary>Takes back and erases this party's relays, as soon as their authors did so with the originals.</summary>
sealed partial class RelayClock(TocsinNode node, ILogger<RelayClock> log) : BackgroundService
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var relays = new TendRelays(node.Logs.OfAuthor, node.Records, node.Views);
        using var timer = new PeriodicTimer(Period, node.Sources.Clock);
        do
        {
            try { await relays.Sweep(stoppingToken); }
            catch (Exception e) when (e is IOException or InvalidDataException) { Missed(e.Message); }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(7205, LogLevel.Error, "A relay was not taken back or erased as its author did with the original, and is tried again: {Reason}")]
    partial void Missed(string reason);
}
