using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tocsin.Node.Api.Tokens;
using Tocsin.Node.Http;
using Tocsin.Node.Officers;

namespace Tocsin.Bench;

/// <summary>TAXII over loopback, client and server in one process: objects posted in batches of 100, pages of 100, and one by its id, in collections of several
/// sizes. The reference is a page's bytes from the same Kestrel with nothing behind it.</summary>
static class TaxiiBench
{
    const int Batch = 100, Writers = 16, Readers = 4, PagesOfOne = 250, ById = 500, More = 20_000;

    const string Objects = "/taxii2/tocsin/collections/private/objects/";

    static readonly MediaTypeHeaderValue Taxii = MediaTypeHeaderValue.Parse("application/taxii+json;version=2.1");

    public static async Task Run(int objects)
    {
        await Warm();
        foreach (var count in new[] { 1_000, 100_000, 1_000_000 }.Where(count => count <= Math.Max(objects, 1_000))) await Run(count, Named(count));
    }

    /// <summary>Posting alone.</summary>
    public static async Task Posting(int objects)
    {
        await Warm();
        await using var bench = await BenchNode.New();
        await using var host = await Serve(bench);
        using var client = Client(bench, host);
        await Posted(bench, client, 0, objects, $"{Named(objects)}: posted");
        await Unread(objects);
    }

    static string Named(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A process that has run for a while: what is met often is compiled.</summary>
    static async Task Warm()
    {
        await using var bench = await BenchNode.New();
        await using var host = await Serve(bench);
        using var client = Client(bench, host);
        await Post(client, Objects, 0, BenchNode.WarmRecords);
        await bench.Node.Settle(default);
    }

    static Task<NodeHost> Serve(BenchNode bench) => NodeHost.Start(bench.Node, new Serving("http://127.0.0.1:0", new Entry.SignIn(), null), _ => { }, default);

    static HttpClient Client(BenchNode bench, NodeHost host)
    {
        var added = (AddingToken.Added)host.Services.GetRequiredService<AddToken>().Handle(new TokenRequest("bench", [bench.Node.Log.Circle], MayWrite: true, Days: 1, Rate: 600_000));
        var client = new HttpClient { BaseAddress = new Uri(host.Addresses[0]) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", added.Secret.ToString());
        client.DefaultRequestHeaders.Accept.ParseAdd(Taxii.ToString());
        return client;
    }

    static async Task Posted(BenchNode bench, HttpClient client, int first, int count, string name)
    {
        var spent = new Spent();
        await Post(client, Objects, first, count);
        var (perSecond, durable) = (count / spent.Seconds, spent.MicrosecondsOf(count));
        var began = Stopwatch.GetTimestamp();
        await bench.Node.Settle(default);
        Figures.Say("taxii", $"{name}, in batches of {Batch}, durable", perSecond, "objects/s", $"{Writers} clients; processors {durable:N1} µs an object, {spent.MicrosecondsOf(count):N1} µs until all have followed, {Stopwatch.GetElapsedTime(began).TotalSeconds:N1} s later");
    }

    static async Task Run(int count, string name)
    {
        await using var bench = await BenchNode.New();
        await using var host = await Serve(bench);
        using var client = Client(bench, host);
        await Posted(bench, client, 0, count, $"{name}: posted");
        await Posted(bench, client, count, More, $"{name}: {Named(More)} more posted");
        await Unread(Math.Min(count, 100_000));
        await Imported(Math.Min(count, 100_000));
        var page = await client.GetByteArrayAsync($"{Objects}?limit={Batch}");
        await Read($"{name}: read at limit={Batch}", count, async (reader, read) =>
        {
            // Each begins in another part, and at the beginning again once it is through.
            var next = reader == 0 ? "" : $"&next={(long)count * reader / Readers}";
            for (var pages = 0; pages < PagesOfOne; pages++)
            {
                var bytes = await client.GetByteArrayAsync($"{Objects}?limit={Batch}{next}");
                read(bytes.Length > 1_000 ? Batch : 0);
                next = NextOf(bytes) is { } place ? $"&next={place}" : "";
            }
        });
        await Reference(page, client);

        var took = new List<double>();
        for (var i = 0; i < ById; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await client.GetByteArrayAsync($"{Objects}{IdOf((int)(i * 7919L % count))}/");
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        took.Sort();
        Figures.Say("taxii", $"{name}: one by its id, p50", took[ById / 2], "ms", $"p95 {took[ById * 95 / 100]:N2} ms");
    }

    static Task Post(HttpClient client, string path, int first, int count) => Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
    {
        for (var batch = writer; batch < count / Batch; batch += Writers)
        {
            using var answer = await client.PostAsync(path, new ByteArrayContent(Envelope(first + batch * Batch)) { Headers = { ContentType = Taxii } });
            if ((int)answer.StatusCode != 202) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
        }
    })));

