using System.Collections.Immutable;
using Tocsin.Log;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Xunit;

namespace Tocsin.Tests.Share.Sync;

/// <summary>The ledger of a record: what partners' signed words come to, line by line.</summary>
public sealed class ShareStatusTests
{
    static readonly CancellationToken Stop = CancellationToken.None;

    static async Task<IReadOnlyList<Holding>> Ledger(SyncWorld world, RecordAddress record) => (await new ShareStatus(world["vn"].Sync).Of(record, Stop))!;

    static async Task<Holding> Line(SyncWorld world, RecordAddress record, string partner) => (await Ledger(world, record)).Single(line => line.Party == world[partner].Id);

    /// <summary>What ends a record: an erasure of all of it or of some groups, or a withdrawal.</summary>
    static async Task<RecordAddress> End(SyncWorld world, RecordAddress record, Facts facts)
    {
        var stored = (await world["vn"].Store.Records.Read(record, Stop))!;
        var ended = (Appended.Stored)await world["vn"].Journal.Append(new Draft
        {
            Kind = facts is ErasureFacts ? Kind.Erasure : Kind.Withdrawal, What = facts, References = [new Reference(Relation.Ends, record.Log, record.Index, MerkleTree.Leaf(stored.Leaf.Span))],
        }, Stop);
        await world["vn"].Follow();
        world.Clock.Pass(TimeSpan.FromSeconds(20));
        return ended.Address;
    }

