using NodaTime;
using Tocsin.Share.Records;
using Tocsin.Tests.Warn.Noticing;
using Tocsin.Tests.Warn.Partners;
using Xunit;

namespace Tocsin.Tests.Warn.Neighbours;

public sealed class ClusterTests
{
    const int Weeks = 24;

    static async Task<WarningFacts[]> Facts(WarnNode node) => [.. (await node.Warnings()).Select(warning => (WarningFacts)warning.What!)];

    static long Outbreak(string name) => name is "A3" or "B3" or "B4" ? 14 : 0;

    [Fact]
    public async Task A_cluster_on_both_sides_of_a_border_rings_and_says_whom_it_concerns()
    {
        await using var node = await WarnNode.Open(BorderLand.Clusters);
        await new BorderLand(seed: 1).Tell(node, Weeks, Outbreak);
        var facts = Assert.Single(await Facts(node), each => each.Message == MessageType.Alert);
        Assert.Matches(@"^Cholera: a cluster of \d+ cases round [AB]\d, \d+ places within \d+ km, the week of 2026-02-16; [\d.]+ expected there, by 1\d places over 24 periods; p = 0\.001\. "
            + @"It crosses the border of Laos and Vietnam, which makes it extreme\.( \d places? ha(s|ve) not reported yet\.)?$", (await Facts(node))[^1].Why);
        Assert.Equal((BorderRelation.Crosses, "LA VN", 0), (facts.Concerned!.Border, string.Join(' ', facts.Concerned.Countries), facts.Concerned.Neighbours.Count));
        Assert.Equal([node.Journal.Log.Party.ToBase64Url()], facts.Concerned.Parties);
        Assert.Equal((Severity.Extreme, 0.001), (facts.Severity, facts.Numbers!["pValue"]));
        Assert.True(facts.Numbers["count"] >= 30 && facts.Numbers["expected"] < facts.Numbers["count"] / 2, facts.Why);
        var where = (await node.Warnings())[^1].Where!;
        Assert.Equal(NetTopologySuite.Geometries.Dimension.Surface, where.Geometry!.Dimension);
        Assert.True(where.Geometry.Contains(new NetTopologySuite.Geometries.Point(103.85, 19.4)) && where.Geometry.Contains(new NetTopologySuite.Geometries.Point(104.15, 19.4)));
        await node.CheckAll();
    }

    [Fact]
    public async Task A_cluster_near_a_border_and_one_away_from_any_are_said_as_such()
    {
        await using var near = await WarnNode.Open(BorderLand.Clusters);
        await new BorderLand(seed: 2).Tell(near, Weeks, name => name == "A3" ? 30 : 0);
        Assert.Contains("It lies within 40 km of Vietnam.", (await Facts(near))[^1].Why, StringComparison.Ordinal);
        Assert.Equal((BorderRelation.Nears, "LA", "VN"), ((await Facts(near))[^1].Concerned!.Border, (await Facts(near))[^1].Concerned!.Countries.Single(), (await Facts(near))[^1].Concerned!.Neighbours.Single()));
        Assert.Equal(Severity.Severe, (await Facts(near))[^1].Severity);
        await near.CheckAll();

        await using var inland = await WarnNode.Open(BorderLand.Clusters);
        await new BorderLand(seed: 2).Tell(inland, Weeks, name => name is "D2" or "D3" ? 15 : 0);
        Assert.Contains("It lies in Vietnam, more than 40 km from any other country.", (await Facts(inland))[^1].Why, StringComparison.Ordinal);
        Assert.Equal(BorderRelation.Within, (await Facts(inland))[^1].Concerned!.Border);
        await inland.CheckAll();
    }

    [Fact]
    public async Task A_late_correction_cancels_and_a_later_one_rings_again()
    {
        await using var node = await WarnNode.Open(BorderLand.Clusters);
        await new BorderLand(seed: 2).Tell(node, Weeks, name => name == "A3" ? 30 : 0);
        Assert.Equal(["Alert Severe"], await node.Said());
        await node.Tell(BorderLand.Count("A3", BorderLand.Monday, 3));
        await node.Settle();
        Assert.Equal(["Alert Severe", "Cancel Severe"], await node.Said());
        Assert.Equal("Cholera in the week of 2026-02-16: no cluster stands out from chance.", (await Facts(node))[^1].Why);
        await node.Tell(BorderLand.Count("A3", BorderLand.Monday, 60));
        await node.Settle();
        Assert.Equal(["Alert Severe", "Cancel Severe", "Alert Severe"], await node.Said());
        Assert.Single(await node.Threads());
        await node.CheckAll();
    }

    [Fact]
    public async Task What_is_taken_back_is_cancelled()
    {
        await using var node = await WarnNode.Open(BorderLand.Clusters);
        await new BorderLand(seed: 2).Tell(node, Weeks, _ => 0, isLeftOut: name => name == "A3");
        var high = await node.Append(BorderLand.Count("A3", BorderLand.Monday, 33));
        await node.Settle();
        Assert.Equal(["Alert Severe"], await node.Said());
        await node.Withdraw(high.Address, high.LeafHash);
        await node.Settle();
        Assert.Equal(["Alert Severe", "Cancel Severe"], await node.Said());
        await node.CheckAll();
    }

