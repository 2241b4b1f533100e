using NetTopologySuite.Geometries;
using NodaTime;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Tests.Warn.Partners;
using Tocsin.Warn;
using Tocsin.Warn.Following;
using Tocsin.Tests.Warn.Noticing;
using Xunit;
using Record = Tocsin.Share.Records.Record;

namespace Tocsin.Tests.Warn.Neighbours;

/// <summary>What a partner, or bad luck, could do to the judging of several places.</summary>
public sealed class NeighbourFaultsTests
{
    const int Weeks = 24;

    static async Task<WarnNode> Ringing(Func<string, Journal?>? log = null, Func<string, bool>? isLeftOut = null)
    {
        var node = await WarnNode.Open(BorderLand.Clusters);
        await new BorderLand(seed: 2).Tell(node, Weeks, name => name == "A3" ? 30 : 0, log, isLeftOut);
        Assert.Equal(["Alert Severe"], await node.Said());
        return node;
    }

    static async Task<string> Documents(WarnNode node, string prefix) => string.Join('\n',
        (await node.Views.ByKey(JudgeFollower.FollowerName, prefix, prefix + '\uFFFF', int.MaxValue, WarnNode.Stop)).Select(document => document.Text));

    static async Task<Record[]> Counts(WarnNode node, LocalDate week)
    {
        var found = new List<Record>();
        foreach (var stored in await node.Records.ReadAfter(0, 10_000, WarnNode.Stop))
            if (stored.Read().Try(out var record, out _) && record.What is CountFacts facts && facts.Start == week) found.Add(record);
        return [.. found];
    }

    [Fact]
    public async Task A_partner_s_revisions_spend_the_partner_s_budget_alone()
    {
        await using var node = await WarnNode.Open(BorderLand.Clusters);
        var partner = await node.Other(circle: 7, party: 9);
        await new BorderLand(seed: 2).Tell(node, Weeks, _ => 0, name => name == "C1" ? partner : null);
        for (var i = 0; i < 300; i++) await partner.Append(BorderLand.Count("C1", BorderLand.Monday, 1 + i % 2), WarnNode.Stop);
        await node.Settle();
        var spent = (await Documents(node, "scans/clusters/")).Split("\"spent\":")[1].TrimEnd('}');
        Assert.InRange(int.Parse(spent, System.Globalization.CultureInfo.InvariantCulture), ScanBudget.HourMax, ScanBudget.HourMax + ScanBudget.Scan);
        Assert.NotEmpty(await Documents(node, "scanwait/"));
        Assert.Empty(await node.Said());

        await node.Tell(BorderLand.Count("A3", BorderLand.Monday, 33));
        await node.Settle();
        Assert.Equal(["Alert Severe"], await node.Said());
        Assert.Empty(await Documents(node, "scanwait/"));
        await node.CheckAll();
    }

    [Fact]
    public async Task What_waited_is_judged_in_the_next_hour()
    {
        await using var node = await WarnNode.Open(BorderLand.Clusters);
        var partner = await node.Other(circle: 7, party: 9);
        await new BorderLand(seed: 2).Tell(node, Weeks, _ => 0, _ => partner);
        for (var i = 0; i < 250; i++) await partner.Append(BorderLand.Count("C1", BorderLand.Monday, 1 + i % 2), WarnNode.Stop);
        await partner.Append(BorderLand.Count("A3", BorderLand.Monday, 33), WarnNode.Stop);
        await node.Settle();
        Assert.Empty(await node.Said());
        node.Clock.Pass(Duration.FromHours(1));
        await partner.Append(BorderLand.Count("C1", BorderLand.Monday.PlusWeeks(-20), 2), WarnNode.Stop);
        await node.Settle();
        Assert.Equal(["Alert Severe"], await node.Said());
        await node.CheckAll();
    }

    [Fact]
    public async Task Who_takes_its_own_counts_back_gives_no_all_clear()
    {
        await using var node = await Ringing();
        foreach (var record in (await Counts(node, BorderLand.Monday)).Where(record => record.Where!.Name is "C1" or "C2" or "C3" or "D1")) await node.Withdraw(record.Address, record.LeafHash);
        await node.Settle();
        Assert.Equal(["Alert Severe"], await node.Said());
        await node.CheckAll();
    }

    [Fact]
    public async Task A_count_that_is_too_large_to_be_scanned_gives_no_all_clear()
    {
        await using var node = await Ringing();
        await node.Tell(BorderLand.Count("D3", BorderLand.Monday, 60_000_000));
        await node.Settle();
        Assert.Equal(["Alert Severe"], await node.Said());
        await node.CheckAll();
    }

    [Fact]
    public async Task A_partner_s_zeros_do_not_take_the_place_of_our_counts()
    {
        await using var node = await WarnNode.Open(BorderLand.Clusters);
        var partner = await node.Other(circle: 7, party: 9);
        for (var week = 60; week >= 0; week--) await partner.Append(BorderLand.Count("A3", BorderLand.Monday.PlusWeeks(-week), 0, "A shadow"), WarnNode.Stop);
        await new BorderLand(seed: 2).Tell(node, Weeks, name => name == "A3" ? 30 : 0);
        Assert.Equal(["Alert Severe"], await node.Said());
        Assert.Equal(1, ((WarningFacts)(await node.Warnings())[^1].What!).Numbers!["seriesDoubled"]);
        await node.CheckAll();
    }

