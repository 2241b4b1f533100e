using NodaTime;
using Tocsin.Share;
using Tocsin.Share.Doors;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn;
using Tocsin.Warn.Rules;
using Xunit;

namespace Tocsin.Tests.Warn.Shift;

public sealed class SilenceTests
{
    const string Silence = """
          - name: usgs-silent
            kind: silence
            scheme: usgs
            publisher: any
            overdue_after: 1h
            severity: minor
            acknowledge_within: { extreme: 5m, severe: 15m, moderate: 1h, minor: 8h }

        """;

    static readonly string Rules = RuleBook.DefaultText().TrimEnd() + "\n" + Silence;

    /// <summary>Each door's scheme may be waited for, and no other word.</summary>
    [Fact]
    public void Every_doors_source_can_be_waited_for()
    {
        var doors = typeof(UsgsDoor).Assembly.GetTypes().Where(type => type.Namespace == typeof(UsgsDoor).Namespace)
            .Select(type => type.GetField("Scheme")?.GetRawConstantValue()).OfType<string>().ToList();
        Assert.True(doors.Count >= 10, $"only {doors.Count} doors have a scheme");
        Assert.All(doors, scheme => Assert.IsType<RulesRead.Good>(RulesReader.Read(Rules.Replace("scheme: usgs", $"scheme: {scheme}", StringComparison.Ordinal))));
        Assert.IsType<RulesRead.Bad>(RulesReader.Read(Rules.Replace("scheme: usgs", "scheme: rumour", StringComparison.Ordinal)));
    }

    static async Task<(WarnNode Node, WatchSources Watch)> Open()
    {
        var node = await WarnNode.Open(Rules);
        await node.Settle();
        return (node, new WatchSources(node.Journal, node.Records, node.Views, node.Clock));
    }

    static async Task Tick(WarnNode node, WatchSources watch)
    {
        await watch.Tick(WarnNode.Stop);
        await node.Settle();
    }

    static async Task<string[]> Words(WarnNode node) => [.. (await node.Warnings()).Select(w => (WarningFacts)w.What!).Select(w => $"{w.Message}: {w.Why}")];

    [Fact]
    public async Task A_source_that_is_silent_for_too_long_rings_once_and_is_cancelled_when_it_speaks()
    {
        var (node, watch) = await Open();
        await using var _ = node;
        await node.Append(node.Quake("small", 2.1, Duration.FromMinutes(1)));
        await node.Settle();
        node.Clock.Pass(Duration.FromMinutes(60));
        await Tick(node, watch);
        Assert.Empty(await Words(node));
        node.Clock.Pass(Duration.FromMinutes(1));
        await Tick(node, watch);
        await Tick(node, watch);
        Assert.Equal(["Alert: The source usgs was last heard on 2026-03-01 12:00 UTC, and was due by 2026-03-01 13:00 UTC: what it would have told is missing here."], await Words(node));
        Assert.True((await new ListSources(node.Records, node.Views, node.Clock).Handle(WarnNode.Stop))[0].IsOverdue);
        node.Clock.Pass(Duration.FromMinutes(29));
        await node.Append(node.Quake("small-too", 2.2, Duration.FromMinutes(1)));
        await node.Settle();
        await Tick(node, watch);
        await Tick(node, watch);
        Assert.Equal("Cancel: The source usgs was heard again on 2026-03-01 13:30 UTC.", (await Words(node))[^1]);
        Assert.Equal(2, (await Words(node)).Length);
        foreach (var warning in await node.Warnings())
            Assert.IsType<Replaying.Same>(await new ReplayWarning(node.Records, TestWorld.Atlas).Handle(warning.Address, WarnNode.Stop));
        node.Clock.Pass(Duration.FromHours(2));
        await Tick(node, watch);
        Assert.Equal(2, (await node.Threads()).Count);      // The next silence is another event.
        Assert.IsType<Rebuilding.Same>(await node.Rebuild());
    }

    [Theory]
    [InlineData("    scheme: usgs", "    enabled: false\n    scheme: usgs")]
    [InlineData(Silence, "")]
    [InlineData("publisher: any", "publisher: somebody else")]
    public async Task A_rule_that_leaves_force_takes_its_warning_along_and_one_that_comes_back_rings_again(string from, string to)
    {
        var (node, watch) = await Open();
        await using var _ = node;
        await node.Append(node.Quake("small", 2.1, Duration.FromMinutes(1)));
        node.Clock.Pass(Duration.FromMinutes(61));
        await node.Settle();
        await Tick(node, watch);
        Assert.Single(await Words(node));
        async Task Adopt(string yaml)
        {
            Assert.IsType<Adopting.Done>(await new AdoptRules(node.Journal, node.Views, node.Records).Handle(yaml, "o-admin", WarnNode.Stop));
            await node.Settle();
            for (var i = 0; i < 3; i++) await Tick(node, watch);
        }
        await Adopt(Rules + "# The same rule in other rules: its warning stays.\n");
        Assert.Single(await Words(node));
        await Adopt(Rules.Replace(from, to, StringComparison.Ordinal));
        Assert.Equal("Cancel: The rule usgs-silent that waited for it is not in force since 2026-03-01 13:01 UTC: nobody waits for the source now, and it may be silent still.", (await Words(node))[^1]);
        Assert.Equal(2, (await Words(node)).Length);
        Assert.True(Assert.Single(await node.Threads()).IsCancelled);
        Assert.Empty(await Tocsin.Warn.Shift.ShiftViews.Silences(node.Views, WarnNode.Stop));
        await Adopt(Rules);
        Assert.Equal(3, (await Words(node)).Length);
        Assert.False(Assert.Single(await node.Threads()).IsCancelled);
        await node.Append(node.Quake("heard", 2.1, Duration.FromMinutes(1)));
        await node.Settle();
        await Tick(node, watch);
        Assert.StartsWith("Cancel: The source usgs was heard again", (await Words(node))[^1], StringComparison.Ordinal);
        foreach (var warning in await node.Warnings())
            Assert.IsType<Replaying.Same>(await new ReplayWarning(node.Records, TestWorld.Atlas).Handle(warning.Address, WarnNode.Stop));
        Assert.IsType<Rebuilding.Same>(await node.Rebuild());
    }

