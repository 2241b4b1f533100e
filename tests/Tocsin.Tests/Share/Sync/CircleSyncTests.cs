using System.Collections.Immutable;
using Tocsin.Log;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Xunit;

namespace Tocsin.Tests.Share.Sync;

/// <summary>Parties that share with each other.</summary>
public sealed class CircleSyncTests
{
    static readonly CancellationToken Stop = CancellationToken.None;

    [Fact]
    public async Task Each_holds_what_the_others_wrote_and_says_so_to_them()
    {
        await using var world = await SyncWorld.Of("vn", "id", "ph");
        var record = await world["vn"].Write("cholera");
        await world.Settle(8);
        foreach (var name in new[] { "id", "ph" })
        {
            Assert.Equal("cholera", await world[name].Reads(record));
            Assert.Empty(world[name].Sync.TakeRefusals());
        }
        var ledger = (await new ShareStatus(world["vn"].Sync).Of(record, Stop))!;
        Assert.Equal([Standing.ContentHeld, Standing.ContentHeld], ledger.Select(line => line.Standing));
        Assert.All(ledger, line => Assert.False(line.IsOverdue));
        Assert.Equal(record.Index + 1, (await world["vn"].Sync.Shelf.Cosigned(record.Log, world["id"].Id, Stop))!.Size);
        Assert.Equal(record.Index + 1, (await world["vn"].Sync.Shelf.Newest(record.Log, world["ph"].Id, Stop))!.Leaves);
        Assert.Empty(world["vn"].Sync.TakeRefusals());
    }

    [Fact]
    public async Task Whoever_has_not_answered_since_the_start_is_named()
    {
        await using var world = await SyncWorld.Of("vn", "id", "ph");
        Assert.Equal(new[] { world["id"].Id, world["ph"].Id }.Order(), world["vn"].Sync.Unheard.Order());
        await world.Session("vn", "id").Exchange(0, Stop);
        Assert.Equal([world["ph"].Id], world["vn"].Sync.Unheard);
        world["vn"].Sync.WantCharter(world["id"].Id, Hash.Of("a charter that it told of"u8));
        Assert.Equal(new[] { world["id"].Id, world["ph"].Id }.Order(), world["vn"].Sync.Unheard.Order());
    }

