using System.Text.Json.Serialization;

namespace Tocsin.Warn.Feeds;

/// <summary>What came of asking a feed once: a closed set.</summary>
public abstract record Asked
{
    Asked() { }

    /// <summary>It has nothing new.</summary>
    public sealed record Unchanged : Asked;

    /// <summary>It sent something, which was taken in.</summary>
    /// <param name="New">Items that became records, or revisions of such.</param>
    /// <param name="Refused">Items that were refused.</param>
    /// <param name="Why">Why the first of them was; nothing where none was.</param>
    public sealed record Taken(long New, long Refused, string? Why) : Asked
    {
        /// <summary>Items that were known already.</summary>
        public long Known { get; init; }
        /// <summary>Whether nothing of what it sent could be taken in.</summary>
        public bool IsAllRefused => Refused > 0 && New + Known == 0;
        /// <summary>What its server calls this telling (RFC 9110 §8.8.3); nothing where it does not say.</summary>
        public string? Tag { get; init; }
        /// <summary>When its server says that it changed; nothing where it does not say.</summary>
        public DateTimeOffset? Modified { get; init; }
        /// <summary>SHA-256 of it, base64.</summary>
        public string? Digest { get; init; }
        /// <summary>Whether it has more, so that it is asked on at once.</summary>
        public bool GoesOn { get; init; }

        /// <summary>Adds what another part of the same telling brought.</summary>
        public Taken And(Taken next) => this with { New = New + next.New, Known = Known + next.Known, Refused = Refused + next.Refused, Why = Why ?? next.Why };

        /// <summary>Adds something that was refused.</summary>
        public Taken Refusing(string why) => And(new Taken(0, 1, why));
    }

    /// <summary>It gave nothing that reads.</summary>
    /// <param name="Why">In one sentence.</param>
    /// <param name="After">How long its server wants to be left alone; nothing where it does not say.</param>
    public sealed record Failed(string Why, Duration? After) : Asked;
}

/// <summary>How a feed does.</summary>
public sealed record FeedHealth
{
    /// <summary>Never asked.</summary>
    public static FeedHealth Unasked { get; } = new();

