using System.Net;
using Tocsin.Node.Api.Taxii;
using Tocsin.Node.Officers;
using Tocsin.Share.Collections;
using Tocsin.Share.Logs;
using Tocsin.Tests.Console;
using Xunit;
using static Tocsin.Tests.Api.TaxiiProgram;
using static Tocsin.Tests.Share.Collections.CollectionDesk;

namespace Tocsin.Tests.Api;

/// <summary>TAXII 2.1 over real connections: resources as they go over the wire, and posts.</summary>
public sealed class TaxiiTests
{
    [Fact]
    public async Task Resources_on_the_wire_are_these_bytes()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = new TaxiiProgram(ApiClient.Of(console, write: true));
        async Task<string> Bytes(string path) => await (await program.Get(path)).Content.ReadAsStringAsync();
        Assert.Equal($$"""{"title":"Coast Guard of Tests on Tocsin","description":"A collection for each circle that the token may read.","default":"{{console.Origin}}/taxii2/tocsin/","api_roots":["{{console.Origin}}/taxii2/tocsin/"]}""", await Bytes("/taxii2/"));
        Assert.Equal("""{"title":"Coast Guard of Tests","description":"Circles of this party.","versions":["application/taxii+json;version=2.1"],"max_content_length":16777216}""", await Bytes(Root));
        var id = TaxiiCircles.IdOf(console.Node.Log.Circle);
        var collection = $$"""{"id":"{{id}}","title":"private","description":"What the members of this circle share, marked TLP:AMBER+STRICT or more strictly.","alias":"private","can_read":true,"can_write":true,"media_types":["application/stix+json;version=2.1"]}""";
        Assert.Equal($$"""{"collections":[{{collection}}]}""", await Bytes($"{Root}collections/"));
        Assert.Equal(collection, await Bytes($"{Root}collections/{id}/"));
        Assert.Equal(collection, await Bytes($"{Root}collections/private"));
        Assert.Equal("{}", await Bytes(Objects()));
        Assert.Equal("{}", await Bytes($"{Root}collections/private/manifest/"));
        await program.Posted(Envelope(Malware(1), Malware(2)));
        await console.Settle();
        var answer = await program.Get($"{Objects()}?limit=1");
        Assert.Equal(Media, answer.Content.Headers.NonValidated["Content-Type"].ToString());
        var next = await console.Node.Records.Arrived(default) - 1;
        Assert.Equal($$"""{"more":true,"next":"{{next}}","objects":[{{Malware(1)}}]}""", await answer.Content.ReadAsStringAsync());
        var added = answer.Headers.GetValues("X-TAXII-Date-Added-First").Single();
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$", added);
        Assert.Equal(added, answer.Headers.GetValues("X-TAXII-Date-Added-Last").Single());
        Assert.Equal($$"""{"more":false,"objects":[{{Malware(2)}}]}""", await Bytes($"{Objects()}?limit=1&next={next}"));
        Assert.Equal($$"""{"more":false,"objects":[{{Malware(2)}}]}""", await Bytes($"{Objects()}?added_after={added}"));
        Assert.Equal($$"""{"more":true,"next":"{{next}}","objects":[{"id":"malware--{{Uuid(1)}}","date_added":"{{added}}","version":"2016-04-06T20:03:48.000Z","media_type":"application/stix+json;version=2.1"}]}""", await Bytes($"{Root}collections/private/manifest/?limit=1"));
        Assert.Equal($$"""{"more":false,"objects":[{{Malware(2)}}]}""", await Bytes($"{Objects()}malware--{Uuid(2)}/"));
        Assert.Equal("""{"more":false,"versions":["2016-04-06T20:03:48.000Z"]}""", await Bytes($"{Objects()}malware--{Uuid(2)}/versions/"));
        Assert.Equal("{}", await Bytes($"{Objects()}malware--{Uuid(2)}/?match[version]=2020-01-01T00:00:00Z"));
        Assert.Equal("{}", await Bytes($"{Objects()}?match[spec_version]=2.0"));
        Assert.Equal($$"""{"more":false,"objects":[{{Malware(1)}},{{Malware(2)}}]}""", await Bytes($"{Objects()}?match[spec_version]=2.0,2.1&match[type]=malware,tool&match[version]=all"));
    }

    [Fact]
    public async Task A_post_is_told_object_by_object_and_its_status_is_kept_over_a_restart()
    {
        var console = await ConsoleNode.Start(new Entry.SignIn());
        var client = ApiClient.Of(console, write: true);
        var (program, secret) = (new TaxiiProgram(client), client.Secret);
        var posted = await program.Posted(Envelope(Malware(1), "{\"type\":\"malware\"}"));
        Assert.Equal(("complete", 2, 1, 1, 0), (posted.GetProperty("status").GetString(), posted.GetProperty("total_count").GetInt32(), posted.GetProperty("success_count").GetInt32(), posted.GetProperty("failure_count").GetInt32(), posted.GetProperty("pending_count").GetInt32()));
        Assert.Equal($$"""[{"id":"malware--{{Uuid(1)}}","version":"2016-04-06T20:03:48.000Z"}]""", posted.GetProperty("successes").GetRawText());
        Assert.Equal("it has no id", posted.GetProperty("failures")[0].GetProperty("message").GetString());
        var status = $"{Root}status/{posted.GetProperty("id").GetString()}/";
        Assert.Equal(posted.GetRawText(), (await program.Json(status)).GetRawText());
        using (var other = new TaxiiProgram(ApiClient.Of(console, "other"))) Assert.Equal(404, (await Error(await other.Get(status))).Status);
        // Handed in again, it changes nothing and is no failure.
        Assert.Equal(1, (await program.Posted(Envelope(Malware(1)))).GetProperty("success_count").GetInt32());
        program.Dispose();
        var at = await console.Halt();
        await using var again = await ConsoleNode.Start(new Entry.SignIn(), at: at);
        using var bare = new HttpClient { BaseAddress = new Uri(again.Origin) };
        bare.DefaultRequestHeaders.Authorization = new("Bearer", secret.ToString());
        Assert.Equal(posted.GetRawText(), await bare.GetStringAsync(status));
    }

    [Fact]
    public async Task A_status_quotes_nothing_of_what_was_posted()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = new TaxiiProgram(ApiClient.Of(console, write: true));
        var posted = await program.Posted(Envelope("{\"type\":\"it's secret\",\"id\":\"malware--00000001-0000-4000-8000-000000000000\"}"));
        Assert.Equal("the id is not '…' and a UUID", posted.GetProperty("failures")[0].GetProperty("message").GetString());
    }

    [Fact]
    public async Task Every_error_has_its_number_and_its_reason()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = new TaxiiProgram(ApiClient.Of(console, write: true));
        using var reader = new TaxiiProgram(ApiClient.Of(console, "reader"));
        using var idle = new TaxiiProgram(ApiClient.Of(console, "idle", rate: 1));
        using var bare = new HttpClient { BaseAddress = new Uri(console.Origin) };
        var manifest = $"{Root}collections/private/manifest/";
        foreach (var (query, at) in new[]
        {
            ("limit=0", "limit"), ("limit=x", "limit"), ("added_after=yesterday", "added_after"), ("next=x", "next"), ("next=1.65536", "next"), ("next=1.2.3", "next"), ("match[version]=newest", "match[version]"),
            ("match[spec_version]=1.2", "match[spec_version]"), ("match[type]=malware,", "match[type]"), ("match[name]=x", "match[name]"), ("limit=1&limit=2", "limit"),
            ($"match[id]={string.Join(',', Enumerable.Range(0, TaxiiLimits.FilterValuesMax + 1))}", "match[id]"),
        })
            foreach (var path in new[] { Objects(), manifest }) Assert.Equal((400, $"parameter '{at}'"), (await Error(await program.Get($"{path}?{query}"))) is var (status, where, _) ? (status, where) : default);
        Assert.Equal(400, (await Error(await program.Get($"{Root}collections/?limit=1"))).Status);

        var challenge = await bare.GetAsync("/taxii2/");
        Assert.Equal(401, (await Error(challenge)).Status);
        Assert.Contains(challenge.Headers.WwwAuthenticate, each => each.Scheme == "Basic");
        Assert.Equal((403, "token"), (await Error(await reader.Post(Envelope(Malware(1))))) is var (no, of, _) ? (no, of) : default);
        var delete = await Error(await program.Send(HttpMethod.Delete, $"{Objects()}malware--{Uuid(1)}/", Media, null, null));
        Assert.Equal(403, delete.Status);
        Assert.Contains("tocsin withdraw", delete.Why, StringComparison.Ordinal);
        foreach (var missing in new[] { "/taxii2/nowhere/", $"{Root}collections/{Guid.Empty}/", $"{Root}collections/{Guid.Empty}/objects/", $"{Root}collections/x/manifest/", $"{Objects()}malware--{Uuid(9)}/", $"{Objects()}malware--{Uuid(9)}/versions/", $"{Root}status/{Guid.Empty}/" })
            Assert.Equal(404, (await Error(await program.Get(missing))).Status);
        Assert.Equal(404, (await Error(await program.Post(Envelope(Malware(1)), $"{Root}collections/{Guid.Empty}/objects/"))).Status);
        Assert.Equal(405, (await Error(await program.Send(HttpMethod.Put, Objects(), Media, new StringContent("{}"), null))).Status);
        foreach (var accept in new[] { "application/json", "application/taxii+json;version=2.0", "application/vnd.oasis.taxii+json", "application/taxii+json;version=2.1;q=0, */*", "no type" })
            Assert.Equal((406, accept), ((await Error(await program.Get(Root, accept))).Status, accept));
        foreach (var accept in new[] { null, Media, "application/taxii+json; version=\"2.1\"", "application/taxii+json", "application/*", "text/html, */*;q=0.1", "Application/TAXII+json" })
            Assert.Equal((200, accept), ((int)(await program.Get(Root, accept)).StatusCode, accept));
        foreach (var type in new[] { null, "application/json", "application/stix+json;version=2.1", "application/taxii+json;version=2.0" })
            Assert.Equal((415, type), ((await Error(await program.Post(Envelope(Malware(1)), contentType: type))).Status, type));
        Assert.Equal((422, "body, line 1, byte 3"), (await Error(await program.Post("{}}"u8.ToArray()))) is var (bad, place, _) ? (bad, place) : default);
        Assert.Equal(422, (await Error(await program.Post("{}"u8.ToArray()))).Status);
        await idle.Get(Root);
        var busy = await idle.Get(Root);
        Assert.Equal(429, (await Error(busy)).Status);
        Assert.NotNull(busy.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_store_that_takes_nothing_more_refuses_posts_as_unavailable_and_goes_on_telling_what_it_holds()
    {
        var isFull = false;
        await using var console = await ConsoleNode.Start(new Entry.SignIn(), passing: point =>
        {
            if (isFull && point == CrashPoint.BeforePromise) throw new IOException("the disk is full");
        });
        using var program = new TaxiiProgram(ApiClient.Of(console, write: true));
        await program.Posted(Envelope(Malware(1)));
        await console.Settle();
        isFull = true;
        // With the first the log is closed; to the second it is.
        for (var i = 2; i < 4; i++) Assert.Equal((503, "node", "the log takes nothing more: the disk is full"), await Error(await program.Post(Envelope(Malware(i)))));
        Assert.Equal($$"""[{{Malware(1)}}]""", (await program.Json(Objects())).GetProperty("objects").GetRawText());
    }

    [Fact]
    public async Task A_post_of_so_many_bytes_and_objects_and_no_more()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = new TaxiiProgram(ApiClient.Of(console, write: true));
        byte[] Padded(int bytes) => [.. Envelope(Malware(1)), .. Enumerable.Repeat((byte)' ', bytes - Envelope(Malware(1)).Length)];
        Assert.Equal(1, (await program.Posted(Padded(TaxiiLimits.PostBytesMax))).GetProperty("success_count").GetInt32());
        Assert.Equal(413, (await Error(await program.Post(Padded(TaxiiLimits.PostBytesMax + 1)))).Status);
        // Said by no length, too.
        var streamed = new StreamContent(new Unsized(Padded(TaxiiLimits.PostBytesMax + 1)));
        Assert.Equal(413, (await Error(await program.Send(HttpMethod.Post, Objects(), Media, streamed, Media))).Status);
        Assert.Equal(202, (int)(await program.Send(HttpMethod.Post, Objects(), Media, new StreamContent(new Unsized(Envelope(Malware(2)))), Media)).StatusCode);
        var many = await Error(await program.Post(Envelope(Enumerable.Repeat("{}", PostObjects.ObjectsMax + 1))));
        Assert.Equal((413, $"The envelope has {PostObjects.ObjectsMax + 1} objects; {PostObjects.ObjectsMax} are the most."), (many.Status, many.Why));
    }

    [Fact]
    public async Task A_page_has_at_most_so_many_objects_and_bytes()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = new TaxiiProgram(ApiClient.Of(console, write: true));
        await program.Posted(Envelope(Enumerable.Range(0, TaxiiLimits.PageObjectsMax + 1).Select(i => Malware(i))));
        await console.Settle();
        Assert.Equal(TaxiiLimits.PageObjectsMax, (await program.Json($"{Objects()}?limit=1000000")).GetProperty("objects").GetArrayLength());
        Assert.Equal(TaxiiLimits.PageObjectsUsual, (await program.Json(Objects())).GetProperty("objects").GetArrayLength());
        for (var i = 0; i < 2; i++) await program.Posted(Envelope(Enumerable.Range(0, 12).Select(each => Object("tool", Uuid(i * 100 + each), $"\"created\":\"{When}\",\"modified\":\"{When}\",\"name\":\"{new string('x', 500_000)}\""))));
        await console.Settle();
        var (count, next) = (0, "0");
        for (var pages = 0; pages < 3 && next is not null; pages++)
        {
            var page = await program.Json($"{Objects()}?match[type]=tool&next={next}");
            count += page.GetProperty("objects").GetArrayLength();
            Assert.InRange(page.GetRawText().Length, 1, PageObjects.PageCharsMax + 600_000);
            next = page.TryGetProperty("next", out var place) ? place.GetString() : null;
        }
        Assert.Equal((24, (string?)null), (count, next));
    }

    /// <summary>A stream that does not say how long it is.</summary>
    sealed class Unsized(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}

