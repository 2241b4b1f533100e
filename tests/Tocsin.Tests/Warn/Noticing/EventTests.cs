using NodaTime;
using Tocsin.Share.Records;
using Xunit;
using static Tocsin.Tests.Warn.Noticing.NoticingNode;

namespace Tocsin.Tests.Warn.Noticing;

public sealed class EventTests
{
    static readonly Duration Day = Duration.FromDays(1);

    static Draft Cyclone(WarnNode node, Severity severity, long episode, Duration? began = null, Duration? endsIn = null, Urgency urgency = Urgency.Immediate, string type = "tropical-cyclone") => Observation(
        type, Category.Met, node.Clock.Now - (began ?? Day), "TC1", 105.8, 21, severity, until: node.Clock.Now + (endsIn ?? Duration.Zero), version: episode, urgency: urgency);

    [Fact]
    public async Task A_graded_event_rings_rises_and_is_cancelled_when_it_is_graded_down()
    {
        await using var node = await WarnNode.Open(Only("graded-events"));
        await node.Tell(Cyclone(node, Severity.Minor, 1));
        await node.Tell(Cyclone(node, Severity.Severe, 2));
        await node.Tell(Cyclone(node, Severity.Extreme, 3));
        await node.Tell(Cyclone(node, Severity.Minor, 4));
        await node.Settle();
        Assert.Equal(
        [
            "Alert Severe: Tropical cyclone, 5 km WSW of Hanoi: its source calls it severe.",
            "Update Extreme: The severity rose from severe to extreme. Tropical cyclone, 5 km WSW of Hanoi: its source calls it extreme.",
            "Cancel Extreme: Its source calls it minor now; the rule asks for severe.",
        ], await node.Why());
        Assert.Single(await node.Threads());
        await node.Check();
    }

    [Theory]
    [InlineData(20, 0, true)]
    [InlineData(20, -73, false)]
    [InlineData(3, -72, true)]
    public async Task It_is_news_while_it_lasts_and_a_little_longer(int beganDaysAgo, int endsInHours, bool rings)
    {
        await using var node = await WarnNode.Open(Only("graded-events"));
        await node.Tell(Cyclone(node, Severity.Extreme, 1, Day * beganDaysAgo, Duration.FromHours(endsInHours)));
        await node.Settle();
        Assert.Equal(rings ? 1 : 0, (await node.Said()).Length);
    }

    [Fact]
    public async Task What_is_past_or_of_another_type_or_taken_back_does_not_ring_on()
    {
        await using var node = await WarnNode.Open(Only("graded-events"));
        await node.Tell(Cyclone(node, Severity.Extreme, 1, urgency: Urgency.Past));
        await node.Tell(Observation("earthquake", Category.Geo, node.Clock.Now, "EQ1", 105.8, 21, Severity.Extreme));
        await node.Settle();
        Assert.Empty(await node.Said());
        var flood = await node.Append(Observation("flood", Category.Met, node.Clock.Now, "FL1", 105.8, 21, Severity.Severe));
        await node.Withdraw(flood.Address, flood.LeafHash);
        await node.Settle();
        Assert.Equal(["Alert Severe", "Cancel Severe"], await node.Said());
        await node.Check();
    }

    static Draft Attack(WarnNode node, string key, Severity severity, Duration ago, string? subregion = "71", double longitude = 104, double latitude = 1.2) => Observation(
        "ship-attack", Category.Transport, node.Clock.Now - ago, key, longitude, latitude, severity, codes: subregion is null ? [] : new() { ["subregion"] = subregion });

    [Fact]
    public async Task An_attack_rings_by_its_severity_in_the_area()
    {
        await using var node = await WarnNode.Open(Only("attacks-on-ships", ("area: any", "area: { bbox: [100, -5, 110, 5] }")));
        await node.Tell(Attack(node, "a", Severity.Minor, Day));
        await node.Tell(Attack(node, "b", Severity.Severe, Day, "57", longitude: 3));
        await node.Settle();
        Assert.Empty(await node.Said());
        await node.Tell(Attack(node, "c", Severity.Moderate, Day));
        await node.Settle();
        Assert.Equal("Alert Moderate: Attack on a ship: by its source's word for the attackers it is moderate; 2 in 30 days in subregion 71, 0.04 expected by the year before.", Assert.Single(await node.Why()));
        await node.Check();
    }

    [Fact]
    public async Task Attacks_that_come_too_often_make_it_one_step_worse()
    {
        await using var node = await WarnNode.Open(Only("attacks-on-ships"));
        for (var i = 0; i < 3; i++) await node.Tell(Attack(node, $"old {i}", Severity.Minor, Duration.FromDays(60 + i * 90)));
        for (var i = 0; i < 3; i++) await node.Tell(Attack(node, $"new {i}", Severity.Minor, Duration.FromDays(6 - i)));
        await node.Settle();
        Assert.Equal("Alert Moderate: Attack on a ship, in itself minor: 3 in 30 days in subregion 71, 0.29 expected by the year before (p = 0.0032), which makes it moderate.", Assert.Single(await node.Why()));
        Assert.Equal(6, ((WarningFacts)(await node.Warnings())[0].What!).Judgement!.Evidence.Leaves.Count);
        await node.Check();
    }

    [Fact]
    public async Task Where_attacks_are_usual_they_are_no_surge()
    {
        await using var node = await WarnNode.Open(Only("attacks-on-ships"));
        for (var i = 0; i < 40; i++) await node.Tell(Attack(node, $"old {i}", Severity.Minor, Duration.FromDays(40 + i * 8)));
        for (var i = 0; i < 4; i++) await node.Tell(Attack(node, $"new {i}", Severity.Minor, Duration.FromDays(6 - i)));
        await node.Settle();
        Assert.Empty(await node.Said());
        await node.Check();
    }

    [Fact]
    public async Task Old_attacks_do_not_ring_corrections_move_them_and_what_is_taken_back_is_cancelled()
    {
        await using var node = await WarnNode.Open(Only("attacks-on-ships"));
        for (var i = 0; i < 20; i++) await node.Tell(Attack(node, $"old {i}", Severity.Severe, Duration.FromDays(15 + i)));
        await node.Settle();
        Assert.Empty(await node.Said());
        await node.Tell(Attack(node, "c", Severity.Severe, Day, "57"));
        await node.Tell(Attack(node, "c", Severity.Severe, Day, "72"));
        await node.Settle();
        Assert.Equal(["Alert Severe", "Cancel Severe", "Alert Severe"], await node.Said());
        var known = (await node.Records.ReadAfter(0, 1_000, WarnNode.Stop)).Select(stored => stored.Read().Value).Last(record => record.What is EventFacts);
        await node.Withdraw(known.Address, known.LeafHash);
        await node.Settle();
        Assert.Equal("Cancel Severe", (await node.Said())[^1]);
        await node.Check();
    }
}
