using Tocsin.Node.Feeds;
using Tocsin.Node.Running;
using Tocsin.Share.Views;
using Tocsin.Warn;
using Tocsin.Warn.Feeds;

namespace Tocsin.Node.Ui;

/// <summary>Who was heard, when last, and who is overdue.</summary>
sealed class SourcesScreen(TocsinNode node, FeedStates states, ConsoleOptions options)
{
    public async Task<SourcesView> Read(CancellationToken stop)
    {
        var now = node.Sources.Clock.Now();
        var lines = await new ListSources(node.Records, node.Views, node.Sources.Clock).Handle(stop);
        var awaited = lines.Where(line => line is { Publisher: not null, Rule: not null }).ToDictionary(line => (line.Scheme, line.Publisher!));
        var heard = (await SourcesFollower.All(node.Views, stop)).ToList();
        var known = heard.Select(source => (source.Scheme, source.Publisher)).ToHashSet();
        var rows = heard.Select(source => awaited.GetValueOrDefault((source.Scheme, source.Publisher)) is { } line
            ? new SourceRow(source.Publisher, source.Scheme, source.Last, source.Count, line.Rule, line.OverdueAt, line.IsOverdue)
            : new SourceRow(source.Publisher, source.Scheme, source.Last, source.Count, null, null, IsOverdue: false));
        var missing = lines.Where(line => line.Rule is not null && (line.Publisher is null || !known.Contains((line.Scheme, line.Publisher))))
            .Select(line => new SourceRow(line.Publisher, line.Scheme, line.LastHeard, 0, line.Rule, line.OverdueAt, line.IsOverdue));
        var feeds = FeedsFile.Read(node.Folder.Feeds);
        return new([.. missing.Concat(rows).OrderByDescending(row => row.IsOverdue)], [.. ((feeds as FeedsRead.Good)?.Book ?? FeedBook.Empty).Feeds.Select(feed => Row(feed, now))], now, options.Zone)
        {
            FeedsFault = (feeds as FeedsRead.Bad)?.Faults[0].ToString(),
        };
    }

    FeedRow Row(Feed feed, Instant now)
    {
        var health = states.Of(feed);
        return new FeedRow(feed.Name, feed is UrlFeed url ? url.Url.Host : ((FolderFeed)feed).Path, feed is FolderFeed, health, health.SilentSince(feed, now));
    }
}
