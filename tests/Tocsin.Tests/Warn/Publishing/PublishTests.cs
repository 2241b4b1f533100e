using NodaTime;
using Tocsin.Share;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Tests.Warn.Partners;
using Tocsin.Warn.Following;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;
using Xunit;

namespace Tocsin.Tests.Warn.Publishing;

/// <summary>A rule with a <c>publish</c> says its warnings in the circle, where all that they rest on stands there, and nowhere else.</summary>
public sealed class PublishTests
{
    static readonly Duration Hour = Duration.FromHours(1);

    [Fact]
    public async Task What_rests_on_the_circle_alone_is_said_there_with_its_updates_and_its_end()
    {
        await using var health = await PublishingNode.Open();
        var main = await health.Partner.Say(health.Node.Quake("main", 6.4, Hour));
        await health.Settle();
        Assert.Equal(["Alert Severe"], await health.Messages());
        Assert.Equal("Published in health by its rule.", await health.Sentence());
        await health.Partner.Say(health.Node.Quake("worse", 7.4, Hour / 2));
        await health.Settle();
        Assert.Equal(["Alert Severe", "Update Extreme"], await health.Messages());

        var (said, here) = ((await health.Told())[0], (await health.Node.Warnings())[0]);
        Assert.Equal(WarningMaker.Text((WarningFacts)here.What!), WarningMaker.Text((WarningFacts)said.What!));
        Assert.NotEqual(here.Leaf.Id, said.Leaf.Id);
        Assert.Null(said.Source!.Officer);
        Assert.All(said.Leaf.References, reference => Assert.Equal(health.Own.Log.Circle, reference.Log.Circle));
        Assert.Contains(said.Leaf.References, reference => reference is { Relation: Relation.Cause } && reference.Leaf == main.LeafHash);

        await health.Partner.Withdraw(main);
        var worse = (await health.Node.Records.ReadAfter(0, 1_000, WarnNode.Stop)).Single(stored => stored.Address.Log == health.Partner.Log && stored.Address.Index == 1);
        await health.Partner.Say(new Draft { Kind = Kind.Withdrawal, What = new WithdrawalFacts("wrong"), References = [new(Relation.Ends, health.Partner.Log, 1, worse.Read().Value.LeafHash)] });
        await health.Settle();
        Assert.Equal("Cancel", (await health.Messages())[^1].Split(' ')[0]);
        await health.Check();
    }

    [Fact]
    public async Task What_rests_on_anything_else_stays_and_the_page_says_why()
    {
        await using var health = await PublishingNode.Open();
        await health.Node.Append(health.Node.Quake("ours", 6.4, Hour));
        await health.Settle();
        Assert.Empty(await health.Told());
        Assert.Equal("Not published in health by its rule: none of its evidence stands in that circle. An officer may publish it.", await health.Sentence());
        await health.Check();
    }

    [Fact]
    public async Task An_update_that_rests_on_more_stays_and_the_end_is_told_without_it()
    {
        await using var health = await PublishingNode.Open();
        var main = await health.Partner.Say(health.Node.Quake("main", 6.4, Hour));
        await health.Settle();
        var ours = await health.Node.Append(health.Node.Quake("ours", 7.4, Hour / 2));
        await health.Settle();
        Assert.Equal(["Alert Severe", "Update Extreme"], await health.Node.Said() is var said ? said.Select(one => string.Join(' ', one.Split(' ')[..2])) : []);
        Assert.Equal(["Alert Severe"], await health.Messages());
        Assert.StartsWith("Not published in health by its rule: 1 of the 2 records that it rests on do not stand in that circle.", await health.Sentence(), StringComparison.Ordinal);

        await health.Partner.Withdraw(main);
        await health.Node.Journal.Withdraw(ours);
        await health.Settle();
        Assert.StartsWith("Cancel", (await health.Node.Said())[^1], StringComparison.Ordinal);
        var told = (await health.Told())[^1];
        var end = Assert.IsType<WarningFacts>(told.What);
        Assert.Equal((MessageType.Cancel, Severity.Severe, "Its author no longer holds this warning up."), (end.Message, end.Severity, end.Why));
        Assert.DoesNotContain(health.Node.Journal.Log.Circle.ToBase64Url(), System.Text.Encoding.UTF8.GetString((await health.Node.Records.Read(told.Address, WarnNode.Stop))!.Content.Span), StringComparison.Ordinal);
        await health.Check();
    }

    [Fact]
    public async Task An_officers_cancellation_of_what_was_published_is_told_too_and_one_of_what_was_not_is_not()
    {
        await using var health = await PublishingNode.Open();
        await health.Partner.Say(health.Node.Quake("main", 6.4, Hour));
        await health.Settle();
        var said = (await health.Node.Warnings())[0];
        var facts = (WarningFacts)said.What!;
        Task<Appended.Stored> Cancel(Reference follows) => health.Node.Append(new Draft
        {
            Kind = Kind.Warning, What = facts with { Message = MessageType.Cancel, Judgement = null, Why = "private words of the officer" }, Source = new Source { Officer = "o-1" }, References = [follows],
        });
        await Cancel(new Reference(Relation.Follows, said.Address.Log, said.Address.Index, said.LeafHash));
        await health.Settle();
        Assert.Equal(["Alert Severe", "Cancel Severe"], await health.Messages());
        Assert.Equal("Its author no longer holds this warning up.", ((WarningFacts)(await health.Told())[^1].What!).Why);

        await health.Node.Append(health.Node.Quake("ours", 6.4, Hour, longitude: 121.5, latitude: 25.05));
        await health.Settle();
        var ours = (await health.Node.Warnings())[^1];
        Assert.Equal(MessageType.Alert, ((WarningFacts)ours.What!).Message);
        await Cancel(new Reference(Relation.Follows, ours.Address.Log, ours.Address.Index, ours.LeafHash));
        await health.Settle();
        Assert.Equal(2, (await health.Told()).Count);
    }

