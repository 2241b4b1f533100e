using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using NodaTime;
using Tocsin.Formats;
using Tocsin.Node.Officers;
using Tocsin.Share.Doors;
using Tocsin.Share.Views;
using Tocsin.Tests.Api;
using Tocsin.Tests.Console;
using Tocsin.Tests.Share.Doors;
using Tocsin.Warn.Feeds;
using Xunit;

namespace Tocsin.Tests.Node.Feeds;

/// <summary>MISP feeds over real connections: the manifest with its conditions, and of the events what is new.</summary>
public sealed class MispFeedTests() : FeedReading(TimeSpan.FromMinutes(1))
{
    readonly SortedDictionary<string, (long Timestamp, string? Body)> events = new(StringComparer.Ordinal);
    readonly Dictionary<string, int> statuses = [];
    int trouble = int.MaxValue;

    private protected override Task Serve(HttpContext http)
    {
        var name = http.Request.Path.Value!["/feed/".Length..];
        if (name != "manifest.json" && --trouble < 0) http.Response.StatusCode = 503;
        else if (statuses.TryGetValue(name[..^5], out var status)) http.Response.StatusCode = status;
        else if (name == "manifest.json")
        {
            var manifest = "{" + string.Join(',', events.Select(each => $"\"{each.Key}\":{{\"info\":\"x\",\"timestamp\":\"{each.Value.Timestamp}\"}}")) + "}";
            var tag = $"\"{manifest.GetHashCode(StringComparison.Ordinal)}\"";
            http.Response.Headers.ETag = tag;
            if (http.Request.Headers.IfNoneMatch == tag) http.Response.StatusCode = 304;
            else return http.Response.WriteAsync(manifest);
        }
        else if (events.TryGetValue(name[..^5], out var each) && each.Body is { } body) return http.Response.WriteAsync(body);
        else http.Response.StatusCode = 404;
        return Task.CompletedTask;
    }

    static string Uuid(int number) => $"5b1f0d3a-9a2e-4a6b-8f37-{number:x12}";

    void Put(int number, long timestamp = 1_517_918_200, string? body = null, string? value = null) => events[Uuid(number)] = (timestamp, body ?? string.Create(CultureInfo.InvariantCulture, $$$"""
        {"Event":{"uuid":"{{{Uuid(number)}}}","info":"e{{{number}}}","timestamp":"{{{timestamp}}}","Attribute":[{"uuid":"{{{Uuid(number + 0x100000)}}}","type":"domain","category":"Network activity","to_ids":true,"value":"{{{value ?? $"evil{number}.example"}}}","timestamp":"{{{timestamp}}}"}]}}
        """));

    UrlFeed Feed(string path = "/feed") => new() { Name = "f", Url = new Uri(server.Origin, path), Every = Duration.FromMinutes(1), Format = FileFormat.MispFeed, Token = "token" };

    List<string> Asked() => [.. server.Take().Select(each => each.Path)];

    [Theory]
    [InlineData("/feed")]
    [InlineData("/feed/")]
    [InlineData("/feed/manifest.json")]
    public async Task The_manifest_is_asked_with_conditions_and_of_the_events_what_is_new_or_later(string path)
    {
        Put(1);
        Put(2);
        var first = await Ask(Feed(path), FeedHealth.Unasked);
        Assert.Equal((4L, 0L, (string?)null, (Instant?)null), (first.News, first.Refused, first.Why, first.FailingSince));
        Assert.All(server.Seen, each => Assert.Equal("Bearer token", each.Authorization));
        Assert.Equal(["/feed/manifest.json", $"/feed/{Uuid(1)}.json", $"/feed/{Uuid(2)}.json"], Asked());

        var second = await Ask(Feed(path), first);
        Assert.Equal((first.Tag, first.NewsAt), (server.Seen[0].IfNoneMatch, second.NewsAt));
        Assert.Equal(["/feed/manifest.json"], Asked());

        Put(2, timestamp: 1_517_918_300, value: "worse.example");
        Put(3);
        var third = await Ask(Feed(path), second);
        Assert.Equal(["/feed/manifest.json", $"/feed/{Uuid(3)}.json", $"/feed/{Uuid(2)}.json"], Asked());
        Assert.Equal(8, third.News);        // Event 2 and its attribute in another version, event 3 and its attribute.
        await node.Settle(default);
        Assert.Single(await ValueIndex.Find(node.Views, ValueRole.Indicator, "domain", "worse.example", long.MaxValue, default));
        Assert.Empty((await Ask(Feed(path), third)).Why ?? "");
    }