    /// <summary>What was asked, as <see cref="UrlFeed.Question"/>: of another question nothing is known.</summary>
    public string? Question { get; init; }
    /// <summary>When it was last asked; of a folder: since when it is watched. UTC.</summary>
    public Instant? AskedAt { get; init; }
    /// <summary>When it last answered, with news or without; of a folder: when a file came. UTC.</summary>
    public Instant? AnsweredAt { get; init; }
    /// <summary>When it last brought a new record. UTC.</summary>
    public Instant? NewsAt { get; init; }
    /// <summary>Since when it has not answered, or not with anything that reads; nothing where it does. UTC.</summary>
    public Instant? FailingSince { get; init; }
    /// <summary>How often in a row.</summary>
    public int Failures { get; init; }
    /// <summary>Since when all that it sends is refused; nothing where some of its newest telling was not. UTC.</summary>
    public Instant? RefusingSince { get; init; }
    /// <summary>Why it fails; nothing where it does not.</summary>
    public string? Failure { get; init; }
    /// <summary>Why some of its newest telling was refused, or of the newest one of which something was while all is; nothing where none was.</summary>
    public string? Refusal { get; init; }
    /// <summary>Why it fails, or else why some of it was refused; nothing where all is well.</summary>
    [JsonIgnore]
    public string? Why => Failure ?? Refusal;
    /// <summary>How many items of its last telling were refused.</summary>
    public long Refused { get; init; }
    /// <summary>How many records it has brought.</summary>
    public long News { get; init; }
    /// <summary>When it is asked next; nothing: at once. UTC.</summary>
    public Instant? NextAt { get; init; }
    /// <summary>What its server called its last telling.</summary>
    public string? Tag { get; init; }
    /// <summary>When its server said that it changed.</summary>
    public DateTimeOffset? Modified { get; init; }
    /// <summary>SHA-256 of its last telling.</summary>
    public string? Digest { get; init; }
    /// <summary>Of a TAXII server: how far its collection was read; nothing where it was not.</summary>
    public TaxiiCursor? Cursor { get; init; }
    /// <summary>Of an index: the links that were followed, the latest last; of a MISP feed: the marks of its events (<see cref="MispFeedEvents"/>).</summary>
    public ImmutableArray<string> Followed { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>How it does after it was asked once more.</summary>
    /// <param name="asked">What came of it.</param>
    /// <param name="every">How often it is asked.</param>
    /// <param name="now">Now.</param>
    /// <param name="chance">Chance: so that many nodes do not ask one server in step.</param>
    public FeedHealth After(Asked asked, Duration every, Instant now, Chance chance) => Hearing(asked, now) with
    {
        AskedAt = now,
        NextAt = asked switch
        {
            Asked.Failed failed => now + Duration.Max(Pause(every, Failures, chance), Duration.Min(failed.After ?? Duration.Zero, FeedLimits.RetryAfterMost)),
            Asked.Taken { GoesOn: true } => now,
            _ => now + Shifted(every, chance),
        },
    };

    /// <summary>How it does after it was heard once more, or was not; whatever made it speak.</summary>
    /// <param name="asked">What came of it.</param>
    /// <param name="now">Now.</param>
    public FeedHealth Hearing(Asked asked, Instant now)
    {
        if (asked is Asked.Failed failed) return this with { FailingSince = FailingSince ?? now, Failures = Failures + 1, Failure = failed.Why };
        var answered = this with { AnsweredAt = now, FailingSince = null, Failures = 0, Failure = null };
        if (asked is not Asked.Taken taken) return answered;
        var refusing = taken.IsAllRefused ? RefusingSince ?? now : taken.New + taken.Known > 0 ? null : RefusingSince;
        return answered with
        {
            NewsAt = taken.New > 0 ? now : NewsAt, News = News + taken.New, Tag = taken.Tag, Modified = taken.Modified, Digest = taken.Digest ?? Digest,
            Refused = taken.Refused, RefusingSince = refusing, Refusal = taken.Why ?? (refusing is null ? null : Refusal),
        };
    }

    /// <summary>How a folder does once it is watched, or watched again.</summary>
    public FeedHealth Watched(Instant now) => this with { AskedAt = AskedAt ?? now, FailingSince = null, Failures = 0, Failure = null };

    /// <summary>Since when a feed is silent that has been so for as long as it may be, in whole seconds; nothing where it has not. UTC.</summary>
    public Instant? SilentSince(Feed feed, Instant now) =>
        (feed is FolderFeed || FailingSince is not null) && feed.SilentAfter is { } limit && (AnsweredAt ?? (feed is FolderFeed ? AskedAt : FailingSince)) is { } since && now - since >= limit ? WholeSeconds(since) : null;

    /// <summary>Whether it was heard since a time from which on it was silent. A clock that was put back makes nobody silent for longer.</summary>
    public bool HasSpokenSince(Instant since) => AnsweredAt is { } answered && WholeSeconds(answered) != since;

    static Instant WholeSeconds(Instant time) => Instant.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    /// <summary>Adds links that were followed; the oldest are forgotten.</summary>
    public FeedHealth Following(IEnumerable<string> links) => this with { Followed = [.. Followed.AddRange(links).TakeLast(FeedLimits.LinksKept)] };

    /// <summary>When it is due, whatever the clock did: it is not put off for longer than a pause can be.</summary>
    public bool IsDue(Duration every, Instant now) => NextAt is not { } next || next <= now || next > now + Duration.Max(every * 2, FeedLimits.RetryAfterMost);

    /// <summary>Twice as long after each failure, up to an hour, but never shorter than without.</summary>
    static Duration Pause(Duration every, int failures, Chance chance) =>
        Shifted(Duration.Max(every, Duration.Min(FeedLimits.PauseMost, every * (1L << Math.Min(failures, 20)))), chance);

    /// <summary>Up to a tenth longer.</summary>
    static Duration Shifted(Duration pause, Chance chance)
    {
        Span<byte> one = stackalloc byte[1];
        chance.Fill(one);
        return pause + pause / 10 * one[0] / 255;
    }
}
