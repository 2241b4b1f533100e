using NetTopologySuite.Geometries;
using NodaTime;
using Tocsin.Share;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Warn;
using Tocsin.Warn.Watching;
using Xunit;

namespace Tocsin.Tests.Warn;

public sealed class WatchFollowerTests
{
    [Fact]
    public async Task A_record_that_meets_a_watch_rings_once_for_each_source_key_and_version()
    {
        await using var node = await WatchNodes.Open();
        var watch = await node.Watch(WatchNodes.Asking(WatchNodes.Hanoi));
        await node.Take(node.Flood("a", version: 1), node.Flood("far", at: new Point(120.5, 23)));
        Assert.Equal(["Alert Severe"], await node.Said());
        Assert.IsType<Appended.Duplicate>(await node.Journal.Append(node.Flood("a", version: 1), WarnNode.Stop));
        await node.Follow();
        Assert.Equal(["Alert Severe"], await node.Said());

        var warning = Assert.Single(await node.Warnings());
        var facts = (WarningFacts)warning.What!;
        Assert.StartsWith($"watch:{watch:N}:", facts.Thread, StringComparison.Ordinal);
        Assert.Equal(("Hà Nội", "watch"), (facts.Judgement!.Rule, facts.Judgement.Detector));
        Assert.Equal(WarnNode.Noon + Duration.FromMinutes(15), facts.AcknowledgeBy);
        Assert.Contains("within 100 km of 105.85, 21.03", facts.Why, StringComparison.Ordinal);
        Assert.DoesNotContain(warning.Texts, text => $"{text.Headline}{text.Description}".Contains("The river rises", StringComparison.Ordinal));
        var stands = Assert.Single(await node.Watches()).Watch;
        Assert.Equal((watch, Relation.Rules), (stands.Id, Assert.Single(warning.Leaf.References, r => r.Index == stands.Index).Relation));
        await EarthquakeTests.EveryWarningReplays(node);
    }

    [Fact]
    public async Task A_revision_speaks_only_when_something_that_matters_changed()
    {
        await using var node = await WatchNodes.Open();
        await node.Watch(WatchNodes.Asking(WatchNodes.Hanoi));
        await node.Take(node.Flood("a", version: 1));
        await node.Take(node.Flood("a", version: 2, headline: "The river rises still"));
        Assert.Equal(["Alert Severe"], await node.Said());
        await node.Take(node.Flood("a", Severity.Extreme, version: 3));
        Assert.Equal(["Alert Severe", "Update Extreme"], await node.Said());
        await node.Take(node.Flood("a", Severity.Extreme, version: 4, at: new Point(105.5, 21.3)));
        await node.Take(node.Flood("a", Severity.Extreme, version: 5, at: new Point(120.5, 23)));
        Assert.Equal(["Alert Severe", "Update Extreme", "Update Extreme", "Cancel Extreme"], await node.Said());
        await node.Take(node.Flood("a", Severity.Minor, version: 6));
        Assert.Equal("Alert Minor", (await node.Said())[^1]);
        Assert.Single(await node.Threads());
        await EarthquakeTests.EveryWarningReplays(node);
    }

    [Fact]
    public async Task What_is_taken_back_ends_and_what_turns_out_to_be_another_record_ends_too()
    {
        await using var node = await WatchNodes.Open();
        await node.Watch(WatchNodes.Asking(WatchNodes.Hanoi));
        var first = await node.Append(node.Flood("a"));
        await node.Take(node.Flood("b", at: new Point(105.5, 21.3)));
        Assert.IsType<Withdrawing.Withdrawn>(await new WithdrawRecord(node.Journal, node.Records, node.Views).Withdraw(first.Address, "a mistake", WarnNode.Stop));
        await node.Take(node.Flood("c"));
        var both = node.Flood("b", at: new Point(105.5, 21.3));
        await node.Take(both with { Source = new Source { Key = new SourceKey("geojson", "floods", ["b", "c"], null) } });
        Assert.Equal(["Alert Severe", "Alert Severe", "Cancel Severe", "Alert Severe", "Cancel Severe"], await node.Said());
        await EarthquakeTests.EveryWarningReplays(node);
    }

    [Fact]
    public async Task History_drills_and_what_this_house_says_itself_do_not_ring()
    {
        await using var node = await WatchNodes.Open();
        await node.Watch(WatchNodes.Asking() with { MinSeverity = Severity.Minor });
        await node.Take(
            node.Flood("edge", ago: WatchLimits.FreshFor), node.Flood("old", ago: WatchLimits.FreshFor + Duration.FromSeconds(1)),
            node.Flood("drill", status: CapStatus.Exercise), node.Flood("test", status: CapStatus.Test), node.Flood("draft", status: CapStatus.Draft));
        Assert.Single(await node.Said());
        await new IssueWarning(node.Journal, node.Records, node.Views, node.Clock, Chance.System).Handle(new WarningRequest
        {
            Message = MessageType.Alert, Category = Category.Met, Event = "Flood", Severity = Severity.Extreme, Urgency = Urgency.Immediate, Certainty = Certainty.Observed,
            At = WarnNode.Noon, Until = WarnNode.Noon + Duration.FromHours(1), Why = "seen", Officer = WatchNodes.Officer,
        }, WarnNode.Stop);
        await node.Follow();
        Assert.Equal(2, (await node.Said()).Length);
    }

