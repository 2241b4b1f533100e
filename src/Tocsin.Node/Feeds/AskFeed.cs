using System.Diagnostics;
using Tocsin.Formats;
using Tocsin.Formats.Cap;
using Tocsin.Node.Running;
using Tocsin.Share.Doors;
using Tocsin.Warn.Feeds;

namespace Tocsin.Node.Feeds;

/// <summary>Asks a feed once and takes in what it sends.</summary>
sealed class AskFeed(TocsinNode node, FeedFetch fetch)
{
    /// <summary>Asks; and says how the feed does now. Whatever it meets, the feed is asked again after a pause and not at once.</summary>
    public async Task<FeedHealth> Handle(UrlFeed feed, FeedHealth health, CancellationToken stop)
    {
        var (asked, then) = feed.IsTaxii ? await Collect(feed, health, stop) : feed.IsMispFeed ? await CollectEvents(feed, health, stop) : await Ask(feed, health, stop);
        return then.After(asked, feed.Every, node.Sources.Clock.Now(), node.Sources.Chance);
    }

    async Task<(Asked Asked, FeedHealth Then)> Collect(UrlFeed feed, FeedHealth health, CancellationToken stop)
    {
        var cursor = health.Cursor ?? new TaxiiCursor();
        var read = await Try(() => new TaxiiRound(fetch, (from, objects, end) => Take(from, from.Url, objects, end)).Run(feed, cursor, stop), failed => new TaxiiRead(failed, cursor, 0));
        // A place that fails again may fail for ever.
        if (read.Asked is Asked.Failed && health.Failures > 0 && read.Cursor.Next is { } next && next == cursor.Next) read = read with { Cursor = read.Cursor.WithoutNext() };
        return (read.Asked, health with { Cursor = read.Cursor, News = health.News + read.NewBefore });
    }

    async Task<(Asked Asked, FeedHealth Then)> CollectEvents(UrlFeed feed, FeedHealth health, CancellationToken stop)
    {
        var read = await Try(() => new MispFeedRound(fetch, (_, url, bytes, end) => Take(feed with { Format = FileFormat.Misp }, url, bytes, end)).Run(feed, health, stop), failed => new MispFeedRead(failed, [], 0));
        return (read.Asked, (health with { Followed = [.. MispFeedEvents.With(health.Followed, read.Followed)], News = health.News + read.NewBefore }).Following([]));
    }

    async Task<(Asked Asked, FeedHealth Then)> Ask(UrlFeed feed, FeedHealth health, CancellationToken stop)
    {
        var (asked, followed) = await Try(() => Read(feed, health, stop), failed => (failed, []));
        return (asked, health.Following(followed));
    }

    async Task<(Asked Asked, IReadOnlyList<string> Followed)> Read(UrlFeed feed, FeedHealth health, CancellationToken stop)
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

    static async Task<T> Try<T>(Func<Task<T>> ask, Func<Asked.Failed, T> failed)
    {
        try { return await ask(); }
        catch (Exception e) when (e is not OperationCanceledException) { return failed(new Asked.Failed(e.Message, null)); }
    }

    async Task<Asked> Take(UrlFeed feed, Uri from, Stream bytes, CancellationToken stop)
    {
        var (journal, terms) = node.JournalIn(feed.Circle);
        return FeedOptions.AskedOf(await new Importer(journal, terms, node.Sources.Clock).Import(bytes, Path.GetFileName(from.AbsolutePath), FeedOptions.Of(feed, node), stop));
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
            var asked = await One(feed, link, stop);
            wanting |= asked is Asked.Failed;
            if (asked is Asked.Taken) followed.Add(link.Version);
            all = asked switch
            {
                Asked.Taken taken => all.And(taken),
                Asked.Failed failed => all.Refusing(failed.Why),
                _ => throw new UnreachableException(),
            };
        }
        wanting |= read.Value.Count(link => !known.Contains(link.Version)) > FeedLimits.LinksMax;
        return (wanting ? all : all with { Tag = index.Tag, Modified = index.Modified, Digest = index.Digest }, followed);
    }

    async Task<Asked> One(UrlFeed feed, CapLink link, CancellationToken stop)
    {
        if (!Uri.TryCreate(feed.Url, link.Link, out var url) || !MayFollow(feed, url)) return new Asked.Taken(0, 1, $"the index links to {url?.Host ?? "no address"}, which is not among its hosts");
        switch (await fetch.Follow(feed, url, stop))
        {
            case Fetched.Document document:
                await using (document.Bytes) return await Take(feed with { Format = FileFormat.Cap }, url, document.Bytes, stop);
            case Fetched.Failed failed: return new Asked.Failed(failed.Why, failed.After);
            default: return new Asked.Failed("it says that nothing changed, though nothing was asked about", null);
        }
    }

    static bool MayFollow(UrlFeed feed, Uri url) =>
        url.Authority == feed.Url.Authority && url.Scheme == feed.Url.Scheme || url.Scheme == Uri.UriSchemeHttps && url.IsDefaultPort && feed.Hosts.Contains(url.Host, StringComparer.OrdinalIgnoreCase);
}
