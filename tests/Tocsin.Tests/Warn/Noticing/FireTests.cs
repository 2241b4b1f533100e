using NodaTime;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Following;
using Xunit;
using static Tocsin.Tests.Warn.Noticing.NoticingNode;

namespace Tocsin.Tests.Warn.Noticing;

public sealed class FireTests
{
    static readonly Duration Hour = Duration.FromHours(1);

    // Ten hotspots near Hanoi make it moderate, twenty severe.
    static readonly string Rules = Only("fires",
        ("{ hotspots: 300, radiative_power_mw: 5000, people: 50000 }", "{ hotspots: 200, radiative_power_mw: 5000, people: 50000 }"),
        ("{ hotspots: 100, radiative_power_mw: 1000, people: 5000 }", "{ hotspots: 20, radiative_power_mw: 100, people: 5000 }"),
        ("{ hotspots: 30, radiative_power_mw: 200, people: 1000 }", "{ hotspots: 10, radiative_power_mw: 50, people: 1000 }"));

    static Draft Spot(WarnNode node, string key, double longitude, double latitude = 21.02, double hoursAgo = 1, string confidence = "nominal", string firmsType = "0") => Observation(
        "hotspot", Category.Fire, node.Clock.Now - Duration.FromHours(hoursAgo), key, longitude, latitude,
        numbers: new() { ["radiativePowerMw"] = 10 }, codes: new() { ["confidence"] = confidence, ["firmsType"] = firmsType });

    /// <summary>A row of hotspots about a kilometre apart.</summary>
    static async Task Row(WarnNode node, string name, int count, double from = 105.8, double latitude = 21.02, double hoursAgo = 1)
    {
        for (var i = 0; i < count; i++) await node.Append(Spot(node, $"{name} {i}", from + i * 0.01, latitude + i % 2 * 0.01, hoursAgo - i * 0.001));
    }

    [Fact]
    public async Task Hotspots_near_each_other_and_near_people_are_a_fire()
    {
        await using var node = await WarnNode.Open(Rules);
        await Row(node, "a", 9);
        await node.Settle();
        Assert.Empty(await node.Said());
        await node.Append(Spot(node, "a 10", 105.89));
        await node.Settle();
        Assert.Equal("Alert Moderate: Fire, in Hanoi: 10 hotspots on about 9 km², 100 MW in the last 24 hours, about 1,431,270 people within 10 km.", Assert.Single(await node.Why()));
        await node.Check();
    }

    [Fact]
    public async Task It_speaks_again_when_it_grows_by_a_quarter_or_becomes_worse()
    {
        await using var node = await WarnNode.Open(Rules);
        await Row(node, "a", 22);
        await node.Settle();
        var why = await node.Why();
        Assert.StartsWith("Alert Moderate: Fire, ", why[0], StringComparison.Ordinal);
        Assert.StartsWith("Update Moderate: The area grew from 9 to 12 km². Fire, ", why[1], StringComparison.Ordinal);
        Assert.Contains(why, text => text.StartsWith("Update Severe: The severity rose from moderate to severe. ", StringComparison.Ordinal));
        Assert.Single(await node.Threads());
        await node.Check();
    }

    [Fact]
    public async Task Fires_that_meet_are_one()
    {
        await using var node = await WarnNode.Open(Rules);
        await Row(node, "west", 12, 105.70, hoursAgo: 3);
        await Row(node, "east", 12, 105.86, hoursAgo: 2);
        await node.Settle();
        Assert.Equal(2, (await node.Threads()).Count(thread => !thread.IsCancelled));
        await Row(node, "between", 4, 105.815);
        await node.Settle();
        var cancelled = Assert.Single(await node.Why(), text => text.StartsWith("Cancel", StringComparison.Ordinal));
        Assert.EndsWith("It turned out to belong to another event that has its own warning.", cancelled, StringComparison.Ordinal);
        Assert.Equal(1, (await node.Threads()).Count(thread => !thread.IsCancelled));
        await node.Check();
    }

    [Fact]
    public async Task What_is_far_away_or_later_is_another_fire_and_a_lone_hotspot_none()
    {
        await using var node = await WarnNode.Open(Rules);
        await Row(node, "hanoi", 10);
        await Row(node, "vientiane", 10, 102.6, 17.97);
        for (var i = 0; i < 30; i++) await node.Append(Spot(node, $"lone {i}", 100 + i, 10));
        node.Clock.Now += Duration.FromDays(4);
        await Row(node, "hanoi again", 10);
        await node.Settle();
        Assert.Equal(["Alert Moderate", "Alert Moderate", "Cancel Moderate", "Cancel Moderate", "Alert Moderate"], await node.Said());
        Assert.Equal(3, (await node.Threads()).Count);
        await node.Check();
    }

    static Draft Note => new() { Kind = Kind.Note, What = new NoteFacts() };

    [Fact]
    public async Task A_fire_that_falls_quiet_ends_once_with_the_next_record_of_this_party()
    {
        await using var node = await WarnNode.Open(Rules);
        var partner = await node.Other(circle: 5, party: 9);
        await Row(node, "a", 10, hoursAgo: 2);
        await node.Settle();
        var last = WarnNode.Noon - 2 * Hour + 0.009 * Hour;
        node.Clock.Now = last + 3 * 24 * Hour;
        await node.Append(Note);
        await node.Settle();
        Assert.Equal(["Alert Moderate"], await node.Said());
        node.Clock.Now += Duration.FromSeconds(1);
        await partner.Append(Note, WarnNode.Stop);      // Another party's word does not say what time it is here.
        await node.Settle();
        Assert.Equal(["Alert Moderate"], await node.Said());
        for (var i = 0; i < 3; i++) await node.Append(Note);
        await node.Settle();
        Assert.Equal("Cancel Moderate: It has been quiet since 2026-03-01 10:00 UTC: no hotspot of it was seen for more than 72 h.", (await node.Why())[1..].Single());
        Assert.True(Assert.Single(await node.Threads()).IsCancelled);
        await node.Check();
        Assert.IsType<Rebuilding.Same>(await node.Rebuild());
    }

