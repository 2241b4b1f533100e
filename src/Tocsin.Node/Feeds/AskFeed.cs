using Tocsin.Formats;
using Tocsin.Formats.Cap;
using Tocsin.Node.Running;
using Tocsin.Share.Doors;
using Tocsin.Warn.Feeds;

namespace Tocsin.Node.Feeds;

/// <summary>Asks a feed once and takes in what it sends.</summary>
sealed class AskFeed(TocsinNode node, FeedFetch fetch)
{
    /// <summary>Asks; and says how the feed does now.</summary>
    public async Task<FeedHealth> Handle(UrlFeed feed, FeedHealth health, CancellationToken stop)
    {
        if (feed.IsTaxii) return await Collect(feed, health, stop);
        var (asked, followed) = await Ask(feed, health, stop);
        return health.Following(followed).After(asked, feed.Every, node.Sources.Clock.Now(), node.Sources.Chance);
    }

    async Task<FeedHealth> Collect(UrlFeed feed, FeedHealth health, CancellationToken stop)
    {
        var cursor = health.Cursor ?? new TaxiiCursor();
        TaxiiRead read;
        try { read = await new TaxiiRound(fetch, (from, objects, end) => Take(from, from.Url, objects, end)).Run(feed, cursor, stop); }
        catch (Exception e) when (e is not OperationCanceledException) { read = new TaxiiRead(new Asked.Failed(e.Message, null), cursor, 0); }
        // A place that fails again may fail for ever.
        if (read.Asked is Asked.Failed && health.Failures > 0 && read.Cursor.Next is { } next && next == cursor.Next) read = read with { Cursor = read.Cursor.WithoutNext() };
        return (health with { Cursor = read.Cursor, News = health.News + read.NewBefore }).After(read.Asked, feed.Every, node.Sources.Clock.Now(), node.Sources.Chance);
    }

    async Task<(Asked Asked, IReadOnlyList<string> Followed)> Ask(UrlFeed feed, FeedHealth health, CancellationToken stop)
    {
        try
        {
            switch (await fetch.Fetch(feed, health, stop))
            {
                case Fetched.Failed failed: return (new Asked.Failed(failed.Why, failed.After), []);
                case Fetched.Document document:
                    await using (document.Bytes)
                    {
                        if (document.Digest == health.Digest) return (new Asked.Unchanged(), []);
                        if (feed.FollowsLinks) return await Follow(feed, document, health, stop);
                        var asked = await Take(feed, feed.Url, document.Bytes, stop);
                        return (asked is Asked.Taken taken ? taken with { Tag = document.Tag, Modified = document.Modified, Digest = document.Digest } : asked, []);
                    }
                default: return (new Asked.Unchanged(), []);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)       // Whatever it is, it is asked again after a pause and not at once.
        {
            return (new Asked.Failed(e.Message, null), []);
        }
    }

    async Task<Asked> Take(UrlFeed feed, Uri from, Stream bytes, CancellationToken stop)
    {
        var (journal, terms) = node.JournalIn(feed.Circle);
        var report = await new Importer(journal, terms, node.Sources.Clock).Import(bytes, Path.GetFileName(from.AbsolutePath), new ImportOptions { Format = feed.Format, Publisher = feed.Publisher ?? feed.Name, Lists = node.WarningLists }, stop);
        return report.Failure is { } failure
            ? new Asked.Failed(failure, null)
            : new Asked.Taken(report.Accepted + report.Revised, report.Refused.Count, report.Refused is [var first, ..] ? $"{first.At}: {first.Reason}" : null);
    }

    /// <summary>Takes in what an index links to and was not taken in before. What fails is tried again next time: only a telling that was taken in whole is done with.</summary>
    async Task<(Asked Asked, IReadOnlyList<string> Followed)> Follow(UrlFeed feed, Fetched.Document index, FeedHealth health, CancellationToken stop)
    {
        var read = CapIndexReader.Read(index.Bytes);
        if (!read.IsRead) return (new Asked.Failed(read.Refusal.ToString(), null), []);
        var (known, followed, wanting) = (health.Followed.ToHashSet(StringComparer.Ordinal), new List<string>(), false);
        var all = new Asked.Taken(0, 0, null);
        foreach (var link in read.Value.Where(link => !known.Contains(link.Version)).Take(FeedLimits.LinksMax))
        {
            var (asked, why) = await One(feed, link, stop);
            wanting |= asked is null;
            if (asked is not null) followed.Add(link.Version);
            all = new Asked.Taken(all.New + (asked?.New ?? 0), all.Refused + (asked?.Refused ?? 1), all.Why ?? asked?.Why ?? why);
        }
        wanting |= read.Value.Count(link => !known.Contains(link.Version)) > FeedLimits.LinksMax;
        return (wanting ? all : all with { Tag = index.Tag, Modified = index.Modified, Digest = index.Digest }, followed);
    }

    async Task<(Asked.Taken? Taken, string? Why)> One(UrlFeed feed, CapLink link, CancellationToken stop)
    {
        if (!Uri.TryCreate(feed.Url, link.Link, out var url) || !MayFollow(feed, url)) return (new Asked.Taken(0, 1, $"the index links to {url?.Host ?? "no address"}, which is not among its hosts"), null);
        switch (await fetch.Follow(feed, url, stop))
        {
            case Fetched.Document document:
                await using (document.Bytes)
                    return await Take(feed with { Format = FileFormat.Cap }, url, document.Bytes, stop) switch
                    {
                        Asked.Taken taken => (taken, null),
                        Asked.Failed failed => (null, failed.Why),
                        _ => (null, null),
                    };
            case Fetched.Failed failed: return (null, failed.Why);
            default: return (null, "it says that nothing changed, though nothing was asked about");
        }
    }

    static bool MayFollow(UrlFeed feed, Uri url) =>
        url.Authority == feed.Url.Authority && url.Scheme == feed.Url.Scheme || url.Scheme == Uri.UriSchemeHttps && url.IsDefaultPort && feed.Hosts.Contains(url.Host, StringComparer.OrdinalIgnoreCase);
}
