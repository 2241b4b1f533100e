using Tocsin.Share.Records;
using Tocsin.Warn;
using Xunit;

namespace Tocsin.Tests.Warn.Partners;

/// <summary>Our watches ring for what partners tell, once for each thing, and never mix what is an exercise with what is real.</summary>
public sealed class WatchedPartnersTests
{
    [Fact]
    public async Task What_two_parties_tell_alike_rings_once_and_goes_on_when_one_takes_it_back()
    {
        await using var node = await WatchNodes.Open();
        await node.Watch(WatchNodes.Asking(WatchNodes.Hanoi));
        var partner = await node.Other(7, 9);
        var theirs = await partner.Say(node.Flood("one"));
        var ours = await node.Append(node.Flood("one"));
        await node.Follow();
        Assert.Equal(["Alert Severe"], await node.Said());
        await partner.Withdraw(theirs);
        await node.Follow();
        Assert.Equal(["Alert Severe"], await node.Said());
        await node.Journal.Withdraw(ours);
        await node.Follow();
        Assert.Equal(["Alert Severe", "Cancel Severe"], await node.Said());
        Assert.Single(await node.Threads());
        Assert.Equal([theirs.Address, ours.Address], await Cited(node));
        await Replays(node);
    }

    [Fact]
    public async Task What_is_told_otherwise_rings_and_a_stranger_takes_nothing_back()
    {
        await using var node = await WatchNodes.Open();
        await node.Watch(WatchNodes.Asking(WatchNodes.Hanoi));
        var (partner, stranger) = (await node.Other(7, 9), await node.Other(7, 10));
        await node.Append(node.Flood("one"));
        var worse = await partner.Say(node.Flood("one", Severity.Extreme));
        await stranger.Withdraw(worse);
        await node.Follow();
        Assert.Equal(["Alert Severe", "Alert Extreme"], await node.Said());
        await Replays(node);
    }

    [Fact]
    public async Task An_exercise_rings_as_one_and_spends_no_day_of_what_is_real()
    {
        await using var node = await WatchNodes.Open();
        await node.Watch(WatchNodes.Asking(WatchNodes.Hanoi));
        var drill = await node.Other(7, 9, isExercise: true);
        for (var i = 0; i < 12; i++) await drill.Say(node.Flood($"drill {i}"));
        await node.Append(node.Flood("drill 1"));
        await node.Follow();
        var facts = (await node.Warnings()).Select(w => (WarningFacts)w.What!).ToList();
        Assert.Equal(11, facts.Count(f => f.Status == CapStatus.Exercise));
        Assert.Equal(CapStatus.Actual, facts[^1].Status);
        Assert.Equal(12, facts.Count);
        await Replays(node);
    }

    static async Task<RecordAddress[]> Cited(WarnNode node) => [.. (await node.Warnings()).SelectMany(w => ((WarningFacts)w.What!).Judgement!.Evidence.Addresses())];

    static async Task Replays(WarnNode node)
    {
        foreach (var warning in await node.Warnings())
        {
            var replayed = await new ReplayWarning(node.Records, TestWorld.Atlas).Handle(warning.Address, WarnNode.Stop);
            Assert.True(replayed is Replaying.Same, replayed.ToString());
        }
    }
}