    [Fact]
    public async Task While_hotspots_come_it_goes_on_and_one_that_comes_late_rings_its_thread_anew()
    {
        await using var node = await WarnNode.Open(Rules);
        await Row(node, "a", 10);
        for (var day = 1; day <= 6; day++)
        {
            node.Clock.Now += 20 * Hour;
            await Row(node, $"day {day}", 4, hoursAgo: 0.1);
        }
        await node.Settle();
        Assert.DoesNotContain(await node.Said(), said => said.StartsWith("Cancel", StringComparison.Ordinal));
        node.Clock.Now += 73 * Hour;
        await node.Append(Note);
        await node.Settle();
        Assert.Equal("Cancel Moderate", (await node.Said())[^1]);
        await node.Append(Spot(node, "late", 105.81, hoursAgo: 23));    // The satellite had seen it; by it the fire was never quiet.
        await node.Append(Spot(node, "later", 105.82, hoursAgo: 22.9));
        await node.Settle();
        await node.Check();
    }

    [Theory]
    [InlineData("low", "0", false)]
    [InlineData("nominal", "0", true)]
    [InlineData("high", "0", true)]
    [InlineData("high", "1", false)]
    [InlineData("high", "2", false)]
    public async Task Doubtful_hotspots_and_lasting_heat_do_not_count(string confidence, string type, bool rings)
    {
        await using var node = await WarnNode.Open(Rules);
        for (var i = 0; i < 10; i++) await node.Append(Spot(node, $"{i}", 105.8 + i * 0.01, 21.02, 1, confidence, type));
        await node.Settle();
        Assert.Equal(rings ? 1 : 0, (await node.Said()).Length);
    }

    [Fact]
    public async Task Hotspots_taken_back_put_the_fire_out()
    {
        await using var node = await WarnNode.Open(Rules);
        await Row(node, "a", 9);
        var last = await node.Append(Spot(node, "last", 105.89));
        await node.Settle();
        await node.Withdraw(last.Address, last.LeafHash);
        await node.Settle();
        Assert.Equal(["Alert Moderate", "Cancel Moderate"], await node.Said());
        await node.Append(Spot(node, "another", 105.89));
        await node.Settle();
        Assert.Equal(3, (await node.Said()).Length);
        await node.Check();
    }

    [Fact]
    public async Task A_late_hotspot_that_makes_the_fire_older_changes_no_thread()
    {
        await using var node = await WarnNode.Open(Rules);
        await Row(node, "a", 10);
        await node.Append(Spot(node, "b 0", 105.79, hoursAgo: 20));
        await node.Append(Spot(node, "b 1", 105.80, hoursAgo: 20));
        await node.Append(Spot(node, "b 2", 105.81, hoursAgo: 20));
        await node.Settle();
        Assert.Single(await node.Threads());
        Assert.DoesNotContain(await node.Said(), said => said.StartsWith("Cancel", StringComparison.Ordinal));
        await node.Check();
    }

    [Fact]
    public async Task Old_hotspots_do_not_ring()
    {
        await using var node = await WarnNode.Open(Rules);
        await Row(node, "old", 30, hoursAgo: 30);
        await node.Settle();
        Assert.Empty(await node.Said());
        Assert.NotEmpty(await Pages(node));
        node.Clock.Now += Duration.FromDays(5);
        for (var i = 0; i < 300; i++) await node.Append(Spot(node, $"lone {i}", -100 + i * 0.5, -10));
        await node.Settle();
        Assert.Equal(2, (await Pages(node)).Count);   // The old ones share the first bundle with fresh ones; a bundle goes as a whole.
        Assert.DoesNotContain(await node.Views.ByKey("judge", "firethread/", "firethread0", 10, WarnNode.Stop), _ => true);
        await node.Check();
    }

    static Task<IReadOnlyList<ViewDocument>> Pages(WarnNode node) => node.Views.ByKey("judge", "fire/", "fire0", 1_000, WarnNode.Stop);

    [Fact]
    public async Task Hotspots_of_history_leave_nothing_behind()
    {
        await using var node = await WarnNode.Open(Rules);
        var drafts = Enumerable.Range(0, 3_000).Select(i => Spot(node, $"{i}", 100 + i % 1_000 * 0.01, 10 + i / 1_000 * 0.01, 24 * 30)).ToList();
        foreach (var chunk in drafts.Chunk(2_000)) await node.Journal.Append(chunk, WarnNode.Stop);
        await node.Step(new IndexFollower(node.Records));
        var views = new MemoryViews(node.Views);
        var judge = new JudgeFollower(node.Journal, node.Records, views, TestWorld.Atlas, node.Clock);
        for (var cursor = 0L; await node.Records.ReadAfter(cursor, 2_000, WarnNode.Stop) is { Count: > 0 } batch; cursor = batch[^1].Arrival)
            views.Apply(await judge.Follow(batch, WarnNode.Stop));
        Assert.Empty(await node.Said());
        Assert.DoesNotContain(views.Rows(), row => row.Contains("judge fire/", StringComparison.Ordinal));
    }
}
