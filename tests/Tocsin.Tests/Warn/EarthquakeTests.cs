using NodaTime;
using Tocsin.Formats;
using Tocsin.Formats.Usgs;
using Tocsin.Share.Records;
using Tocsin.Warn;
using Xunit;

namespace Tocsin.Tests.Warn;

public sealed class EarthquakeTests
{
    static readonly Duration Hour = Duration.FromHours(1), Minute = Duration.FromMinutes(1);

    [Fact]
    public async Task It_rings_once_and_says_why_in_our_own_words()
    {
        await using var node = await WarnNode.Open();
        await node.Append(node.Quake("a", 6.4, Hour));
        await node.Settle();

        var warning = Assert.Single(await node.Warnings());
        var facts = (WarningFacts)warning.What!;
        Assert.Equal("Earthquake of magnitude 6.4, 22 km NNE of Hualien City, 11 km deep: about 350,468 people are expected to meet intensity VI or more; from 100,000 on that is severe.", facts.Why);
        Assert.Equal("Earthquake of magnitude 6.4, 22 km NNE of Hualien City", warning.Texts[0].Headline);
        Assert.Equal(node.Clock.Now + Duration.FromMinutes(15), facts.AcknowledgeBy);
        Assert.DoesNotContain("words of the source", System.Text.Json.JsonSerializer.Serialize(facts) + warning.Where!.Name);
        Assert.Equal([Relation.Cause, Relation.Rules], warning.Leaf.References.Select(r => r.Relation));
    }

    [Fact]
    public async Task Aftershocks_do_not_ring_until_six_hours_pass()
    {
        await using var node = await WarnNode.Open();
        await node.Append(node.Quake("main", 6.4, Minute));
        for (var hour = 1; hour <= 7; hour++)
        {
            node.Clock.Now += Hour;
            await node.Append(node.Quake($"after {hour}", 4.6, Minute, longitude: 121.7));
        }
        await node.Settle();
        Assert.Equal(["Alert Severe 6.4", "Update Severe 6.4"], await node.Said());
    }

    [Fact]
    public async Task A_larger_one_becomes_the_main_shock_of_the_same_thread()
    {
        await using var node = await WarnNode.Open();
        await node.Append(node.Quake("first", 6.1, 3 * Hour, longitude: 121.6777, latitude: 24.0, depthKm: 12));
        await node.Append(node.Quake("second", 7.3, Hour));
        await node.Settle();
        Assert.Equal(["Alert Severe 6.1", "Update Extreme 7.3"], await node.Said());
        Assert.Single(await node.Threads());
    }

    [Theory]
    [InlineData(24 * 60, true)]
    [InlineData(24 * 60 + 1, false)]
    [InlineData(-15, true)]
    [InlineData(-16, false)]
    public async Task History_does_not_ring_and_neither_does_the_future(int minutesAgo, bool rings)
    {
        await using var node = await WarnNode.Open();
        await node.Append(node.Quake("a", 6.4, Duration.FromMinutes(minutesAgo)));
        await node.Settle();
        Assert.Equal(rings ? 1 : 0, (await node.Said()).Length);
    }

    [Fact]
    public async Task An_aftershock_of_history_does_not_ring_for_its_main_shock()
    {
        await using var node = await WarnNode.Open();
        await node.Append(node.Quake("main", 6.4, Duration.FromDays(2)));
        await node.Append(node.Quake("after", 4.8, Hour));
        await node.Settle();
        Assert.Empty(await node.Said());
    }

    [Theory]
    [InlineData(false, CapStatus.Actual, true)]
    [InlineData(false, CapStatus.Exercise, false)]
    [InlineData(false, CapStatus.System, false)]
    [InlineData(false, CapStatus.Test, false)]
    [InlineData(false, CapStatus.Draft, false)]
    [InlineData(true, CapStatus.Exercise, true)]
    [InlineData(true, CapStatus.Actual, true)]
    [InlineData(true, CapStatus.Test, false)]
    public async Task Only_the_actual_rings_as_real(bool isExercise, CapStatus status, bool rings)
    {
        await using var node = await WarnNode.Open(isExercise: isExercise);
        await node.Append(node.Quake("a", 7.3, Hour, status: status));
        await node.Settle();
        var warnings = await node.Warnings();
        Assert.Equal(rings, warnings.Count == 1);
        Assert.All(warnings, w => Assert.Equal(isExercise ? CapStatus.Exercise : CapStatus.Actual, w.What!.Status));
    }

