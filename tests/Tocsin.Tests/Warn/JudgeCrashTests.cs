using NodaTime;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Following;
using Xunit;

namespace Tocsin.Tests.Warn;

public sealed class JudgeCrashTests
{
    sealed class PowerCut : Exception;

    [Theory]
    [InlineData(CrashPoint.BeforeFollowing)]
    [InlineData(CrashPoint.AfterFollowing)]
    [InlineData(CrashPoint.AfterAdvancing)]
    public async Task A_crash_between_append_and_cursor_repeats_nothing(CrashPoint at)
    {
        await using var node = await WarnNode.Open();
        await Story(node);
        await node.Step(new IndexFollower(node.Records));
        // It ends twice at the same place, and is started again each time.
        for (var crashes = 0; crashes < 2; crashes++)
        {
            node.Passing = point => { if (point == at) throw new PowerCut(); };
            await Assert.ThrowsAsync<PowerCut>(() => node.Step(Judge(node)));
            node.Passing = _ => { };
            await node.Step(new IndexFollower(node.Records));
            if (at != CrashPoint.BeforeFollowing) Assert.Equal(Expected, await node.Said());
        }
        await node.Settle();
        Assert.Equal(Expected, await node.Said());
        await EarthquakeTests.EveryWarningReplays(node);
    }

    [Fact]
    public async Task Judging_record_by_record_and_all_at_once_come_to_the_same()
    {
        await using var node = await WarnNode.Open();
        await Story(node, settleEach: true);
        Assert.Equal(Expected, await node.Said());
    }

    [Fact]
    public async Task A_rebuild_adds_nothing_and_leaves_the_same_views()
    {
        await using var node = await WarnNode.Open();
        await Story(node);
        await node.Settle();
        await node.Settle();
        var before = await Rows(node.Views);
        var (arrived, fresh) = (await node.Records.Arrived(WarnNode.Stop), new MemoryViews(node.Views));
        foreach (var follower in (IFollower[])[new JudgeFollower(node.Journal, node.Records, fresh, TestWorld.Atlas, node.Clock), new Tocsin.Warn.Threads.ThreadsFollower(node.Journal.Log, node.Records, fresh)])
            foreach (var batch in (await node.Records.ReadAfter(0, 1_000, WarnNode.Stop)).Chunk(3))
                fresh.Apply(await follower.Follow(batch, WarnNode.Stop));
        Assert.Equal(arrived, await node.Records.Arrived(WarnNode.Stop));
        Assert.Equal(before, fresh.Rows());
    }

    [Fact]
    public async Task A_judge_whose_rules_are_gone_does_not_fall_silent()
    {
        await using var node = await WarnNode.Open();
        await node.Settle();
        await node.Records.Erase(new RecordAddress(node.Journal.Log, 0), default, forgetIdentity: false, WarnNode.Stop);
        await node.Append(node.Quake("unjudged", 6.1, Duration.FromHours(1)));
        var thrown = await Assert.ThrowsAsync<InvalidDataException>(node.Settle);
        Assert.Contains("the rules in force, record 0 of", thrown.Message, StringComparison.Ordinal);
    }

    static readonly string[] Expected = ["Alert Severe 6.1", "Update Extreme 7.3", "Cancel Extreme"];

    static async Task Story(WarnNode node, bool settleEach = false)
    {
        Draft[] drafts =
        [
            node.Quake("first", 6.1, Duration.FromHours(3), longitude: 121.6777, latitude: 24.0, depthKm: 12),
            node.Quake("second", 7.3, Duration.FromHours(1), version: 1),
            node.Quake("after", 4.6, Duration.FromMinutes(5)),
            node.Quake("second", 7.3, Duration.FromHours(1), version: 2, deleted: true),
            node.Quake("first", 6.1, Duration.FromHours(3), deleted: true),
        ];
        foreach (var draft in drafts)
        {
            await node.Append(draft);
            if (settleEach) await node.Settle();
        }
    }

    static JudgeFollower Judge(WarnNode node) => new(node.Journal, node.Records, node.Views, TestWorld.Atlas, node.Clock);

    static async Task<List<string>> Rows(IViews views)
    {
        var rows = new List<string>();
        foreach (var view in (string[])["judge", "thread", "thread-leaf"])
            rows.AddRange((await views.ByKey(view, "", "\uFFFF", 10_000, WarnNode.Stop)).Select(d => $"{view} {d.Key} {d.Rank} {d.Text} {d.Owner}"));
        return rows;
    }
}
