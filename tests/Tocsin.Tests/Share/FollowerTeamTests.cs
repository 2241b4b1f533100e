using Tocsin.Share.Logs;
using Tocsin.Share.Views;
using Xunit;

namespace Tocsin.Tests.Share;

/// <summary>Followers that go in step.</summary>
public sealed class FollowerTeamTests
{
    static readonly CancellationToken Stop = CancellationToken.None;

    [Fact]
    public async Task Whoever_is_behind_another_sees_what_that_one_made_of_the_same_records()
    {
        await using var desk = await Desk.Open();
        await desk.Journal.Append([Desk.Quake("one", "a"), Desk.Quake("two", "b")], Stop);
        var (seen, advanced) = (new List<(long, long)>(), 0);
        var first = new Hand("first") { Put = true };
        var beside = new Hand("beside") { Seeing = async () => seen.Add((0, await desk.Store.Views.Cursor("first", Stop))) };
        var behind = new Hand("behind") { Seeing = async () => seen.Add((1, await desk.Store.Views.Cursor("first", Stop))) };
        var team = Team(desk, point => advanced += point == CrashPoint.AfterAdvancing ? 1 : 0, [first, beside], [behind]);
        Assert.Equal(2, await team.CatchUp(long.MaxValue, Stop));
        Assert.Equal([(0, 0), (1, 2)], seen);
        Assert.Equal(2, advanced);      // What changes nothing is kept with the next step that does.
        Assert.Equal((2, 2, 0), (await Cursor(desk, "first"), await Cursor(desk, "beside"), await Cursor(desk, "behind")));

        await desk.Journal.Append([Desk.Quake("three", "c")], Stop);
        await team.CatchUp(long.MaxValue, Stop);
        Assert.Equal((3, 3, 2), (await Cursor(desk, "first"), await Cursor(desk, "beside"), await Cursor(desk, "behind")));
        Assert.Equal([1, 2, 3], behind.Had);
    }

    [Fact]
    public async Task Whoever_begins_later_takes_up_what_the_others_have_had()
    {
        await using var desk = await Desk.Open();
        await desk.Journal.Append([Desk.Quake("one", "a"), Desk.Quake("two", "b")], Stop);
        await Team(desk, _ => { }, [new Hand("old") { Put = true }]).CatchUp(long.MaxValue, Stop);
        await desk.Journal.Append([Desk.Quake("three", "c")], Stop);
        var (old, late) = (new Hand("old") { Put = true }, new Hand("late"));
        await Team(desk, _ => { }, [old, late]).CatchUp(long.MaxValue, Stop);
        Assert.Equal([3], old.Had);
        Assert.Equal([1, 2, 3], late.Had);
    }

    [Fact]
    public async Task A_failure_loses_nobody_elses_step_and_is_told()
    {
        await using var desk = await Desk.Open();
        await desk.Journal.Append([Desk.Quake("one", "a")], Stop);
        var broken = new Hand("broken") { Seeing = () => throw new InvalidDataException("it does not read") };
        var team = Team(desk, _ => { }, [new Hand("good") { Put = true }, broken, new Hand("after") { Put = true }]);
        Assert.Equal("it does not read", (await Assert.ThrowsAsync<InvalidDataException>(() => team.CatchUp(long.MaxValue, Stop))).Message);
        Assert.Equal((1, 0, 0), (await Cursor(desk, "good"), await Cursor(desk, "broken"), await Cursor(desk, "after")));
    }

    [Fact]
    public async Task Where_another_process_was_faster_with_one_nothing_is_kept_and_all_begin_again()
    {
        await using var desk = await Desk.Open();
        await desk.Journal.Append([Desk.Quake("one", "a"), Desk.Quake("two", "b")], Stop);
        var raced = false;
        var hand = new Hand("hand") { Put = true };
        var racing = new Hand("racing")
        {
            Seeing = async () =>
            {
                if (raced) return;
                raced = true;
                Assert.True(await desk.Store.Views.Advance("racing", 0, 1, new ViewChanges(), Stop));
            },
        };
        await Team(desk, _ => { }, [hand, racing]).CatchUp(long.MaxValue, Stop);
        Assert.Equal([1, 2, 1, 2], hand.Had);
        Assert.Equal([1, 2, 2], racing.Had);
        Assert.Equal((2, 2), (await Cursor(desk, "hand"), await Cursor(desk, "racing")));
    }

