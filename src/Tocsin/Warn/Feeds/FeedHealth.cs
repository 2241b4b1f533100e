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
        /// <summary>What its server calls this telling (RFC 9110 §8.8.3); nothing where it does not say.</summary>
        public string? Tag { get; init; }
        /// <summary>When its server says that it changed; nothing where it does not say.</summary>
        public DateTimeOffset? Modified { get; init; }
        /// <summary>SHA-256 of it, base64.</summary>
        public string? Digest { get; init; }
        /// <summary>Whether it has more, so that it is asked on at once.</summary>
        public bool GoesOn { get; init; }
    }

    /// <summary>It gave nothing that can be taken in.</summary>
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
    /// <summary>When it was last asked. UTC.</summary>
    public Instant? AskedAt { get; init; }
    /// <summary>When it last answered, with news or without. UTC.</summary>
    public Instant? AnsweredAt { get; init; }
    /// <summary>When it last brought a new record. UTC.</summary>
    public Instant? NewsAt { get; init; }
    /// <summary>Since when it has not answered, or not with anything that can be taken in; nothing where it does. UTC.</summary>
    public Instant? FailingSince { get; init; }
    /// <summary>How often in a row.</summary>
    public int Failures { get; init; }
    /// <summary>Why it fails, or why some of it was refused; nothing where all is well.</summary>
    public string? Why { get; init; }
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
    /// <summary>Of an index: the links that were followed, the latest last.</summary>
    public ImmutableArray<string> Followed { get; init; } = [];

    /// <summary>How it does after it was asked once more.</summary>
    /// <param name="asked">What came of it.</param>
    /// <param name="every">How often it is asked.</param>
    /// <param name="now">Now.</param>
    /// <param name="chance">Chance: so that many nodes do not ask one server in step.</param>
    public FeedHealth After(Asked asked, Duration every, Instant now, Chance chance) => asked switch
    {
        Asked.Failed failed => this with
        {
            AskedAt = now, FailingSince = FailingSince ?? now, Failures = Failures + 1, Why = failed.Why,
            NextAt = now + Duration.Max(Pause(every, Failures, chance), Duration.Min(failed.After ?? Duration.Zero, FeedLimits.RetryAfterMost)),
        },
        Asked.Taken taken when Answered(every, now, chance) is var answered => answered with
        {
            NewsAt = taken.New > 0 ? now : NewsAt, News = News + taken.New, Refused = taken.Refused, Why = taken.Why, Tag = taken.Tag, Modified = taken.Modified, Digest = taken.Digest ?? Digest,
            NextAt = taken.GoesOn ? now : answered.NextAt,
        },
        _ => Answered(every, now, chance),
    };

    /// <summary>Adds links that were followed; the oldest are forgotten.</summary>
    public FeedHealth Following(IEnumerable<string> links) => this with { Followed = [.. Followed.AddRange(links).TakeLast(FeedLimits.LinksKept)] };

    /// <summary>When it is due, whatever the clock did: it is not put off for longer than a pause can be.</summary>
    public bool IsDue(Duration every, Instant now) => NextAt is not { } next || next <= now || next > now + Duration.Max(every * 2, FeedLimits.RetryAfterMost);

    FeedHealth Answered(Duration every, Instant now, Chance chance) =>
        this with { AskedAt = now, AnsweredAt = now, FailingSince = null, Failures = 0, Why = FailingSince is null ? Why : null, NextAt = now + Shifted(every, chance) };

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
