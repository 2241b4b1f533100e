using Tocsin.Share.Logs;

namespace Tocsin.Node.Running;

/// <summary>Says the newest head again each minute, so that an older one means silence.</summary>
/// <remarks>A journal that has failed refuses by itself; the console stays up to say so.</remarks>
sealed partial class Heartbeat(Journal journal, TimeProvider clock, ILogger<Heartbeat> log) : BackgroundService
{
    static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try { await journal.Restate(stoppingToken); }
            catch (IOException e) { Missed(e.Message); }
        }
    }

    [LoggerMessage(7201, LogLevel.Error, "The newest head was not said again: {Reason}")]
    partial void Missed(string reason);
}
