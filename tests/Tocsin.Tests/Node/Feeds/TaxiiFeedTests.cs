using System.Globalization;
using Microsoft.AspNetCore.Http;
using NodaTime;
using Tocsin.Formats;
using Tocsin.Node.Feeds;
using Tocsin.Node.Officers;
using Tocsin.Share.Collections;
using Tocsin.Share.Views;
using Tocsin.Tests.Api;
using Tocsin.Tests.Console;
using Tocsin.Warn.Feeds;
using Xunit;
using static Tocsin.Tests.Share.Collections.CollectionDesk;

namespace Tocsin.Tests.Node.Feeds;

/// <summary>TAXII servers over real connections: this house's own, and others with the faults that are known of them.</summary>
public sealed class TaxiiFeedTests() : FeedReading(TimeSpan.FromMinutes(1))
{
    UrlFeed Feed(string? url = null) => new() { Name = "f", Url = new Uri(url ?? $"{server.Origin}api1"), Collection = "c", Every = Duration.FromMinutes(1), Format = FileFormat.Stix, IsTaxii = true };

    async Task<int> Held()
    {
        await node.Settle(default);
        return (await new PageObjects(node.Views, node.Records, node.CollectionCircles).List(new ObjectQuery { Circle = node.Log.Circle, Most = 10_000 }, default)).Objects.Count;
    }

    static Task Say(HttpContext http, string body, string? last = null, string type = TaxiiProgram.Media)
    {
        http.Response.ContentType = type;
        if (last is not null) http.Response.Headers["X-TAXII-Date-Added-Last"] = last;
        return http.Response.WriteAsync(body);
    }

