using System.Collections.Concurrent;
using Tocsin.Node.Running;
using Tocsin.Share.Doors;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Node.Api.Misp;

/// <summary>The MISP feeds of the circles as they were last asked for. A manifest is of now, and of a large circle a little older; the events are those of the last manifest, so that whoever
/// pulls finds what it named, however many records come meanwhile. What was erased since is in none of them.</summary>
/// <remarks>Loss: harmless; a feed is made again. It is held in memory alone, so that nothing of what is erased stays anywhere.</remarks>
sealed class MispFeedShelf(TocsinNode node) : IDisposable
{
    readonly ConcurrentDictionary<Hash, SemaphoreSlim> alone = new();
    readonly Lock keeping = new();
    readonly Dictionary<Hash, Entry> entries = [];
    long asked;

    /// <summary>The feed as it is now; of a large circle, as it was a little while ago, so that whoever asks again and again costs little.</summary>
    public Task<MispFeed> Renewed(Hash circle, CancellationToken stop) => Of(circle, isOfNow: true, stop);

    /// <summary>The feed of the last manifest; of now, where there was none or something was erased since.</summary>
    public Task<MispFeed> Kept(Hash circle, CancellationToken stop) => Of(circle, isOfNow: false, stop);

    async Task<MispFeed> Of(Hash circle, bool isOfNow, CancellationToken stop)
    {
        // One circle's feed is made once for all who ask, and keeps nobody waiting who asks for another's.
        var mine = alone.GetOrAdd(circle, _ => new SemaphoreSlim(1));
        await mine.WaitAsync(stop);
        try
        {
            var cursor = await node.Views.Cursor(IndexFollower.FollowerName, stop);
            var now = node.Sources.Clock.Now();
            if (Known(circle) is { } entry && (cursor == entry.Cursor || (!isOfNow || IsRecent(entry, now)) && await LastErasure(circle, stop) <= entry.Cursor))
                return entry.Feed;
            var feed = await new Exporter(node.Views, node.Records, node.CollectionCircles).ReadFeed(circle, ApiLimits.MispFeedRecordsMax, ApiLimits.MispFeedCharsMax, stop);
            Keep(circle, new Entry(feed, cursor, now, feed.Files.Values.Sum(file => (long)file.Length)));
            return feed;
        }
        finally
        {
            mine.Release();
        }
    }

    Entry? Known(Hash circle)
    {
        lock (keeping)
        {
            if (!entries.TryGetValue(circle, out var entry)) return null;
            entry.Asked = ++asked;
            return entry;
        }
    }

    /// <summary>Those go that were asked for longest ago, where there are too many or they are too large together; the newest stays.</summary>
    void Keep(Hash circle, Entry entry)
    {
        lock (keeping)
        {
            entry.Asked = ++asked;
            entries[circle] = entry;
            while (entries.Count > 1 && (entries.Count > ApiLimits.MispFeedsMax || entries.Values.Sum(each => each.Bytes) > ApiLimits.MispFeedsBytesMax)) entries.Remove(entries.MinBy(each => each.Value.Asked).Key);
        }
    }

    static bool IsRecent(Entry entry, Instant now) => entry.Feed.Records > ApiLimits.MispFeedLargeRecords && now - entry.Made < Duration.FromSeconds(ApiLimits.MispFeedRestSeconds);

    async Task<long> LastErasure(Hash circle, CancellationToken stop) =>
        await node.Views.Search(new RecordQuery { Circles = [circle], Kind = Kind.Erasure.Name, Order = RecordOrder.LastArrival, Most = 1 }, stop) is [var row, ..] ? row.Arrival : 0;

    public void Dispose()
    {
        foreach (var each in alone.Values) each.Dispose();
    }

    sealed record Entry(MispFeed Feed, long Cursor, Instant Made, long Bytes)
    {
        public long Asked { get; set; }
    }
}
