using Tocsin.Node.Officers;
using Tocsin.Warn;
using Tocsin.Warn.Shift;

namespace Tocsin.Node.Running;

/// <summary>What the clock alone brings about: calls for warnings that nobody acknowledges, and warnings that a source is overdue.</summary>
sealed partial class ShiftClock(TocsinNode node, OfficerStore officers, ILogger<ShiftClock> log) : BackgroundService
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    readonly EscalateWarnings escalate = new(node.Journal, node.Records, node.Views, node.Sources.Clock, () => StaffOf(officers));
    readonly WatchSources watch = new(node.Journal, node.Records, node.Views, node.Sources.Clock);

    /// <summary>Who can be called now.</summary>
    public static Staff StaffOf(OfficerStore officers) => Officer.Staff(officers.All());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, node.Sources.Clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await Alone(Escalate, stoppingToken);
            await Alone(watch.Tick, stoppingToken);
        }
    }

    async Task Escalate(CancellationToken stop)
    {
        foreach (var called in await escalate.Tick(stop))
            if (called.Call.IsLoud) Unheard(called.Thread, called.Call.Why.Text);
    }

    /// <summary>What one of its works meets does not keep the other from its own.</summary>
    async Task Alone(Func<CancellationToken, Task> work, CancellationToken stop)
    {
        try { await work(stop); }
        catch (Exception e) when (e is IOException or InvalidDataException) { Missed(e.Message); }
    }

    [LoggerMessage(7203, LogLevel.Error, "The shift's clock stumbled, and goes on: {Reason}")]
    partial void Missed(string reason);

    [LoggerMessage(7204, LogLevel.Critical, "The warning {Thread} reaches nobody on duty: {Reason}")]
    partial void Unheard(string thread, string reason);
}
