using Tocsin.Share.Logs;
using Tocsin.Share.Sync;

namespace Tocsin.Node.Running;

/// <summary>Says the newest head of each of this party's logs again, three times a minute, so that an older one means silence.</summary>
/// <remarks>A journal that has failed refuses by itself; the console stays up to say so.</remarks>
sealed partial class Heartbeat(Func<IReadOnlyList<Journal>> journals, TimeProvider clock, ILogger<Heartbeat> log) : BackgroundService
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(SyncLimits.RestateSeconds);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var journal in journals())
            {
                try { await journal.Restate(stoppingToken); }
                catch (IOException e) { Missed(e.Message); }
            }
        }
    }

    [LoggerMessage(7201, LogLevel.Error, "The newest head was not said again: {Reason}")]
    partial void Missed(string reason);
}