    [Fact]
    public async Task A_revision_moves_its_own_thread_and_a_deletion_cancels_it()
    {
        await using var node = await WarnNode.Open();
        await node.Append(node.Quake("a", 6.2, Hour, version: 1));
        await node.Append(node.Quake("a", 7.4, Hour, version: 2));
        await node.Append(node.Quake("a", 7.4, Hour, version: 3, deleted: true));
        await node.Settle();
        Assert.Equal(["Alert Severe 6.2", "Update Extreme 7.4", "Cancel Extreme"], await node.Said());
        Assert.True(Assert.Single(await node.Threads()).IsCancelled);
        await EveryWarningReplays(node);
    }

    [Fact]
    public async Task Events_that_merge_cancel_the_younger()
    {
        await using var node = await WarnNode.Open();
        // 85 km apart: too far for either window; then one between that is larger than both.
        await node.Append(node.Quake("south", 6.3, 3 * Hour, longitude: 121.60, latitude: 23.70));
        await node.Append(node.Quake("north", 6.3, 2 * Hour, longitude: 121.60, latitude: 24.60));
        await node.Append(node.Quake("between", 7.0, Hour, longitude: 121.60, latitude: 24.15));
        await node.Settle();
        Assert.Equal(["Alert Severe 6.3", "Alert Moderate 6.3", "Update Extreme 7", "Cancel Moderate"], await node.Said());
        Assert.Single(await node.Threads(), t => t.IsOpen && !t.IsCancelled);
        await EveryWarningReplays(node);
    }

    [Fact]
    public async Task A_quiet_sequence_is_over()
    {
        await using var node = await WarnNode.Open();
        await node.Append(node.Quake("a", 6.4, Hour));
        node.Clock.Now += Duration.FromDays(16);
        await node.Append(node.Quake("b", 6.4, Hour));
        await node.Settle();
        Assert.Equal(["Alert Severe 6.4", "Alert Severe 6.4"], await node.Said());
    }

    [Fact]
    public async Task Independent_events_open_the_same_threads_in_any_order()
    {
        string[] expected = [];
        foreach (var order in (int[][])[[0, 1, 2], [2, 1, 0], [1, 2, 0]])
        {
            await using var node = await WarnNode.Open();
            Draft[] quakes =
            [
                node.Quake("taiwan", 6.4, Hour), node.Quake("hanoi", 6.0, 2 * Hour, 105.84, 21.02), node.Quake("vientiane", 6.3, 3 * Hour, 102.6, 17.97),
            ];
            foreach (var i in order) await node.Append(quakes[i]);
            await node.Settle();
            string[] open = [.. (await node.Threads()).Select(t => $"{t.Severity} {t.Headline}").Order()];
            expected = expected.Length == 0 ? open : expected;
            Assert.Equal(3, open.Length);
            Assert.Equal(expected, open);
        }
    }

    [ForeignTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_real_week_of_Hualien_rings_once_for_the_main_shock(bool inOrder)
    {
        await using var feed = File.OpenRead(Foreign.Path("data/quake/vega_earthquakes.json"));
        var quakes = EarthquakeReader.Read(feed).OfType<Item<Earthquake>.Read>().Select(item => item.Value).Where(q => q.Magnitude is not null);
        await using var node = await WarnNode.Open("");
        node.Clock.Now = Instant.FromUnixTimeMilliseconds(1517968154000);
        await new AdoptRules(node.Journal, node.Views, node.Records).Handle(Tocsin.Warn.Rules.RuleBook.DefaultText(), null, WarnNode.Stop);
        var drafts = (inOrder ? quakes.OrderBy(q => q.Time) : quakes)
            .Select(q => node.Quake(q.Id, q.Magnitude!.Value, node.Clock.Now - q.Time, q.Point.X, q.Point.Y, q.DepthKm ?? 10)).ToList();
        await node.Journal.Append(drafts, WarnNode.Stop);
        await node.Settle();

        Assert.Equal(["Alert Severe 6.4"], await node.Said());
        var facts = (WarningFacts)(await node.Warnings())[0].What!;
        Assert.Equal("Earthquake of magnitude 6.4, 22 km NNE of Hualien City", Assert.Single(await node.Threads()).Headline);
        Assert.InRange(facts.Numbers!["earthquakesInSequence"], 2, 40);
        await EveryWarningReplays(node);
    }

    internal static async Task EveryWarningReplays(WarnNode node)
    {
        var replay = new ReplayWarning(node.Records, TestWorld.Atlas);
        foreach (var warning in await node.Warnings())
        {
            var answer = await replay.Handle(warning.Address, WarnNode.Stop);
            Assert.True(answer is Replaying.Same, $"{answer}");
        }
    }
}
