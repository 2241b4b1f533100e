using System.Buffers.Binary;
using System.Net;
using System.Net.WebSockets;
using Tocsin.Node.Ui;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Xunit;

namespace Tocsin.Tests.Console;

public sealed class LiveTests : IAsyncLifetime
{
    ConsoleNode node = null!;

    public async Task InitializeAsync() => node = await ConsoleNode.Start();

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    public async Task A_new_page_gets_its_parts_a_frame_for_each_layer_and_how_far_they_go()
    {
        using var page = await LivePage.Show(node.Origin, "/");
        await page.Text("<header id=\"topbar\"", _ => true);
        await page.Text("<div id=\"warnings\"", _ => true);
        Assert.Equal("01-00-00-00-00-00-00-00", BitConverter.ToString(await page.Frame(0)));
        Assert.Equal("01-01-00-00-00-00-00-00", BitConverter.ToString(await page.Frame(1)));
        var (word, _) = await page.Text("{", _ => true);
        Assert.Matches("""^\{"beat":\d+,"arrival":\d+\}$""", word);
    }

    [Fact]
    public async Task What_is_appended_is_on_the_page_within_a_second()
    {
        using var page = await LivePage.Show(node.Origin, "/");
        await page.Text("{", _ => true);
        await Promptly.Once(TimeSpan.FromSeconds(1), async attempt =>
        {
            var headline = $"Storm surge {attempt}";
            var id = await node.Warn(headline);
            var (text, after) = await page.Text("<div id=\"warnings\"", list => list.Contains(headline, StringComparison.Ordinal));
            Assert.Contains($"id=\"w-{id}\"", text, StringComparison.Ordinal);
            return after;
        });
    }

    [Fact]
    public async Task A_record_reaches_the_map_as_a_frame_of_these_bytes()
    {
        using var page = await LivePage.Show(node.Origin, "/");
        await page.Frame(1);
        await page.Text("{", _ => true);
        var stored = Assert.IsType<Appended.Stored>((await node.Observe(1))[0]);
        var frame = await page.Frame(0);
        var point = frame.AsSpan(8);
        Assert.Equal(28, frame.Length);
        Assert.Equal("01-00-00-00-01-00-00-00", BitConverter.ToString(frame, 0, 8));
        Assert.Equal((uint)stored.Arrival, BinaryPrimitives.ReadUInt32LittleEndian(point));
        Assert.Equal("00-00-C8-42-00-00-20-41-00-00-00-00-01-00-00-00", BitConverter.ToString(frame, 12)); // 100° E, 10° N, Minor.
    }

    [Fact]
    public async Task A_revision_takes_the_earlier_dot_away()
    {
        Draft Draft(double magnitude) => new()
        {
            Kind = Kind.Observation,
            What = new EventFacts { Type = "earthquake", Category = Category.Geo, At = node.Node.Sources.Clock.Now(), Numbers = new Dictionary<string, double> { ["magnitude"] = magnitude } },
            Where = new Where { Geometry = new NetTopologySuite.Geometries.Point(121, 24) },
            Source = new Source { Key = new SourceKey("usgs", "us", ["us1"], null) },
        };
        var first = Assert.IsType<Appended.Stored>(await node.Node.Journal.Append(Draft(3.1), default));
        await node.Settle();
        using var page = await LivePage.Show(node.Origin, "/");
        await page.Frame(1);
        await page.Text("{", _ => true);
        await node.Node.Journal.Append(Draft(3.4), default);
        var frame = await page.Frame(0);
        var ids = Enumerable.Range(0, (frame.Length - 8) / 20).ToDictionary(i => BinaryPrimitives.ReadUInt32LittleEndian(frame.AsSpan(8 + i * 20)), i => frame[8 + i * 20 + 17]);
        Assert.Equal(2, ids.Count);
        Assert.Equal(1, ids[(uint)first.Arrival]);
    }

    [Fact]
    public async Task A_closed_warning_leaves_map_and_list()
    {
        var id = await node.Warn("Storm surge");
        await node.Settle();
        using var page = await LivePage.Show(node.Origin, "/");
        Assert.Equal(28, (await page.Frame(1)).Length);
        using var browser = new PageReader(node.Origin);
        var answer = await browser.Post($"/warnings/{id}/close", fields: [("outcome", "real"), ("why", "It came and went.")]);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(1, (await page.Frame(1))[8 + 17]);
    }

    [Fact]
    public async Task A_page_that_comes_back_gets_only_what_it_missed()
    {
        await node.Observe(10);
        await node.Settle();
        var since = await node.Node.Records.Arrived(default);
        await node.Observe(2);
        await node.Settle();
        using var page = await LivePage.Show(node.Origin, "/", since);
        Assert.Equal(8 + 2 * 20, (await page.Frame(0)).Length);
    }

    [Fact]
    public async Task A_page_may_say_little_and_only_what_makes_sense()
    {
        using var long_ = await LivePage.Open(node.Origin);
        await long_.Say($$"""{"page":"/{{new string('x', 5_000)}}","since":0}""");
        await long_.UntilClosed();
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, long_.ClosedAs);
        Assert.Equal("a message has at most 4096 bytes", long_.ClosedBecause);

        foreach (var word in new[] { "hello", """{"page":"nowhere","since":0}""", """{"page":"/","since":-1}""" })
        {
            using var wrong = await LivePage.Open(node.Origin);
            await wrong.Say(word);
            await wrong.UntilClosed();
            Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, wrong.ClosedAs);
        }
    }

    [Fact]
    public async Task A_page_that_takes_nothing_holds_nobody_up()
    {
        using var deaf = new DeafSocket();
        using var ending = new CancellationTokenSource();
        var stuck = node.Page(deaf);
        Assert.True(node.Hub.TryJoin(stuck));
        var sending = stuck.Run(ending.Token);
        stuck.Show(new ShownPage.Duty(new WarningQuery(All: false, Level.Unknown)), since: 0, []);
        using var page = await LivePage.Show(node.Origin, "/");
        await page.Text("{", _ => true);
        await deaf.Addressed;
        for (var i = 0; i < 3; i++)
        {
            await node.Warn($"Surge {i}");
            await page.Text("<div id=\"warnings\"", list => list.Contains($"Surge {i}", StringComparison.Ordinal));
        }
        Assert.False(sending.IsCompleted);
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        node.Hub.Leave(stuck);
    }

    [Fact]
    public async Task One_officer_has_only_so_many_pages()
    {
        var pages = new List<LivePage>();
        for (var i = 0; i < 64; i++) pages.Add(await LivePage.Open(node.Origin));
        using var last = await LivePage.Open(node.Origin);
        await last.UntilClosed();
        Assert.Equal("too many pages are open: close some, and try again", last.ClosedBecause);
        foreach (var page in pages) page.Dispose();
    }
}
