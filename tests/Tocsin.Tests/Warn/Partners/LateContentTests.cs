using NodaTime;
using Tocsin.Share.Logs;
using Xunit;

namespace Tocsin.Tests.Warn.Partners;

/// <summary>Content that comes later than its leaf is judged when it comes, and nothing is judged twice.</summary>
public sealed class LateContentTests
{
    [Fact]
    public async Task What_came_without_its_content_rings_when_that_comes()
    {
        await using var node = await WarnNode.Open();
        var partner = await node.Other(circle: 7, party: 9);
        await node.Append(PartnerNode.Sighting(node, "a.evil.example"));
        var told = await partner.Say(PartnerNode.Indicator("evil.example"));
        var content = await Content(node, told);
        await node.Records.Erase(told.Address, default, forgetIdentity: false, WarnNode.Stop);
        await node.Settle();
        Assert.Empty(await node.Whys());
        await node.Records.Fill(partner.Log, [(told.Address.Index, content)], WarnNode.Stop);
        await node.Settle();
        Assert.Equal(["Known malicious domain met once in our own logs; one indicator names it, with a confidence of 80 %."], await node.Whys());
    }

    [Fact]
    public async Task What_arrives_anew_with_more_of_its_content_is_counted_once()
    {
        await using var node = await WarnNode.Open();
        var partner = await node.Other(circle: 7, party: 9);
        await node.Append(PartnerNode.Indicator("evil.example"));
        var met = await partner.Say(PartnerNode.Sighting(node, "evil.example"));
        var shaken = await partner.Say(node.Quake("us1", 6.4, Duration.FromMinutes(1)));
        await node.Settle();
        var (whys, said) = (await node.Whys(), await node.Said());
        foreach (var again in new[] { met, shaken }) await node.Records.Fill(partner.Log, [(again.Address.Index, await Content(node, again))], WarnNode.Stop);
        await node.Settle();
        Assert.Equal(whys, await node.Whys());
        Assert.Equal(said, await node.Said());
        node.Clock.Now += Duration.FromHours(7);
        await partner.Say(PartnerNode.Sighting(node, "evil.example"));
        await node.Settle();
        Assert.Contains("met 2 times", (await node.Whys())[^1], StringComparison.Ordinal);
        await node.CheckAll();
    }

    static async Task<byte[]> Content(WarnNode node, Appended.Stored told) => (await node.Records.Read(told.Address, WarnNode.Stop))!.Content.ToArray();
}
