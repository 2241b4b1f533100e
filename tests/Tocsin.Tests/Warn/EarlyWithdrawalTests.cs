using NodaTime;
using Tocsin.Log;
using Tocsin.Share;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Xunit;

namespace Tocsin.Tests.Warn;

/// <summary>A node that was restored withdraws in its next log what stands in the one before, and that one may come later: to those who had not heard all of it.</summary>
public sealed class EarlyWithdrawalTests
{
    static readonly Duration Minute = Duration.FromMinutes(1);

    [Fact]
    public async Task Nobody_is_warned_by_rule_of_what_was_withdrawn_before_it_came()
    {
        await using var node = await WarnNode.Open();
        var address = await Come(node, node.Quake("withdrawn", 6.4, Minute), node.Quake("stands", 6.6, Minute));
        await node.Settle();
        Assert.Equal(["Alert Severe 6.6"], await node.Said());
        Assert.Equal(RecordState.Withdrawn, (await node.Views.Row(address, WarnNode.Stop))!.State);
        Assert.IsType<Rebuilding.Same>(await node.Rebuild());
    }

    [Fact]
    public async Task Nobody_is_warned_by_a_watch_of_what_was_withdrawn_before_it_came()
    {
        await using var node = await WatchNodes.Open();
        await node.Watch(WatchNodes.Asking(WatchNodes.Hanoi));
        var address = await Come(node, node.Flood("withdrawn"), node.Flood("stands", Severity.Extreme));
        await node.Follow();
        Assert.Equal(["Alert Extreme"], await node.Said());
        Assert.Equal(RecordState.Withdrawn, (await node.Views.Row(address, WarnNode.Stop))!.State);
    }

    [Fact]
    public async Task What_a_withdrawn_record_revises_is_over_when_that_comes()
    {
        await using var node = await WarnNode.Open();
        var (next, first) = (await node.Other(7, party: 8, incarnation: 2), await node.Other(7, party: 8));
        await Withdraw(next, new RecordAddress(first.Log, 1));
        Assert.IsType<Appended.Stored>(await first.Append(node.Quake("a", 6.9, Minute, version: 1), WarnNode.Stop));
        await node.Settle();
        Assert.Equal(["Alert Extreme 6.9"], await node.Said());
        Assert.IsType<Appended.Stored>(await first.Append(node.Quake("a", 6.4, Minute, version: 2), WarnNode.Stop));
        await node.Settle();
        Assert.Equal(["Alert Extreme 6.9", "Cancel Extreme"], await node.Said());
        Assert.IsType<Rebuilding.Same>(await node.Rebuild());
    }

    [Fact]
    public async Task What_was_withdrawn_later_rings_first()
    {
        await using var node = await WarnNode.Open();
        var other = await node.Other(7, party: 8);
        Assert.IsType<Appended.Stored>(await other.Append(node.Quake("a", 6.4, Minute), WarnNode.Stop));
        await Withdraw(other, new RecordAddress(other.Log, 0));
        await node.Settle();
        Assert.Equal(["Alert Severe 6.4", "Cancel Severe"], await node.Said());
        Assert.IsType<Rebuilding.Same>(await node.Rebuild());
    }

    [Theory]
    [InlineData]
    [InlineData(Group.What)]
    public async Task A_withdrawal_of_which_the_words_are_erased_withdraws_still(params string[] groups)
    {
        await using var node = await WarnNode.Open();
        var quake = await node.Append(node.Quake("a", 6.4, Minute));
        var done = Assert.IsType<Withdrawing.Withdrawn>(await new WithdrawRecord(node.Journal, node.Records, node.Views).Withdraw(quake.Address, "a mistake", WarnNode.Stop));
        await node.Settle();
        var said = await node.Said();
        Assert.IsType<Erasing.Erased>(await new EraseRecord(node.Journal, node.Records, node.Views).Erase(done.By, groups, "it named somebody", WarnNode.Stop));
        await node.Step(new ErasureFollower(node.Records, _ => { }));
        await node.Settle();
        Assert.Equal(said, await node.Said());
        Assert.Equal(RecordState.Withdrawn, (await node.Views.Row(quake.Address, WarnNode.Stop))!.State);
        Assert.IsType<Rebuilding.Same>(await node.Rebuild());
    }

    /// <summary>The second log of an author comes first and withdraws the first record of the log before.</summary>
    static async Task<RecordAddress> Come(WarnNode node, params Draft[] before)
    {
        var (next, first) = (await node.Other(7, party: 8, incarnation: 2), await node.Other(7, party: 8));
        var address = new RecordAddress(first.Log, 0);
        await Withdraw(next, address);
        foreach (var draft in before) Assert.IsType<Appended.Stored>(await first.Append(draft, WarnNode.Stop));
        return address;
    }

    static async Task Withdraw(Journal journal, RecordAddress address)
    {
        var withdrawal = new Draft { Kind = Kind.Withdrawal, What = new WithdrawalFacts("a mistake"), References = [new Reference(Relation.Ends, address.Log, address.Index, Hash.Of("the leaf"u8))] };
        Assert.IsType<Appended.Stored>(await journal.Append(withdrawal, WarnNode.Stop));
    }
}
