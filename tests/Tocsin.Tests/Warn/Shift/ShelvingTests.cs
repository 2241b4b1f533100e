using NodaTime;
using Tocsin.Share;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn;
using Tocsin.Warn.Following;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;
using Xunit;

namespace Tocsin.Tests.Warn.Shift;

public sealed class ShelvingTests
{
    static readonly string TwoAShift = RuleBook.DefaultText().Replace("  - name: earthquakes\n    kind: earthquake\n", "  - name: earthquakes\n    kind: earthquake\n    budget: 2\n", StringComparison.Ordinal);

    // So far from each other that each is a sequence of its own: Taipei, Hanoi, Vientiane, Hualien, Suva.
    static readonly (double Longitude, double Latitude)[] Cities = [(121.53, 25.05), (105.84, 21.02), (102.6, 17.97), (121.6, 23.98), (178.44, -18.14)];

    static async Task Shake(WarnNode node, int city, double magnitude = 6.4)
    {
        await node.Append(node.Quake($"city-{city}-{magnitude}", magnitude, Duration.FromMinutes(5), Cities[city].Longitude, Cities[city].Latitude));
        await node.Settle();
    }

    static ShelveWarning Shelve(WarnNode node) => new(node.Journal, node.Records, node.Views, node.Clock);

    static async Task<int> Counted(WarnNode node) =>
        (await node.Views.ByKey(JudgeFollower.FollowerName, "shelf/", "shelf/\uFFFF", 10, WarnNode.Stop)).Sum(d => System.Text.Json.JsonDocument.Parse(d.Text).RootElement.GetProperty("count").GetInt32());

    [Fact]
    public async Task A_shelved_rule_raises_nothing_until_the_end_and_is_counted()
    {
        await using var node = await WarnNode.Open();
        await node.Settle();
        Assert.IsType<Shelving.Done>(await Shelve(node).Rule("earthquakes", node.Clock.Now + Duration.FromHours(1), "A drill.", "o-1", WarnNode.Stop));
        await node.Settle();
        await Shake(node, 0);
        await Shake(node, 1);
        await node.Append(node.Quake("aftershock", 5.1, Duration.FromMinutes(1), Cities[1].Longitude, Cities[1].Latitude));
        await node.Settle();
        Assert.Empty(await node.Said());
        Assert.Equal(2, await Counted(node));
        var shelf = Assert.Single(await new ListShelves(node.Records, node.Views, node.Clock).Rules(WarnNode.Stop));
        Assert.Equal(("earthquakes", "A drill.", "o-1", 2), (shelf.Rule, shelf.Why, shelf.Officer, shelf.KeptSilent));
        // A new shelving counts anew.
        await Shelve(node).Rule("earthquakes", node.Clock.Now + Duration.FromHours(1), "Another.", "o-2", WarnNode.Stop);
        await node.Settle();
        Assert.Equal(("o-2", 0), (await new ListShelves(node.Records, node.Views, node.Clock).Rules(WarnNode.Stop)) is [var again] ? (again.Officer, again.KeptSilent) : default);
        node.Clock.Pass(Duration.FromHours(1));
        await node.Append(node.Quake("later", 5.2, Duration.FromMinutes(1), Cities[1].Longitude, Cities[1].Latitude));
        await node.Settle();
        Assert.Equal(["Alert Severe 6.4"], (await node.Said()).Select(said => said.Replace("Extreme", "Severe", StringComparison.Ordinal)));    // What goes on speaks once it may.
        Assert.IsType<Rebuilding.Same>(await node.Rebuild());
    }

    [Fact]
    public async Task A_clock_set_back_in_the_middle_of_a_shelf_keeps_a_rule_silent_no_longer()
    {
        await using var node = await WarnNode.Open();
        await node.Settle();
        Assert.IsType<Shelving.Done>(await Shelve(node).Rule("earthquakes", node.Clock.Now + Duration.FromHours(2), "A drill.", "o-1", WarnNode.Stop));
        node.Clock.Pass(Duration.FromHours(1));
        await Shake(node, 0);
        node.Clock.Now -= Duration.FromHours(6);
        await Shake(node, 1);
        node.Clock.Pass(Duration.FromMinutes(59));
        await Shake(node, 2);
        Assert.Empty(await node.Said());
        node.Clock.Pass(Duration.FromMinutes(1));
        await Shake(node, 4);
        Assert.Single(await node.Said());
        Assert.IsType<Rebuilding.Same>(await node.Rebuild());
    }