/// <summary>Who may see and write what.</summary>
public sealed class TaxiiScopeTests(ScopedNode node) : IClassFixture<ScopedNode>
{
    [Fact]
    public async Task Collections_are_the_circles_that_the_token_may_read()
    {
        using var all = new TaxiiProgram(ApiClient.Given(node.Console, [node.Circles["private"], node.Circles["health"]], write: true));
        using var shared = new TaxiiProgram(ApiClient.OfAllShared(node.Console));
        using var drill = new TaxiiProgram(ApiClient.Of(node.Console, "drill", write: true, circles: node.Circles["drill"]));
        async Task<string[]> Titles(TaxiiProgram program) => [.. (await program.Json($"{Root}collections/")).GetProperty("collections").EnumerateArray().Select(each => $"{each.GetProperty("title").GetString()} {each.GetProperty("can_write").GetBoolean()}").Order(StringComparer.Ordinal)];
        Assert.Equal(["health True", "private True"], await Titles(all));
        Assert.Equal(["EXERCISE: drill False", "health False"], await Titles(shared));
        Assert.Equal(["EXERCISE: drill True"], await Titles(drill));
        Assert.Equal(404, (await Error(await drill.Get(Objects("health")))).Status);
        Assert.Equal(404, (await Error(await drill.Post(Envelope(Malware(1)), Objects("health")))).Status);
        Assert.Equal(403, (await Error(await shared.Post(Envelope(Malware(1)), Objects("health")))).Status);
    }

    [Fact]
    public async Task What_goes_out_of_a_circle_bears_its_marking_and_stays_in_it()
    {
        using var program = new TaxiiProgram(ApiClient.Given(node.Console, [node.Circles["health"], node.Circles["drill"]], write: true));
        Assert.Equal(HttpStatusCode.Accepted, (await program.Post(Envelope(Malware(77)), Objects("health"))).StatusCode);
        await node.Console.Settle();
        var objects = (await program.Json(Objects("health"))).GetProperty("objects").EnumerateArray().ToList();
        Assert.Equal("marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb", objects.Single(each => each.GetProperty("type").GetString() == "malware").GetProperty("object_marking_refs")[0].GetString());
        Assert.Contains(objects, each => each.GetProperty("id").GetString() == "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb");
        Assert.Equal(404, (await Error(await program.Get($"{Objects("drill")}malware--{Uuid(77)}/"))).Status);
    }
}
