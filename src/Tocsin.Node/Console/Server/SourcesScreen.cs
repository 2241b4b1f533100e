using Tocsin.Node.Running;
using Tocsin.Share.Views;

namespace Tocsin.Node.Ui;

/// <summary>Who was heard, and when last.</summary>
sealed class SourcesScreen(TocsinNode node, ConsoleOptions options)
{
    public async Task<SourcesView> Read(CancellationToken stop) => new(
        [.. (await SourcesFollower.All(node.Views, stop)).Select(source => new SourceRow(source.Publisher, source.Scheme, source.Last, source.Count))],
        node.Sources.Clock.Now(), options.Zone);
}