    [Fact]
    public async Task What_decided_that_nothing_rang_is_not_erased_but_its_source_is()
    {
        await using var node = await WarnNode.Open();
        await node.Settle();
        await Shelve(node).Rule("earthquakes", node.Clock.Now + Duration.FromHours(1), "A drill.", "o-1", WarnNode.Stop);
        await node.Settle();
        await Shake(node, 0);
        var shelving = (await node.Views.Search(new() { Kind = Kind.Disposition.Name, IncludeEnded = true }, WarnNode.Stop))[0].Address;
        var erase = new EraseRecord(node.Journal, node.Records, node.Views);
        Assert.Contains("decided what rang", Assert.IsType<Erasing.Refused>(await erase.Erase(shelving, [], "asked for", WarnNode.Stop)).Reason);
        Assert.IsType<Erasing.Refused>(await erase.Erase(shelving, ["what"], "asked for", WarnNode.Stop));
        Assert.IsType<Erasing.Erased>(await erase.Erase(shelving, ["source"], "asked for", WarnNode.Stop));
        await node.Settle();
        Assert.Empty(await node.Said());
        Assert.IsType<Rebuilding.Same>(await node.Rebuild());
        Assert.Empty(await node.Said());
    }

    [Fact]
    public async Task What_is_taken_off_the_shelf_speaks_again()
    {
        await using var node = await WarnNode.Open();
        await node.Settle();
        await Shelve(node).Rule("earthquakes", node.Clock.Now + Duration.FromHours(9), "A drill.", "o-1", WarnNode.Stop);
        await node.Settle();
        Assert.IsType<Shelving.Done>(await Shelve(node).UnshelveRule("earthquakes", "o-1", WarnNode.Stop));
        await node.Settle();
        Assert.IsType<Shelving.NotFound>(await Shelve(node).UnshelveRule("earthquakes", "o-1", WarnNode.Stop));
        await Shake(node, 0);
        Assert.Single(await node.Said());
        Assert.IsType<Rebuilding.Same>(await node.Rebuild());
    }

