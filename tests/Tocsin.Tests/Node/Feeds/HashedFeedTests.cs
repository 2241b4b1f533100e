using Microsoft.AspNetCore.Http;
using NodaTime;
using Tocsin.Formats;
using Tocsin.Node.Feeds;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Tests.Api;
using Tocsin.Warn.Feeds;
using Xunit;

namespace Tocsin.Tests.Node.Feeds;

/// <summary>A circle is told hashes in place of values where a feed, or a program that hands a list in, asks for it.</summary>
public sealed class HashedFeedTests(ScopedNode node) : IClassFixture<ScopedNode>
{
    const string List = "value,type,description\n+84 24 3825 7777,phone,calls as a bank\n192.0.2.7,ip,\n";

    async Task<List<string>> Told(string type)
    {
        await node.Console.Settle();
        var hash = ValueSalt.Of(node.Console.Node.Register.Circle(node.Circles["health"])!.Current!).Hash(new NamedValue("phone", "+842438257777"));
        var holders = await ValueIndex.Find(node.Console.Node.Views, ValueRole.Indicator, type, type == "phone" ? "+842438257777" : hash.Value, long.MaxValue, default);
        return [.. holders.Select(holder => holder.Address.Log.Circle.ToBase64Url()).Distinct()];
    }

    [Fact]
    public async Task A_feed_and_a_program_tell_hashes()
    {
        using var program = ApiClient.Of(node.Console, "hashes", write: true, circles: node.Circles["health"]);
        var answer = await program.Post("/api/v1/records?name=list.csv&hash_values=true", System.Text.Encoding.UTF8.GetBytes(List));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("\"accepted\":1", text, StringComparison.Ordinal);
        Assert.Contains("is not told as a hash", text, StringComparison.Ordinal);
        Assert.Equal([node.Circles["health"].ToBase64Url()], await Told("hashed-phone"));
        Assert.Empty(await Told("phone"));
        Assert.Contains("Only a list of indicators", (await ApiClient.Problem(await program.Post("/api/v1/records?hash_values=true", ApiClient.GeoJson("x")))).Detail, StringComparison.Ordinal);
        using var own = ApiClient.Of(node.Console, "hashes-own", write: true);
        Assert.Equal((400, "parameter 'hash_values'"), await ApiClient.Problem(await own.Post("/api/v1/records?hash_values=true", [1])) is var (status, at, _) ? (status, at) : default);

        await using var server = await FeedServer.Start(http => http.Response.WriteAsync(List));
        using var fetch = new FeedFetch(TimeProvider.System, TimeSpan.FromMinutes(1));
        var feed = new UrlFeed { Name = "list", Url = new Uri(server.Origin, "/list.csv"), Every = Duration.FromMinutes(1), Circle = "health", Format = FileFormat.Indicators, HashesValues = true };
        var health = await new AskFeed(node.Console.Node, fetch).Handle(feed, FeedHealth.Unasked, default);
        Assert.Equal((1L, 1L, (Instant?)null), (health.News, health.Refused, health.FailingSince));
        Assert.Empty(await Told("phone"));
        var lost = await new AskFeed(node.Console.Node, fetch).Handle(feed with { Circle = null }, FeedHealth.Unasked, default);
        Assert.Contains("name the circle", lost.Why, StringComparison.Ordinal);
    }
}