    static string Page(IEnumerable<int> objects, bool more, string? next = null) =>
        $"{{\"more\":{(more ? "true" : "false")}{(next is null ? "" : $",\"next\":\"{next}\"")},\"objects\":[{string.Join(',', objects.Select(i => Malware(i)))}]}}";

    [Fact]
    public async Task A_node_reads_anothers_collection_to_the_end_and_then_what_is_new()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        var client = ApiClient.Of(console, write: true);
        using var program = new TaxiiProgram(client);
        await program.Posted(Envelope(Enumerable.Range(0, 2_500).Select(i => Malware(i))));
        await console.Settle();
        var feed = Feed($"{console.Origin}/taxii2/tocsin/") with { Collection = "private", User = "anybody", Password = client.Secret.ToString() };
        var first = await Ask(feed, FeedHealth.Unasked);
        Assert.Equal((2_500, null, 2_500), (first.News, first.Why, await Held()));
        var none = await Ask(feed, first);
        Assert.Equal((2_500, first.Cursor), (none.News, none.Cursor));
        await program.Posted(Envelope(Malware(7, "2018-01-01T00:00:00.000Z"), Malware(9_000)));
        await console.Settle();
        Assert.Equal(2_502, (await Ask(feed, none)).News);
    }

    [Fact]
    public async Task What_is_kept_of_it_is_kept_over_a_restart()
    {
        server.Serve = http => Say(http, Page([1], more: false), "2026-03-01T12:00:00.123456Z");
        var path = Path.Combine(folder, "feeds.json");
        var health = await Ask(Feed(), new FeedStates(path, folder).Of(Feed()));
        new FeedStates(path, folder).Keep(Feed(), health);
        await Ask(Feed(), new FeedStates(path, folder).Of(Feed()));
        Assert.Equal(["/api1/collections/c/objects/?limit=1000", "/api1/collections/c/objects/?limit=1000&added_after=2026-03-01T11:59:59.123456Z"], server.Seen.Select(each => each.Path + each.Query));
        Assert.All(server.Seen, each => Assert.Equal("application/taxii+json; version=2.1", each.Accept));
        // Another collection is another question.
        Assert.Null(new FeedStates(path, folder).Of(Feed() with { Collection = "d" }).AnsweredAt);
    }

    /// <summary>A server as many are: it gives objects by date, 100 at most, says that more follow and not where.</summary>
    Task Dated(HttpContext http, int count, int ofOneDate)
    {
        var (after, limit) = (http.Request.Query["added_after"].ToString(), Math.Min(100, int.Parse(http.Request.Query["limit"]!, CultureInfo.InvariantCulture)));
        string Date(int i) => $"2026-03-01T12:00:{i / ofOneDate:00}.000000Z";
        var left = Enumerable.Range(0, count).Where(i => string.CompareOrdinal(Date(i), after) > 0).ToList();
        var page = left.Take(limit).ToList();
        return Say(http, Page(page, more: left.Count > limit), page.Count > 0 ? Date(page[^1]) : null);
    }

    [Theory]
    [InlineData(500, 30)]
    [InlineData(500, 99)]
    public async Task More_without_next_loses_nothing(int count, int ofOneDate)
    {
        server.Serve = http => Dated(http, count, ofOneDate);
        var health = await Ask(Feed(), FeedHealth.Unasked);
        Assert.Equal((count, null, count), (health.News, health.Why, await Held()));
        Assert.InRange(server.Seen.Count, 5, 12);
    }

    [Fact]
    public async Task More_of_one_date_than_fits_a_page_is_told_and_stops_nothing()
    {
        server.Serve = http => Dated(http, 500, 250);
        var health = await Ask(Feed(), FeedHealth.Unasked);
        Assert.Equal(200, health.News);
        Assert.Contains("some of them are missing here", health.Why, StringComparison.Ordinal);
        Assert.Null(health.FailingSince);
        Assert.InRange(server.Seen.Count, 2, 12);
    }

    [Fact]
    public async Task What_is_added_with_the_last_date_after_it_was_read_comes_too()
    {
        var held = 3;
        server.Serve = http => Dated(http, held, 10);
        var health = await Ask(Feed(), FeedHealth.Unasked);
        held = 5;
        Assert.Equal(5, (await Ask(Feed(), health)).News);
    }

    [Fact]
    public async Task An_empty_last_page_does_not_bring_the_whole_collection_again()
    {
        server.Serve = http => http.Request.Query["next"] == "b" ? Say(http, "{}") : Say(http, Page([1, 2], more: true, "b"), "2026-03-01T12:00:00.000000Z");
        var health = await Ask(Feed(), FeedHealth.Unasked);
        Assert.Equal(new TaxiiCursor { After = "2026-03-01T11:59:59.000000Z" }, health.Cursor);
    }

    [Fact]
    public async Task A_server_that_minds_no_place_is_read_by_the_date()
    {
        // Whatever place it is asked for, it gives the first page behind the date, and names the same place.
        server.Serve = http =>
        {
            var after = http.Request.Query["added_after"].ToString();
            var left = Enumerable.Range(0, 30).Where(i => string.CompareOrdinal($"2026-03-01T12:{i:00}:00.000000Z", after) > 0).ToList();
            var page = left.Take(10).ToList();
            return Say(http, Page(page, left.Count > 10, left.Count > 10 ? "p" : null), page.Count > 0 ? $"2026-03-01T12:{page[^1]:00}:00.000000Z" : null);
        };
        var health = await Ask(Feed(), FeedHealth.Unasked);
        Assert.Equal((30, null, 30), (health.News, health.Why, await Held()));
    }

    [Fact]
    public async Task A_server_that_says_the_same_under_ever_new_places_is_left_until_the_next_time_and_then_asked_by_the_date()
    {
        var place = 0;
        server.Serve = http => Say(http, Page([1], more: true, $"p{++place}"), "2026-03-01T12:00:00.000000Z");
        var first = await Ask(Feed(), FeedHealth.Unasked);
        Assert.True(first.NextAt <= node.Sources.Clock.Now());      // Something came: it is asked on at once.
        var second = await Ask(Feed(), first);
        Assert.Equal((1, 2 * FeedLimits.TaxiiPagesMax), (second.News, server.Seen.Count));
        Assert.True(second.NextAt > node.Sources.Clock.Now());
        Assert.Equal((null, "2026-03-01T11:59:59.000000Z"), (second.Cursor!.Next, second.Cursor.After));
    }

    [Theory]
    [InlineData(410, 1)]
    [InlineData(414, 1)]
    [InlineData(500, 3)]
    public async Task A_place_that_fails_again_is_given_up_for_the_date(int status, int askings)
    {
        server.Serve = http => http.Request.Query.ContainsKey("next") ? Task.FromResult(http.Response.StatusCode = status) : Say(http, Page([1], more: false), "2026-03-01T12:00:00.000000Z");
        var health = FeedHealth.Unasked with { Cursor = new TaxiiCursor { Newest = "2026-01-01T00:00:01.000000Z", Next = "gone" } };
        for (var i = 0; i < askings; i++) health = await Ask(Feed(), health);
        Assert.Equal((1, null), (health.News, health.FailingSince));
        Assert.Equal("/api1/collections/c/objects/?limit=1000&added_after=2026-01-01T00:00:00.000000Z", server.Seen[^1] is var last ? last.Path + last.Query : "");
    }

    [Fact]
    public async Task A_page_that_is_too_long_is_asked_for_in_halves()
    {
        server.Serve = async http =>
        {
            var limit = int.Parse(http.Request.Query["limit"]!, CultureInfo.InvariantCulture);
            if (limit <= 250)
            {
                await Say(http, Page([1], more: false));
                return;
            }
            http.Response.ContentType = TaxiiProgram.Media;
            for (var i = 0; i <= FeedLimits.TaxiiPageBytesMax >> 20; i++) await http.Response.Body.WriteAsync(new byte[1 << 20]);
        };
        var health = await Ask(Feed(), FeedHealth.Unasked);
        Assert.Equal((1, null, 3), (health.News, health.Why, server.Seen.Count));
        Assert.Equal(TaxiiCursor.LimitUsual, health.Cursor!.Limit);
    }

    [Fact]
    public async Task A_place_that_the_server_forgot_is_found_again_by_the_date()
    {
        server.Serve = http => http.Request.Query.ContainsKey("next") ? Task.FromResult(http.Response.StatusCode = 404) : Say(http, Page([1, 2], more: false), "2026-03-01T12:00:00.000000Z");
        var health = await Ask(Feed(), FeedHealth.Unasked with { Cursor = new TaxiiCursor { After = "2026-01-01T00:00:00.000000Z", Next = "gone" } });
        Assert.Equal((2, null), (health.News, health.FailingSince));
        Assert.Equal("/api1/collections/c/objects/?limit=1000&added_after=2026-01-01T00:00:00.000000Z", server.Seen[^1] is var last ? last.Path + last.Query : "");
    }

    [Fact]
    public async Task What_was_taken_in_before_a_page_failed_is_not_asked_for_again()
    {
        var failing = true;
        server.Serve = http => http.Request.Query["next"] == "b" ? failing ? Task.FromResult(http.Response.StatusCode = 500) : Say(http, Page([3], more: false), "2026-03-01T12:00:01.000000Z") : Say(http, Page([1, 2], more: true, "b"), "2026-03-01T12:00:00.000000Z");
        var health = await Ask(Feed(), FeedHealth.Unasked);
        Assert.NotNull(health.FailingSince);
        Assert.Equal(("b", 2), (health.Cursor!.Next, health.News));
        failing = false;
        Assert.Equal(3, (await Ask(Feed(), health)).News);
        Assert.Equal(3, await Held());
    }

    [Fact]
    public async Task A_server_without_end_is_left_after_so_many_pages_and_asked_on_at_once()
    {
        server.Serve = http => Say(http, Page([int.TryParse(http.Request.Query["next"], out var number) ? number : 0], more: true, $"{(int.TryParse(http.Request.Query["next"], out var after) ? after : 0) + 1}"));
        var health = await Ask(Feed(), FeedHealth.Unasked);
        Assert.Equal((FeedLimits.TaxiiPagesMax, FeedLimits.TaxiiPagesMax), (server.Seen.Count, health.News));
        Assert.True(health.NextAt <= node.Sources.Clock.Now());
    }

    [Theory]
    [InlineData("application/vnd.oasis.taxii+json; version=2.0", "speaks TAXII 2.0, and this node TAXII 2.1")]
    [InlineData("application/vnd.oasis.stix+json; version=2.0", "speaks TAXII 2.0, and this node TAXII 2.1")]
    [InlineData("application/taxii+json;version=2.2", "speaks TAXII 2.2, and this node TAXII 2.1")]
    [InlineData("text/html", "sends text/html, and not TAXII 2.1")]
    public async Task What_is_not_taxii_is_refused_with_a_sentence(string type, string why)
    {
        server.Serve = http => Say(http, Page([1], more: false), type: type);
        var health = await Ask(Feed(), FeedHealth.Unasked);
        Assert.Contains(why, health.Why, StringComparison.Ordinal);
        Assert.Equal(0, await Held());
    }

    [Theory]
    [InlineData(302, "sends us elsewhere")]
    [InlineData(401, "wants another token or password")]
    [InlineData(406, "does not speak TAXII 2.1")]
    [InlineData(429, "wants to be left alone")]
    [InlineData(500, "answered 500")]
    public async Task What_a_server_refuses_is_told(int status, string why)
    {
        server.Serve = http =>
        {
            http.Response.Headers.Location = "http://127.0.0.1:1/elsewhere";
            return Task.FromResult(http.Response.StatusCode = status);
        };
        Assert.Contains(why, (await Ask(Feed() with { Token = "secret" }, FeedHealth.Unasked)).Why, StringComparison.Ordinal);
        Assert.Equal("Bearer secret", Assert.Single(server.Seen).Authorization);
    }

    [Fact]
    public async Task A_page_that_breaks_off_or_is_too_long_is_refused_whole()
    {
        server.Serve = http => Say(http, Page([1], more: false)[..^3]);
        Assert.Contains("breaks off", (await Ask(Feed(), FeedHealth.Unasked)).Why, StringComparison.Ordinal);
        server.Serve = async http =>
        {
            http.Response.ContentType = TaxiiProgram.Media;
            var blank = new byte[1 << 20];
            Array.Fill(blank, (byte)' ');
            for (var i = 0; i <= FeedLimits.TaxiiPageBytesMax >> 20; i++) await http.Response.Body.WriteAsync(blank);
        };
        // Of one object at a time nothing can be halved.
        Assert.Contains("longer than 64 MiB", (await Ask(Feed(), FeedHealth.Unasked with { Cursor = new TaxiiCursor { Limit = 1 } })).Why, StringComparison.Ordinal);
        Assert.Equal(0, await Held());
    }
}
