using NodaTime;
using Tocsin.Share;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn;
using Tocsin.Warn.Following;
using Tocsin.Warn.Judging;
using Xunit;

namespace Tocsin.Tests.Warn;

public sealed class WatchCrashTests
{
    sealed class PowerCut : Exception;

    static readonly string[] Expected = ["Alert Severe", "Alert Severe", "Update Extreme", "Cancel Severe", "Alert Minor"];

    [Theory]
    [InlineData(CrashPoint.BeforeFollowing)]
    [InlineData(CrashPoint.AfterFollowing)]
    [InlineData(CrashPoint.AfterAdvancing)]
    public async Task A_crash_between_append_and_cursor_repeats_nothing(CrashPoint at)
    {
        await using var node = await WatchNodes.Open();
        await Story(node);
        for (var crashes = 0; crashes < 2; crashes++)
        {
            node.Passing = point => { if (point == at) throw new PowerCut(); };
            await Assert.ThrowsAsync<PowerCut>(() => node.Step(node.Watcher()));
            node.Passing = _ => { };
            if (at != CrashPoint.BeforeFollowing) Assert.Equal(Expected, await node.Said());
        }
        await node.Follow();
        Assert.Equal(Expected, await node.Said());
        await EarthquakeTests.EveryWarningReplays(node);
    }

    [Fact]
    public async Task A_restart_after_every_record_one_follower_all_along_and_one_batch_come_to_the_same()
    {
        foreach (var batch in (int[])[1, 2, 100])
            foreach (var isRestarted in (bool[])[true, false])
            {
                await using var node = await WatchNodes.Open();
                await Story(node);
                var (watcher, read) = (node.Watcher(), 0L);
                foreach (var some in (await node.Records.ReadAfter(0, 100, WarnNode.Stop)).Chunk(batch))
                {
                    if (isRestarted) watcher = node.Watcher();
                    Assert.True(await node.Views.Advance(watcher.Name, read, some[^1].Arrival, await watcher.Follow(some, WarnNode.Stop), WarnNode.Stop));
                    read = some[^1].Arrival;
                }
                Assert.Equal(Expected, await node.Said());
            }
    }

    [Fact]
    public async Task A_step_that_was_lost_to_another_process_is_forgotten()
    {
        await using var node = await WatchNodes.Open();
        await node.Watch(WatchNodes.Asking(WatchNodes.Hanoi));
        var loser = node.Watcher();
        await node.Append(node.Flood("a"));
        var cursor = await node.Views.Cursor(loser.Name, WarnNode.Stop);
        var lost = await loser.Follow(await node.Records.ReadAfter(cursor, 100, WarnNode.Stop), WarnNode.Stop);
        await node.Follow();
        Assert.False(await node.Views.Advance(loser.Name, cursor, cursor + 1, lost, WarnNode.Stop));
        Assert.IsType<RemovingWatch.Done>(await new RemoveWatch(node.Journal, node.Records, node.Views).Handle("Hà Nội", "over", WarnNode.Stop));
        await node.Follow();
        await node.Append(node.Flood("b"));
        await node.Step(loser);
        Assert.Equal(["Alert Severe"], await node.Said());
    }

    [Fact]
    public async Task A_rebuild_adds_nothing_and_leaves_the_same_views()
    {
        await using var node = await WatchNodes.Open();
        await Story(node);
        await node.Follow();
        await node.Follow();
        var (arrived, fresh) = (await node.Records.Arrived(WarnNode.Stop), new MemoryViews(node.Views));
        var watcher = node.Watcher(fresh);
        foreach (var batch in (await node.Records.ReadAfter(0, 1_000, WarnNode.Stop)).Chunk(3)) fresh.Apply(await watcher.Follow(batch, WarnNode.Stop));
        Assert.Equal(arrived, await node.Records.Arrived(WarnNode.Stop));
        Assert.Equal((await node.Views.ByKey(WatchFollower.FollowerName, "", "\uFFFF", 1_000, WarnNode.Stop)).Select(d => $"watch {d.Key} {d.Rank} {d.Text} {d.Owner}"), fresh.Rows());
    }

    [Fact]
    public async Task Without_watches_the_world_is_not_asked_for()
    {
        await using var node = await WatchNodes.Open();
        var stored = await node.Append(node.Flood("a"));
        await node.Step(new IndexFollower(node.Records));
        await new WithdrawRecord(node.Journal, node.Records, node.Views).Withdraw(stored.Address, "a mistake", WarnNode.Stop);
        await node.Step(new WatchFollower(node.Journal, node.Records, node.Views, new Atlas(() => throw new InvalidOperationException("asked"), () => throw new InvalidOperationException("asked"))));
        Assert.Empty(await node.Said());
    }

    static async Task Story(WarnNode node)
    {
        Assert.IsType<AddingWatch.Done>(await node.Adding().Handle(WatchNodes.Asking(WatchNodes.Hanoi), WarnNode.Stop));
        await node.Append(node.Flood("a", version: 1));
        var second = await node.Append(node.Flood("b"));
        await node.Append(node.Flood("a", Severity.Extreme, version: 2));
        await node.Step(new IndexFollower(node.Records));
        await new WithdrawRecord(node.Journal, node.Records, node.Views).Withdraw(second.Address, "a mistake", WarnNode.Stop);
        Assert.IsType<AddingWatch.Done>(await node.Adding().Handle(WatchNodes.Asking(name: "minor") with { Categories = [Category.Fire] }, WarnNode.Stop));
        await node.Append(node.Flood("far", Severity.Minor, category: Category.Fire, at: new NetTopologySuite.Geometries.Point(0, 0)));
        await node.Append(node.Flood("old", ago: Duration.FromDays(30)));
        await node.Step(new IndexFollower(node.Records));
    }
}