    [Fact]
    public async Task Growth_is_heard_at_once_by_the_long_poll()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        await world.Settle(12);
        var polling = world.Session("id", "vn").Exchange(SyncLimits.WaitSecondsMax, Stop);
        await Task.Delay(50, Stop);
        Assert.False(polling.IsCompleted);
        var record = await world["vn"].Write("flood");
        await polling.WaitAsync(TimeSpan.FromMinutes(1), Stop);     // The world's clock stands still: only the bell can have ended it.
        await world["id"].Sync.Work(Stop);
        await world["id"].Sync.Settle();
        Assert.Equal("flood", await world["id"].Reads(record));
    }

    [Fact]
    public async Task A_head_that_is_heard_of_while_content_is_asked_for_is_taken_up_as_soon_as_that_ends()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        var nothing = new PartnerAnswer(404, ImmutableDictionary<string, string>.Empty, ReadOnlyMemory<byte>.Empty);
        static bool IsContent(PartnerRequest request) => request.Target.Contains("/content/", StringComparison.Ordinal);
        world.Meddle = (_, _, request) => Task.FromResult(IsContent(request) ? nothing : null);
        await world["vn"].Write("withheld");
        await world.Settle();
        var (asked, answered) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource<PartnerAnswer?>(TaskCreationOptions.RunContinuationsAsynchronously));
        world.Meddle = (_, _, request) => IsContent(request) && asked.TrySetResult() ? answered.Task : Task.FromResult(IsContent(request) ? nothing : null);
        world.Clock.Pass(TimeSpan.FromSeconds(SyncLimits.FillSecondsMin));
        using var stop = new CancellationTokenSource();
        var running = world["id"].Sync.Run(stop.Token);
        await asked.Task.WaitAsync(TimeSpan.FromMinutes(1), Stop);
        var record = await world["vn"].Write("late");
        await world.Session("id", "vn").Exchange(0, Stop);
        await Task.Delay(50, Stop);
        Assert.Null(await world["id"].Reads(record));
        answered.SetResult(nothing);
        for (var waited = 0; waited < 4_800 && await world["id"].Reads(record) is null; waited++) await Task.Delay(25, Stop);
        Assert.NotNull(await world["id"].Reads(record));     // The world's clock stands still: no look once a second has found it.
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(TimeSpan.FromMinutes(1), Stop));
    }

    [Fact]
    public async Task A_proposal_is_heard_at_once_by_the_long_poll()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        await world.Settle(12);
        var polling = world.Session("id", "vn").Exchange(SyncLimits.WaitSecondsMax, Stop);
        await Task.Delay(50, Stop);
        Assert.False(polling.IsCompleted);
        var proposed = await world.Change("vn", now => now.Renamed("coasts", world.Clock.Now()), ["vn"], ["vn"]);
        await world["vn"].Sync.Work(Stop);
        await polling.WaitAsync(TimeSpan.FromMinutes(1), Stop);
        Assert.Equal(proposed.Hash(), Assert.Single(world["id"].Sync.Circle.Proposals).Charter.Hash());
    }

    [Fact]
    public async Task Nothing_new_costs_one_request_and_an_empty_answer_when_the_time_is_up()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        await world.Settle(12);
        var before = world.Asked.Count;
        var polling = world.Session("id", "vn").Exchange(SyncLimits.WaitSecondsMax, Stop);
        while (world.Asked.Count == before) await Task.Delay(5, Stop);
        await Task.Delay(500, Stop);        // The clock that is passed on is to find it waiting.
        for (var waited = 0; !polling.IsCompleted && waited < 30; waited++)
        {
            await Task.Delay(20, Stop);
            world.Clock.Pass(TimeSpan.FromSeconds(1));
        }
        await polling.WaitAsync(TimeSpan.FromMinutes(1), Stop);
        Assert.Equal(1, world.Asked.Count - before);
    }

    [Fact]
    public async Task Lives_keep_up_by_themselves_and_end_when_they_are_told_to()
    {
        await using var world = await SyncWorld.Of("vn", "id", "ph");
        using var stop = new CancellationTokenSource();
        var lives = world.Parties.Select(party => new CircleLife(party.Sync).Run(stop.Token)).ToList();
        var record = await world["vn"].Write("storm");
        for (var waited = 0; waited < 4_800 && (await world["id"].Reads(record) is null || await world["ph"].Reads(record) is null); waited++)
        {
            await Task.Delay(25, Stop);
            world.Clock.Pass(TimeSpan.FromSeconds(0.5));
        }
        Assert.Equal(("storm", "storm"), (await world["id"].Reads(record), await world["ph"].Reads(record)));
        await stop.CancelAsync();
        foreach (var life in lives) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => life.WaitAsync(TimeSpan.FromMinutes(1), Stop));
    }

    [Fact]
    public async Task A_cut_link_is_caught_up_with()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        await world.Settle();
        world.CutOff("vn", "id");
        var records = new List<RecordAddress>();
        for (var i = 0; i < 300; i++) records.Add(await world["vn"].Write($"reading {i}"));
        await world.Settle(2);
        Assert.Null(await world["id"].Reads(records[0]));
        Assert.Contains("is not reached", world["id"].Sync.Partners.Single().Trouble, StringComparison.Ordinal);
        world.Cut.Clear();
        await world.Settle(8);
        for (var i = 0; i < 300; i++) Assert.Equal($"reading {i}", await world["id"].Reads(records[i]));
    }

    [Fact]
    public async Task A_third_member_serves_what_the_author_no_longer_can()
    {
        await using var world = await SyncWorld.Of("vn", "id", "ph");
        world.CutOff("vn", "ph");
        var record = await world["vn"].Write("storm");
        await world.Settle(8);
        world.CutOff("vn");
        await world.Settle(8);
        Assert.Equal("storm", await world["ph"].Reads(record));
    }

    [Fact]
    public async Task A_head_that_nobody_gives_does_not_hide_what_lies_before_it()
    {
        await using var world = await SyncWorld.Of("vn", "id", "ph");
        world.IsFetched = true;
        await world.Settle();
        var record = await world["vn"].Write("storm");
        await world.Session("id", "vn").Exchange(0, Stop);
        await world["id"].Sync.Work(Stop);
        await world["id"].Sync.Settle();
        await world["vn"].Write("lost");
        await world.Session("ph", "vn").Exchange(0, Stop);
        world.CutOff("vn");
        await world.Settle(8);
        Assert.Equal("storm", await world["ph"].Reads(record));
        Assert.Equal((2, 3), world["ph"].Sync.Logs.Where(log => log.Log == record.Log).Select(log => (log.Size, log.KnownSize)).Single());
    }

    [Fact]
    public async Task What_was_stored_before_a_crash_is_served_though_its_author_is_gone()
    {
        await using var world = await SyncWorld.Of("vn", "id", "ph");
        await world.Settle();
        var record = await world["vn"].Write("storm");
        await world.Session("id", "vn").Exchange(0, Stop);
        world["id"].Passing = point => { if (point == CrashPoint.AfterMirroring) throw new TimeoutException("crash"); };
        await world["id"].Sync.Work(Stop);
        await Assert.ThrowsAsync<TimeoutException>(world["id"].Sync.Settle);
        world["id"].Passing = _ => { };
        world.CutOff("vn");
        await world["id"].OpenNode(world);
        await world.Settle(8);
        Assert.Equal("storm", await world["ph"].Reads(record));
    }

    [Fact]
    public async Task What_was_frozen_by_what_was_served_is_taken_up_again_by_an_administrator()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        world.IsFetched = true;
        await world.Settle();
        for (var i = 0; i < 5; i++) await world["vn"].Write($"reading {i}");
        world.Meddle = async (_, to, request) =>
        {
            if (to != "vn" || !request.Target.Contains("/tile/", StringComparison.Ordinal)) return null;
            var answer = await world["vn"].Server.Answer(request, Stop);
            return answer with { Body = answer.Body.ToArray().Select(one => (byte)(one ^ 1)).ToArray() };
        };
        await world.Settle(3);
        var log = world["vn"].Journal.Log;
        Assert.NotNull(world["id"].Sync.Logs.Single(each => each.Log == log).Frozen);
        world.Meddle = (_, _, _) => Task.FromResult<PartnerAnswer?>(null);
        await world.Settle(3);
        Assert.NotNull(world["id"].Sync.Logs.Single(each => each.Log == log).Frozen);
        Assert.Empty(await world["id"].Sync.Lift(world["id"].Id, Stop));
        Assert.Equal((log, null), Assert.Single(await world["id"].Sync.Lift(world["vn"].Id, Stop)));
        await world.Settle(3);
        var now = world["id"].Sync.Logs.Single(each => each.Log == log);
        Assert.Equal((null, 6L), (now.Frozen, now.Size));
    }

    [Fact]
    public async Task An_author_that_says_nothing_for_a_minute_is_silent_or_cut_off()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        await world.Settle();
        await world["vn"].Journal.Restate(Stop);
        await world.Settle(1);
        bool IsSilent() => world["id"].Sync.Logs.Single(log => log.Log == world["vn"].Journal.Log).IsSilent;
        Assert.False(IsSilent());
        world.Clock.Pass(TimeSpan.FromSeconds(SyncLimits.SilentAfterSeconds - 5));
        Assert.False(IsSilent());
        world.Clock.Pass(TimeSpan.FromSeconds(6));
        Assert.True(IsSilent());
        await world["vn"].Journal.Restate(Stop);
        await world.Settle(2);
        Assert.False(IsSilent());
        Assert.Empty(world["id"].Sync.TakeRefusals());
    }

    [Fact]
    public async Task What_was_told_once_and_could_not_be_given_then_is_asked_for_again()
    {
        await using var world = await SyncWorld.Of("vn", "id", "ph");
        await world.Settle();
        world.CutOff("vn", "ph");
        var (log, isBusy) = (world["vn"].Journal.Log, true);
        world.Meddle = (from, to, request) => Task.FromResult(isBusy && (from, to) == ("ph", "id") && request.Target == LogPath.Checkpoint(log)
            ? new PartnerAnswer(503, ImmutableDictionary<string, string>.Empty, "{}"u8.ToArray()) : null);
        var record = await world["vn"].Write("told once");
        await world.Settle();
        // Its author is gone; who holds it tells of it no more, and can give it by now.
        world.CutOff("vn");
        isBusy = false;
        await world.Settle(2);
        Assert.Null(await world["ph"].Reads(record));
        world.Clock.Pass(TimeSpan.FromSeconds(SyncLimits.RetrySecondsMax));
        await world.Settle(2);
        Assert.Equal("told once", await world["ph"].Reads(record));
    }

    [Fact]
    public async Task A_third_member_tells_that_the_author_lives()
    {
        await using var world = await SyncWorld.Of("vn", "id", "ph");
        await world.Settle();
        world.CutOff("vn", "ph");
        for (var minute = 0; minute < 3; minute++)
        {
            world.Clock.Pass(TimeSpan.FromSeconds(40));
            await world["vn"].Journal.Restate(Stop);
            await world.Settle(3);
        }
        Assert.False(world["ph"].Sync.Logs.Single(log => log.Log == world["vn"].Journal.Log).IsSilent);
    }

    [Fact]
    public async Task Who_was_removed_gets_nothing_and_its_log_ends()
    {
        await using var world = await SyncWorld.Of("vn", "id", "ph");
        var record = await world["ph"].Write("before");
        await world.Settle(8);
        var end = world["ph"].Sync.Book[world["ph"].Journal.Log].Kept!;
        await world.Change("vn", now => now.Removed(world["ph"].Id, world.Clock.Now()), ["vn", "id"], ["vn", "id"], [end.ToString()]);
        await world["ph"].Write("after");
        var late = await world["vn"].Write("not for the one who was removed");
        await world.Settle(4);
        Assert.Null(await world["ph"].Reads(late));
        Assert.Equal("not for the one who was removed", await world["id"].Reads(late));
        Assert.Equal("before", await world["id"].Reads(record));
        Assert.Equal(2, world["id"].Sync.Logs.Single(log => log.Log == world["ph"].Journal.Log).Size);
        var refused = await Assert.ThrowsAsync<PartnerRefusedException>(() => world.Session("ph", "vn").Exchange(0, Stop));
        Assert.Equal((403, $"{world["ph"].Id} is not a member of this circle any more"), (refused.Refusal.Status, refused.Refusal.Detail));
    }

    [Fact]
    public async Task Who_was_removed_while_it_waited_hears_nothing_more()
    {
        await using var world = await SyncWorld.Of("vn", "id", "ph");
        await world.Settle(12);
        var polling = world.Session("ph", "vn").Exchange(SyncLimits.WaitSecondsMax, Stop);
        await Task.Delay(50, Stop);
        var end = world["vn"].Sync.Book[world["ph"].Journal.Log].Kept!;
        await world.Change("vn", now => now.Removed(world["ph"].Id, world.Clock.Now()), ["vn", "id"], ["vn", "id"], [end.ToString()]);
        var late = await world["vn"].Write("late");
        var refused = await Assert.ThrowsAsync<PartnerRefusedException>(() => polling.WaitAsync(TimeSpan.FromMinutes(1), Stop));
        Assert.Contains("is not a member of this circle any more (403)", refused.Message, StringComparison.Ordinal);
        await world["ph"].Sync.Work(Stop);
        await world["ph"].Sync.Settle();
        Assert.Null(await world["ph"].Reads(late));
        Assert.NotEqual(2, world["ph"].Sync.Logs.Single(log => log.Log == world["vn"].Journal.Log).KnownSize);
    }

    [Fact]
    public async Task An_epoch_that_one_does_not_know_is_introduced()
    {
        await using var world = await SyncWorld.Of("vn", "id", "ph");
        await world.Settle();
        var next = await world.Change("vn", now => now.Renamed("coasts", world.Clock.Now()), ["vn", "id", "ph"], ["vn"]);
        await world.Settle(3);
        Assert.All(world.Parties, party => Assert.Equal(next.Hash(), party.Sync.Circle.CurrentHash));
    }

    [Fact]
    public async Task A_changed_key_introduces_itself()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        await world.Settle();
        await world["vn"].Register.Take(world["vn"].Say(document => document.WithName("Viet Nam")), Stop);
        var record = await world["vn"].Write("after the change");
        await world.Settle(6);
        Assert.Equal("Viet Nam", world["id"].Register.Chain(world["vn"].Id)!.Newest!.Document.Name);
        Assert.Equal("after the change", await world["id"].Reads(record));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_joins_gets_earlier_leaves_and_their_content_only_where_the_charter_grants_history(bool history)
    {
        await using var world = await SyncWorld.Of("vn", "id");
        if (history) await world.Change("vn", now => now.Granting(true, world.Clock.Now()), ["vn", "id"], ["vn", "id"]);
        var early = await world["vn"].Write("early");
        await world.Settle(6);
        var joiner = world.Add("ph");
        joiner.ListLogKey(world["vn"].Sync.Id);
        foreach (var name in new[] { "vn", "id" })
            foreach (var note in joiner.Documents) await world[name].Register.Take(note, Stop);
        var next = await world.Change("vn", now => now.Joined(joiner.Id, world.Clock.Now()), ["vn", "id", "ph"], ["vn", "id"]);
        foreach (var name in new[] { "vn", "id" }) await world[name].Mark(next);
        var circle = world["vn"].Sync.Circle;
        await joiner.Open(new Circle(circle.Id), next, circle.Papers(circle.Id)!, world["vn"].Documents.Concat(world["id"].Documents), world);
        foreach (var charter in circle.Charters.Skip(1)) await joiner.Register.Take(joiner.Sync.Circle, circle.Papers(charter.Hash())!, Stop);
        var late = await world["vn"].Write("late");
        await world.Settle(8);
        Assert.Equal("late", await joiner.Reads(late));
        Assert.Equal(history ? "early" : "", await joiner.Reads(early));
        var line = (await new ShareStatus(world["vn"].Sync).Of(early, Stop))!.Single(holding => holding.Party == joiner.Id);
        Assert.Equal(history ? Standing.ContentHeld : Standing.NotEntitled, line.Standing);
    }
}
