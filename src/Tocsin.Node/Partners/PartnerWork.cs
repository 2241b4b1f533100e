using Tocsin.Node.Running;

namespace Tocsin.Node.Partners;

/// <summary>Shares with partners while the node serves.</summary>
sealed partial class PartnerWork(TocsinNode node, ILogger<PartnerWork> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => node.Sharing.Run(Told, stoppingToken);

    [LoggerMessage(7401, LogLevel.Warning, "Sharing with partners: {Sentence}")]
    partial void Told(string sentence);
}
