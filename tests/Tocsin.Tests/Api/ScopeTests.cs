using System.Collections.Immutable;
using NetTopologySuite.Geometries;
using Tocsin.Log;
using Tocsin.Node.Officers;
using Tocsin.Share.Doors;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Tests.Console;
using Xunit;

namespace Tocsin.Tests.Api;

/// <summary>A node in two circles and its private one, with one record and one warning in each.</summary>
public sealed class ScopedNode : IAsyncLifetime
{
    internal ConsoleNode Console { get; private set; } = null!;

    internal ImmutableDictionary<string, Hash> Circles { get; private set; } = ImmutableDictionary<string, Hash>.Empty;

    internal ImmutableDictionary<string, RecordAddress> Warnings { get; private set; } = ImmutableDictionary<string, RecordAddress>.Empty;

    internal string Thread { get; private set; } = "";

    public async Task InitializeAsync()
    {
        Console = await ConsoleNode.Start(new Entry.SignIn());
        var desk = new Tocsin.Node.Running.CircleDesk(Console.Node, root: null);
        var health = await desk.Found(new("health", "Outbreaks", Tlp.Green, Exercise: false, History: true, Quorum: null, Succeeds: null), default);
        var drill = await desk.Found(new("drill", "Rehearsal", Tlp.Green, Exercise: true, History: false, Quorum: null, Succeeds: null), default);
        await CircleNode.Until(() => Console.Node.Logs.Of(health.Id) is not null && Console.Node.Logs.Of(drill.Id) is not null);
        Circles = new Dictionary<string, Hash> { ["private"] = Console.Node.Log.Circle, ["health"] = health.Id, ["drill"] = drill.Id }.ToImmutableDictionary();
        foreach (var (name, id) in Circles)
        {
            var journal = id == Console.Node.Log.Circle ? Console.Node.Journal : Console.Node.Logs.Of(id)!;
            await journal.Append(Observation(name), default);
            Warnings = Warnings.Add(name, Assert.IsType<Appended.Stored>(await journal.Append(Warning(name), default)).Address);
        }
        Thread = "thread-of-private";
        await Console.Settle();
    }

    public Task DisposeAsync() => Console.DisposeAsync().AsTask();

    internal Draft Observation(string word) => new()
    {
        Kind = Kind.Observation,
        What = new EventFacts { Type = "gauge", Category = Category.Env, Severity = Severity.Minor, At = Console.Node.Sources.Clock.Now() },
        Where = new Where { Geometry = new Point(105, 20) }, Texts = [new TextBlock { Headline = $"gauge of {word}" }],
    };

    Draft Warning(string word) => new()
    {
        Kind = Kind.Warning,
        What = new WarningFacts
        {
            Message = MessageType.Alert, Thread = $"thread-of-{word}", Category = Category.Met, Event = "Storm", Severity = Severity.Severe, Urgency = Urgency.Expected, Certainty = Certainty.Likely,
            At = Console.Node.Sources.Clock.Now(), Until = Console.Node.Sources.Clock.Now() + NodaTime.Duration.FromHours(1), Why = "Because.",
        },
        Where = new Where { Geometry = new Point(105, 20), Name = "Haiphong" }, Texts = [new TextBlock { Headline = $"storm of {word}" }],
    };
}

public sealed class ScopeTests(ScopedNode node) : IClassFixture<ScopedNode>
{
    static readonly string[] All = ["private", "health", "drill"];

    int made;

    [Theory]
    [InlineData("private")]
    [InlineData("health")]
    [InlineData("drill")]
    public async Task A_token_of_one_circle_meets_nothing_of_another_by_any_road(string own)
    {
        using var program = ApiClient.Of(node.Console, $"scope-{own}-{made++}", write: true, circles: node.Circles[own]);
        var others = All.Where(name => name != own).ToList();
        foreach (var path in new[] { "/api/v1/records?limit=1000", "/api/v1/records?limit=1000&ended=true&order=latest", "/api/v1/records?words=gauge", "/api/v1/records?bbox=104,19,106,21", "/ogc/collections/records/items?limit=1000", "/ogc/collections/warnings/items", $"/cap/{own}.atom" })
        {
            var text = await (await program.Get(path)).Content.ReadAsStringAsync();
            Assert.Contains(node.Circles[own].ToBase64Url(), text, StringComparison.Ordinal);
            Assert.All(others, other => Assert.DoesNotContain(node.Circles[other].ToBase64Url(), text, StringComparison.Ordinal));
            Assert.All(others, other => Assert.DoesNotContain($"of {other}", text, StringComparison.Ordinal));
        }
        Assert.Equal([own], (await program.Json("/api/v1/circles")).GetProperty("circles").EnumerateArray().Select(each => each.GetProperty("name").GetString()));
        foreach (var other in others)
        {
            var (id, feature) = (node.Circles[other].ToBase64Url(), RowFeatures.IdOf(node.Warnings[other]));
            foreach (var name in new[] { other, id })
            {
                foreach (var path in new[] { "/api/v1/records", "/api/v1/stream", "/ogc/collections/records/items" })
                    Assert.Equal((404, "parameter 'circle'", $"There is no circle '{name}' that this token may read."), await program.Refused($"{path}?circle={name}"));
                Assert.Equal((404, "path", $"There is no circle '{name}' that this token may read."), await program.Refused($"/cap/{name}.atom"));
                Assert.Equal(404, (await ApiClient.Problem(await program.Post($"/api/v1/records?circle={name}", ApiClient.GeoJson("x")))).Status);
            }
            foreach (var path in new[] { $"/api/v1/records/{feature}", $"/ogc/collections/records/items/{feature}", $"/ogc/collections/warnings/items/{feature}", $"/cap/alerts/{feature}.xml" })
                Assert.Equal(404, (await program.Refused(path)).Status);
        }
    }