    [Fact]
    public async Task In_an_exercise_a_watch_rings_as_an_exercise()
    {
        await using var node = await WatchNodes.Open(isExercise: true);
        await node.Watch(WatchNodes.Asking(WatchNodes.Hanoi));
        await node.Take(node.Flood("a"));
        Assert.Equal(CapStatus.Exercise, Assert.Single(await node.Warnings()).What!.Status);
    }

    [Fact]
    public async Task A_watch_that_was_removed_is_silent_and_one_that_was_changed_asks_anew()
    {
        await using var node = await WatchNodes.Open();
        var watch = await node.Watch(WatchNodes.Asking(WatchNodes.Hanoi));
        await node.Take(node.Flood("a", version: 1));
        var changed = Assert.IsType<AddingWatch.Done>(await node.Adding().Handle(WatchNodes.Asking(WatchNodes.Hanoi) with { MinSeverity = Severity.Extreme }, WarnNode.Stop));
        Assert.Equal((watch, true), (changed.Id, changed.IsRevision));
        await node.Take(node.Flood("b"), node.Flood("c", Severity.Extreme));
        Assert.Equal(["Alert Severe", "Alert Extreme"], await node.Said());
        Assert.IsType<AddingWatch.Unchanged>(await node.Adding().Handle(WatchNodes.Asking(WatchNodes.Hanoi) with { MinSeverity = Severity.Extreme }, WarnNode.Stop));

        Assert.IsType<RemovingWatch.Done>(await new RemoveWatch(node.Journal, node.Records, node.Views).Handle("Hà Nội", "over", WarnNode.Stop));
        await node.Take(node.Flood("d", Severity.Extreme), node.Flood("a", Severity.Extreme, version: 2));
        Assert.Equal(["Alert Severe", "Alert Extreme"], await node.Said());
        Assert.Empty(await node.Watches());
        Assert.IsType<RemovingWatch.NotFound>(await new RemoveWatch(node.Journal, node.Records, node.Views).Handle("Hà Nội", "over", WarnNode.Stop));
        Assert.NotEqual(watch, await node.Watch(WatchNodes.Asking(WatchNodes.Hanoi)));
        await EarthquakeTests.EveryWarningReplays(node);
    }

    [Fact]
    public async Task Words_values_and_countries_are_found_whatever_their_spelling()
    {
        await using var node = await WatchNodes.Open();
        await node.Watch(WatchNodes.Asking(name: "words") with { Words = ["Lũ Quét"] });
        await node.Watch(WatchNodes.Asking(name: "thai") with { Words = ["น้ำท่วม"] });
        await node.Watch(WatchNodes.Asking(name: "value") with { Values = ["hxxp://Evil[.]example/Path", "EVIL.example"] });
        await node.Watch(WatchNodes.Asking(new WatchPlace { Countries = ["LAO"] }, name: "Laos"));
        await node.Take(
            node.Flood("1", headline: "Cảnh báo LU QUET ở Lào Cai"), node.Flood("2", headline: "lũ lớn"), node.Flood("3", headline: "เตือนน้ำท่วมฉับพลัน"),
            WatchNodes.Indicator("evil.example"), WatchNodes.Indicator("good.example"),
            node.Flood("4", at: new Point(102.5, 19.5)), node.Flood("5", country: "LA"),
            node.Flood("6", shape: new Polygon(new LinearRing([new(103.5, 19), new(105, 19), new(105, 20), new(103.5, 19)]))));
        Assert.Equal(["words", "thai", "value", "Laos", "Laos", "Laos"], (await node.Warnings()).Select(w => ((WarningFacts)w.What!).Judgement!.Rule));
        await EarthquakeTests.EveryWarningReplays(node);
    }

    [Fact]
    public async Task A_watch_may_raise_what_it_finds()
    {
        await using var node = await WatchNodes.Open();
        await node.Watch(WatchNodes.Asking(WatchNodes.Hanoi) with { Raises = Severity.Severe });
        await node.Take(node.Flood("a", Severity.Minor), node.Flood("b", Severity.Extreme, at: new Point(105.5, 21.3)), node.Flood("c", Severity.Unknown));
        Assert.Equal(["Alert Severe", "Alert Extreme", "Alert Severe"], await node.Said());
    }