    /// <summary>The same posts to a server that looks at nothing of them: what the client and the network cost.</summary>
    static async Task Unread(int count)
    {
        await using var app = Server(app => app.MapPost("/post", async (HttpRequest request) =>
        {
            await request.Body.CopyToAsync(Stream.Null);
            return Results.StatusCode(202);
        }));
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        var spent = new Spent();
        await Post(client, "/post", 0, count);
        Figures.Say("taxii", "reference: the same posts, nothing of them read", count / spent.Seconds, "objects/s", $"{Writers} clients; processors {spent.MicrosecondsOf(count):N1} µs an object");
        await app.StopAsync();
    }

    static WebApplication Server(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        map(app);
        return app;
    }

    /// <summary>The same objects as one bundle, without the network.</summary>
    static async Task Imported(int count)
    {
        await using var bench = await BenchNode.New();
        using var file = Bundle(count);
        var spent = new Spent();
        var report = await bench.Import(file, "bench.json");
        var (perSecond, durable) = (report.Accepted / spent.Seconds, spent.MicrosecondsOf(report.Accepted));
        await bench.Node.Settle(default);
        Figures.Say("taxii", "reference: the same objects imported as one bundle", perSecond, "objects/s", $"processors {durable:N1} µs an object, {spent.MicrosecondsOf(report.Accepted):N1} µs until all have followed");
    }

    /// <summary>The same objects as are posted, as one bundle.</summary>
    public static MemoryStream Bundle(int count)
    {
        var bundle = new StringBuilder("{\"type\":\"bundle\",\"id\":\"bundle--2ac7882f-76a3-4a9b-97b3-811b3af1c7c0\",\"objects\":[");
        for (var first = 0; first < count; first += Batch) bundle.Append(first == 0 ? "" : ",").Append(Encoding.UTF8.GetString(Envelope(first))["{\"objects\":[".Length..^2]);
        return new MemoryStream(Encoding.UTF8.GetBytes(bundle.Append("]}").ToString()));
    }

    static async Task Reference(byte[] page, HttpClient client)
    {
        await using var app = Server(app => app.MapGet("/page", () => Results.Bytes(page, Taxii.ToString())));
        await app.StartAsync();
        var url = new Uri($"{app.Urls.First()}/page");
        await Read("reference: the same page's bytes, kept in memory", 0, async (_, read) =>
        {
            for (var pages = 0; pages < PagesOfOne; pages++)
            {
                await client.GetByteArrayAsync(url);
                read(Batch);
            }
        });
        await app.StopAsync();
    }

    static async Task Read(string name, int count, Func<int, Action<int>, Task> reader)
    {
        var objects = 0L;
        var spent = new Spent();
        await Task.WhenAll(Enumerable.Range(0, Readers).Select(number => Task.Run(() => reader(number, read => Interlocked.Add(ref objects, read)))));
        Figures.Say("taxii", name, objects / spent.Seconds, "objects/s", $"{Readers} clients; processors {spent.MicrosecondsOf(objects):N1} µs an object{(count > 0 ? ", the client's among them" : "")}");
    }

    /// <summary>Where the next page begins; the server writes it first.</summary>
    static string? NextOf(ReadOnlySpan<byte> page)
    {
        var json = new Utf8JsonReader(page);
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName) continue;
            if (json.ValueTextEquals("objects"u8)) return null;
            var isNext = json.ValueTextEquals("next"u8);
            json.Read();
            if (isNext) return json.GetString();
        }
        return null;
    }

    static string IdOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{(number % 3) switch { 0 => "indicator", 1 => "relationship", _ => "malware" }}--{unchecked((uint)number * 2654435761u):x8}-06ce-492e-8472-{number:x12}");

    static byte[] Envelope(int first)
    {
        var text = new StringBuilder("{\"objects\":[");
        for (var i = first; i < first + Batch; i++)
        {
            text.Append(i == first ? "" : ",").Append(CultureInfo.InvariantCulture, $"{{\"type\":\"{IdOf(i).Split("--")[0]}\",\"spec_version\":\"2.1\",\"id\":\"{IdOf(i)}\",\"created_by_ref\":\"identity--39012926-a052-44c4-ae48-caaf4a10ee6e\",\"created\":\"2024-02-27T13:57:10.515Z\",\"modified\":\"2024-02-27T13:57:10.515Z\",");
            text.Append((i % 3) switch
            {
                0 => $"\"name\":\"Malicious URL\",\"indicator_types\":[\"malicious-activity\"],\"pattern\":\"[url:value = 'http://h{i}.example/a']\",\"pattern_type\":\"stix\",\"valid_from\":\"2024-06-29T09:10:15.915Z\"}}",
                1 => $"\"relationship_type\":\"indicates\",\"source_ref\":\"indicator--{i:x8}-06ce-492e-8472-2b52ccb53191\",\"target_ref\":\"malware--{i:x8}-06ce-492e-8472-2b52ccb53191\"}}",
                _ => $"\"name\":\"Sample {i}\",\"is_family\":true,\"description\":\"A family that was met in the campaign of the spring, and of which {i} samples were kept for study.\"}}",
            });
        }
        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }
}
