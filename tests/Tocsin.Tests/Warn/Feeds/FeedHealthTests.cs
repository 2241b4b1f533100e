using NodaTime;
using Tocsin.Warn.Feeds;
using Xunit;

namespace Tocsin.Tests.Warn.Feeds;

/// <summary>When a feed is asked next, and what is said of it.</summary>
public sealed class FeedHealthTests
{
    static readonly Instant Now = Instant.FromUtc(2026, 3, 1, 12, 0);
    static readonly Duration Minute = Duration.FromMinutes(1);

    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(255, 1.1)]
    public void Each_failure_doubles_the_pause_up_to_an_hour(byte chance, double stretch)
    {
        var (health, pauses) = (FeedHealth.Unasked, new List<double>());
        for (var i = 0; i < 9; i++)
        {
            health = health.After(new Asked.Failed("it hangs", null), Minute, Now, new One(chance));
            pauses.Add(Math.Round((health.NextAt!.Value - Now).TotalMinutes / stretch, 3));
        }
        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60, 60], pauses);
        Assert.Equal((9, Now, "it hangs"), (health.Failures, health.FailingSince, health.Why));
        Assert.Equal(Now + Duration.FromDays(2), FeedHealth.Unasked.After(new Asked.Failed("", null), Duration.FromDays(2), Now, new One(0)).NextAt);
    }

    [Theory]
    [InlineData(30, 30)]
    [InlineData(0.5, 1)]
    [InlineData(60 * 48, 60 * 24)]
    public void A_server_that_wants_to_be_left_alone_is(double wanted, double minutes) =>
        Assert.Equal(Now + Duration.FromMinutes(minutes), FeedHealth.Unasked.After(new Asked.Failed("later", Duration.FromMinutes(wanted)), Minute, Now, new One(0)).NextAt);

    [Fact]
    public void An_answer_ends_the_failing_and_only_news_are_news()
    {
        var failing = FeedHealth.Unasked.After(new Asked.Failed("it hangs", null), Minute, Now, new One(0));
        var well = failing.After(new Asked.Taken(3, 1, "line 4: no time") { Tag = "\"a\"", Digest = "x" }, Minute, Now + Minute, new One(0));
        Assert.Equal((null, 0, 3L, 1L, Now + Minute, "line 4: no time", "\"a\""), (well.FailingSince, well.Failures, well.News, well.Refused, well.NewsAt, well.Why, well.Tag));
        var quiet = well.After(new Asked.Unchanged(), Minute, Now + Minute * 2, new One(0));
        Assert.Equal((Now + Minute * 2, Now + Minute, "\"a\"", Now + Minute * 3), (quiet.AnsweredAt, quiet.NewsAt, quiet.Tag, quiet.NextAt));
    }

    [Fact]
    public void A_feed_of_which_all_is_refused_refuses_since_then_until_something_is_taken_in()
    {
        var (all, none, some) = (new Asked.Taken(0, 3, "line 1: no time"), new Asked.Taken(0, 0, null), new Asked.Taken(0, 1, "line 9: no place") { Known = 1 });
        var first = FeedHealth.Unasked.After(all, Minute, Now, new One(0));
        Assert.Equal((Now, "line 1: no time", 3L), (first.RefusingSince, first.Why, first.Refused));
        var again = first.After(all with { Why = "line 2: no time" }, Minute, Now + Minute, new One(0));
        Assert.Equal((Now, "line 2: no time"), (again.RefusingSince, again.Why));
        var quiet = again.After(none, Minute, Now + Minute, new One(0)).After(new Asked.Unchanged(), Minute, Now + Minute, new One(0));
        Assert.Equal((Now, "line 2: no time"), (quiet.RefusingSince, quiet.Why));
        var down = quiet.After(new Asked.Failed("it hangs", null), Minute, Now + Minute, new One(0));
        Assert.Equal((Now, "it hangs"), (down.RefusingSince, down.Why));
        Assert.Equal((Now, "line 2: no time"), (down.After(new Asked.Unchanged(), Minute, Now + Minute, new One(0)) is var up ? (up.RefusingSince, up.Why) : default));
        var well = down.After(some, Minute, Now + Minute, new One(0));
        Assert.Equal((null, "line 9: no place"), (well.RefusingSince, well.Why));
        Assert.Null(well.After(none, Minute, Now + Minute, new One(0)).Why);
        Assert.Null(FeedHealth.Unasked.After(none, Minute, Now, new One(0)).RefusingSince);
    }

    [Theory]
    [InlineData(1, null, 15)]
    [InlineData(10, null, 30)]
    [InlineData(1, 2, 2)]
    public void A_feed_is_silent_after_three_periods_or_as_its_file_says(int every, int? written, int limit)
    {
        var feed = new UrlFeed { Name = "f", Url = new Uri("https://a.example"), Every = Minute * every, SilentAfterWritten = written is { } minutes ? Minute * minutes : null };
        var answered = FeedHealth.Unasked.After(new Asked.Unchanged(), feed.Every, Now, new One(0));
        var failing = answered.After(new Asked.Failed("it hangs", null), feed.Every, Now + Minute, new One(0));
        Assert.Null(failing.SilentSince(feed, Now + Minute * limit - Duration.FromTicks(1)));
        Assert.Equal(Now, failing.SilentSince(feed, Now + Minute * limit));
        Assert.Null(answered.SilentSince(feed, Now + Minute * limit * 9));      // Nobody asked it since.
        Assert.Equal(Now, FeedHealth.Unasked.After(new Asked.Failed("", null), feed.Every, Now, new One(0)).SilentSince(feed, Now + Minute * limit));
    }

    [Fact]
    public void It_is_due_at_its_time_and_when_the_clock_was_put_back_by_more_than_any_pause()
    {
        var health = FeedHealth.Unasked.After(new Asked.Unchanged(), Minute, Now, new One(0));
        Assert.True(FeedHealth.Unasked.IsDue(Minute, Now));
        Assert.False(health.IsDue(Minute, Now + Duration.FromSeconds(59)));
        Assert.True(health.IsDue(Minute, Now + Minute));
        Assert.False(health.IsDue(Minute, Now + Minute - FeedLimits.RetryAfterMost));
        Assert.True(health.IsDue(Minute, Now + Minute - FeedLimits.RetryAfterMost - Duration.FromSeconds(1)));
    }

    [Fact]
    public void Links_are_remembered_up_to_their_limit()
    {
        var health = FeedHealth.Unasked.Following(Enumerable.Range(0, FeedLimits.LinksKept).Select(i => $"{i}"));
        Assert.Equal((FeedLimits.LinksKept, "0"), (health.Followed.Length, health.Followed[0]));
        Assert.Equal((FeedLimits.LinksKept, "1"), (health.Following(["x"]).Followed.Length, health.Following(["x"]).Followed[0]));
    }

    sealed class One(byte value) : Chance
    {
        public override void Fill(Span<byte> bytes) => bytes.Fill(value);
    }
}
