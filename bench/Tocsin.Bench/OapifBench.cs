using System.Diagnostics;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Tocsin.Node.Api.Tokens;
using Tocsin.Node.Http;
using Tocsin.Node.Officers;
using Tocsin.Share;
using Tocsin.Share.Views;

namespace Tocsin.Bench;

/// <summary>A map program's questions by box over a node with many records: a page over loopback, and the index alone.</summary>
static class OapifBench
{
    const int Questions = 50;

    public static async Task Run(int records)
    {
        await using var bench = await BenchNode.New();
        await VerifyBench.Grown(bench, records);
        await using var host = await NodeHost.Start(bench.Node, new Serving("http://127.0.0.1:0", new Entry.SignIn(), null), _ => { }, default);
        var added = (AddingToken.Added)host.Services.GetRequiredService<AddToken>().Handle(new TokenRequest("bench", [bench.Node.Log.Circle], MayWrite: false, Days: 1, Rate: 600_000));
        using var client = new HttpClient { BaseAddress = new Uri(host.Addresses[0]) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", added.Secret.ToString());
        // The hotspots lie in -10..20 N, 95..135 E.
        foreach (var (name, side) in new[] { ("a tenth of a degree", 0.1), ("a degree", 1.0), ("3 degrees", 3.0), ("10 degrees", 10.0), ("the world", 0.0) })
            foreach (var limit in new[] { 100, 1_000 })
                await Say(name, side, limit, after: records * 2L / 5, bench, client);
    }

    static async Task Say(string name, double side, int limit, long after, BenchNode bench, HttpClient client)
    {
        var (pages, index, found) = (new List<double>(), new List<double>(), 0L);
        for (var i = 0; i < Questions; i++)
        {
            var (west, south) = (95 + i * 7 % 30, -10 + i * 3 % 18);
            var box = side == 0 ? new Box(-180, -90, 180, 90) : new Box(west, south, west + side, south + side);
            // Half of them stand in the middle of the pages, as a program does that follows the links.
            var from = i % 2 * after;
            var began = Stopwatch.GetTimestamp();
            var body = await client.GetByteArrayAsync(FormattableString.Invariant($"/ogc/collections/records/items?bbox={box.West},{box.South},{box.East},{box.North}&limit={limit}&after={from}"));
            pages.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            found += body.Length > 1_000 ? 1 : 0;
            began = Stopwatch.GetTimestamp();
            await new PageRecords(bench.Node.Views).Handle(new RecordQuery { Box = box, Most = limit, AfterArrival = from, Circles = [bench.Node.Log.Circle] }, default);
            index.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        pages.Sort();
        index.Sort();
        Figures.Say("oapif", $"{name}, limit {limit}: a page, p50", pages[Questions / 2], "ms", $"p95 {pages[Questions * 95 / 100]:N1} ms, {found} of {Questions} held something");
        Figures.Say("oapif", $"{name}, limit {limit}: the index alone, p50", index[Questions / 2], "ms", $"p95 {index[Questions * 95 / 100]:N1} ms");
    }
}
