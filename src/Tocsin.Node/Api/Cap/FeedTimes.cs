using System.Collections.Concurrent;
using Microsoft.Net.Http.Headers;

namespace Tocsin.Node.Api.Cap;

/// <summary>Since when a feed says what it says, as far as this process has seen: for programs that ask by time. Authors' clocks do not tell it, for a
/// partner's warning can arrive long after it was written.</summary>
/// <remarks>Loss: harmless; a feed is sent once more.</remarks>
sealed class FeedTimes(TimeProvider clock)
{
    const int FeedsMax = 1_024;

    readonly ConcurrentDictionary<string, (string Tag, Instant Since)> feeds = new();

    /// <summary>The whole second from which on nothing has changed; nothing where that second is not over, so that no change can hide in it.</summary>
    public DateTimeOffset? LastModified(string feed, EntityTagHeaderValue tag)
    {
        var now = clock.Now();
        if (feeds.Count >= FeedsMax && !feeds.ContainsKey(feed)) feeds.Clear();
        var (_, since) = feeds.AddOrUpdate(feed, (tag.ToString(), now), (_, known) => known.Tag == tag.ToString() ? known : (tag.ToString(), now));
        var second = Instant.FromUnixTimeSeconds(since.ToUnixTimeSeconds() + 1);
        return second <= now ? second.ToDateTimeOffset() : null;
    }
}