    [Fact]
    public async Task A_telling_that_does_not_count_moves_no_place_and_a_withdrawal_moves_it_back()
    {
        await using var node = await WarnNode.Open(BorderLand.Clusters);
        var partner = await node.Other(circle: 7, party: 9);
        static Draft At(Draft draft, double longitude) => draft with { Where = draft.Where! with { Geometry = new Point(longitude, 19.4), Country = "VN" } };
        for (var week = 3; week >= 1; week--) await node.Tell(BorderLand.Count("A3", BorderLand.Monday.PlusWeeks(-week), 3));
        await partner.Append(At(BorderLand.Count("A3", BorderLand.Monday.PlusWeeks(-1), 3), 107.77), WarnNode.Stop);
        await node.Settle();
        Assert.Contains("\"longitude\":103.85,\"latitude\":19.4,\"country\":\"LA\"", await Documents(node, "alike/"), StringComparison.Ordinal);
        var moved = await node.Append(At(BorderLand.Count("A3", BorderLand.Monday, 3), 104.33));
        await node.Settle();
        Assert.Contains("\"longitude\":104.33,\"latitude\":19.4,\"country\":\"VN\"", await Documents(node, "alike/"), StringComparison.Ordinal);
        await node.Withdraw(moved.Address, moved.LeafHash);
        await node.Settle();
        Assert.Contains("\"longitude\":103.85,\"latitude\":19.4,\"country\":\"LA\"", await Documents(node, "alike/"), StringComparison.Ordinal);
        await node.CheckAll();
    }

    /// <summary>800 cases in one place, more than a cluster may hold, make 33 in another expected; and D3 never reports.</summary>
    [Fact]
    public async Task What_was_held_back_is_settled_by_the_next_period()
    {
        await using var node = await Ringing(isLeftOut: name => name is "D1" or "D3");
        await node.Tell(BorderLand.Count("D1", BorderLand.Monday, 800));
        await node.Settle();
        Assert.Equal(["Alert Severe"], await node.Said());
        Assert.Contains("\"held\":[", await Documents(node, "n/"), StringComparison.Ordinal);
        foreach (var (name, _, _, _) in BorderLand.Places.Where(place => place.Name != "D3").OrderBy(place => place.Name != "D1")) await node.Tell(BorderLand.Count(name, BorderLand.Monday.PlusWeeks(1), name == "D1" ? 34 : 3));
        await node.Settle();
        Assert.Equal(["Alert Severe", "Cancel Severe"], await node.Said());
        await node.CheckAll();
    }

    [Fact]
    public async Task When_the_newest_of_several_periods_is_lost_the_one_before_speaks()
    {
        await using var node = await Ringing();
        var next = BorderLand.Monday.PlusWeeks(1);
        foreach (var (name, _, _, _) in BorderLand.Places) await node.Tell(BorderLand.Count(name, next, name == "A3" ? 60 : 3));
        await node.Settle();
        var before = (await node.Said()).Length;
        foreach (var record in await Counts(node, next)) await node.Withdraw(record.Address, record.LeafHash);
        await node.Settle();
        Assert.Equal(before + 1, (await node.Said()).Length);
        var facts = (WarningFacts)(await node.Warnings())[^1].What!;
        Assert.Equal(MessageType.Update, facts.Message);
        Assert.StartsWith("In a later period nothing stands out any more. Cholera: a cluster of ", facts.Why, StringComparison.Ordinal);
        await node.CheckAll();
    }

    [Fact]
    public async Task An_exercise_s_series_joins_no_real_one()
    {
        await using var node = await WarnNode.Open(BorderLand.Clusters);
        var exercise = await node.Other(circle: 7, party: 9, isExercise: true);
        await new BorderLand(seed: 2).Tell(node, Weeks, name => name == "A3" ? 30 : 0, name => name == "A3" ? exercise : null);
        Assert.Empty(await node.Said());
        Assert.Equal(BorderLand.Places.Length - 1, (await Documents(node, "alike/")).Split("\"longitude\"").Length - 1);
        await node.CheckAll();
    }

    [Fact]
    public async Task A_cancel_replays_to_the_letter_and_says_so_when_its_evidence_is_erased()
    {
        await using var node = await WarnNode.Open(BorderLand.Clusters);
        var partner = await node.Other(circle: 7, party: 9);
        await new BorderLand(seed: 2).Tell(node, Weeks, name => name == "A3" ? 30 : 0, isLeftOut: name => name == "C1");
        var cited = Assert.IsType<Appended.Stored>(await partner.Append(BorderLand.Count("C1", BorderLand.Monday, 3, "Agency of C"), WarnNode.Stop));
        await node.Tell(BorderLand.Count("A3", BorderLand.Monday, 3));
        await node.Settle();
        Assert.Equal(["Alert Severe", "Cancel Severe"], await node.Said());
        var cancel = (await node.Warnings())[^1];
        Assert.IsType<Replaying.Same>(await new ReplayWarning(node.Records, TestWorld.Atlas).Handle(cancel.Address, WarnNode.Stop));
        await node.Erase(partner, cited);
        await node.Settle();
        Assert.Equal(["Alert Severe", "Cancel Severe"], await node.Said());
        var erased = Assert.IsType<Replaying.EvidenceErased>(await new ReplayWarning(node.Records, TestWorld.Atlas).Handle(cancel.Address, WarnNode.Stop));
        Assert.Equal(cited.Address, Assert.Single(erased.Leaves));
    }
}