    [Fact]
    public async Task A_source_that_was_never_heard_is_overdue_from_the_rules_on()
    {
        var (node, watch) = await Open();
        await using var _ = node;
        node.Clock.Pass(Duration.FromMinutes(61));
        await Tick(node, watch);
        Assert.Equal(["Alert: The source usgs has never been heard, and was due by 2026-03-01 13:00 UTC: what it would have told is missing here."], await Words(node));
        Assert.IsType<Replaying.Same>(await new ReplayWarning(node.Records, TestWorld.Atlas).Handle((await node.Warnings())[0].Address, WarnNode.Stop));
        var line = Assert.Single(await new ListSources(node.Records, node.Views, node.Clock).Handle(WarnNode.Stop));
        Assert.Equal(("usgs", null, null, true), (line.Scheme, line.Publisher, line.LastHeard, line.IsOverdue));
    }

    [Fact]
    public async Task A_node_that_has_just_started_hears_first_what_waited_for_it()
    {
        var (node, _) = await Open();
        await using var __ = node;
        node.Clock.Now += Duration.FromDays(2);
        var watch = new WatchSources(node.Journal, node.Records, node.Views, node.Clock);
        await Tick(node, watch);
        Assert.Empty(await Words(node));
        node.Clock.Pass(WatchSources.Grace);
        await Tick(node, watch);
        Assert.Single(await Words(node));
    }

    [Fact]
    public async Task A_clock_set_back_calls_nobody_overdue_and_a_shelved_rule_is_silent()
    {
        var (node, watch) = await Open();
        await using var _ = node;
        node.Clock.Pass(Duration.FromMinutes(30));
        node.Clock.Now -= Duration.FromDays(1);
        await Tick(node, watch);
        Assert.Empty(await Words(node));
        node.Clock.Now += Duration.FromDays(2);
        await new ShelveWarning(node.Journal, node.Records, node.Views, node.Clock).Rule("usgs-silent", node.Clock.Now + Duration.FromHours(1), "They told us.", "o-1", WarnNode.Stop);
        await node.Settle();
        await Tick(node, watch);
        Assert.Empty(await Words(node));
    }

    [Fact]
    public async Task What_is_erased_was_never_heard_and_a_rebuild_finds_the_same()
    {
        var (node, _) = await Open();
        await using var __ = node;
        await node.Append(node.Quake("first", 2.1, Duration.FromMinutes(1)));
        node.Clock.Pass(Duration.FromMinutes(5));
        var last = await node.Append(node.Quake("last", 2.2, Duration.FromMinutes(1)));
        await node.Settle();
        Assert.IsType<Erasing.Erased>(await new EraseRecord(node.Journal, node.Records, node.Views).Erase(last.Address, [], "asked for", WarnNode.Stop));
        await node.Step(new ErasureFollower(node.Records, _ => { }));
        await node.Settle();
        Assert.Equal(WarnNode.Noon, Assert.Single(await new ListSources(node.Records, node.Views, node.Clock).Handle(WarnNode.Stop)).LastHeard);
        Assert.IsType<Rebuilding.Same>(await node.Rebuild());
    }

    [Theory]
    [InlineData("overdue_after: 1h", "overdue_after: 60", "overdue_after is a length of time as in 90s, 15m, 6h or 7d, not '60'")]
    [InlineData("overdue_after: 1h", "overdue_after: 30s", "a source may be silent for a minute at least")]
    [InlineData("scheme: usgs", "scheme: emsc", "scheme is usgs or cap or firms or geojson or indicators or gdacs or asam or navigational-warning or count or measurement or ais or stix or misp, not 'emsc'")]
    [InlineData("severity: minor", "fresh_for: 2h", "a rule has no key 'fresh_for'")]
    public void What_cannot_be_meant_is_refused(string from, string to, string reason) =>
        Assert.Contains(reason, Assert.IsType<RulesRead.Bad>(RulesReader.Read(Rules.Replace(from, to, StringComparison.Ordinal))).Faults.Select(f => f.Reason));
}