    [Fact]
    public async Task Nobody_waits_for_one_whom_these_records_take_long()
    {
        await using var desk = await Desk.Open();
        await desk.Journal.Append([Desk.Quake("one", "a")], Stop);
        var done = new TaskCompletionSource();
        var (quick, slow) = (new Hand("quick") { Put = true }, new Hand("slow") { Put = true, IsSlow = true, Seeing = () => done.Task });
        using var ending = new CancellationTokenSource();
        var running = Team(desk, _ => { }, [slow, quick]).Run(ending.Token);
        await Until(async () => await Cursor(desk, "quick") == 1);
        await desk.Journal.Append([Desk.Quake("two", "b")], Stop);
        await Until(async () => await Cursor(desk, "quick") == 2);
        Assert.Equal(0, await Cursor(desk, "slow"));
        slow.IsSlow = false;
        done.SetResult();
        await Until(async () => await Cursor(desk, "slow") == 2);
        await desk.Journal.Append([Desk.Quake("three", "c")], Stop);
        await Until(async () => await Cursor(desk, "slow") == 3 && await Cursor(desk, "quick") == 3);
        Assert.Equal([1, 2, 3], slow.Had);
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task What_befalls_one_who_is_away_befalls_the_team()
    {
        await using var desk = await Desk.Open();
        await desk.Journal.Append([Desk.Quake("one", "a")], Stop);
        var slow = new Hand("slow") { IsSlow = true, Seeing = () => throw new InvalidDataException("it does not read") };
        await Assert.ThrowsAsync<InvalidDataException>(() => Team(desk, _ => { }, [slow], [new Hand("quick")]).Run(Stop).WaitAsync(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task A_team_behind_another_has_what_the_first_rank_has_had_and_nothing_else()
    {
        await using var desk = await Desk.Open();
        await desk.Journal.Append([Desk.Quake("one", "a"), Desk.Quake("two", "b")], Stop);
        await Team(desk, _ => { }, [new Hand("first") { Put = true }], [new Hand("second") { Put = true }]).CatchUp(long.MaxValue, Stop);
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        var away = new TaskCompletionSource();
        var ahead = Team(desk, _ => { }, [new Hand("first") { Put = true, Seeing = () => first.Task }, new Hand("away") { Put = true, IsSlow = true, Seeing = () => away.Task }], [new Hand("second") { Put = true, Seeing = () => second.Task }]);
        var last = new Hand("last") { Put = true };
        var behind = new FollowerTeam([[new FollowerLoop(last, desk.Store.Records, desk.Store.Views, _ => { })]], desk.Store.Records, desk.Store.Views, ahead.Come, Turns.Always);
        using var ending = new CancellationTokenSource();
        var running = new[] { ahead.Run(ending.Token), behind.Run(ending.Token) };
        await Until(async () => await Cursor(desk, "last") == 2);       // What the other had before it began.
        await desk.Journal.Append([Desk.Quake("three", "c")], Stop);
        await Task.Delay(100, Stop);
        Assert.Equal(2, await Cursor(desk, "last"));
        first.SetResult();
        await Until(async () => await Cursor(desk, "last") == 3);       // The other's second rank is at it still.
        await desk.Journal.Append([Desk.Quake("four", "d")], Stop);
        await Task.Delay(100, Stop);
        Assert.Equal((3, 2), (await Cursor(desk, "last"), await Cursor(desk, "second")));
        second.SetResult();
        await Until(async () => await Cursor(desk, "last") == 4);
        Assert.Equal([1, 2, 3, 4], last.Had);
        Assert.Equal(0, await Cursor(desk, "away"));        // Nobody behind waits for who is away.
        away.SetResult();
        await ending.CancelAsync();
        foreach (var team in running) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => team);
    }

    [Fact]
    public async Task A_team_goes_no_further_than_it_may()
    {
        await using var desk = await Desk.Open();
        await desk.Journal.Append([Desk.Quake("one", "a"), Desk.Quake("two", "b"), Desk.Quake("three", "c")], Stop);
        var hand = new Hand("hand") { Put = true };
        var team = Team(desk, _ => { }, [hand]);
        Assert.Equal(2, await team.CatchUp(2, Stop));
        Assert.Equal([1, 2], hand.Had);
        Assert.Equal(3, await team.CatchUp(long.MaxValue, Stop));
        Assert.Equal([1, 2, 3], hand.Had);
    }

    [Theory]
    [InlineData(10_000, 100)]   // Until the journal has less to write.
    [InlineData(50, 100)]       // Or the team has waited long enough.
    [InlineData(10_000, 3)]     // Or enough waits for it.
    public async Task A_team_steps_back_while_the_journal_is_busy_but_not_for_ever(int milliseconds, long most)
    {
        await using var desk = await Desk.Open();
        var busy = true;
        var hand = new Hand("hand") { Put = true };
        var turns = new Turns(() => Volatile.Read(ref busy), TimeSpan.FromMilliseconds(milliseconds), most, TimeProvider.System);
        var team = new FollowerTeam([[new FollowerLoop(hand, desk.Store.Records, desk.Store.Views, _ => { })]], desk.Store.Records, desk.Store.Views, desk.Bell, turns);
        using var ending = new CancellationTokenSource();
        var running = team.Run(ending.Token);
        await desk.Journal.Append([Desk.Quake("one", "a"), Desk.Quake("two", "b")], Stop);
        if (milliseconds > 1_000)
        {
            await Task.Delay(100, Stop);
            Assert.Equal(0, await Cursor(desk, "hand"));
            if (most > 3) Volatile.Write(ref busy, false);
            else await desk.Journal.Append([Desk.Quake("three", "c")], Stop);
        }
        await Until(async () => await Cursor(desk, "hand") == await desk.Store.Records.Arrived(Stop));
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task A_team_steps_back_while_records_come_in_a_rush_whoever_brings_them()
    {
        var (bell, from) = (new Bell(), 7L);
        var turns = new Turns(() => false, TimeSpan.FromMinutes(1), long.MaxValue, TimeProvider.System);
        bell.Ring(from + Turns.RushRecords - 1);
        Assert.Equal(from + Turns.RushRecords - 1, await turns.Wait(from, bell, Stop));
        bell.Ring(from + Turns.RushRecords);
        var waiting = turns.Wait(from, bell, Stop);
        Assert.False(waiting.IsCompleted);
        Assert.Equal(from + Turns.RushRecords, await waiting);      // Nothing more came.
    }

    [Theory]
    [InlineData(9, false)]      // Fewer came than it would have waited for: it waits until there are as many.
    [InlineData(10, true)]      // As many: the import is a long one, and so many do not end the wait.
    [InlineData(39, true)]
    [InlineData(40, false)]     // Several times as many: it is too far behind to wait.
    public async Task What_came_while_a_team_worked_says_whether_an_import_is_long(long came, bool isWaitedFor)
    {
        var (bell, from) = (new Bell(), 7L);
        var turns = new Turns(() => true, TimeSpan.FromMinutes(1), 10, TimeProvider.System);
        bell.Ring(from + came);
        var waiting = turns.Wait(from, bell, Stop);
        if (came < 10) bell.Ring(from + 10);
        var first = await Task.WhenAny(waiting, Task.Delay(isWaitedFor ? 4 * Turns.RushMilliseconds : 30_000, Stop));
        Assert.Equal(!isWaitedFor, first == waiting);
        Assert.Equal(from + Math.Max(came, 10), await waiting.WaitAsync(TimeSpan.FromMinutes(1), Stop));    // Though the journal is busy still.
    }

    static FollowerTeam Team(Desk desk, Passing passing, params IFollower[][] ranks) => new(
        [.. ranks.Select(rank => rank.Select(follower => new FollowerLoop(follower, desk.Store.Records, desk.Store.Views, passing)).ToList())],
        desk.Store.Records, desk.Store.Views, desk.Bell, Turns.Always);

    static Task<long> Cursor(Desk desk, string follower) => desk.Store.Views.Cursor(follower, Stop);

    static async Task Until(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await holds()) await Task.Delay(5, patience.Token);
    }

    /// <summary>A follower that notes what it had.</summary>
    sealed class Hand(string name) : IFollower
    {
        public string Name => name;
        public bool Put { get; init; }
        public bool IsSlow { get; set; }
        public Func<Task> Seeing { get; init; } = () => Task.CompletedTask;
        public List<long> Had { get; } = [];

        public bool TakesLong(IReadOnlyList<StoredRecord> records) => IsSlow;

        public async Task<ViewChanges> Follow(IReadOnlyList<StoredRecord> records, CancellationToken stop)
        {
            await Seeing();
            Had.AddRange(records.Select(record => record.Arrival));
            var changes = new ViewChanges();
            if (Put) changes.Put(name, new ViewDocument("had", Had.Count, name, null));
            return changes;
        }
    }
}
