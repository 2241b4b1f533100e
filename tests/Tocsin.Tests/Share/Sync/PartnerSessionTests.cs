using System.Collections.Immutable;
using Tocsin.Share.Sync;
using Xunit;

namespace Tocsin.Tests.Share.Sync;

/// <summary>How often a partner is asked, whatever it answers.</summary>
public sealed class PartnerSessionTests
{
    static readonly CancellationToken Stop = CancellationToken.None;

    [Theory]
    [InlineData(true, 14)]
    [InlineData(false, 1_100)]
    public async Task A_partner_that_answers_at_once_is_not_asked_without_end(bool isIdle, int most)
    {
        await using var world = await SyncWorld.Of("vn", "id");
        await world.Settle(6);
        var head = new HeadLine { Log = world["id"].Journal.Log.ToString(), Size = 1, Root = world["vn"].Sync.Book[world["id"].Journal.Log].Kept!.Head.Root.ToString() };
        var empty = new SyncMessage(world.Genesis.Hash().ToBase64Url(), world.Parties.ToDictionary(party => party.Id, party => party.Documents.Count)) { Heads = isIdle ? null : [head] };
        world.Meddle = (from, _, request) => Task.FromResult(from == "vn" && request.Method == "POST" ? new PartnerAnswer(200, ImmutableDictionary<string, string>.Empty, empty.Bytes()) : null);
        world.Asked.Clear();
        using var stop = new CancellationTokenSource();
        var running = new PartnerSession(world["vn"].Sync, world["id"].Id).Run(stop.Token);
        for (var waited = 0; waited < 6_000 && Polls(world) == 0; waited++) await Task.Delay(10, Stop);
        await Task.Delay(100, Stop);
        Assert.InRange(Polls(world), 1, 2);     // The clock stands still.
        for (var passed = 0; passed < 1_000 || Polls(world) < 3 && passed < 60_000; passed++)       // The session may be late on a busy machine.
        {
            world.Clock.Pass(TimeSpan.FromMilliseconds(SyncLimits.PollPauseMilliseconds));
            await Task.Delay(1, Stop);
        }
        Assert.InRange(Polls(world), 3, most);  // In twenty seconds.
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(TimeSpan.FromMinutes(1), Stop));
    }

    [Fact]
    public async Task A_partner_whose_documents_have_grown_is_not_taken_for_hasty()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        await world.Settle(6);
        var number = 10;
        world.Meddle = (from, _, request) => Task.FromResult(from == "vn" && request.Method == "POST"
            ? new PartnerAnswer(200, ImmutableDictionary<string, string>.Empty,
                new SyncMessage(world.Genesis.Hash().ToBase64Url(), world.Parties.ToDictionary(party => party.Id, _ => Interlocked.Increment(ref number))).Bytes())
            : null);
        world.Asked.Clear();
        using var stop = new CancellationTokenSource();
        var running = new PartnerSession(world["vn"].Sync, world["id"].Id).Run(stop.Token);
        var began = world.Clock.GetUtcNow();
        while (Polls(world) < 20 && world.Clock.GetUtcNow() - began < TimeSpan.FromMinutes(1))       // One that is paused makes seven polls in a minute.
        {
            var polls = Polls(world);
            world.Clock.Pass(TimeSpan.FromMilliseconds(SyncLimits.PollPauseMilliseconds));
            for (var still = 0; still < 20 && Polls(world) == polls; still++) await Task.Delay(1, Stop);
        }
        Assert.InRange(Polls(world), 20, 1_000);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(TimeSpan.FromMinutes(1), Stop));
    }

    [Fact]
    public async Task A_session_that_fails_by_no_partner_s_fault_is_told_of_and_begins_again()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        world.Meddle = (from, _, _) => from == "vn" ? throw new InvalidOperationException("a fault of this node's own") : Task.FromResult<PartnerAnswer?>(null);
        using var stop = new CancellationTokenSource();
        var life = new CircleLife(world["vn"].Sync).Run(stop.Token);
        var told = new List<string>();
        for (var waited = 0; waited < 12_000 && told.Count == 0; waited++)
        {
            await Task.Delay(5, Stop);
            told.AddRange(world["vn"].Sync.TakeRefusals());
        }
        Assert.Contains("a fault of this node's own", told);
        world.Meddle = (_, _, _) => Task.FromResult<PartnerAnswer?>(null);
        for (var waited = 0; waited < 12_000 && world["vn"].Sync.Partners.Single().AnsweredSeconds is null; waited++)
        {
            world.Clock.Pass(TimeSpan.FromSeconds(1));
            await Task.Delay(5, Stop);
        }
        Assert.NotNull(world["vn"].Sync.Partners.Single().AnsweredSeconds);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => life.WaitAsync(TimeSpan.FromMinutes(1), Stop));
    }

    [Fact]
    public async Task An_answer_without_end_is_given_up_when_its_time_is_up()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        world.Dribbling.Add("id");
        var asking = world.Session("vn", "id").Exchange(0, Stop);
        for (var waited = 0; waited < 12_000 && world.Asked.Count == 0; waited++) await Task.Delay(5, Stop);
        Assert.NotEmpty(world.Asked);
        await Task.Delay(20, Stop);
        world.Clock.Pass(TimeSpan.FromSeconds(SyncLimits.RequestTimeoutSeconds - 1));
        Assert.False(asking.IsCompleted);
        world.Clock.Pass(TimeSpan.FromSeconds(1));
        var told = await Assert.ThrowsAsync<IOException>(() => asking.WaitAsync(TimeSpan.FromMinutes(1), Stop));
        Assert.Equal($"{world["id"].Id} did not answer within 40 seconds", told.Message);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed_and_told_as_what_it_is(int status)
    {
        await using var world = await SyncWorld.Of("vn", "id");
        world.Meddle = (_, to, _) => Task.FromResult(to == "id" ? new PartnerAnswer(status, ImmutableDictionary<string, string>.Empty.Add("location", "https://elsewhere.example/"), "<html>moved</html>"u8.ToArray()) : null);
        var told = await Assert.ThrowsAsync<PartnerRefusedException>(() => world.Session("vn", "id").Exchange(0, Stop));
        Assert.Equal($"{world["id"].Id} is not reached: its address answers with a redirect ({status}), and none is followed", told.Message);
        Assert.Single(world.Asked);
        world["vn"].Sync.Failed(world["id"].Id, told);
        var record = await world["vn"].Write("unheard");
        var line = Assert.Single((await new ShareStatus(world["vn"].Sync).Of(record, Stop))!);
        Assert.Equal((Standing.NotFetched, $"has not fetched it: {told.Message}"), (line.Standing, line.Sentence));
    }

    static int Polls(SyncWorld world)
    {
        lock (world.Asked) return world.Asked.Count(asked => asked.From == "vn" && asked.Request.Method == "POST");
    }
}
