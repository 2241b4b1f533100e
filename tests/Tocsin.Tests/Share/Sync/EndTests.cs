using System.Collections.Immutable;
using System.Text;
using Tocsin.Share.Sync;
using Xunit;

namespace Tocsin.Tests.Share.Sync;

/// <summary>A log that ended, at members that hold more of it than that, or less.</summary>
public sealed class EndTests
{
    static readonly CancellationToken Stop = CancellationToken.None;

    /// <summary>Nobody gives the end's head: who holds less has it from the charter, and who holds more serves the log up to it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_holds_less_takes_a_log_up_to_its_end_from_who_holds_more(bool isCharterLate)
    {
        await using var world = await SyncWorld.Of("vn", "id", "ph");
        world.CutOff("id");
        var before = await world["ph"].Write("before");
        await world.Settle(4);
        var (log, end) = (world["ph"].Journal.Log, world["ph"].Sync.Book[world["ph"].Journal.Log].Kept!);
        var beyond = await world["ph"].Write("beyond the end");
        await world.Settle(4);
        Assert.Equal("beyond the end", await world["vn"].Reads(beyond));
        Assert.Null(world["id"].Sync.Book.Find(log)?.Kept);

        await world.Change("vn", now => now.Removed(world["ph"].Id, world.Clock.Now()), ["vn", "id"], isCharterLate ? ["vn"] : ["vn", "id"], [end.ToString()]);
        world.Cut.RemoveWhere(cut => cut is ("vn", "id") or ("id", "vn"));
        world.Meddle = (_, _, request) => Task.FromResult(request.Target == LogPath.Checkpoint(log) ? new PartnerAnswer(404, ImmutableDictionary<string, string>.Empty, "{}"u8.ToArray()) : null);
        await world.Settle(6);
        world.Meddle = (_, _, _) => Task.FromResult<PartnerAnswer?>(null);

        Assert.Equal("before", await world["id"].Reads(before));
        Assert.Null(await world["id"].Reads(beyond));
        Assert.Equal(end.Head, world["id"].Sync.Book[log].Kept!.Head);
        var answer = await world["id"].Sync.Send(world["vn"].Id, "GET", LogPath.Checkpoint(log), ReadOnlyMemory<byte>.Empty, Stop);
        Assert.Equal((200, end.ToString()), (answer.Status, Encoding.UTF8.GetString(answer.Body.Span)));
        Assert.Equal(410, (await world["id"].Sync.Send(world["vn"].Id, "GET", LogPath.Content(log, end.Head.Size), ReadOnlyMemory<byte>.Empty, Stop)).Status);
    }
}
