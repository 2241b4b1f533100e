using NodaTime;
using Tocsin.Warn.Feeds;
using Xunit;

namespace Tocsin.Tests.Warn.Feeds;

/// <summary>How a reader goes on, by what servers say, rightly or wrongly.</summary>
public sealed class TaxiiCursorTests
{
    static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);

    [Fact]
    public void By_next_where_the_server_gives_one_and_from_the_last_date_at_the_end()
    {
        var cursor = new TaxiiCursor();
        Assert.Equal("?limit=1000", cursor.Query);
        var step = cursor.Following(new TaxiiAnswer(1_000, More: true, "a b", Noon));
        Assert.Equal(("?limit=1000&next=a%20b", true, null), (step.Cursor.Query, step.GoesOn, step.Why));
        step = step.Cursor.Following(new TaxiiAnswer(10, More: false, null, Noon + Duration.FromMilliseconds(1)));
        // A second is asked for again: the server may date by seconds, and go on with the last one.
        Assert.Equal(("?limit=1000&added_after=2026-03-01T11:59:59.001000Z", false, null), (step.Cursor.Query, step.GoesOn, step.Why));
        // Nothing new: the date stays.
        Assert.Equal(step.Cursor, step.Cursor.Following(new TaxiiAnswer(0, More: false, null, null)).Cursor);
        Assert.Equal(step.Cursor, step.Cursor.Following(new TaxiiAnswer(3, More: false, null, Noon + Duration.FromMilliseconds(1))).Cursor);
    }

    [Fact]
    public void An_empty_last_page_ends_a_reading_where_the_greatest_date_on_the_way_was()
    {
        var step = new TaxiiCursor().Following(new TaxiiAnswer(1_000, More: true, "a", Noon));
        step = step.Cursor.Following(new TaxiiAnswer(1_000, More: true, "b", Noon - Duration.FromHours(1)));
        step = step.Cursor.Following(new TaxiiAnswer(0, More: false, null, null));
        Assert.Equal(new TaxiiCursor { After = "2026-03-01T11:59:59.000000Z" }, step.Cursor);
        // Nothing older is ever asked for again.
        Assert.Equal(step.Cursor, step.Cursor.Following(new TaxiiAnswer(1, More: false, null, Noon - Duration.FromHours(1))).Cursor);
    }

    [Fact]
    public void A_place_longer_than_an_address_may_be_is_not_gone_to()
    {
        Assert.Equal(new string('x', TaxiiCursor.NextCharsMax), new TaxiiCursor().Following(new TaxiiAnswer(5, More: true, new string('x', TaxiiCursor.NextCharsMax), Noon)).Cursor.Next);
        Assert.Equal("?limit=1000&added_after=2026-03-01T11:59:59.999999Z", new TaxiiCursor().Following(new TaxiiAnswer(5, More: true, new string('x', TaxiiCursor.NextCharsMax + 1), Noon)).Cursor.Query);
    }

    [Fact]
    public void More_without_next_goes_on_just_before_the_last_date_so_that_what_shares_it_comes_too()
    {
        var step = new TaxiiCursor().Following(new TaxiiAnswer(1_000, More: true, null, Noon));
        Assert.Equal(("?limit=1000&added_after=2026-03-01T11:59:59.999999Z", true), (step.Cursor.Query, step.GoesOn));
    }

    [Fact]
    public void A_batch_with_one_date_is_asked_for_in_longer_pages_and_then_left_behind_with_a_word()
    {
        var step = new TaxiiCursor { After = "2026-03-01T11:59:59.999999Z" }.Following(new TaxiiAnswer(1_000, More: true, null, Noon));
        Assert.Equal(("?limit=4000&added_after=2026-03-01T11:59:59.999999Z", true, null), (step.Cursor.Query, step.GoesOn, step.Why));
        step = step.Cursor.Following(new TaxiiAnswer(1_000, More: true, null, Noon));
        Assert.Equal((TaxiiCursor.LimitMost, true), (step.Cursor.Limit, step.GoesOn));
        step = step.Cursor.Following(new TaxiiAnswer(1_000, More: true, null, Noon));
        Assert.Equal(("?limit=1000&added_after=2026-03-01T12:00:00.000000Z", true), (step.Cursor.Query, step.GoesOn));
        Assert.Contains("some of them are missing here", step.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_turns_in_a_circle_is_left_until_the_next_time()
    {
        var byDate = new TaxiiCursor { Next = "a" }.Following(new TaxiiAnswer(5, More: true, "a", Noon));
        Assert.Equal((true, "?limit=1000&added_after=2026-03-01T11:59:59.000000Z", null), (byDate.GoesOn, byDate.Cursor.Query, byDate.Why));
        var again = (byDate.Cursor with { Next = "a" }).Following(new TaxiiAnswer(5, More: true, "a", Noon));
        Assert.Equal((false, null, "it says that more follows, and names the same place again"), (again.GoesOn, again.Cursor.Next, again.Why));
        Assert.False(new TaxiiCursor().Following(new TaxiiAnswer(5, More: true, null, null)).GoesOn);
        Assert.False(new TaxiiCursor().Following(new TaxiiAnswer(0, More: true, null, Noon)).GoesOn);
        // One that minds no date at all.
        var (step, asked) = (new TaxiiCursor().Following(new TaxiiAnswer(5, More: true, null, Noon)), 1);
        for (; step.GoesOn; asked++) step = step.Cursor.Following(new TaxiiAnswer(5, More: true, null, Noon));
        Assert.InRange(asked, 2, 10);
        Assert.Contains("the same objects again", step.Why, StringComparison.Ordinal);
    }
}
