using Tocsin.Share.Records;
using Tocsin.Tests.Warn.Noticing;
using Tocsin.Tests.Warn.Partners;
using Tocsin.Warn;
using Xunit;

namespace Tocsin.Tests.Warn.Neighbours;

public sealed class BorderOutbreakTests
{
    const int Weeks = 36;

    static bool IsAtBorder(string name) => name[0] is 'A' or 'B';

    [Fact]
    public async Task Small_excesses_on_both_sides_ring_together_where_none_rings_alone()
    {
        var rules = BorderLand.Border.Replace("[VN, LA]", "[VN, LA, JP]", StringComparison.Ordinal) + NoticingNode.Only("outbreaks")["version: 1\nrules:\n".Length..];
        await using var node = await WarnNode.Open(rules);
        await new BorderLand(seed: 5).Tell(node, Weeks, name => IsAtBorder(name) ? 3 : 0);
        var warnings = (await node.Warnings()).Select(warning => (WarningFacts)warning.What!).ToList();
        Assert.DoesNotContain(warnings, each => each.Judgement!.Rule == "outbreaks" && each.At.InUtc().Date == BorderLand.Monday);
        var facts = warnings[^1];
        Assert.Matches(@"^(The severity rose from \w+ to \w+\. )?Cholera along the border of Laos and Vietnam: \d+ cases in the week of 2026-02-16, in \d+ places within 50 km of it \(\d+ in Laos, \d+ in Vietnam\); "
            + @"2\d(\.\d)? expected, \d+ the threshold \(Tocsin's detector\)\.( \d places? ha(s|ve) not reported yet\.)?$", facts.Why);
        Assert.Equal((BorderRelation.Crosses, "LA VN"), (facts.Concerned!.Border, string.Join(' ', facts.Concerned.Countries)));
        Assert.DoesNotContain("JP", facts.Concerned.Neighbours);
        Assert.Equal(NetTopologySuite.Geometries.Dimension.Surface, (await node.Warnings())[^1].Where!.Geometry!.Dimension);

        // The sums that it rests on are read again, each with its verdict.
        var read = await new ReadBorderSums(node.Records, TestWorld.Atlas).Handle((await node.Warnings())[^1].Address, 20, WarnNode.Stop);
        var last = read!.Periods[^1];
        Assert.Equal((20, "border", BorderLand.Monday, (double?)facts.Numbers!["count"], (bool?)true), (read.Periods.Count, read.Rule, last.Start, last.Count, last.IsAlarm));
        Assert.Equal((facts.Numbers["expected"], facts.Numbers["threshold"]), (Math.Round(last.Expected!.Value, 3), Math.Round(last.Threshold!.Value, 3)));
        Assert.InRange(read.Periods.SkipLast(1).Count(period => period.IsAlarm == true), 0, 3);
        Assert.Null(await new ReadBorderSums(node.Records, TestWorld.Atlas).Handle(new RecordAddress(node.Journal.Log, 0), 20, WarnNode.Stop));
        await node.CheckAll();
    }

    [Fact]
    public async Task What_happens_inland_is_no_affair_of_the_border()
    {
        await using var node = await WarnNode.Open(BorderLand.Border);
        await new BorderLand(seed: 5).Tell(node, Weeks, name => IsAtBorder(name) ? 0 : 30);
        Assert.Empty(await node.Said());
    }

    [Fact]
    public async Task A_partner_s_side_is_summed_with_ours_and_a_correction_cancels()
    {
        await using var node = await WarnNode.Open(BorderLand.Border);
        var partner = await node.Other(circle: 7, party: 9);
        await new BorderLand(seed: 5).Tell(node, Weeks, name => IsAtBorder(name) ? 3 : 0, name => name[0] is 'A' or 'C' ? partner : null);
        Assert.Contains(partner.Log.Party.ToBase64Url(), ((WarningFacts)(await node.Warnings())[^1].What!).Concerned!.Parties);
        foreach (var name in (string[])["A1", "A2", "A3", "A4", "A5"]) await partner.Append(BorderLand.Count(name, BorderLand.Monday, 1), WarnNode.Stop);
        await node.Settle();
        Assert.StartsWith("Cancel", (await node.Said())[^1], StringComparison.Ordinal);
        await node.CheckAll();
    }

    [Fact]
    public async Task One_side_alone_is_no_border()
    {
        await using var node = await WarnNode.Open(BorderLand.Border.Replace("reported_share: 0.8", "reported_share: 0.5", StringComparison.Ordinal));
        await new BorderLand(seed: 5).Tell(node, Weeks, name => IsAtBorder(name) ? 30 : 0, isLeftOut: name => name[0] is 'A');
        Assert.Empty(await node.Said());
    }

    /// <summary>Alpha is 0.005: of 400 weeks of chance 2 are expected to ring, and 8 or more would be a chance of 1 in 1,000.</summary>
    [Fact]
    public void Random_counts_ring_no_more_often_than_the_rule_says() =>
        Assert.InRange(Enumerable.Range(1_000, 400).Count(seed => NeighbourChance.Rings(BorderLand.Border, seed, Weeks)), 0, 7);
}