    [Fact]
    public async Task A_bad_event_costs_itself_alone_and_is_told()
    {
        Put(1, body: "{\"Event\":{");
        Put(2, body: " ");
        Put(3);
        events[Uuid(4)] = (1_517_918_200, null);
        events["../../etc/passwd"] = (1, "{}");
        Put(5);
        var first = await Ask(Feed(), FeedHealth.Unasked);
        Assert.Equal((4L, (Instant?)null), (first.News, first.FailingSince));
        Assert.True(first.Refused >= 3, $"{first.Refused}");
        Assert.Contains("is no UUID: it names no event", first.Why, StringComparison.Ordinal);
        Asked();
        // What does not read is not asked for again until it changes; a file that was missing is.
        events.Remove("../../etc/passwd");
        var second = await Ask(Feed(), first);
        Assert.Equal(["/feed/manifest.json", $"/feed/{Uuid(4)}.json"], Asked());
        Assert.Contains($"{Uuid(4)}.json: 127.0.0.1 answered 404", second.Why, StringComparison.Ordinal);
        Assert.Equal((1L, (Instant?)null), (second.Refused, second.RefusingSince));       // It has more than that.
        Put(4);
        Put(1, timestamp: 1_517_918_201);
        var third = await Ask(Feed(), second);
        Assert.Equal((8L, 0L, (string?)null), (third.News, third.Refused, third.Why));
        Assert.Equal(["/feed/manifest.json", $"/feed/{Uuid(1)}.json", $"/feed/{Uuid(4)}.json"], Asked());
    }

    [Theory]
    [InlineData(FormatLimits.JsonItemBytesMax, 2)]
    [InlineData(FormatLimits.JsonItemBytesMax + 1, 0)]
    public async Task An_event_has_so_many_bytes(int length, int news)
    {
        Put(1);
        var body = events[Uuid(1)].Body!;
        Put(1, body: body + new string(' ', length - Encoding.UTF8.GetByteCount(body)));
        var health = await Ask(Feed(), FeedHealth.Unasked);
        Assert.Equal((news, news == 0), (health.News, health.Why?.Contains("longer than 16 MiB", StringComparison.Ordinal) == true));
    }

    [Fact]
    public async Task A_server_in_trouble_is_left_alone_and_what_came_before_stays()
    {
        for (var i = 1; i <= 5; i++) Put(i);
        trouble = 2;
        var first = await Ask(Feed(), FeedHealth.Unasked);
        Assert.Equal((4L, 1), (first.News, first.Failures));
        Assert.Contains("wants to be left alone", first.Why, StringComparison.Ordinal);
        Assert.Equal(4, Asked().Count);
        trouble = int.MaxValue;
        var second = await Ask(Feed(), first);
        Assert.Equal((10L, 0), (second.News, second.Failures));
        Assert.Equal(4, Asked().Count);
    }