    [Fact]
    public async Task A_partner_s_series_takes_part_and_the_partner_is_named()
    {
        await using var node = await WarnNode.Open(BorderLand.Clusters);
        var partner = await node.Other(circle: 7, party: 9);
        await new BorderLand(seed: 1).Tell(node, Weeks, Outbreak, name => name[0] is 'A' or 'C' ? partner : null);
        var facts = (await Facts(node))[^1];
        Assert.Equal(BorderRelation.Crosses, facts.Concerned!.Border);
        Assert.Equal(new[] { node.Journal.Log.Party.ToBase64Url(), partner.Log.Party.ToBase64Url() }.Order(StringComparer.Ordinal), facts.Concerned.Parties);
        Assert.Contains(facts.Judgement!.Evidence.Addresses(), address => address.Log == partner.Log);
        await node.CheckAll();
    }

    [Fact]
    public async Task What_two_publishers_count_is_counted_once()
    {
        await using var node = await WarnNode.Open(BorderLand.Clusters);
        for (var week = Weeks - 1; week >= 0; week--) await node.Append(BorderLand.Count("A3", BorderLand.Monday.PlusWeeks(-week), week == 0 ? 33 : 3, "Another"));
        await node.Settle();
        await new BorderLand(seed: 2).Tell(node, Weeks, name => name == "A3" ? 30 : 0);
        Assert.Equal(["Alert Severe"], await node.Said());
        var numbers = (await Facts(node))[^1].Numbers!;
        Assert.Equal(1, numbers["seriesDoubled"]);
        Assert.Equal(BorderLand.Places.Length * 0.8, numbers["placesScanned"], tolerance: 1);
        await node.CheckAll();
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(5, false)]
    public async Task A_period_is_judged_when_enough_places_have_reported(int silent, bool rings)
    {
        string[] left = ["C1", "C2", "C3", "D1", "D2"];
        await using var node = await WarnNode.Open(BorderLand.Clusters);
        await new BorderLand(seed: 2).Tell(node, Weeks, name => name == "A3" ? 30 : 0, isLeftOut: name => left.Take(silent).Contains(name));
        Assert.Equal(rings ? 1 : 0, (await node.Said()).Length);
        if (rings) Assert.EndsWith(" 3 places have not reported yet.", (await Facts(node))[^1].Why, StringComparison.Ordinal);
        await node.CheckAll();
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task History_does_not_ring(int minutesTooOld, bool rings)
    {
        await using var node = await WarnNode.Open(BorderLand.Clusters);
        node.Clock.Now = BorderLand.Monday.PlusWeeks(1).AtMidnight().InUtc().ToInstant() + Duration.FromDays(28) + Duration.FromMinutes(minutesTooOld);
        await new BorderLand(seed: 2).Tell(node, Weeks, name => name == "A3" ? 30 : 0);
        Assert.Equal(rings ? 1 : 0, (await node.Said()).Length);
    }

    /// <summary>Random counts: at a p of 0.01 one week in a hundred may ring; 2.4 are expected of these 240, and 9 or more would be a chance of 1 in 1,000.</summary>
    [Fact]
    public void Random_counts_ring_no_more_often_than_the_rule_says() =>
        Assert.InRange(Enumerable.Range(100, 240).Count(seed => NeighbourChance.Rings(BorderLand.Clusters, seed, Weeks)), 0, 8);

    [Theory]
    [InlineData(200, 0)]
    [InlineData(201, 1)]
    public async Task Two_hundred_places_are_judged_together_and_of_more_it_is_said(int places, int beyond)
    {
        await using var node = await WarnNode.Open(BorderLand.Clusters.Replace("min_count: 5", "min_count: 20", StringComparison.Ordinal).Replace("fresh_for: 28d", "fresh_for: 7d", StringComparison.Ordinal));
        async Task Tell(int place, int week, long count)
        {
            var draft = CountDrafts.Count("cholera", $"P{place}", BorderLand.Monday.PlusWeeks(-week), count);
            await node.Tell(draft with { Where = new Where { Name = $"P{place}", Geometry = new NetTopologySuite.Geometries.Point(104.5 + place % 20 * 0.1, 18.5 + place / 20 * 0.1) } });
        }

        for (var week = 9; week >= 0; week--)
            for (var place = 0; place < places; place++) await Tell(place, week, 1);
        await Tell(7, 0, 40);
        await node.Settle();
        Assert.Equal(["Alert Severe"], await node.Said());
        var facts = (await Facts(node))[^1];
        var numbers = facts.Numbers!;
        Assert.Equal(beyond, numbers.GetValueOrDefault("placesBeyond"));
        Assert.Equal(200, numbers["placesScanned"]);
        Assert.Equal(beyond == 1, facts.Why.EndsWith(" 1 place was left out, because there are too many to judge together.", StringComparison.Ordinal));
        await EarthquakeTests.EveryWarningReplays(node);
    }

    [Fact]
    public async Task Where_populations_are_known_a_rate_can_be_compared()
    {
        await using var node = await WarnNode.Open(BorderLand.Clusters.Replace("model: permutation", "model: poisson", StringComparison.Ordinal));
        await new BorderLand(seed: 1).Tell(node, Weeks, Outbreak);
        Assert.Empty(await node.Said());      // Nobody's population is known.

        await using var other = await WarnNode.Open(BorderLand.Clusters.Replace("model: permutation", "model: poisson", StringComparison.Ordinal));
        await new BorderLand(seed: 1) { People = 100_000 }.Tell(other, Weeks, Outbreak);
        Assert.Contains("Cholera: a cluster of ", (await Facts(other))[^1].Why, StringComparison.Ordinal);
        await other.CheckAll();
    }
}
