using NodaTime;
using Tocsin.Share;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Tests.Warn.Partners;
using Tocsin.Warn;
using Tocsin.Warn.Rules;
using Xunit;

namespace Tocsin.Tests.Warn.Publishing;

/// <summary>The key <c>publish</c> in the rules, and that no two nodes ring each other by it.</summary>
public sealed class PublishRulesTests
{
    [Theory]
    [InlineData("kind: partner", "a partner has said that warning itself: to say it again would ring nodes by each other")]
    [InlineData("kind: silence", "a silent source is this node's own affair: its warning is not published by a rule")]
    public void Some_rules_never_publish(string kind, string reason)
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
        var text = (RuleBook.DefaultText().TrimEnd() + Silence + "\n").Replace($"    {kind}\n", $"    {kind}\n    publish: health\n", StringComparison.Ordinal);
        Assert.Contains(Assert.IsType<RulesRead.Bad>(RulesReader.Read(text)).Faults, fault => fault.Reason == reason);
    }

    [Fact]
    public async Task An_unknown_circle_is_refused_with_its_place_and_what_is_in_force_stays()
    {
        await using var node = await WarnNode.Open();
        await node.Settle();
        AdoptRules Adopt(params string[] circles) => new(node.Journal, node.Views, node.Records) { CircleFault = named => circles.Contains(named) ? null : $"there is no circle '{named}'" };
        var text = PublishingNode.Rules("health");
        var fault = Assert.Single(Assert.IsType<Adopting.Refused>(await Adopt().Handle(text, null, WarnNode.Stop)).Faults);
        var line = text.Split('\n').TakeWhile(each => !each.Contains("publish: health", StringComparison.Ordinal)).Count() + 1;
        Assert.Equal((line, "there is no circle 'health'"), (fault.Line, fault.Reason));
        Assert.IsType<Adopting.Done>(await Adopt("health").Handle(text, null, WarnNode.Stop));
        await node.Settle();
        Assert.IsType<Adopting.Unchanged>(await Adopt().Handle(text, null, WarnNode.Stop));     // This party left the circle since: the node still opens.
    }

    [Fact]
    public async Task Two_nodes_whose_rules_ring_for_partners_and_publish_do_not_ring_each_other()
    {
        await using var one = await PublishingNode.Open(partner: 11);
        await using var other = await PublishingNode.Open(partner: 12);
        var quake = one.Node.Quake("main", 6.4, Duration.FromHours(1));
        await one.Own.Say(quake);
        var (fromOne, fromOther, told) = (0L, 0L, new List<int>());
        for (var round = 0; round < 6; round++)
        {
            await one.Settle();
            fromOne = await Carry(one, other, fromOne);
            await other.Settle();
            fromOther = await Carry(other, one, fromOther);
            told.Add((await one.Told()).Count + (await other.Told()).Count + (await one.Node.Warnings()).Count + (await other.Node.Warnings()).Count);
            // What an officer says of it rings at the other's, once, and goes no further.
            if (round == 1) Assert.IsType<Tocsin.Share.Publishing.Published>(await Publish(one, officer: "o-1"));
        }
        Assert.Equal(told[3], told[^1]);
        Assert.Equal(1, (await other.Node.Warnings()).Count(warning => ((WarningFacts)warning.What!).Judgement!.Detector == "partner"));
        Assert.DoesNotContain(await one.Node.Warnings(), warning => ((WarningFacts)warning.What!).Judgement!.Detector == "partner");
        Assert.DoesNotContain((await one.Told()).Concat(await other.Told()), warning => ((WarningFacts)warning.What!).Judgement!.Detector == "partner");
    }

    /// <summary>An officer publishes, under a key of its own, what the rule has said already.</summary>
    static async Task<Tocsin.Share.Publishing> Publish(PublishingNode node, string officer)
    {
        var said = (await node.Node.Warnings())[0];
        var again = await node.Node.Append(new Draft { Kind = Kind.Warning, What = (WarningFacts)said.What! with { Thread = "again:1" }, Texts = said.Texts, Where = said.Where });
        return await new PublishRecord(node.Node.Journal.Log, node.Own, new CircleTerms(Tlp.AmberStrict, IsExercise: false), node.Node.Records, node.Node.Views).Publish(again.Address, [], null, officer, WarnNode.Stop);
    }

    /// <summary>What one said in the circle comes into the other's mirror.</summary>
    static async Task<long> Carry(PublishingNode from, PublishingNode to, long after)
    {
        var page = await from.Node.Records.ReadAfter(after, 10_000, WarnNode.Stop);
        foreach (var record in page.Where(stored => stored.Address.Log == from.Own.Log).Select(stored => stored.Read().Value))
            await to.Partner.Say(new Draft { Kind = record.Leaf.Kind, What = record.What!, Where = record.Where, Texts = record.Texts, Source = record.Source });
        return page.Count > 0 ? page[^1].Arrival : after;
    }
}
