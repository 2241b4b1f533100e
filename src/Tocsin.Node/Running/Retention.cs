using Tocsin.Share;

namespace Tocsin.Node.Running;

/// <summary>Erases data on persons whose retention date has passed: at the start, and every hour.</summary>
sealed partial class Retention(ErasePersonal erase, TimeProvider clock, ILogger<Retention> log) : BackgroundService
{
    static readonly TimeSpan Period = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        do
        {
            try { await erase.Sweep(stoppingToken); }
            catch (Exception e) when (e is IOException or InvalidDataException) { Missed(e.Message); }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(7202, LogLevel.Error, "Data on persons that is due was not erased, and is tried again in an hour: {Reason}")]
    partial void Missed(string reason);
}
