using System.Net;
using System.Text;
using System.Xml.Linq;
using NetTopologySuite.Geometries;
using Tocsin.Node.Api;
using Tocsin.Node.Api.Cap;
using Tocsin.Node.Officers;
using Tocsin.Share;
using Tocsin.Share.Doors;
using Tocsin.Share.Records;
using Tocsin.Tests.Console;
using Xunit;

namespace Tocsin.Tests.Api;

public sealed class CapFeedTests
{
    static readonly XNamespace Atom = "http://www.w3.org/2005/Atom", Cap = "urn:oasis:names:tc:emergency:cap:1.2";

    [Fact]
    public async Task A_feed_on_the_wire_is_these_lines()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        await console.Warn("Storm & <surge>");
        await console.Settle();
        var answer = await program.Get("/cap/private.atom?severity=Severe");
        Assert.Equal("application/atom+xml", answer.Content.Headers.ContentType!.ToString());
        var (log, index) = (console.Node.Log, await console.Node.Records.Arrived(default) - 1);
        var row = (await console.Node.Views.Row(new RecordAddress(log, index), default))!;
        var (feed, issued) = ($"{console.Origin}/cap/{log.Circle.ToBase64Url()}.atom?severity=Severe", row.Issued.ToDateTimeUtc().ToString("yyyy-MM-ddTHH:mm:ss.FFF", null) + "Z");
        Assert.Equal($"""
            <?xml version="1.0" encoding="utf-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom">
              <id>urn:tocsin:warnings:{log.Circle.ToBase64Url()}</id>
              <title>Warnings in private</title>
              <updated>{issued}</updated>
              <author>
                <name>Coast Guard of Tests</name>
              </author>
              <link rel="self" type="application/atom+xml" href="{feed}" />
              <link rel="first" type="application/atom+xml" href="{feed}" />
              <entry>
                <id>urn:cap:tocsin%3A{log.Party.ToBase64Url()}:{row.Id}-1</id>
                <title>Storm &amp; &lt;surge&gt;</title>
                <updated>{issued}</updated>
                <author>
                  <name>Coast Guard of Tests</name>
                </author>
                <link rel="alternate" type="application/cap+xml" href="{console.Origin}/cap/alerts/{RowFeatures.IdOf(row.Address)}.xml" />
                <category term="Met" />
                <category term="Severe" />
                <category term="Actual" />
                <summary>Haiphong</summary>
              </entry>
            </feed>
            """, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Pages_lead_back_to_the_first_warning_and_filters_go_along()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        for (var i = 0; i < 7; i++) await console.Warn($"Storm {i}", i % 2 == 0 ? Severity.Severe : Severity.Minor);
        await console.Settle();
        var titles = new List<string>();
        for (var next = "/cap/private.atom?limit=2&severity=Severe"; next is not null;)
        {
            var feed = XDocument.Parse(await (await program.Get(next)).Content.ReadAsStringAsync()).Root!;
            titles.AddRange(feed.Elements(Atom + "entry").Select(entry => entry.Element(Atom + "title")!.Value));
            string? Link(string relation) => feed.Elements(Atom + "link").SingleOrDefault(link => link.Attribute("rel")!.Value == relation)?.Attribute("href")!.Value;
            Assert.EndsWith(".atom?limit=2&severity=Severe", Link("first"), StringComparison.Ordinal);
            next = Link("next");
        }
        Assert.Equal(["Storm 6", "Storm 4", "Storm 2", "Storm 0"], titles);
        Assert.Equal((400, "parameter 'limit'"), await program.Refused("/cap/private.atom?limit=501") is var (status, at, _) ? (status, at) : default);
    }

