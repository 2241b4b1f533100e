using System.Globalization;
using Tocsin.Formats.Misp;

namespace Tocsin.Warn.Feeds;

/// <summary>What of a MISP feed is to be fetched now.</summary>
/// <param name="Fetch">The events, the oldest first; those that were missing before, last.</param>
/// <param name="AreMore">Whether more wait for the next time.</param>
/// <param name="Refused">Names in the manifest that are no UUIDs, and events beyond the limit.</param>
/// <param name="Why">Why the first of these was; nothing where none was.</param>
public sealed record MispFeedStep(ImmutableArray<MispManifestEvent> Fetch, bool AreMore, long Refused, string? Why)
{
    /// <summary>Events that were fetched before and have not changed.</summary>
    public required long Known { get; init; }
}

/// <summary>Which events of a MISP feed are new, or have changed, since they were fetched: each is remembered by its UUID and its timestamp.</summary>
public static class MispFeedEvents
{
    /// <summary>The time of an event whose file was missing, or failed: every telling is later.</summary>
    const long Missing = -1;

    /// <summary>Decides from a manifest and what is remembered (<see cref="FeedHealth.Followed"/>).</summary>
    public static MispFeedStep Step(IReadOnlyCollection<MispManifestEvent> manifest, IEnumerable<string> followed)
    {
        var known = new Dictionary<string, (long Seconds, int Place)>(StringComparer.Ordinal);
        foreach (var (uuid, seconds) in followed.Select(Read)) known[uuid] = (seconds, known.Count);
        var named = manifest.Where(each => each.Uuid is not null).ToList();
        // The newest ones where there are too many: what is forgotten would be fetched again and again.
        var heard = named.OrderByDescending(each => each.Timestamp).ThenBy(each => each.Uuid, StringComparer.Ordinal).Take(FeedLimits.LinksKept).ToList();
        // What was missing comes last, and of that what was asked for last: were there ever so much of it, each has its turn.
        var wanted = heard.Where(each => !known.TryGetValue(each.Uuid!, out var last) || each.Timestamp > last.Seconds)
            .OrderBy(each => known.TryGetValue(each.Uuid!, out var last) && last.Seconds == Missing ? last.Place : -1).ThenBy(each => each.Timestamp).ThenBy(each => each.Uuid, StringComparer.Ordinal).ToList();
        var why = named.Count < manifest.Count ? $"manifest.json: '{manifest.First(each => each.Uuid is null).Shown}' is no UUID: it names no event"
            : heard.Count < named.Count ? string.Create(CultureInfo.InvariantCulture, $"manifest.json: it names {named.Count} events, and the {FeedLimits.LinksKept} newest are followed") : null;
        return new([.. wanted.Take(FeedLimits.LinksMax)], wanted.Count > FeedLimits.LinksMax, manifest.Count - heard.Count, why) { Known = heard.Count - wanted.Count };
    }

    /// <summary>Remembers an event as fetched.</summary>
    public static string Mark(MispManifestEvent named) => string.Create(CultureInfo.InvariantCulture, $"{named.Uuid}@{named.Timestamp}");

    /// <summary>Remembers that an event's file was missing, or failed: it is fetched again, behind the others.</summary>
    public static string MarkMissing(MispManifestEvent named) => $"{named.Uuid}@missing";

    /// <summary>What is remembered, with some more: of one event the last timestamp alone.</summary>
    public static IEnumerable<string> With(IEnumerable<string> followed, IReadOnlyCollection<string> marks)
    {
        var renewed = marks.Select(mark => Read(mark).Uuid).ToHashSet(StringComparer.Ordinal);
        return followed.Where(mark => !renewed.Contains(Read(mark).Uuid)).Concat(marks);
    }

    static (string Uuid, long Seconds) Read(string mark) =>
        mark.LastIndexOf('@') is var at && at > 0 && long.TryParse(mark.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? (mark[..at], seconds) : (at > 0 ? mark[..at] : mark, Missing);
}