    [Fact]
    public async Task What_does_not_exist_and_what_may_not_be_read_get_the_same_answer()
    {
        using var program = ApiClient.Of(node.Console, $"same-{made++}", circles: node.Circles["drill"]);
        string Blurred(string text) => text.Replace("health", "X", StringComparison.Ordinal).Replace("nowhere", "X", StringComparison.Ordinal);
        foreach (var path in new[] { "/api/v1/records?circle=", "/ogc/collections/records/items?circle=" })
            Assert.Equal(Blurred((await program.Refused(path + "nowhere")).Detail), Blurred((await program.Refused(path + "health")).Detail));
        Assert.Equal(Blurred((await program.Refused("/cap/nowhere.atom")).Detail), Blurred((await program.Refused("/cap/health.atom")).Detail));
    }

    [Fact]
    public async Task Threads_are_for_those_who_may_read_the_private_circle()
    {
        using var program = ApiClient.Of(node.Console, $"threads-{made++}", circles: [node.Circles["health"], node.Circles["drill"]]);
        foreach (var path in new[] { "/api/v1/warnings", $"/api/v1/warnings/{node.Thread}", "/ogc/collections/threads", "/ogc/collections/threads/items", $"/ogc/collections/threads/items/{node.Thread}", "/ogc/collections/threads/queryables", $"/cap/watch/{Guid.Empty}.atom" })
            Assert.Equal((403, "token"), await program.Refused(path) is var (status, at, _) ? (status, at) : default);
        Assert.DoesNotContain("threads", (await program.Json("/ogc/collections")).ToString(), StringComparison.Ordinal);
        using var own = ApiClient.Of(node.Console, $"threads-{made++}");
        Assert.Equal(node.Thread, (await own.Json($"/api/v1/warnings/{node.Thread}")).GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_token_without_circles_reads_what_the_party_shares_and_never_the_private_one()
    {
        using var program = ApiClient.OfAllShared(node.Console);
        Assert.Equal(["drill", "health"], (await program.Json("/api/v1/circles")).GetProperty("circles").EnumerateArray().Select(each => each.GetProperty("name").GetString()!).Order());
        Assert.Equal(["drill", "health"], (await program.Json("/api/v1/records?kind=observation&limit=1000")).GetProperty("records").EnumerateArray().Select(each => each.GetProperty("circleName").GetString()!).Distinct().Order());
        Assert.Equal(404, (await program.Refused("/api/v1/records?circle=private")).Status);
        Assert.Equal(403, (await program.Refused("/api/v1/warnings")).Status);
    }

    [Fact]
    public async Task A_stream_tells_of_its_circles_alone()
    {
        using var program = ApiClient.Of(node.Console, $"stream-{made++}", circles: node.Circles["drill"]);
        await using var events = await EventReader.Open(program, "/api/v1/stream?after=0&kind=observation");
        Assert.Contains("gauge of drill", (await events.Next()).Data, StringComparison.Ordinal);
        await node.Console.Node.Journal.Append(node.Observation("private"), default);
        await node.Console.Node.Logs.Of(node.Circles["health"])!.Append(node.Observation("health"), default);
        await node.Console.Node.Logs.Of(node.Circles["drill"])!.Append(node.Observation("drill again"), default);
        Assert.Contains("gauge of drill again", (await events.Next()).Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_writes_in_several_circles_says_in_which()
    {
        using var program = ApiClient.Of(node.Console, $"several-{made++}", write: true, circles: [node.Circles["health"], node.Circles["drill"]]);
        Assert.Equal((400, "parameter 'circle'", "This token may write in several circles: say which."), await ApiClient.Problem(await program.Post("/api/v1/records", ApiClient.GeoJson("x"))));
        var answer = await program.Post("/api/v1/records?circle=health&name=x.geojson", ApiClient.GeoJson("only-here"));
        Assert.Contains("\"accepted\":1", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await node.Console.Settle();
        var record = (await program.Json("/api/v1/records?words=only-here")).GetProperty("records")[0];
        Assert.Equal("health", record.GetProperty("circleName").GetString());
    }
}