    [Theory]
    [InlineData("", "Surge", "Storm")]
    [InlineData("category=Met", "Surge", "Storm")]
    [InlineData("category=Fire")]
    [InlineData("severity=Extreme", "Surge")]
    [InlineData("words=surge", "Surge")]
    [InlineData("words=haiphong%20storm", "Storm")]
    [InlineData("bbox=106,20,107,21", "Storm")]
    [InlineData("bbox=0,0,1,1")]
    [InlineData("since=2000-01-01T00:00:00Z", "Surge", "Storm")]
    [InlineData("until=2000-01-01T00:00:00Z")]
    [InlineData("severity=Minor&words=surge&category=Met&bbox=10,10,12,12", "Surge")]
    public async Task A_circles_feed_holds_what_is_asked_for(string filters, params string[] titles)
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        await console.Warn("Storm");
        await console.Warn("Surge", Severity.Extreme, area: new Point(11, 11));
        await console.Settle();
        var feed = XDocument.Parse(await (await program.Get($"/cap/private.atom?{filters}")).Content.ReadAsStringAsync()).Root!;
        Assert.Equal(titles, feed.Elements(Atom + "entry").Select(entry => entry.Element(Atom + "title")!.Value));
    }

    [Fact]
    public async Task What_has_not_changed_is_not_sent_again()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        await console.Warn("Storm");
        await console.Settle();
        var first = await program.Get("/cap/private.atom");
        async Task<HttpResponseMessage> Again(Action<HttpRequestMessage> condition)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/cap/private.atom");
            condition(request);
            return await program.Send(request);
        }
        var held = await Again(request => request.Headers.IfNoneMatch.Add(first.Headers.ETag!));
        Assert.Equal((HttpStatusCode.NotModified, ""), (held.StatusCode, await held.Content.ReadAsStringAsync()));
        Assert.Equal(first.Headers.ETag, held.Headers.ETag);
        Assert.Null(first.Content.Headers.LastModified);    // The second is not over.
        HttpResponseMessage later;
        do later = await program.Get("/cap/private.atom");
        while (later.Content.Headers.LastModified is null);
        var since = later.Content.Headers.LastModified!.Value;
        Assert.Equal(HttpStatusCode.NotModified, (await Again(request => request.Headers.IfModifiedSince = since)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Again(request => request.Headers.IfModifiedSince = since - TimeSpan.FromSeconds(1))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Again(request =>
        {
            request.Headers.IfNoneMatch.ParseAdd("\"other\"");
            request.Headers.IfModifiedSince = since;
        })).StatusCode);
        await console.Warn("Surge");
        await console.Settle();
        Assert.Equal(HttpStatusCode.OK, (await Again(request => request.Headers.IfNoneMatch.Add(first.Headers.ETag!))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Again(request => request.Headers.IfModifiedSince = since)).StatusCode);
    }

    [Fact]
    public async Task A_warning_that_is_erased_leaves_the_feed_and_its_document()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        await console.Warn("Storm");
        await console.Settle();
        var address = new RecordAddress(console.Node.Log, await console.Node.Records.Arrived(default) - 1);
        var document = $"/cap/alerts/{RowFeatures.IdOf(address)}.xml";
        Assert.Equal("application/cap+xml", (await program.Get(document)).Content.Headers.ContentType!.ToString());
        Assert.IsType<Erasing.Erased>(await new EraseRecord(console.Node.Journal, console.Node.Records, console.Node.Views).Erase(address, [], "sent by mistake", default));
        await console.Settle();
        Assert.DoesNotContain("Storm", await (await program.Get("/cap/private.atom")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((410, "path", "This warning is no CAP document: its content was erased or withheld."), await program.Refused(document));
        var shown = await program.Json($"/api/v1/records/{RowFeatures.IdOf(address)}");
        Assert.Equal(("Erased", "{}"), (shown.GetProperty("record").GetProperty("state").GetString(), shown.GetProperty("content").GetRawText()));
        Assert.Equal(404, (await program.Refused("/cap/alerts/x.xml")).Status);
        var note = RowFeatures.IdOf(address with { Index = 0 });
        Assert.Equal((404, "path", $"There is no warning '{note}' that this token may read."), await program.Refused($"/cap/alerts/{note}.xml"));
    }

    [CapSchemaFact]
    public async Task Every_document_of_every_feed_keeps_the_schema_of_OASIS()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        await console.Warn("Storm", area: new GeometryFactory().ToGeometry(new Envelope(105, 106, 20, 21)));
        await console.Warn("Bão số 3 & <gió>", Severity.Extreme, CapStatus.Exercise);
        await console.Warn("Test", Severity.Minor, CapStatus.Test);
        var watch = await Watched(console);
        var documents = new List<(string Url, byte[] Bytes)>();
        foreach (var feed in new[] { "/cap/private.atom", $"/cap/watch/{watch}.atom" })
        {
            var entries = XDocument.Parse(await (await program.Get(feed)).Content.ReadAsStringAsync()).Root!.Elements(Atom + "entry").ToList();
            Assert.NotEmpty(entries);
            foreach (var entry in entries)
            {
                var url = entry.Elements(Atom + "link").Single().Attribute("href")!.Value;
                var answer = await program.Get(url[console.Origin.Length..]);
                Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
                documents.Add((url, await answer.Content.ReadAsByteArrayAsync()));
                var alert = XDocument.Parse(Encoding.UTF8.GetString(documents[^1].Bytes)).Root!;
                Assert.Equal(entry.Element(Atom + "id")!.Value, $"urn:cap:{Uri.EscapeDataString(alert.Element(Cap + "sender")!.Value)}:{Uri.EscapeDataString(alert.Element(Cap + "identifier")!.Value)}");
            }
        }
        Assert.Equal(4, documents.Select(document => document.Url).Distinct().Count());
        foreach (var (url, bytes) in documents) Xmllint.Validate(bytes, url);
    }

    [Fact]
    public async Task A_watch_has_a_feed_of_its_own_in_pages()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        var watch = await Watched(console, records: 3);
        var titles = new List<string>();
        for (var next = $"/cap/watch/{watch}.atom?limit=2"; next is not null;)
        {
            var feed = XDocument.Parse(await (await program.Get(next)).Content.ReadAsStringAsync()).Root!;
            titles.AddRange(feed.Elements(Atom + "entry").Select(entry => entry.Element(Atom + "link")!.Attribute("href")!.Value));
            next = feed.Elements(Atom + "link").SingleOrDefault(link => link.Attribute("rel")!.Value == "next")?.Attribute("href")!.Value;
        }
        Assert.Equal((3, 3), (titles.Count, titles.Distinct().Count()));
        var whole = await program.Get($"/cap/watch/{watch}.atom");
        var again = new HttpRequestMessage(HttpMethod.Get, $"/cap/watch/{watch}.atom");
        again.Headers.IfNoneMatch.Add(whole.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await program.Send(again)).StatusCode);
        foreach (var (filter, count) in new[] { ("category=Fire", 3), ("category=Met", 0), ("severity=Extreme", 0) })
            Assert.Equal(count, XDocument.Parse(await (await program.Get($"/cap/watch/{watch}.atom?{filter}")).Content.ReadAsStringAsync()).Root!.Elements(Atom + "entry").Count());
        Assert.Equal((404, "path", $"There is no watch '{Guid.Empty}'."), await program.Refused($"/cap/watch/{Guid.Empty}.atom"));
        Assert.Equal(404, (await program.Refused("/cap/watch/nonsense.atom")).Status);
    }

    [Fact]
    public void A_time_is_told_only_once_its_second_is_over()
    {
        var clock = new StoppedClock(DateTimeOffset.FromUnixTimeMilliseconds(1_000_200));
        var times = new FeedTimes(clock);
        var (one, other) = (Conditional.TagOf([1]), Conditional.TagOf([2]));
        Assert.Null(times.LastModified("a", one));
        clock.Now = DateTimeOffset.FromUnixTimeMilliseconds(1_000_700);
        Assert.Null(times.LastModified("a", other));
        clock.Now = DateTimeOffset.FromUnixTimeMilliseconds(1_001_000);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_001), times.LastModified("a", other));
        clock.Now = DateTimeOffset.FromUnixTimeMilliseconds(1_001_500);
        Assert.Null(times.LastModified("a", one));
        clock.Now = DateTimeOffset.FromUnixTimeMilliseconds(1_009_000);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_002), times.LastModified("a", one));
    }

    /// <summary>A watch that has found some records.</summary>
    static async Task<Guid> Watched(ConsoleNode console, int records = 1)
    {
        var node = console.Node;
        var added = await new Tocsin.Warn.AddWatch(node.Journal, node.Records, node.Views, node.World, node.Sources.Clock, node.Sources.Chance).Handle(
            new Tocsin.Warn.WatchRequest { Name = "Fires", Officer = "tests", Categories = [Category.Fire], MinSeverity = Severity.Minor }, default);
        var id = Assert.IsType<Tocsin.Warn.AddingWatch.Done>(added).Id;
        await console.Settle();
        await console.Observe(records);
        await console.Settle();
        return id;
    }

    sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