    [Fact]
    public async Task Beyond_a_day_s_budget_warnings_fold_into_one_that_speaks_again_only_for_worse()
    {
        await using var node = await WatchNodes.Open();
        await node.Watch(WatchNodes.Asking(WatchNodes.Hanoi));
        for (var i = 0; i < WatchLimits.RingsADayMax; i++) await node.Take(node.Flood($"{i}", Severity.Minor));
        Assert.Equal(WatchLimits.RingsADayMax, (await node.Threads()).Count);
        await node.Take(node.Flood("x", Severity.Minor, version: 1), node.Flood("y", Severity.Minor), node.Flood("z", Severity.Severe), node.Flood("x", Severity.Minor, version: 2, headline: "again"));
        Assert.Equal(["Alert Minor", "Update Severe"], (await node.Said())[WatchLimits.RingsADayMax..]);
        Assert.Contains(await node.Threads(), thread => thread.Headline == $"Watch 'Hà Nội': more than {WatchLimits.RingsADayMax} records on 2026-03-01");
        Assert.Equal((WatchLimits.RingsADayMax + 3, WatchLimits.RingsADayMax + 3), ((await node.Watches())[0].LastWeek, (await node.Watches())[0].LastQuarter));
        await EarthquakeTests.EveryWarningReplays(node);

        node.Clock.Now += Duration.FromDays(1);
        await node.Take(node.Flood("x", Severity.Minor, version: 3, headline: "and again"), node.Flood("new", Severity.Minor));
        Assert.Equal(WatchLimits.RingsADayMax + 3, (await node.Said()).Length);
        node.Clock.Now += Duration.FromDays(7);
        Assert.Equal((0, WatchLimits.RingsADayMax + 4), ((await node.Watches())[0].LastWeek, (await node.Watches())[0].LastQuarter));
    }

    [Fact]
    public async Task A_shelved_thread_says_nothing_until_it_is_taken_down()
    {
        await using var node = await WatchNodes.Open();
        await node.Watch(WatchNodes.Asking(WatchNodes.Hanoi));
        await node.Take(node.Flood("a", Severity.Minor, version: 1));
        var (thread, shelve) = (Assert.Single(await node.Threads()).Id, new ShelveWarning(node.Journal, node.Records, node.Views, node.Clock));
        Assert.IsType<Shelving.Done>(await shelve.Thread(thread, WarnNode.Noon + Duration.FromDays(1), "known", WatchNodes.Officer, WarnNode.Stop));
        await node.Take(node.Flood("a", Severity.Severe, version: 2), node.Flood("b", Severity.Minor));
        Assert.Equal(["Alert Minor", "Alert Minor"], await node.Said());
        Assert.IsType<Shelving.Done>(await shelve.UnshelveThread(thread, WatchNodes.Officer, WarnNode.Stop));
        await node.Take(node.Flood("a", Severity.Extreme, version: 3));
        Assert.Equal(["Alert Minor", "Alert Minor", "Update Extreme"], await node.Said());
        await EarthquakeTests.EveryWarningReplays(node);
    }

    [Fact]
    public async Task What_was_erased_leaves_nothing_in_the_watch_s_documents()
    {
        await using var node = await WatchNodes.Open();
        await node.Watch(WatchNodes.Asking(WatchNodes.Hanoi));
        var stored = await node.Append(node.Flood("a"));
        await node.Take(node.Flood("b"));
        var erase = new EraseRecord(node.Journal, node.Records, node.Views);
        Assert.IsType<Erasing.Erased>(await erase.Erase(stored.Address, [], "asked for", WarnNode.Stop));
        await node.Follow();
        Assert.Equal(1, (await node.Watches())[0].LastWeek);
        Assert.DoesNotContain((await node.Views.ByKey("watch", "", "\uFFFF", 100, WarnNode.Stop)), d => d.Key.Contains($"{stored.Leaf.Id:N}", StringComparison.Ordinal) || d.Text.Contains(stored.LeafHash.ToBase64Url(), StringComparison.Ordinal));
        Assert.Contains("never erased", Assert.IsType<Erasing.Refused>(await erase.Erase(new RecordAddress(node.Journal.Log, 0), [], "asked for", WarnNode.Stop)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Matching_says_which_watches_a_record_meets()
    {
        await using var node = await WatchNodes.Open();
        await node.Watch(WatchNodes.Asking(WatchNodes.Hanoi));
        await node.Watch(WatchNodes.Asking(name: "fires") with { Categories = [Category.Fire] });
        var (old, drill) = (await node.Append(node.Flood("a", ago: Duration.FromDays(9))), await node.Append(node.Flood("b", status: CapStatus.Exercise)));
        await node.Follow();
        var match = new MatchWatches(node.Records, node.Views, TestWorld.Atlas);
        var met = Assert.IsType<MatchingWatches.Done>(await match.Handle(old.Address, WarnNode.Stop));
        Assert.Equal(("Hà Nội", false), (Assert.Single(met.Watches).Facts.Name, met.IsFresh));
        Assert.Contains("status Exercise", Assert.IsType<MatchingWatches.NotLookedAt>(await match.Handle(drill.Address, WarnNode.Stop)).Why, StringComparison.Ordinal);
        Assert.IsType<MatchingWatches.NotFound>(await match.Handle(old.Address with { Index = 99 }, WarnNode.Stop));
    }
}
