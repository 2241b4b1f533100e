using NodaTime;
using Tocsin.Share.Views;
using Tocsin.Warn.Geography;
using Tocsin.Warn.Judging;
using Xunit;

namespace Tocsin.Tests.Warn;

/// <summary>A check that the detectors come to the same: the world in which they judge stands for a change of theirs.</summary>
public sealed class CheckJudgingTests
{
    /// <summary>Nobody lives there.</summary>
    static readonly Atlas Empty = new(Gazetteer.Read(new StringReader("name\tlongitude\tlatitude\tpopulation\tcountry\n")).Value, TestWorld.Atlas.Countries);

    static async Task<WarnNode> Open(Atlas world)
    {
        var node = await WarnNode.Open();
        await node.Append(node.Quake("a", 6.4, Duration.FromHours(1)));
        await node.Settle(world);
        return node;
    }

    [Fact]
    public async Task What_would_ring_now_and_did_not_is_said_and_not_appended()
    {
        await using var node = await Open(Empty);
        Assert.Empty(await node.Said());
        var before = (node.Journal.Head, await node.Records.Arrived(WarnNode.Stop));
        var (views, judging) = await node.Rebuild(TestWorld.Atlas);
        Assert.IsType<Rebuilding.Different>(views);
        var deviation = Assert.Single(judging.Named);
        Assert.Equal((null, null, 1), (deviation.Address, deviation.MadeBy, judging.Count));
        Assert.Contains("the log has no such message, and earthquake 1 would raise it now", deviation.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, (node.Journal.Head, await node.Records.Arrived(WarnNode.Stop)));
    }

    [Fact]
    public async Task What_rang_and_is_silent_now_is_said()
    {
        await using var node = await Open(TestWorld.Atlas);
        var warning = Assert.Single(await node.Warnings());
        var (_, judging) = await node.Rebuild(Empty);
        var deviation = Assert.Single(judging.Named);
        Assert.Equal((warning.Address, null), (deviation.Address, deviation.NowBy));
        Assert.EndsWith("made by earthquake 1, and now silent", deviation.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_says_otherwise_now_is_named_by_both_detectors()
    {
        await using var node = await Open(TestWorld.Atlas);
        var fewer = new Atlas(Gazetteer.Read(new StringReader("head\n" + string.Join('\n', TestWorld.Atlas.Places.All.Select(p =>
            FormattableString.Invariant($"{p.Name}\t{p.Longitude}\t{p.Latitude}\t{Math.Max(1000, p.Population * 9 / 10)}\t{p.Country}"))))).Value, TestWorld.Atlas.Countries);
        var (_, judging) = await node.Rebuild(fewer);
        var deviation = Assert.Single(judging.Named);
        Assert.EndsWith("made by earthquake 1, now earthquake 1, which says otherwise", deviation.ToString(), StringComparison.Ordinal);
        Assert.Single(await node.Warnings());
    }
}