    [Fact]
    public async Task Nothing_of_an_exercise_is_said_in_a_real_circle()
    {
        await using var health = await PublishingNode.Open();
        var drill = await health.Node.Other(8, 9, isExercise: true);
        await drill.Say(health.Node.Quake("drill", 7.4, Hour));
        await health.Settle();
        Assert.Equal(["Alert Extreme 7.4"], await health.Node.Said());
        Assert.Empty(await health.Told());
        Assert.Contains("none of its evidence stands in that circle", await health.Sentence(), StringComparison.Ordinal);

        // An officer cannot either.
        var publishing = await new PublishRecord(health.Node.Journal.Log, health.Own, new CircleTerms(Tlp.AmberStrict, IsExercise: false), health.Node.Records, health.Node.Views)
            .Publish((await health.Node.Warnings())[0].Address, [], null, "o-1", WarnNode.Stop);
        Assert.Equal("a record of an exercise never enters a real circle", Assert.IsType<Tocsin.Share.Publishing.Refused>(publishing).Reason);
    }

    [Fact]
    public async Task In_an_exercise_circle_a_rule_publishes_as_an_exercise()
    {
        await using var health = await PublishingNode.Open(PublishingNode.Rules("drill"));
        var (drill, own) = (await health.Node.Other(8, 9, isExercise: true), await health.Node.Other(8, null, isExercise: true));
        health.Circles["drill"] = new PublishingCircle("drill", own, new CircleTerms(Tlp.AmberStrict, IsExercise: true));
        await drill.Say(health.Node.Quake("drill", 7.4, Hour));
        await health.Partner.Say(health.Node.Quake("real", 7.4, Hour));
        await health.Settle();
        var told = Assert.Single(await health.Told(own));
        Assert.Equal((true, CapStatus.Exercise), (told.Leaf.Exercise, told.What!.Status));
        Assert.Empty(await health.Told());
    }

    [Fact]
    public async Task What_stands_for_many_stays()
    {
        await using var health = await PublishingNode.Open(PublishingNode.Rules("health").Replace("    publish: health\n", "    publish: health\n    budget: 1\n", StringComparison.Ordinal));
        await health.Partner.Say(health.Node.Quake("one", 6.4, Hour));
        await health.Partner.Say(health.Node.Quake("far", 6.4, Hour, longitude: 121.5, latitude: 25.05));
        await health.Settle();
        Assert.Single(await health.Told());
        Assert.Contains("it stands for several warnings at once", await health.Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_circle_it_stays_and_the_page_says_why()
    {
        await using var health = await PublishingNode.Open();
        health.Circles.Clear();
        await health.Partner.Say(health.Node.Quake("main", 6.4, Hour));
        await health.Settle();
        Assert.Contains("there is no circle 'health'", await health.Sentence(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Tlp.Amber, null)]
    [InlineData(Tlp.Red, "some of its evidence is marked TLP:RED")]
    public void Its_marking_is_as_strict_as_its_evidence(Tlp evidence, string? objection)
    {
        var circle = Tocsin.Log.Hash.Of([7]);
        var log = new Tocsin.Log.Origin(circle, Tocsin.Log.Hash.Of([9]), 1);
        var leaf = new Leaf(log, Kind.Observation, Guid.Empty, 1, WarnNode.Noon, evidence, false, [], [], null);
        var facts = new WarningFacts
        {
            Message = MessageType.Alert, Thread = "r:1", Category = Category.Geo, Event = "Earthquake", Severity = Severity.Severe, Urgency = Urgency.Immediate, Certainty = Certainty.Observed,
            At = WarnNode.Noon, Until = WarnNode.Noon, Why = "why", Judgement = new Judgement("r", "d", "1", new Tocsin.Share.Records.Evidence(log.ToString(), 1, [0], "x")),
        };
        var rule = ((RulesRead.Good)RulesReader.Read(RuleBook.DefaultText())).Book.Rules[0];
        Assert.Equal(objection, Publication.Objection(rule, facts, [leaf], circle, new CircleTerms(Tlp.Green, false)));
        Assert.Equal(evidence, Publication.Marking([leaf], new CircleTerms(Tlp.Green, false)));
        Assert.Equal("it belongs to an exercise, and the circle is a real one", Publication.Objection(rule, facts with { Status = CapStatus.Exercise }, [leaf], circle, new CircleTerms(Tlp.Green, false)));
        Assert.Equal("some of its evidence is not held any more", Publication.Objection(rule, facts, [], circle, new CircleTerms(Tlp.Green, false)));
        Assert.Equal("it names no evidence", Publication.Objection(rule, facts with { Judgement = null }, [], circle, new CircleTerms(Tlp.Green, false)));
    }
}
