using Tocsin.Log;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Warn.Following;
using Tocsin.Warn.Rules;
using Xunit;

namespace Tocsin.Tests.Warn.Partners;

/// <summary>A warning that a partner's officer publishes in a circle rings here, and no other.</summary>
public sealed class PartnerRuleTests
{
    [Fact]
    public async Task Their_alert_rings_their_worse_update_raises_and_their_cancellation_cancels()
    {
        await using var node = await WarnNode.Open();
        var partner = await node.Other(7, 9);
        await partner.Say(PartnerNode.Warning(node, "earthquakes:1", severity: Severity.Moderate));
        await partner.Say(PartnerNode.Warning(node, "earthquakes:1", MessageType.Update, Severity.Moderate));
        await partner.Say(PartnerNode.Warning(node, "earthquakes:1", MessageType.Update, Severity.Extreme));
        await partner.Say(PartnerNode.Warning(node, "another", severity: Severity.Severe));
        await partner.Say(PartnerNode.Warning(node, "earthquakes:1", MessageType.Cancel, Severity.Extreme));
        await node.Settle();
        var who = partner.Log.Party.ToBase64Url()[..8];
        Assert.Equal(["Alert Moderate", "Update Extreme", "Alert Severe", "Cancel Extreme"], await node.Said());
        var why = await node.Whys();
        Assert.Matches($"^Party {who} warns: Weather or flood alert, .+, since 2026-03-01 11:50 UTC; it calls it moderate, immediate and likely\\.$", why[0]);
        Assert.Equal($"Party {who} cancelled it.", why[3]);
        Assert.Equal(2, (await node.Threads()).Count);
        Assert.All(await node.Warnings(), w => Assert.StartsWith("partners:", ((WarningFacts)w.What!).Thread, StringComparison.Ordinal));
        foreach (var warning in await node.Warnings())
            Assert.DoesNotContain("words of the partner", System.Text.Encoding.UTF8.GetString((await node.Records.Read(warning.Address, WarnNode.Stop))!.Content.Span), StringComparison.Ordinal);
        await node.CheckAll();
    }

    [Fact]
    public async Task Nothing_rings_that_is_an_exercise_automatic_too_little_or_our_own()
    {
        await using var node = await WarnNode.Open();
        var (partner, drill, own) = (await node.Other(7, 9), await node.Other(8, 9, isExercise: true), await node.Other(7, null));
        await drill.Say(PartnerNode.Warning(node, "a"));
        await drill.Say(PartnerNode.Warning(node, "b", status: CapStatus.Exercise));
        foreach (var status in new[] { CapStatus.Exercise, CapStatus.Test, CapStatus.System, CapStatus.Draft }) await partner.Say(PartnerNode.Warning(node, $"c {status}", status: status));
        await partner.Say(PartnerNode.Warning(node, "d", officer: null, detector: "earthquake"));
        await partner.Say(PartnerNode.Warning(node, "e", severity: Severity.Minor));
        await own.Say(PartnerNode.Warning(node, "f"));
        await node.Append(PartnerNode.Warning(node, "officer:g"));
        await node.Settle();
        Assert.Equal(["Alert Severe"], await node.Said());      // The officer's own, in the private log.
        await partner.Say(PartnerNode.Warning(node, "h", detector: "earthquake"));
        await node.Settle();
        Assert.Equal(["Alert Severe", "Alert Severe"], await node.Said());
        Assert.IsType<Tocsin.Share.Views.Rebuilding.Same>(await node.Rebuild());
    }

    [Fact]
    public async Task A_warning_that_was_told_on_does_not_come_back()
    {
        await using var node = await WarnNode.Open();
        var (own, partner, third) = (await node.Other(7, null), await node.Other(7, 9), await node.Other(7, 10));
        var ours = await own.Say(PartnerNode.Warning(node, "ours"));
        var theirs = await third.Say(PartnerNode.Warning(node, "third"));
        await node.Settle();
        Assert.Single(await node.Said());
        await partner.Say(PartnerNode.Warning(node, "derived", detector: "partner"));
        foreach (var told in new[] { ours, theirs })
            await partner.Say(PartnerNode.Warning(node, $"by hand {told.Address}", references: [new(Relation.Cause, told.Address.Log, told.Address.Index, told.LeafHash)]));
        await node.Settle();
        Assert.Single(await node.Said());
        await node.CheckAll();
    }

    [Fact]
    public async Task What_its_author_takes_back_holds_no_more_and_what_was_before_holds_again()
    {
        await using var node = await WarnNode.Open();
        var (partner, stranger) = (await node.Other(7, 9), await node.Other(7, 10));
        var first = await partner.Say(PartnerNode.Warning(node, "a"));
        var cancel = await partner.Say(PartnerNode.Warning(node, "a", MessageType.Cancel));
        await stranger.Say(PartnerNode.Warning(node, "a", MessageType.Cancel));
        await node.Settle();
        Assert.Equal(["Alert Severe", "Cancel Severe"], await node.Said());
        await partner.Withdraw(cancel);
        await node.Settle();
        await partner.Say(PartnerNode.Warning(node, "a", MessageType.Update));
        await node.Settle();
        Assert.Equal(["Alert Severe", "Cancel Severe", "Alert Severe"], await node.Said());
        await stranger.Withdraw(first);
        await node.Settle();
        Assert.Equal(3, (await node.Said()).Length);
        await node.CheckAll();
    }

    [Theory]
    [InlineData("    circles: [Health]\n", true)]
    [InlineData("    circles: [Floods]\n", false)]
    [InlineData("    parties: [Hydrology]\n", true)]
    [InlineData("    parties: [Health]\n", false)]
    public async Task Circles_and_parties_are_named_by_names(string keys, bool rings)
    {
        await using var node = await WarnNode.Open(Noticing.NoticingNode.Only("partners",
            ("    circles: any                # or their ids or names: [health]\n", ""), ("    parties: any                # or their ids or names\n", keys)));
        await (await node.Other(7, 9)).Say(PartnerNode.Warning(node, "a"));
        await node.Step(new Tocsin.Share.Views.IndexFollower(node.Records));
        await node.Step(new JudgeFollower(node.Journal, node.Records, node.Views, TestWorld.Atlas, node.Clock) { Names = new Known() });
        Assert.Equal(rings ? 1 : 0, (await node.Said()).Length);
    }

    [Fact]
    public void Circles_and_parties_are_named_by_ids_and_may_be_left_out()
    {
        var text = Noticing.NoticingNode.Only("partners", ("    circles: any                # or their ids or names: [health]\n", ""));
        Assert.Empty(((PartnerRule)((RulesRead.Good)RulesReader.Read(text)).Book.Rules[0]).Circles);
        var id = Hash.Of([1]).ToBase64Url();
        Assert.Equal([id], ((PartnerRule)((RulesRead.Good)RulesReader.Read(text + $"    circles: [{id}]\n")).Book.Rules[0]).Circles.AsEnumerable());
        Assert.IsType<RulesRead.Bad>(RulesReader.Read(text.Replace("min_severity: moderate", "min_severity: bad", StringComparison.Ordinal)));
    }

    sealed class Known : IPartyNames
    {
        public string? OfParty(Hash party) => party == Hash.Of([9, 9]) ? "Hydrology" : null;

        public string? OfCircle(Hash circle) => circle == Hash.Of([7, 7]) ? "Health" : null;
    }
}
