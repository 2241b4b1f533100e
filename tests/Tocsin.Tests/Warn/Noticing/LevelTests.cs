using NodaTime;
using Tocsin.Share.Records;
using Xunit;
using static Tocsin.Tests.Warn.Noticing.NoticingNode;

namespace Tocsin.Tests.Warn.Noticing;

public sealed class LevelTests
{
    static readonly string River = Only("river-levels");

    static Draft Gauge(WarnNode node, double metres, int minutesAgo, double? warning = 5, string station = "P.1") => Observation(
        "water-level", Category.Met, node.Clock.Now - Duration.FromMinutes(minutesAgo), $"{station} {minutesAgo}", 105.8, 21,
        numbers: warning is { } own ? new() { ["levelMetres"] = metres, ["warningLevelMetres"] = own } : new() { ["levelMetres"] = metres }, codes: new() { ["station"] = station });

    [Fact]
    public async Task It_rings_over_its_level_rises_does_not_flap_and_ends()
    {
        await using var node = await WarnNode.Open(River);
        var minute = 600;
        foreach (var metres in (double[])[4.9, 5.0, 5.1, 4.95, 5.05, 4.85, 6.2, 5.5, 4.8, 4.79, 4.9, 5.2])
            await node.Append(Gauge(node, metres, minute -= 15));
        await node.Settle();
        Assert.Equal(
        [
            "Alert Moderate: High water, 5 km WSW of Hanoi: 5 m, at or over its level of 5 m.",
            "Update Severe: The severity rose from moderate to severe. High water, 5 km WSW of Hanoi: 6.2 m, at or over its level of 5 m.",
            "Cancel Severe: It is at 4.79 m, under its level of 5 m.",
            "Alert Moderate: High water, 5 km WSW of Hanoi: 5.2 m, at or over its level of 5 m.",
        ], await node.Why());
        Assert.Equal(2, (await node.Threads()).Count);
        await node.Check();
    }

    [Fact]
    public async Task Late_values_say_nothing_corrections_and_withdrawals_do()
    {
        await using var node = await WarnNode.Open(River);
        await node.Append(Gauge(node, 4, 10));
        await node.Append(Gauge(node, 9, 20));   // Late: it is over already.
        await node.Settle();
        Assert.Empty(await node.Said());
        await node.Tell(Gauge(node, 5.5, 10));
        await node.Tell(Gauge(node, 4.5, 10));
        await node.Settle();
        Assert.Equal(["Alert Moderate", "Cancel Moderate"], await node.Said());
        var high = await node.Append(Gauge(node, 7, 5));
        await node.Withdraw(high.Address, high.LeafHash);
        await node.Settle();
        Assert.Equal(["Alert Severe", "Cancel Severe"], (await node.Said())[2..]);
        await node.Check();
    }

    [Theory]
    [InlineData(24 * 60, true)]
    [InlineData(24 * 60 + 1, false)]
    public async Task History_does_not_ring(int minutesAgo, bool rings)
    {
        await using var node = await WarnNode.Open(River);
        await node.Append(Gauge(node, 6, minutesAgo));
        await node.Settle();
        Assert.Equal(rings, (await node.Said()).Length == 1);
        Assert.Equal(rings, (await node.Views.ByKey("judge", "lv/", "lv0", 10, WarnNode.Stop)).Count > 0);
    }

    [Fact]
    public async Task A_station_without_a_level_is_not_looked_at_unless_the_rule_has_one()
    {
        foreach (var (rules, rings) in new[] { (River, 0), (Only("river-levels", ("level: own", "level_metres: 6")), 1) })
        {
            await using var node = await WarnNode.Open(rules);
            await node.Append(Gauge(node, 6, 10, warning: null));
            await node.Append(Gauge(node, 5.9, 10, warning: 5, station: "other"));
            await node.Settle();
            Assert.Equal(rings + (rings == 0 ? 1 : 0), (await node.Said()).Length);   // With its own level the other station rings.
            await node.Check();
        }
    }

    [Fact]
    public async Task A_fast_rise_rings_below_the_level()
    {
        await using var node = await WarnNode.Open(Only("river-levels", ("    clear_under_metres", "    rise: { metres_each_hour: 0.5, severity: minor }\n    clear_under_metres")));
        await node.Append(Gauge(node, 2, 120));
        await node.Append(Gauge(node, 2.4, 60));
        await node.Settle();
        Assert.Empty(await node.Said());
        await node.Append(Gauge(node, 3.2, 10));
        await node.Settle();
        Assert.Equal("Alert Minor: High water, 5 km WSW of Hanoi: 3.2 m, and it rises by 0.655 m an hour; its level is 5 m.", Assert.Single(await node.Why()));
        await node.Check();
    }

    [Fact]
    public async Task What_a_partner_tells_of_a_station_pushes_out_nothing_of_ours()
    {
        await using var node = await WarnNode.Open(Only("river-levels", ("    clear_under_metres", "    rise: { metres_each_hour: 0.5, severity: minor }\n    clear_under_metres")));
        var partner = await node.Other(circle: 5, party: 9);
        await node.Append(Gauge(node, 2, 100));
        for (var i = 0; i < 300; i++)
        {
            var told = Gauge(node, 2, 50);
            await partner.Append(told with { What = (EventFacts)told.What with { At = node.Clock.Now - Duration.FromMinutes(50) + Duration.FromSeconds(i) }, Source = told.Source! with { Key = new SourceKey("test", "", [$"{i}"], null) } }, WarnNode.Stop);
        }
        await node.Settle();
        await node.Append(Gauge(node, 3.2, 10));
        await node.Settle();
        Assert.StartsWith("Alert Minor: High water, 5 km WSW of Hanoi: 3.2 m, and it rises by 0.8 m an hour", Assert.Single(await node.Why()), StringComparison.Ordinal);
        await node.Check();
    }

    [Fact]
    public async Task Radiation_rings_at_its_rule_s_level()
    {
        await using var node = await WarnNode.Open(Only("radiation"));
        await node.Append(Observation("dose-rate", Category.CBRNE, node.Clock.Now, "1", 105.8, 21, numbers: new() { ["doseRateMicrosievertsPerHour"] = 0.9 }, codes: new() { ["station"] = "S" }));
        await node.Append(Observation("dose-rate", Category.CBRNE, node.Clock.Now + Duration.FromMinutes(1), "2", 105.8, 21, numbers: new() { ["doseRateMicrosievertsPerHour"] = 120 }, codes: new() { ["station"] = "S" }));
        await node.Settle();
        Assert.Equal("Alert Severe: Raised radiation, 5 km WSW of Hanoi: 120 µSv/h, at or over its level of 1 µSv/h.", Assert.Single(await node.Why()));
        await node.Check();
    }
}
