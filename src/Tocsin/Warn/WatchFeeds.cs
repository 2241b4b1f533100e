using Tocsin.Share.Logs;
using Tocsin.Share.Views;
using Tocsin.Warn.Feeds;
using Tocsin.Warn.Shift;

namespace Tocsin.Warn;

/// <summary>Writes down that a feed is silent for longer than it may be, and that it spoke again: what rules and watches look at.</summary>
/// <remarks>What the private log says is what was said: so a silence is written once, whatever becomes of the process or of the states of the feeds.</remarks>
/// <param name="journal">This party's private log.</param>
/// <param name="views">The silences that stand.</param>
/// <param name="clock">The time.</param>
public sealed class WatchFeeds(Journal journal, IViews views, TimeProvider clock)
{
    /// <summary>After its start a node first hears what waited for it.</summary>
    public static readonly Duration Grace = Duration.FromMinutes(10);

    readonly long began = clock.GetTimestamp();

    /// <summary>What was written and the followers may not have read yet: the silences by their feeds; over, where nothing stands.</summary>
    readonly Dictionary<string, FeedSilence> written = new(StringComparer.Ordinal);

    /// <summary>Looks at every feed, and returns what was written.</summary>
    /// <param name="feeds">The feeds as their file names them, and how each does.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="IOException">The log does not take it.</exception>
    public async Task<IReadOnlyList<FeedSilence>> Tick(IReadOnlyCollection<(Feed Feed, FeedHealth Health)> feeds, CancellationToken stop)
    {
        var (now, known, said) = (clock.Now(), await Standing(stop), new List<FeedSilence>());
        foreach (var (feed, health) in feeds)
        {
            if (known.Remove(feed.Name, out var standing))
            {
                if (health.HasSpokenSince(standing.Since)) await Write(standing with { End = SilenceEnd.Spoke, Until = health.AnsweredAt }, why: null);
            }
            else if (health.SilentSince(feed, now) is { } since && Duration.FromTimeSpan(clock.GetElapsedTime(began)) >= Duration.Min(Grace, feed.SilentAfter!.Value))
            {
                await Write(new FeedSilence(feed.Name, since, feed.SilentAfter!.Value.TotalMinutes, SilenceEnd.None, Until: null), health.Failure);
            }
        }
        foreach (var left in known.Values) await Write(left with { End = SilenceEnd.Left, Until = now }, why: null);
        return said;

        async Task Write(FeedSilence silence, string? why)
        {
            // A silence whose record was erased is told of no more: it is one feed's, and others are looked at all the same.
            var appended = await journal.Append(silence.Draft(journal.Log.Party, why), stop);
            written[silence.Feed] = silence;
            if (appended is not Appended.Refused) said.Add(silence);
        }
    }

    /// <summary>The silences that stand, by their feeds: as the followers read them, and what was written since. A restored node may find two of one feed: then the later counts.</summary>
    async Task<Dictionary<string, FeedSilence>> Standing(CancellationToken stop)
    {
        var standing = (await ShiftViews.FeedSilences(views, stop)).GroupBy(each => each.Feed, StringComparer.Ordinal).ToDictionary(feed => feed.Key, feed => feed.MaxBy(each => each.Since)!, StringComparer.Ordinal);
        foreach (var (name, last) in written)
        {
            if (last.IsOver) standing.Remove(name);
            else standing[name] = last;
        }
        return standing;
    }
}
