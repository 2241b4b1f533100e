using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using NodaTime;
using Tocsin.Node.Feeds;
using Tocsin.Warn.Feeds;
using Xunit;

namespace Tocsin.Tests.Node.Feeds;

/// <summary>Feeds over real connections: conditions, failures, indexes whose links lead here and elsewhere.</summary>
public sealed class AskFeedTests() : FeedReading(TimeSpan.FromSeconds(2))
{
    const string Alert = """
        <alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>ID</identifier><sender>a@example.org</sender><sent>2018-02-06T12:00:00+00:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
        <info><category>Met</category><event>Flood</event><urgency>Past</urgency><severity>Minor</severity><certainty>Observed</certainty></info></alert>
        """;

    UrlFeed Feed(string path) => new() { Name = "f", Url = new Uri(server.Origin, path), Every = Duration.FromMinutes(1) };

    void Say(string text, Action<HttpContext>? and = null) => server.Serve = http =>
    {
        and?.Invoke(http);
        return http.Response.WriteAsync(text);
    };

    [Fact]
    public async Task What_comes_is_taken_in_and_asked_for_with_conditions_from_then_on()
    {
        Say("evil.example\nbad.example\nno indicator\n", http =>
        {
            http.Response.Headers.ETag = "\"one\"";
            http.Response.Headers.LastModified = "Tue, 06 Feb 2018 12:00:00 GMT";
        });
        var feed = Feed("/list.txt") with { Format = Tocsin.Formats.FileFormat.Indicators, User = "me", Password = "pässword" };
        var first = await Ask(feed, FeedHealth.Unasked);
        Assert.Equal((2L, 1L, (Instant?)null), (first.News, first.Refused, first.FailingSince));
        Assert.StartsWith("line 3", first.Why, StringComparison.Ordinal);
        server.Serve = http => { http.Response.StatusCode = 304; return Task.CompletedTask; };
        var second = await Ask(feed, first);
        Assert.Equal((2L, first.NewsAt), (second.News, second.NewsAt));
        Assert.Equal(("\"one\"", "Tue, 06 Feb 2018 12:00:00 GMT", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("me:pässword"))), (server.Seen[1].IfNoneMatch, server.Seen[1].IfModifiedSince, server.Seen[1].Authorization));
    }

    [Fact]
    public async Task The_same_bytes_are_not_read_again_and_more_of_them_bring_only_what_is_new()
    {
        Say("evil.example\n");
        var feed = Feed("/list.txt") with { Format = Tocsin.Formats.FileFormat.Indicators };
        var first = await Ask(feed, FeedHealth.Unasked);
        var size = node.Journal.Head.Size;
        var again = await Ask(feed, first);
        Assert.Equal((first.NewsAt, size), (again.NewsAt, node.Journal.Head.Size));
        Say("evil.example\nworse.example\n");
        Assert.Equal(2, (await Ask(feed, again)).News);
    }

    [Fact]
    public async Task A_feed_whose_items_are_all_refused_refuses_since_then_and_one_item_that_is_known_ends_it()
    {
        Say("no indicator\n");
        var feed = Feed("/list.txt") with { Format = Tocsin.Formats.FileFormat.Indicators };
        var first = await Ask(feed, FeedHealth.Unasked);
        Assert.Equal((first.AnsweredAt, (Instant?)null, 1L), (first.RefusingSince, first.FailingSince, first.Refused));
        Say("none either\n");
        var second = await Ask(feed, first);
        Assert.Equal(first.RefusingSince, second.RefusingSince);
        Assert.NotEqual(first.Why, second.Why);
        Say("evil.example\n");
        var third = await Ask(feed, second);
        Assert.Equal((1L, (Instant?)null, (string?)null), (third.News, third.RefusingSince, third.Why));
        Say("no indicator\nevil.example\n");
        var fourth = await Ask(feed, third);
        Assert.Equal((1L, 1L, (Instant?)null), (fourth.News, fourth.Refused, fourth.RefusingSince));
        Assert.StartsWith("line 1", fourth.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_feed_that_pins_a_certificate_takes_what_it_signed_and_nothing_that_was_changed_since()
    {
        File.Copy(Formats.Cap.Signatures.Signed.PathOf("met.pem"), Path.Combine(Path.GetDirectoryName(node.Folder.Feeds)!, "met.pem"));
        var feed = Feed("/signed.cap") with { SignedBy = "met.pem", SignatureRequired = true };
        var genuine = Formats.Cap.Signatures.Signed.Text("rsa-sha256.xml");
        Say(genuine.Replace("Severe", "Minor", StringComparison.Ordinal));
        var changed = await Ask(feed, FeedHealth.Unasked);
        Assert.Equal((0L, 1L), (changed.News, changed.Refused));
        Assert.Contains("the signature is broken", changed.Why, StringComparison.Ordinal);
        Say(Alert);
        Assert.Contains("bears no signature", (await Ask(feed, FeedHealth.Unasked)).Why, StringComparison.Ordinal);
        Say("evil.example\n");
        Assert.Contains("other formats bear no signature", (await Ask(feed, FeedHealth.Unasked)).Why, StringComparison.Ordinal);
        Say(genuine);
        Assert.Equal((1L, 0L), await Ask(feed, FeedHealth.Unasked) is var taken ? (taken.News, taken.Refused) : default);
        var gone = await Ask(feed with { SignedBy = "gone.pem" }, FeedHealth.Unasked);
        Assert.NotNull(gone.FailingSince);
        Assert.Contains("gone.pem", gone.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, "answered 500")]
    [InlineData(401, "wants another token or password (401)")]
    [InlineData(302, "sends us elsewhere, to https://elsewhere.example/a: redirects are not followed")]
    [InlineData(429, "wants to be left alone for a while (429)")]
    public async Task Other_answers_are_failures_that_say_why(int status, string why)
    {
        server.Serve = http =>
        {
            http.Response.StatusCode = status;
            http.Response.Headers.Location = "https://elsewhere.example/a?secret=1";
            http.Response.Headers.RetryAfter = "7200";
            return Task.CompletedTask;
        };
        var health = await Ask(Feed("/a"), FeedHealth.Unasked);
        Assert.Contains(why, health.Why, StringComparison.Ordinal);
        Assert.Equal(Duration.FromHours(2), health.NextAt - health.FailingSince);
    }

    [Fact]
    public async Task Nobody_there_a_server_that_hangs_a_page_and_a_circle_that_is_none()
    {
        Assert.Contains("cannot be reached", (await Ask(Feed("/a") with { Url = new Uri("http://127.0.0.1:1/a") }, FeedHealth.Unasked)).Why, StringComparison.Ordinal);
        server.Serve = http => Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.Contains("did not finish within 2 s", (await Ask(Feed("/a"), FeedHealth.Unasked)).Why, StringComparison.Ordinal);
        Say("<html><body>maintenance</body></html>");
        Assert.Contains("a web page", (await Ask(Feed("/a"), FeedHealth.Unasked)).Why, StringComparison.Ordinal);
        Say("evil.example\n");
        Assert.NotNull((await Ask(Feed("/a") with { Circle = "nobody" }, FeedHealth.Unasked)).FailingSince);
    }

    [Fact]
    public async Task An_index_is_followed_where_it_may_lead_and_each_telling_once()
    {
        var isDown = true;
        server.Serve = http => http.Request.Path.Value switch
        {
            "/index" => http.Response.WriteAsync("<feed xmlns='http://www.w3.org/2005/Atom'>" + string.Concat(new[] { "/1.cap", "/2.cap", "https://elsewhere.example/3.cap" }.Select(link => $"<entry><id>{link}</id><link href='{link}'/></entry>")) + "</feed>"),
            "/1.cap" => http.Response.WriteAsync(Alert.Replace("ID", "one", StringComparison.Ordinal)),
            _ when isDown => Fail(http),
            _ => http.Response.WriteAsync(Alert.Replace("ID", "two", StringComparison.Ordinal)),
        };
        var feed = Feed("/index") with { FollowsLinks = true, Token = "token" };
        var first = await Ask(feed, FeedHealth.Unasked);
        Assert.Equal((1L, 2L), (first.News, first.Refused));
        Assert.Equal(["/1.cap|/1.cap", "https://elsewhere.example/3.cap|https://elsewhere.example/3.cap"], first.Followed.ToArray());
        isDown = false;
        var second = await Ask(feed, first);     // The one that failed, and it alone.
        Assert.Equal((2L, 0L), (second.News, second.Refused));
        var third = await Ask(feed, second);
        Assert.Equal(second.NewsAt, third.NewsAt);
        Assert.Equal(["/index", "/1.cap", "/2.cap", "/index", "/2.cap", "/index"], server.Seen.Select(each => each.Path));
        Assert.All(server.Seen, each => Assert.Equal("Bearer token", each.Authorization));

        static Task Fail(HttpContext http)
        {
            http.Response.StatusCode = (int)HttpStatusCode.BadGateway;
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task An_index_in_rss_is_asked_for_with_conditions_and_only_new_tellings_of_its_items_are_followed()
    {
        var (isNew, items) = (true, new List<(string Guid, string Link, string Published)> { ("g1", "/1.cap", "Tue, 06 Feb 2018 12:00:00 GMT") });
        server.Serve = http =>
        {
            if (http.Request.Path != "/alerts.rss") return http.Response.WriteAsync(Alert.Replace("ID", $"{http.Request.Path.Value![1..]}-{items.Count}", StringComparison.Ordinal));
            if (!isNew && http.Request.Headers.IfNoneMatch == "\"1\"")
            {
                http.Response.StatusCode = 304;
                return Task.CompletedTask;
            }
            (http.Response.ContentType, http.Response.Headers.ETag) = ("application/rss+xml", $"\"{items.Count}\"");
            return http.Response.WriteAsync("<?xml version='1.0'?><rss version='2.0'><channel><title>Alerts</title><link>https://elsewhere.example/</link>"
                + string.Concat(items.Select(item => $"<item><title>Flood</title><guid isPermaLink='false'>{item.Guid}</guid><link>{new Uri(server.Origin, item.Link)}</link><pubDate>{item.Published}</pubDate></item>")) + "</channel></rss>");
        };
        var feed = Feed("/alerts.rss") with { FollowsLinks = true };
        var first = await Ask(feed, FeedHealth.Unasked);
        Assert.Equal((1L, 0L, (string?)null), (first.News, first.Refused, first.Why));
        isNew = false;
        var second = await Ask(feed, first);
        Assert.Equal((1L, first.NewsAt), (second.News, second.NewsAt));
        isNew = true;
        items.Insert(0, ("g2", "/2.cap", "Tue, 06 Feb 2018 13:00:00 GMT"));
        var third = await Ask(feed, second);
        Assert.Equal((2L, 0L), (third.News, third.Refused));
        items[1] = ("g1", "/1.cap", "Tue, 06 Feb 2018 14:00:00 GMT");      // Told anew under the same link.
        var fourth = await Ask(feed, third);
        Assert.Equal((3L, 0L), (fourth.News, fourth.Refused));
        Assert.Equal(["/alerts.rss", "/1.cap", "/alerts.rss", "/alerts.rss", "/2.cap", "/alerts.rss", "/1.cap"], server.Seen.Select(each => each.Path));
        Assert.Equal([null, "\"1\"", "\"1\"", "\"2\""], server.Seen.Where(each => each.Path == "/alerts.rss").Select(each => each.IfNoneMatch));
    }

    [Fact]
    public async Task A_feed_in_rss_whose_items_are_events_is_taken_in_as_what_it_is()
    {
        Say(Gdacs("1000"), http => http.Response.ContentType = "application/rss+xml");
        var first = await Ask(Feed("/rss.xml"), FeedHealth.Unasked);
        Assert.Equal((1L, 0L, (string?)null), (first.News, first.Refused, first.Why));
        Say(Gdacs("1000", "1001"));
        Assert.Equal((2L, 0L), await Ask(Feed("/rss.xml"), first) is var second ? (second.News, second.Refused) : default);

        static string Gdacs(params string[] ids) => "<rss version='2.0' xmlns:gdacs='http://www.gdacs.org' xmlns:georss='http://www.georss.org/georss'><channel>" + string.Concat(ids.Select(id => $"""
            <item><title>Quake</title><gdacs:eventtype>EQ</gdacs:eventtype><gdacs:alertlevel>Green</gdacs:alertlevel><gdacs:eventid>{id}</gdacs:eventid><gdacs:episodeid>{id}0</gdacs:episodeid>
            <gdacs:fromdate>Mon, 30 Dec 2019 01:35:11 GMT</gdacs:fromdate><gdacs:todate>Mon, 30 Dec 2019 01:35:11 GMT</gdacs:todate><georss:point>-19.4 59.8</georss:point></item>
            """)) + "</channel></rss>";
    }

    [Fact]
    public async Task No_token_goes_to_another_host_of_the_index()
    {
        var other = new UriBuilder(server.Origin) { Host = "localhost" }.Uri;
        Say(Alert);
        Assert.IsType<Fetched.Document>(await fetch.Follow(Feed("/index") with { Token = "token" }, new Uri(other, "/1.cap"), default));
        Assert.Null(Assert.Single(server.Seen).Authorization);
    }

    [Fact]
    public void How_a_feed_does_outlives_a_restart_and_damage()
    {
        var path = Path.Combine(folder, "feeds.json");
        FeedHealth Answered(Feed feed) => new FeedStates(path, folder).Of(feed).After(new Asked.Taken(3, 1, "why") { Tag = "\"t\"", Digest = "d", Modified = DateTimeOffset.UnixEpoch }, Duration.FromMinutes(1), Instant.FromUtc(2026, 3, 1, 12, 0), Chance.System).Following(["a"]);
        var health = Answered(Feed("/a"));
        new FeedStates(path, folder).Keep(Feed("/a"), health);
        var read = new FeedStates(path, folder).Of(Feed("/a"));
        Assert.Equal((health.News, health.Tag, health.Digest, health.Modified, health.AnsweredAt, "a"), (read.News, read.Tag, read.Digest, read.Modified, read.AnsweredAt, Assert.Single(read.Followed)));
        Assert.Null(new FeedStates(path, folder).Of(Feed("/a") with { Token = "another" }).AnsweredAt);       // A question that nobody answered yet.
        var signed = Feed("/a") with { SignedBy = "met.pem" };
        new FeedStates(path, folder).Keep(signed, Answered(signed));
        Assert.NotNull(new FeedStates(path, folder).Of(signed).AnsweredAt);
        File.WriteAllText(Path.Combine(folder, "met.pem"), "another");      // What was refused for its signature may be taken in now.
        Assert.Null(new FeedStates(path, folder).Of(signed).AnsweredAt);
        File.WriteAllText(path, "{\"f\":");
        Assert.Null(new FeedStates(path, folder).Of(Feed("/a")).AnsweredAt);
    }
}