    [Fact]
    public async Task A_shelved_thread_says_no_more_but_a_cancellation_does()
    {
        await using var node = await WarnNode.Open();
        await node.Append(node.Quake("q", 6.4, Duration.FromMinutes(5), version: 1));
        await node.Settle();
        var thread = Assert.Single(await node.Threads()).Id;
        Assert.IsType<Shelving.Done>(await Shelve(node).Thread(thread, node.Clock.Now + Duration.FromHours(1), "Known.", "o-1", WarnNode.Stop));
        await node.Settle();
        await node.Append(node.Quake("q", 7.6, Duration.FromMinutes(5), version: 2));
        await node.Settle();
        Assert.Single(await node.Said());
        await node.Append(node.Quake("q", 7.6, Duration.FromMinutes(5), version: 3, deleted: true));
        await node.Settle();
        Assert.StartsWith("Cancel", (await node.Said())[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Severity.Extreme, true)]
    [InlineData(Severity.Severe, false)]
    public async Task What_an_officer_says_louder_takes_the_thread_off_the_shelf_for_the_judge_too(Severity severity, bool rings)
    {
        await using var node = await WarnNode.Open();
        await node.Append(node.Quake("q", 6.4, Duration.FromMinutes(5), version: 1));
        await node.Settle();
        var thread = Assert.Single(await node.Threads()).Id;
        Assert.IsType<Shelving.Done>(await Shelve(node).Thread(thread, node.Clock.Now + Duration.FromHours(9), "Known.", "o-1", WarnNode.Stop));
        await node.Settle();
        var request = OfficerTests.Flood(node) with { Message = MessageType.Update, Thread = thread, Severity = severity };
        Assert.IsType<Issuing.Done>(await new IssueWarning(node.Journal, node.Records, node.Views, node.Clock, Chance.System).Handle(request, WarnNode.Stop));
        await node.Settle();
        var found = Assert.Single(await node.Threads());
        Assert.Equal(!rings, found.IsShelved(node.Clock.Now));
        Assert.IsType(rings ? typeof(Shelving.NotFound) : typeof(Shelving.Done), await Shelve(node).UnshelveThread(thread, "o-1", WarnNode.Stop));
        await node.Settle();
        var before = (await node.Said()).Length;
        await node.Append(node.Quake("q", 7.9, Duration.FromMinutes(5), version: 2));
        await node.Settle();
        Assert.Equal(before + 1, (await node.Said()).Length);    // Whoever says that it is off the shelf, the judge hears it.
        Assert.IsType<Rebuilding.Same>(await node.Rebuild());
    }

    [Fact]
    public async Task Shelving_needs_a_reason_and_an_end()
    {
        await using var node = await WarnNode.Open();
        var (shelve, now) = (Shelve(node), node.Clock.Now);
        foreach (var (until, why) in new[] { (now, "Why."), (now + Duration.FromHours(1), " "), (now + Duration.FromHours(1), "two\nlines"), (now + ShelveWarning.Longest + Duration.FromSeconds(1), "Why.") })
            Assert.IsType<Shelving.Refused>(await shelve.Rule("earthquakes", until, why, "o-1", WarnNode.Stop));
        Assert.IsType<Shelving.NotFound>(await shelve.Rule("no-such-rule", now + Duration.FromHours(1), "Why.", "o-1", WarnNode.Stop));
        Assert.IsType<Shelving.NotFound>(await shelve.Thread("no-such-thread", now + Duration.FromHours(1), "Why.", "o-1", WarnNode.Stop));
        await node.Settle();
        Assert.IsType<Shelving.Done>(await shelve.Rule("earthquakes", now + ShelveWarning.Longest, "Why.", "o-1", WarnNode.Stop));
    }

    [Fact]
    public async Task Beyond_its_budget_a_rule_folds_into_one_and_a_rebuild_comes_to_the_same()
    {
        await using var node = await WarnNode.Open(TwoAShift);
        for (var city = 0; city < 5; city++) await Shake(node, city);
        var warnings = (await node.Warnings()).Select(w => (WarningFacts)w.What!).ToList();
        Assert.Equal(["Alert", "Alert", "Alert", "Alert", "Update"], warnings.Select(w => w.Message.ToString()));     // The fold rings at 1, 2, 4, 8, ...
        Assert.Single(warnings[2..].Select(w => w.Thread).Distinct());
        Assert.Equal([1.0, 2, 3], warnings[2..].Select(w => w.Numbers![Folding.Number]));
        var fold = (await node.Threads()).Single(t => t.Id.Contains(":fold-", StringComparison.Ordinal));
        Assert.Equal("And 3 more by the rule earthquakes", fold.Headline);
        Assert.StartsWith("The rule earthquakes has rung 2 times in this shift, which is its budget; this stands for 3 more, the last of them: ", fold.Why, StringComparison.Ordinal);
        foreach (var warning in await node.Warnings())
            Assert.IsType<Replaying.Same>(await new ReplayWarning(node.Records, TestWorld.Atlas).Handle(warning.Address, WarnNode.Stop));
        Assert.IsType<Rebuilding.Same>(await node.Rebuild());
        Assert.Equal(5, (await node.Warnings()).Count);       // The rebuild said nothing twice.
    }

    [Fact]
    public async Task A_fold_rings_again_when_one_of_them_becomes_worse()
    {
        await using var node = await WarnNode.Open(TwoAShift);
        for (var city = 0; city < 3; city++) await Shake(node, city, magnitude: 5.6);
        var before = (await node.Warnings()).Count;
        await Shake(node, 2, magnitude: 7.8);
        var said = (WarningFacts)(await node.Warnings())[^1].What!;
        Assert.Equal((before + 1, MessageType.Update, Severity.Extreme), ((await node.Warnings()).Count, said.Message, said.Severity));
        Assert.Equal(1, said.Numbers![Folding.Number]);
        Assert.IsType<Replaying.Same>(await new ReplayWarning(node.Records, TestWorld.Atlas).Handle((await node.Warnings())[^1].Address, WarnNode.Stop));
    }

    [Fact]
    public async Task A_handover_or_twelve_hours_renew_the_budget()
    {
        await using var node = await WarnNode.Open(TwoAShift.Replace("budget: 2", "budget: 1", StringComparison.Ordinal));
        await Shake(node, 0);
        Assert.IsType<HandingOver.Done>(await new HandOver(node.Journal, node.Records, node.Views, node.Clock).Leave(null, "en", "o-1", WarnNode.Stop));
        await Shake(node, 1);
        node.Clock.Pass(Duration.FromHours(12));
        await Shake(node, 2);
        Assert.Equal(3, (await node.Threads()).Count(t => !t.Id.Contains(":fold-", StringComparison.Ordinal)));
        await Shake(node, 3);
        Assert.Single(await node.Threads(), t => t.Id.Contains(":fold-", StringComparison.Ordinal));
        Assert.IsType<Rebuilding.Same>(await node.Rebuild());
    }

    [Theory]
    [InlineData("budget: 0", "budget cannot be '0': a budget is a number of warnings from 1 to 1000")]
    [InlineData("budget: 1001", "budget cannot be '1001': a budget is a number of warnings from 1 to 1000")]
    [InlineData("budget: many", "budget cannot be 'many': a budget is a number of warnings from 1 to 1000")]
    public void A_budget_that_cannot_be_meant_is_refused(string budget, string reason) =>
        Assert.Equal(reason, Assert.Single(Assert.IsType<RulesRead.Bad>(RulesReader.Read(TwoAShift.Replace("budget: 2", budget, StringComparison.Ordinal))).Faults).Reason);
}