    [Theory]
    [InlineData(401, "wants another token or password (401)")]
    [InlineData(403, "wants another token or password (403)")]
    [InlineData(500, "answered 500")]
    [InlineData(302, "sends us elsewhere")]
    public async Task An_event_that_fails_costs_itself_alone_and_comes_behind_the_others(int status, string why)
    {
        for (var i = 1; i <= 3; i++) Put(i);
        statuses[Uuid(1)] = status;
        var first = await Ask(Feed(), FeedHealth.Unasked);
        Assert.Equal((4L, 0, 1L), (first.News, first.Failures, first.Refused));
        Assert.Contains($"{Uuid(1)}.json: ", first.Why, StringComparison.Ordinal);
        Assert.Contains(why, first.Why, StringComparison.Ordinal);
        Asked();
        Put(4);
        statuses.Clear();
        var second = await Ask(Feed(), first);
        Assert.Equal((8L, (string?)null), (second.News, second.Why));
        Assert.Equal(["/feed/manifest.json", $"/feed/{Uuid(4)}.json", $"/feed/{Uuid(1)}.json"], Asked());
    }

    [Theory]
    [InlineData(FeedLimits.EventFailuresMax - 1, 0, 2)]
    [InlineData(FeedLimits.EventFailuresMax, 1, 0)]
    public async Task So_many_events_fail_one_after_another_until_the_others_wait(int failing, int failures, int news)
    {
        for (var i = 1; i <= failing + 1; i++) Put(i);
        for (var i = 1; i <= failing; i++) statuses[Uuid(i)] = 500;
        var first = await Ask(Feed(), FeedHealth.Unasked);
        Assert.Equal((failures, news), (first.Failures, first.News));
        Assert.Contains(".json: 127.0.0.1 answered 500", first.Why, StringComparison.Ordinal);
        // The next time begins with what has not failed.
        Assert.Equal(2, (await Ask(Feed(), first)).News);
    }

    [Fact]
    public async Task A_server_that_wants_to_be_left_alone_over_one_event_gives_the_others_the_next_time()
    {
        for (var i = 1; i <= 3; i++) Put(i);
        statuses[Uuid(1)] = 429;
        var first = await Ask(Feed(), FeedHealth.Unasked);
        Assert.Equal((0L, 1), (first.News, first.Failures));
        Assert.Equal(4, (await Ask(Feed(), first)).News);
    }

    [Fact]
    public async Task A_long_feed_is_read_in_parts_at_once()
    {
        for (var i = 1; i <= FeedLimits.LinksMax + 1; i++) Put(i, timestamp: 1_517_918_200 + i);
        var first = await Ask(Feed(), FeedHealth.Unasked);
        Assert.Equal((2L * FeedLimits.LinksMax, first.AskedAt), (first.News, first.NextAt));
        var second = await Ask(Feed(), first);
        Assert.Equal(2L * (FeedLimits.LinksMax + 1), second.News);
        Assert.True(second.NextAt > second.AskedAt);
    }

    [Fact]
    public async Task A_node_pulls_what_another_node_serves()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        await new Importer(console.Node.Journal, console.Node.Charter.Terms(), console.Node.Sources.Clock).Import(Checkout.Path("samples/misp-event.json"), new ImportOptions(), default);
        await new Importer(console.Node.Journal, console.Node.Charter.Terms(), console.Node.Sources.Clock).Import(Checkout.Path("samples/phishing.csv"), new ImportOptions(), default);
        await console.Node.Settle(default);
        using var program = ApiClient.Of(console);
        var feed = Feed() with { Url = new Uri($"{console.Origin}/misp/private"), Token = program.Secret.ToString() };
        var first = await Ask(feed, FeedHealth.Unasked);
        Assert.Equal((0L, (string?)null), (first.Refused, first.Why));
        Assert.True(first.News > 15, $"{first.News}");
        Assert.Equal(first.News, (await Ask(feed with { Token = null, User = "misp", Password = program.Secret.ToString() }, first)).News);
        await node.Settle(default);
        Assert.Equal("login page", Assert.Single(await Texts("bank-login.example")));

        async Task<List<string?>> Texts(string value)
        {
            var texts = new List<string?>();
            foreach (var holder in await ValueIndex.Find(node.Views, ValueRole.Indicator, "domain", value, long.MaxValue, default))
                if (await node.Records.Read(holder.Address, default) is { } stored && stored.Read().Try(out var record, out _)) texts.Add(record.Texts[0].Description);
            return texts;
        }
    }
}
