using Tocsin.Node.Officers;
using Tocsin.Node.Running;

namespace Tocsin.Node.Ui;

/// <summary>What frames every page.</summary>
sealed class ShellScreen(TocsinNode node, WarningBoard board, IDemoControl demo, ConsoleOptions options)
{
    // A clock that is off by less is a clock that was not set on purpose.
    static readonly Duration Apart = Duration.FromMinutes(1);

    /// <summary>The frame as this officer sees it; without an officer it tells nothing of the warnings.</summary>
    public async Task<ShellView> For(CurrentOfficer? officer, CancellationToken stop)
    {
        var (now, real) = (node.Sources.Clock.Now(), TimeProvider.System.Now());
        var moved = now - real is var gap && (gap > Apart || gap < -Apart);
        return new ShellView(
            node.Party.Name, options.NodeName, now, options.Zone, officer?.Name,
            officer is null ? null : (await board.Read(stop)).OpenByLevel,
            moved ? now : null, ExerciseName, officer is null ? null : demo.View,
            MayManage: officer?.Roles.May(Permission.ManageOfficers) is true, MayAudit: officer?.Roles.May(Permission.Audit) is true);
    }

    string? ExerciseName => options.Exercise ?? (node.Charter.Exercise ? node.Charter.Name : null);
}