    [Fact]
    public async Task A_party_that_was_never_told_of_is_overdue_after_an_hour()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        world.CutOff("vn", "id");
        var record = await world["vn"].Write("unheard");
        await world.Settle(2);
        var line = Assert.Single(await Ledger(world, record));
        Assert.Equal((Standing.NotFetched, false), (line.Standing, line.IsOverdue));
        Assert.Contains("is not reached", line.Sentence, StringComparison.Ordinal);
        world.Clock.Pass(TimeSpan.FromMinutes(61));
        Assert.True(Assert.Single(await Ledger(world, record)).IsOverdue);
        Assert.Null(await new ShareStatus(world["vn"].Sync).Of(new RecordAddress(record.Log, 99), Stop));
    }

    [Fact]
    public async Task An_erasure_is_acknowledged_at_the_erased_record_and_at_the_erasure()
    {
        await using var world = await SyncWorld.Of("vn", "id", "ph");
        var record = await world["vn"].Write("a name");
        await world.Settle(8);
        world.CutOff("ph");
        var erasure = await End(world, record, new ErasureFacts([], "asked for"));
        await world.Settle(10);
        Assert.True((await world["id"].Store.Records.Read(record, Stop))!.Content.IsEmpty);
        foreach (var address in new[] { erasure, record })
        {
            var line = await Line(world, address, "id");
            Assert.Equal((Standing.Erased, Owed.Nothing), (line.Standing, line.Owes));
            Assert.Contains("has carried out th", line.Sentence, StringComparison.Ordinal);
        }
        Assert.Empty((await world["vn"].Sync.Shelf.Newest(record.Log, world["id"].Id, Stop))!.Withheld);

        var owing = await Line(world, record, "ph");
        Assert.Equal((Standing.ContentHeld, Owed.Erasure, false), (owing.Standing, owing.Owes, owing.IsOverdue));
        Assert.Equal("holds leaf and content; it does not say that it has carried out the erasure", owing.Sentence);
        world.Clock.Pass(TimeSpan.FromMinutes(61));
        Assert.True((await Line(world, record, "ph")).IsOverdue);
        Assert.False((await Line(world, record, "id")).IsOverdue);      // For good: nothing is lacking there that is due.
        world.Cut.Clear();
        await world.Settle(10);
        Assert.Equal((Standing.Erased, false), ((await Line(world, record, "ph")).Standing, (await Line(world, record, "ph")).IsOverdue));
    }

    [Fact]
    public async Task Who_gets_the_leaf_after_the_erasure_acknowledges_it_too_and_is_never_overdue()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        await world.Settle();
        world.CutOff("vn", "id");
        var record = await world["vn"].Write("a name");
        await End(world, record, new ErasureFacts([], "asked for"));
        world.Cut.Clear();
        await world.Settle(10);
        Assert.Equal([[record.Index, record.Index + 1]], (await world["vn"].Sync.Shelf.Newest(record.Log, world["id"].Id, Stop))!.Withheld);
        world.Clock.Pass(TimeSpan.FromMinutes(61));
        var line = Assert.Single(await Ledger(world, record));
        Assert.Equal((Standing.Erased, false), (line.Standing, line.IsOverdue));
    }

    [Fact]
    public async Task What_is_owed_longest_says_since_when()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        var record = await world["vn"].Write("a name");
        while ((await world["vn"].Write("another")).Index < 8) { }
        await world.Settle(8);
        world.CutOff("id");
        var first = await End(world, record, new ErasureFacts([Group.Text], "asked for"));
        world.Clock.Pass(TimeSpan.FromMinutes(40));
        var second = await End(world, record, new ErasureFacts([Group.Where], "asked for"));
        Assert.Equal((9, 10), (first.Index, second.Index));     // As texts they sort the other way round.
        await world.Settle(10);
        world.Clock.Pass(TimeSpan.FromMinutes(25));
        Assert.True(Assert.Single(await Ledger(world, record)).IsOverdue);
    }

    [Fact]
    public async Task What_was_erased_in_part_is_told_by_its_groups()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        var record = await world["vn"].Write("a name");
        await world.Settle(8);
        await End(world, record, new ErasureFacts([Group.Text], "asked for"));
        await world.Settle(10);
        Assert.Equal("", await world["id"].Reads(record));
        var line = Assert.Single(await Ledger(world, record));
        Assert.Equal((Standing.Erased, "says that it has carried out the erasure of text"), (line.Standing, line.Sentence));
    }

    [Fact]
    public async Task A_withdrawal_is_acknowledged_at_the_record()
    {
        await using var world = await SyncWorld.Of("vn", "id", "ph");
        var record = await world["vn"].Write("a false alarm");
        await world.Settle(8);
        world.CutOff("ph");
        await End(world, record, new WithdrawalFacts("it was another's"));
        await world.Settle(10);
        var (told, owing) = (await Line(world, record, "id"), await Line(world, record, "ph"));
        Assert.Equal((Standing.Withdrawn, Owed.Nothing, "holds the withdrawal"), (told.Standing, told.Owes, told.Sentence));
        Assert.Equal((Standing.ContentHeld, Owed.Withdrawal, "holds leaf and content; it does not say that it holds the withdrawal"), (owing.Standing, owing.Owes, owing.Sentence));
        world.Clock.Pass(TimeSpan.FromMinutes(61));
        Assert.True((await Line(world, record, "ph")).IsOverdue);
        Assert.False((await Line(world, record, "id")).IsOverdue);
    }

    [Theory]
    [InlineData(401, true)]
    [InlineData(403, true)]
    [InlineData(409, true)]
    [InlineData(429, false)]
    [InlineData(503, false)]
    public async Task A_partner_that_refuses_is_told_from_one_that_is_busy(int status, bool isRefused)
    {
        await using var world = await SyncWorld.Of("vn", "id");
        world.Meddle = (from, to, _) => Task.FromResult(from == "vn" ? new PartnerAnswer(status, ImmutableDictionary<string, string>.Empty, new Refusal(status, "not for you").Bytes()) : null);
        world.Cut.Add(("id", "vn"));
        var record = await world["vn"].Write("unwelcome");
        await world.Settle(2);
        var line = Assert.Single(await Ledger(world, record));
        Assert.Equal(isRefused ? Standing.Refused : Standing.NotFetched, line.Standing);
        Assert.Contains($"not for you ({status})", line.Sentence, StringComparison.Ordinal);
        world.Meddle = (_, _, _) => Task.FromResult<PartnerAnswer?>(null);
        world.Cut.Clear();
        await world.Settle(8);
        Assert.Equal(Standing.ContentHeld, Assert.Single(await Ledger(world, record)).Standing);
    }

    [Fact]
    public async Task Who_was_removed_stands_there_with_its_last_word()
    {
        await using var world = await SyncWorld.Of("vn", "id", "ph");
        var record = await world["vn"].Write("before");
        await world.Settle(8);
        var end = world["ph"].Sync.Book[world["ph"].Journal.Log].Kept!;
        var charter = await world.Change("vn", now => now.Removed(world["ph"].Id, world.Clock.Now()), ["vn", "id"], ["vn", "id"], [end.ToString()]);
        await world["vn"].Mark(charter);
        var late = await world["vn"].Write("after");
        await world.Settle(6);
        Assert.Equal([world["id"].Id, world["ph"].Id], (await Ledger(world, record)).Select(line => line.Party));
        var former = await Line(world, record, "ph");
        Assert.Equal((Standing.ContentHeld, true, "is a member no more, and last said: holds leaf and content"), (former.Standing, former.IsFormer, former.Sentence));
        Assert.Equal([world["id"].Id], (await Ledger(world, late)).Select(line => line.Party));      // It never had to do with that one.

        await End(world, record, new ErasureFacts([], "asked for"));
        await world.Settle(10);
        world.Clock.Pass(TimeSpan.FromMinutes(61));
        former = await Line(world, record, "ph");
        Assert.Equal((Standing.ContentHeld, Owed.Erasure, false), (former.Standing, former.Owes, former.IsOverdue));
        Assert.Equal("is a member no more, and last said: holds leaf and content; it does not say that it has carried out the erasure", former.Sentence);
    }
}
