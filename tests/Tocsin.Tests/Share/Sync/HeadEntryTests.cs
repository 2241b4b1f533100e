using System.Globalization;
using Tocsin.Log;
using Tocsin.Share.Logs;
using Tocsin.Share.Sync;
using Xunit;

namespace Tocsin.Tests.Share.Sync;

/// <summary>What is made of heads that are told: which is wanted, which waits, and when another attempt is made.</summary>
public sealed class HeadEntryTests
{
    static readonly CancellationToken Stop = CancellationToken.None;

    [Fact]
    public async Task Nobody_pushes_out_what_another_told()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        var entry = new HeadEntry();
        entry.Hear(Signed(world, 100), "author");
        entry.Hear(Signed(world, 2), "holder");
        for (var size = 3; size < 60; size++) entry.Hear(Signed(world, size), "liar");
        Assert.Equal(100, entry.Wanted!.Head.Size);
        Assert.Equal([2, 59], entry.Doubts.UpTo(100).Select(each => each.Head.Size));
        Assert.Equal([2L, 59, 2], new[] { entry.Doubts.Next(0), entry.Doubts.Next(0), entry.Doubts.Next(0) }.Select(each => each!.Head.Size));
        entry.Hear(Signed(world, 2), "author");
        Assert.Equal(["author", "holder"], entry.Doubts.TellersOf(Signed(world, 2)).Order());
        entry.Hear(Signed(world, 3), "author");
        Assert.Equal([2, 3, 59], entry.Doubts.UpTo(100).Select(each => each.Head.Size));
        Assert.Null(entry.Fork);
    }

    [Fact]
    public async Task What_was_wanted_waits_under_those_who_told_of_it_and_is_wanted_again()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        var (entry, before, next) = (new HeadEntry(), Signed(world, 5), Signed(world, 6));
        entry.Hear(before, "author");
        entry.Hear(before, "holder");
        entry.Hear(next, "author");
        Assert.Equal(["author", "holder"], entry.Doubts.TellersOf(before).Order());
        Assert.False(entry.TakeUp());
        entry.Tried(next, isDone: true, now: 1_000);
        Assert.True(entry.TakeUp());
        Assert.Equal((5, 2), (entry.Wanted!.Head.Size, entry.Tellers.Count));
        Assert.True(entry.Doubts.IsEmpty);
    }

    [Fact]
    public async Task The_pause_grows_with_each_vain_attempt_at_what_is_wanted_and_ends_with_a_newer_head()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        var (entry, wanted) = (new HeadEntry(), Signed(world, 5));
        entry.Hear(wanted, "author");
        var pauses = new List<long>();
        for (var attempt = 0; attempt < 8; attempt++)
        {
            entry.Tried(wanted, isDone: false, now: 1_000);
            pauses.Add(entry.NextSeconds - 1_000);
        }
        Assert.Equal([1, 2, 4, 8, 16, 32, SyncLimits.RetrySecondsMax, SyncLimits.RetrySecondsMax], pauses);
        entry.Tried(Signed(world, 4), isDone: true, now: 1_000);
        entry.Hear(Signed(world, 4), "liar");
        Assert.Equal((8, 1_000 + SyncLimits.RetrySecondsMax), (entry.Failures, entry.NextSeconds));
        entry.Hear(Signed(world, 6), "author");
        Assert.Equal((0, 0), (entry.Failures, entry.NextSeconds));
    }

    [Fact]
    public async Task Two_heads_of_one_size_convict_whatever_else_is_wanted()
    {
        await using var world = await SyncWorld.Of("vn", "id", "ph");
        await world.Settle();
        var (ph, log) = (world["ph"], world["vn"].Journal.Log);
        world.CutOff("ph");
        foreach (var (size, words) in new[] { (90, "far"), (9, "one"), (9, "two") })
            Assert.Null(await ph.Sync.TakeNote(words == "two" ? world["id"].Id : world["vn"].Id, Note(world, size, words), Stop));
        await ph.Sync.Work(Stop);
        await ph.Sync.Settle();
        Assert.Contains("two different heads", ph.Sync.Logs.Single(each => each.Log == log).Frozen, StringComparison.Ordinal);
        Assert.Single(await ph.Papers.List(Mirror.EvidenceKind, "", Stop));
    }

    [Fact]
    public async Task Whoever_repeats_the_kept_head_makes_nobody_ask_and_a_head_that_nobody_gives_costs_the_others_one_request_each()
    {
        await using var world = await SyncWorld.Of("vn", "id", "ph");
        await world.Settle();
        var (ph, vn) = (world["ph"], world["vn"]);
        var kept = ph.Sync.Book[vn.Journal.Log].Kept!.ToString();
        Assert.Null(await ph.Sync.TakeNote(vn.Id, Note(world, 900, "nowhere"), Stop));
        world.Asked.Clear();
        await Works();
        Assert.Equal([LogPath.Checkpoint(vn.Journal.Log)], world.Asked.Where(each => each.To == "id").Select(each => each.Request.Target));
        Assert.Equal(1, ph.Sync.Book[vn.Journal.Log].Failures);
        world.Asked.Clear();
        for (var again = 0; again < 5; again++)
        {
            Assert.Null(await ph.Sync.TakeNote(world["id"].Id, kept, Stop));
            await Works();
        }
        Assert.Empty(world.Asked);
        Assert.True(ph.Sync.Book[vn.Journal.Log].Doubts.IsEmpty);

        async Task Works()
        {
            await ph.Sync.Work(Stop);
            await ph.Sync.Settle();
        }
    }

    [Fact]
    public async Task Growth_that_was_not_told_yet_is_no_less_urgent_for_what_has_come_since()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        await world.Settle();
        var (id, vn) = (world["id"], world["vn"]);
        var (_, number) = id.Sync.Board.Since(0, vn.Id);
        id.Sync.Book[vn.Journal.Log].Untold = Haste.Soon;
        world.Clock.Pass(TimeSpan.FromSeconds(1));
        await vn.Journal.Restate(Stop);
        await vn.Sync.RefreshOwn(Stop);
        var changed = id.Sync.Board.Changed(vn.Id);
        Assert.Null(await id.Sync.TakeNote(vn.Id, vn.Sync.Book[vn.Journal.Log].Kept!.ToString(), Stop));
        Assert.True(changed.IsCompleted);
        Assert.Equal(Haste.Soon, Assert.Single(id.Sync.Board.Since(number, vn.Id).Items).Haste);
        Assert.Null(id.Sync.Book[vn.Journal.Log].Untold);
    }

    [Fact]
    public void What_stands_on_the_board_is_as_urgent_as_what_it_took_the_place_of_to_whoever_has_not_heard_that()
    {
        var board = new Board(Chance.System);
        board.Put("head", null, "a", Haste.Soon);
        var (_, heard) = board.Since(0, "id");
        board.Put("head", null, "b", Haste.None);
        Assert.Equal(("b", Haste.Soon), Assert.Single(board.Since(0, "ph").Items) is var one ? (one.Says, one.Haste) : default);
        Assert.Equal(("b", Haste.None), Assert.Single(board.Since(heard, "id").Items) is var other ? (other.Says, other.Haste) : default);
    }

    [Fact]
    public async Task Whoever_holds_the_same_documents_is_not_woken_for_them()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        await world.Settle(12);
        var vn = world["vn"];
        var (_, number) = vn.Sync.Board.Since(0, world["id"].Id);
        await vn.Register.Take(world["id"].Say(document => document.WithName("Indonesia")), Stop);
        var (message, _, haste) = vn.Sync.Tell(world["id"].Id, number, theirs: null, isAnswer: true);
        Assert.Equal(Haste.Soon, haste);
        Assert.Equal(Haste.None, vn.Sync.Tell(world["id"].Id, number, message, isAnswer: true).Haste);
        var more = message.Parties.ToDictionary(each => each.Key, each => each.Value + 1);
        Assert.Equal(Haste.Soon, vn.Sync.Tell(world["id"].Id, number, new SyncMessage(message.Epoch, more), isAnswer: true).Haste);
    }

    [Fact]
    public async Task A_request_tells_of_growth_that_the_worker_has_not_heard_of()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        await world.Settle(12);
        var vn = world["vn"];
        await vn.Journal.DisposeAsync();
        await using var journal = await vn.OpenJournal(vn.Journal.Log, vn.Store, new Bell());   // Its bell nobody hears.
        using var stop = new CancellationTokenSource();
        var running = vn.Sync.Run(stop.Token);
        for (var waited = 0; waited < 6_000 && world.Clock.Timers == 0; waited++) await Task.Delay(10, Stop);
        Assert.NotEqual(0, world.Clock.Timers);     // It waits, and hears nothing by itself.
        await journal.Append(new Tocsin.Share.Records.Draft { Kind = Tocsin.Share.Records.Kind.Note, What = new Tocsin.Share.Records.NoteFacts() }, Stop);
        await world.Session("vn", "id").Exchange(0, Stop);
        Assert.Equal(journal.Head.Size, world["id"].Sync.Logs.Single(log => log.Log == vn.Journal.Log).KnownSize);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(TimeSpan.FromMinutes(1), Stop));
    }

    static string Note(SyncWorld world, long size, string words) => world["vn"].SignHead(new Checkpoint(world["vn"].Journal.Log.ToString(), size, Hash.Of(System.Text.Encoding.UTF8.GetBytes(words))));

    static VerifiedHead Signed(SyncWorld world, long size) =>
        VerifiedHead.Read(Note(world, size, size.ToString(CultureInfo.InvariantCulture)), world["vn"].Register.KeysEver(world["vn"].Journal.Log)).Value;
}
