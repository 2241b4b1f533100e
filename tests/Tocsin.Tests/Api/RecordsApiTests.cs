using System.Net;
using System.Text.Json;
using NodaTime;
using Tocsin.Node.Officers;
using Tocsin.Share.Doors;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Tests.Console;
using Xunit;

namespace Tocsin.Tests.Api;

public sealed class RecordsApiTests
{
    static readonly CancellationToken Stop = CancellationToken.None;

    [Fact]
    public async Task A_record_on_the_wire_is_these_bytes()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        var stored = await Report(console, "Cầu bị ngập");
        var row = (await console.Node.Views.Row(stored.Address, Stop))!;
        var (log, id) = (console.Node.Log, row.Id);
        var href = $"/api/v1/records/{log.Circle.ToBase64Url()}.{log.Party.ToBase64Url()}.1.{stored.Address.Index}";
        var expected = $$"""
            {"arrival":{{row.Arrival}},"href":"{{href}}","id":"{{id}}","revision":1,"kind":"incident","state":"Current","type":"report","category":"Met","severity":"Severe","status":"Actual","exercise":false,"at":"2026-01-02T03:04:05.5Z","issued":"{{row.Issued.ToDateTimeUtc():yyyy-MM-ddTHH:mm:ss.FFF}}Z","headline":"Cầu bị ngập","place":"Huế","publisher":"Coast Guard of Tests","longitude":107.5,"latitude":16.5,"marking":"TLP:AMBER+STRICT","circle":"{{log.Circle.ToBase64Url()}}","circleName":"private","party":"{{log.Party.ToBase64Url()}}","partyName":"Coast Guard of Tests","incarnation":1,"index":{{stored.Address.Index}},"leaf":"{{row.LeafHash.ToBase64Url()}}"}
            """;
        var answer = await program.Get("/api/v1/records?kind=incident");
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal($$"""{"records":[{{expected}}],"next":{{row.Arrival}},"more":false}""", await answer.Content.ReadAsStringAsync());
        var shown = await program.Get(href);
        Assert.Equal(
            $$$"""{"record":{{{expected}}},"references":[],"content":{"what":{"type":"report","category":"Met","severity":"Severe","urgency":"Unknown","certainty":"Unknown","at":"2026-01-02T03:04:05.5Z","status":"Actual"},"where":{"geometry":{"type":"Point","coordinates":[107.5,16.5]},"name":"Huế"},"text":[{"language":"vi","headline":"Cầu bị ngập"}],"source":{"publisher":"Coast Guard of Tests","officer":"linh"}},"missing":1}""",
            Sorted(await shown.Content.ReadAsStringAsync()));
        var request = new HttpRequestMessage(HttpMethod.Get, href) { Headers = { IfNoneMatch = { shown.Headers.ETag! } } };
        Assert.Equal((HttpStatusCode.NotModified, ""), ((await program.Send(request)) is var held ? (held.StatusCode, await held.Content.ReadAsStringAsync()) : default));
    }

    [Fact]
    public async Task Filters_narrow_and_words_find_without_diacritics()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        await Report(console, "Cầu bị ngập");
        await console.Observe(30);
        await console.Settle();
        async Task<int> Count(string filter) => (await program.Json($"/api/v1/records?{filter}&limit=1000")).GetProperty("records").GetArrayLength();
        Assert.Equal(30, await Count("kind=observation"));
        Assert.Equal(1, await Count("words=cau%20ngap"));
        Assert.Equal(30, await Count("category=fire"));
        Assert.Equal(1, await Count("severity=Severe"));
        Assert.Equal(1, await Count("bbox=107,16,108,17"));
        Assert.Equal(31, await Count("bbox=99,5,108,17"));
        Assert.Equal(1, await Count("bbox=107,16,-170,17"));
        Assert.Equal(1, await Count("until=2026-01-02T03:04:06Z"));
        Assert.Equal(0, await Count("until=2026-01-02T03:04:05.5Z"));
        Assert.Equal(1, await Count("since=2026-01-02&until=2026-01-03"));
        Assert.Equal(30, await Count("since=2026-01-02T10:04:06%2B07:00&kind=observation"));
        Assert.Equal(30, await Count("kind=observation&circle=private"));
        Assert.Equal(30, await Count($"kind=observation&circle={console.Node.Log.Circle.ToBase64Url()}"));
        var latest = await program.Json("/api/v1/records?order=latest&limit=2&kind=observation");
        var numbers = latest.GetProperty("records").EnumerateArray().Select(each => each.GetProperty("arrival").GetInt64()).ToList();
        Assert.Equal([await console.Node.Records.Arrived(Stop), await console.Node.Records.Arrived(Stop) - 1], numbers);
        var before = await program.Json($"/api/v1/records?order=latest&limit=1&kind=observation&before={latest.GetProperty("next")}");
        Assert.Equal(numbers[1] - 1, before.GetProperty("records")[0].GetProperty("arrival").GetInt64());
    }

    [Theory]
    [InlineData("limit=0", "parameter 'limit'", "'0' is not a whole number from 1 to 1000.")]
    [InlineData("limit=1001", "parameter 'limit'", "'1001' is not a whole number from 1 to 1000.")]
    [InlineData("limit=+1", "parameter 'limit'", "' 1' is not a whole number from 1 to 1000.")]
    [InlineData("limit=", "parameter 'limit'", "It is empty: leave it out instead.")]
    [InlineData("limit=1&limit=2", "parameter 'limit'", "It is given more than once.")]
    [InlineData("after=-1", "parameter 'after'", "'-1' is not a whole number from 0 to 9223372036854775806.")]
    [InlineData("kind=Observation", "parameter 'kind'", "'Observation' is no kind of record")]
    [InlineData("category=Weather", "parameter 'category'", "'Weather' is none of Geo, Met,")]
    [InlineData("category=1", "parameter 'category'", "'1' is none of Geo, Met,")]
    [InlineData("severity=Bad", "parameter 'severity'", "'Bad' is none of Extreme, Severe, Moderate, Minor, Unknown.")]
    [InlineData("since=yesterday", "parameter 'since'", "'yesterday' is not a time such as 2018-02-06T15:50:00Z.")]
    [InlineData("until=2018-02-30", "parameter 'until'", "'2018-02-30' is not a time such as 2018-02-06T15:50:00Z.")]
    [InlineData("bbox=1,2,3", "parameter 'bbox'", "'1,2,3' is not west,south,east,north in degrees")]
    [InlineData("bbox=1,2,3,91", "parameter 'bbox'", "'1,2,3,91' is not west,south,east,north in degrees")]
    [InlineData("bbox=1,3,3,2", "parameter 'bbox'", "'1,3,3,2' is not west,south,east,north in degrees")]
    [InlineData("ended=yes", "parameter 'ended'", "'yes' is neither true nor false.")]
    [InlineData("order=down", "parameter 'order'", "'down' is neither arrival nor latest.")]
    [InlineData("kinds=incident", "parameter 'kinds'", "There is no such parameter here: after, bbox,")]
    public async Task A_wrong_parameter_is_refused_with_its_place_and_the_reason(string query, string at, string reason)
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        var refused = await program.Refused($"/api/v1/records?{query}");
        Assert.Equal((400, at), (refused.Status, refused.At));
        Assert.StartsWith(reason, refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_nowhere_and_what_takes_another_method_is_said_so()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        Assert.Equal((404, "path", "There is nothing at /api/v2/records; /api/openapi.json tells what there is."), await program.Refused("/api/v2/records"));
        var answer = await program.Send(new HttpRequestMessage(HttpMethod.Delete, "/api/v1/records"));
        Assert.Equal("GET, POST", string.Join(", ", answer.Content.Headers.Allow));
        Assert.Equal((405, "method", "/api/v1/records takes GET and POST, not DELETE."), await ApiClient.Problem(answer));
        foreach (var record in new[] { "x", "a.b.1.2", $"{console.Node.Log.Circle.ToBase64Url()}.{console.Node.Log.Party.ToBase64Url()}.1.99999" })
            Assert.Equal((404, "path", $"There is no record '{record}' that this token may read."), await program.Refused($"/api/v1/records/{record}"));
        Assert.Equal((404, "path", "There is no warning 'none'."), await program.Refused("/api/v1/warnings/none"));
        var many = await program.Get($"/api/v1/records?words={new string('x', 2_001)}");
        Assert.Equal((400, "parameter 'words'", "It has more than 2000 characters."), await ApiClient.Problem(many));
    }

    [Fact]
    public async Task Ten_thousand_records_are_met_once_each_while_more_arrive()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        const int Before = 6_000, Meanwhile = 4_000;
        for (var i = 0; i < Before; i += 1_000) await console.Observe(1_000);
        var arriving = Task.Run(async () =>
        {
            for (var i = 0; i < Meanwhile; i += 100) await console.Observe(100);
        });
        var (met, after) = (new List<long>(), 0L);
        for (var patience = 0; met.Count < Before + Meanwhile && patience < 2_000; patience++)
        {
            var page = await program.Json($"/api/v1/records?kind=observation&limit=333&after={after}");
            met.AddRange(page.GetProperty("records").EnumerateArray().Select(each => each.GetProperty("arrival").GetInt64()));
            after = page.GetProperty("next").GetInt64();
            if (!page.GetProperty("more").GetBoolean()) await Task.Delay(10);
        }
        await arriving;
        Assert.Equal(Before + Meanwhile, met.Distinct().Count());
        Assert.Equal(met.Order(), met);
        Assert.Equal(Before + Meanwhile, met.Count);
    }

    [Fact]
    public async Task The_warnings_of_the_private_circle_are_threads()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        var (severe, minor) = (await console.Warn("Storm"), await console.Warn("Fog", Severity.Minor));
        await console.Settle();
        var list = (await program.Json("/api/v1/warnings")).GetProperty("warnings");
        Assert.Equal([severe, minor], list.EnumerateArray().Select(each => each.GetProperty("id").GetString()));
        Assert.Equal(1, (await program.Json("/api/v1/warnings?severity=Severe&open=true&category=Met")).GetProperty("warnings").GetArrayLength());
        var one = await program.Json($"/api/v1/warnings/{Uri.EscapeDataString(severe)}");
        Assert.Equal(("New", 1), (one.GetProperty("state").GetString(), one.GetProperty("entries").GetArrayLength()));
        Assert.Equal((400, "parameter 'before'"), await program.Refused("/api/v1/warnings?before=3") is var (status, at, _) ? (status, at) : default);
    }

    [Fact]
    public async Task A_file_comes_in_and_its_records_say_by_which_token()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var sensor = ApiClient.Of(console, "sensor", write: true);
        using var other = ApiClient.Of(console, "other", write: true);
        using var reader = ApiClient.Of(console, "reader");
        var file = ApiClient.GeoJson("a", "b");
        var answer = await sensor.Post("/api/v1/records?name=gauges.geojson&publisher=Gauges", file);
        Assert.Equal("""{"file":"gauges.geojson","format":"geojson","read":2,"accepted":2,"duplicates":0,"revised":0,"repaired":[],"refused":[]}""", await answer.Content.ReadAsStringAsync());
        await console.Settle();
        var page = await reader.Json("/api/v1/records?words=gauge");
        Assert.Equal(2, page.GetProperty("records").GetArrayLength());
        var shown = await reader.Json(page.GetProperty("records")[0].GetProperty("href").GetString()!);
        Assert.Equal(sensor.Token.Pseudonym, shown.GetProperty("content").GetProperty("source").GetProperty("officer").GetString());

        // Whoever hands the same in again, by whatever way, says nothing new.
        Assert.Contains("\"accepted\":0,\"duplicates\":2,\"revised\":0", await (await other.Post("/api/v1/records?publisher=Gauges", file)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var stream = new MemoryStream(file);
        var report = await new Importer(console.Node.Journal, console.Node.Charter.Terms(), console.Node.Sources.Clock).Import(stream, "gauges.geojson", new ImportOptions { Publisher = "Gauges" }, Stop);
        Assert.Equal((0, 2, 0), (report.Accepted, report.Duplicates, report.Revised));

        Assert.Equal((403, "token", "This token may read and not write: 'tocsin token add NAME --circle C --write' makes one that may."), await ApiClient.Problem(await reader.Post("/api/v1/records", file)));
    }

    [Fact]
    public async Task A_file_that_is_none_is_refused_with_the_report_and_a_large_one_comes_in()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console, write: true);
        var answer = await program.Post("/api/v1/records", [1, 2, 3]);
        var (status, at, _) = await ApiClient.Problem(answer);
        Assert.Equal((422, "body"), (status, at));
        Assert.Equal(1, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("report").GetProperty("refused").GetArrayLength());
        Assert.Equal((400, "parameter 'format'"), await ApiClient.Problem(await program.Post("/api/v1/records?format=docx", [1])) is var (no, place, _) ? (no, place) : default);
        var broken = await program.Post("/api/v1/records?format=geojson", """{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null},{"type":"Feature","id":"x","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"event":"E","category":"Env","severity":"Minor","time":"2026-01-02T03:04:05Z"}}]}"""u8.ToArray());
        Assert.Equal(HttpStatusCode.OK, broken.StatusCode);

        var large = ApiClient.GeoJson(Enumerable.Range(0, 20_000).Select(i => $"large-{i}-{new string('x', 120)}"));
        Assert.InRange(large.Length, 5 << 20, 64 << 20);
        Assert.Contains("\"accepted\":20000", await (await program.Post("/api/v1/records", large)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(console.Node.Folder.Path), file => Path.GetFileName(file).StartsWith("ASPNETCORE", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused_before_it_is_read()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console, write: true);
        using var socket = new System.Net.Sockets.TcpClient("127.0.0.1", new Uri(console.Origin).Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"POST /api/v1/records HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {program.Secret}\r\nContent-Length: {(64 << 20) + 1}\r\n\r\n"));
        using var text = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 413 Payload Too Large", await text.ReadLineAsync());
    }

    /// <summary>The groups in the order of the specification: in a leaf they stand in the order of their digests.</summary>
    static string Sorted(string json)
    {
        var root = JsonDocument.Parse(json).RootElement;
        var content = root.GetProperty("content");
        var groups = string.Join(',', Group.All.Where(name => content.TryGetProperty(name, out _)).Select(name => $"\"{name}\":{content.GetProperty(name).GetRawText()}"));
        return json.Replace(content.GetRawText(), $"{{{groups}}}", StringComparison.Ordinal);
    }

    static async Task<Appended.Stored> Report(ConsoleNode console, string headline)
    {
        var stored = Assert.IsType<Appended.Stored>(await console.Node.Journal.Append(new Draft
        {
            Kind = Kind.Incident,
            What = new EventFacts { Type = "report", Category = Category.Met, Severity = Severity.Severe, At = Instant.FromUtc(2026, 1, 2, 3, 4, 5) + Duration.FromMilliseconds(500) },
            Where = new Where { Name = "Huế", Geometry = new NetTopologySuite.Geometries.Point(107.5, 16.5) },
            Texts = [new TextBlock { Language = "vi", Headline = headline }],
            Source = new Source { Publisher = "Coast Guard of Tests", Officer = "linh" },
            Personal = new Personal("to be called back", Instant.FromUtc(2100, 1, 1, 0, 0), new Dictionary<string, string> { ["name"] = "Somebody" }),
        }, Stop));
        await console.Settle();
        return stored;
    }
}
