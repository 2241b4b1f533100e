using System.Buffers;
using System.Buffers.Binary;
using Tocsin.Log;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Tocsin.Tests.Contracts;
using Xunit;

namespace Tocsin.Tests.Share.Sync;

/// <summary>Growth that comes along with the head that tells of it.</summary>
public sealed class GrowthTests
{
    static readonly CancellationToken Stop = CancellationToken.None;

    [Fact]
    public async Task Growth_comes_along_with_its_head_and_costs_no_further_request()
    {
        await using var world = await Settled();
        var record = await world["vn"].Write("cholera");
        Assert.Equal("cholera", await Hears(world, record));
        Assert.Equal(["POST"], world.Asked.Select(asked => asked.Request.Method));
        Assert.Empty(world["id"].Sync.TakeRefusals());
        var more = new[] { await world["vn"].Write("one"), await world["vn"].Write("two") };
        foreach (var each in more) Assert.NotNull(await Hears(world, each));
        Assert.DoesNotContain(world.Asked, asked => asked.Request.Method == "GET");
        Assert.True((await world["id"].House.Mirror.Lacking(record.Log, Stop)).Withheld.IsEmpty);
    }

    [Theory]
    [InlineData("nothing at all", null)]
    [InlineData("not asked for", "nobody asked for it")]
    [InlineData("of another log", "nobody asked for it")]
    [InlineData("from elsewhere", "nobody asked for it")]
    [InlineData("with no head", "no head comes with it")]
    [InlineData("with an old head", "no head comes with it")]
    [InlineData("at the limit", "bytes too many follow the last")]
    [InlineData("too long", "it has 65537 bytes; 65536 are the most")]
    [InlineData("another leaf", "does not lead to the signed head")]
    [InlineData("the leaf before", "does not lead to the signed head")]
    [InlineData("a leaf twice", "that is none")]
    [InlineData("cut short", "that is none")]
    [InlineData("a content without a leaf", "bytes too many follow the last")]
    [InlineData("no content", null)]
    [InlineData("a group left out", "lacks some of its content")]
    [InlineData("another content", "is not its own")]
    public async Task What_is_wrong_with_growth_is_said_and_the_record_is_fetched(string lie, string? sentence)
    {
        await using var world = await Settled();
        var before = await world["vn"].Write("the one before");
        Assert.NotNull(await Hears(world, before));
        var old = world["vn"].Sync.Book[before.Log].Kept!.ToString();
        world.Asked.Clear();
        world.Meddle = async (from, to, request) =>
        {
            if ((from, to, request.Method) != ("id", "vn", "POST") || SyncMessage.Read(request.Body.Span).Value.Holds is not { } holds) return null;
            var asked = lie != "not asked for" ? request : Again(world, SyncMessage.Read(request.Body.Span).Value with { Holds = null });
            var answer = await world["vn"].Server.Answer(asked, Stop);
            var message = SyncMessage.Read(answer.Body.Span).Value;
            if (message.Growth is null && lie != "not asked for") return answer;
            var growth = message.Growth ?? new LogGrowth(holds.Log, 0, new byte[] { 0, 1, 7 }, new byte[4]);
            return answer with { Body = (message with { Growth = Lie(lie, growth, await world["vn"].Store.Records.Read(before, Stop)), Heads = Heads(lie, message.Heads, old) }).Bytes() };
        };
        var record = await world["vn"].Write("cholera");
        var isUnheard = lie is "with no head" or "with an old head";
        if (isUnheard)
        {
            Assert.Null(await Hears(world, record));
            world.Meddle = (_, _, _) => Task.FromResult<PartnerAnswer?>(null);
            await world["vn"].Write("what comes after is heard");
        }
        Assert.Equal("cholera", await Hears(world, record));
        var refusals = world["id"].Sync.TakeRefusals();
        if (sentence is null) Assert.Empty(refusals);
        else Assert.Contains(refusals, said => said.Contains(sentence, StringComparison.Ordinal) && said.StartsWith(world["vn"].Id, StringComparison.Ordinal));
        Assert.Equal(!isUnheard, world.Asked.Any(asked => asked.Request.Method == "GET"));
        Assert.Null(await world["id"].House.Mirror.Frozen(record.Log, Stop));
        Assert.True((await world["id"].House.Mirror.Lacking(record.Log, Stop)).Withheld.IsEmpty);
    }

    static LogGrowth? Lie(string lie, LogGrowth growth, StoredRecord? before)
    {
        var (entries, contents) = (growth.Entries.ToArray(), growth.Contents.ToArray());
        byte[] Length(int length) { var bytes = new byte[4]; BinaryPrimitives.WriteInt32BigEndian(bytes, length); return bytes; }
        switch (lie)
        {
            case "nothing at all": return null;
            case "of another log": return growth with { Log = growth.Log[..^1] + "9" };
            case "from elsewhere": return growth with { From = growth.From - 1 };
            case "at the limit": return growth with { Contents = (byte[])[.. contents, .. new byte[SyncLimits.GrowthBytesMax - growth.Bytes]] };
            case "too long": return growth with { Contents = (byte[])[.. contents, .. new byte[SyncLimits.GrowthBytesMax - growth.Bytes + 1]] };
            case "another leaf": return growth with { Entries = (byte[])[.. entries[..^20], (byte)(entries[^20] ^ 1), .. entries[^19..]], Contents = Length(0) };
            case "the leaf before":
                var leaf = before!.Leaf.ToArray();
                return growth with { Entries = (byte[])[(byte)(leaf.Length >> 8), (byte)leaf.Length, .. leaf], Contents = (byte[])[.. Length(before.Content.Length), .. before.Content.Span] };
            case "a leaf twice": return growth with { Entries = (byte[])[.. entries, .. entries], Contents = (byte[])[.. contents, .. contents] };
            case "cut short": return growth with { Entries = entries[..^1] };
            case "a content without a leaf": return growth with { Contents = (byte[])[.. contents, .. contents] };
            case "no content": return growth with { Contents = Length(0) };
            case "a group left out":
                ReadOnlySpan<byte> rest = contents.AsSpan(4);
                Assert.True(Content.TryNext(ref rest, out _));
                return growth with { Contents = (byte[])[.. Length(rest.Length), .. rest] };
            case "another content": return growth with { Contents = (byte[])[.. contents[..^3], (byte)(contents[^3] ^ 1), .. contents[^2..]] };
            default: return growth;
        }
    }

    static IReadOnlyList<HeadLine>? Heads(string lie, IReadOnlyList<HeadLine>? heads, string old) => lie switch
    {
        "with no head" => null,
        "with an old head" => [new HeadLine { Note = old }],
        _ => heads,
    };

    [Fact]
    public async Task Growth_in_a_request_is_refused()
    {
        await using var world = await Settled();
        var log = world["id"].Journal.Log.ToString();
        var answer = await world["vn"].Server.Answer(Again(world, Plain(world) with { Growth = new LogGrowth(log, 1, new byte[] { 0, 0 }, new byte[4]) }), Stop);
        Assert.Equal((400, "growth stands in answers alone"), (answer.Status, Refusal.Read(answer).Detail));
        answer = await world["vn"].Server.Answer(Again(world, Plain(world) with { Holds = new HeldSize(log, -1) }), Stop);
        Assert.Equal((400, "'holds' has the size -1"), (answer.Status, Refusal.Read(answer).Detail));
    }

    [Theory]
    [InlineData(1)]         // As many bytes as there may be, in one leaf; one byte more.
    [InlineData(100)]
    [InlineData(256)]       // As many leaves.
    [InlineData(257)]
    public async Task As_much_comes_along_as_fits(int leaves)
    {
        await using var world = await Settled();
        var (vn, batches) = (world["vn"], new Batches(1));
        var log = batches.Log;
        var most = leaves == 257 ? 257 * 20 : SyncLimits.GrowthBytesMax;
        foreach (var (bytes, fits) in new[] { (most, leaves <= 256), (most + 1, false) })
        {
            var from = batches.Head.Size;
            var each = most / leaves - 6;
            var rest = bytes - leaves * (each + 6);
            await batches.Append(vn.Store.Heads, [.. Enumerable.Range(0, leaves).Select(n => Batches.Entry("x") with { Leaf = new byte[10], Content = new byte[each - 10 + (n == 0 ? rest : 0)] })]);
            var growth = await vn.Sync.Serving.Growth(log.Party.ToBase64Url(), log, from, batches.Head.Size, Stop);
            Assert.Equal(fits ? bytes : (int?)null, growth?.Bytes);
            if (growth is null) continue;
            Assert.Null(EntryBundle.Check(growth.Entries.Span, leaves));
            Assert.Equal(from, growth.From);
        }
        foreach (var (from, size) in new[] { (-1L, 1L), (5, 5), (6, 5), (batches.Head.Size, batches.Head.Size + 1) }) Assert.Null(await vn.Sync.Serving.Growth(log.Party.ToBase64Url(), log, from, size, Stop));
    }

    [Fact]
    public async Task Content_that_is_not_for_a_member_does_not_come_along()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        var early = await world["vn"].Write("early");
        await world.Settle(6);
        var joiner = world.Add("ph");
        joiner.ListLogKey(world["vn"].Sync.Id);
        foreach (var note in joiner.Documents) await world["vn"].Register.Take(note, Stop);
        var next = await world.Change("vn", now => now.Joined(joiner.Id, world.Clock.Now()), ["vn", "id", "ph"], ["vn"]);
        var unmarked = await world["vn"].Write("before the mark");
        await world["vn"].Mark(next);
        var late = await world["vn"].Write("late");
        foreach (var (reader, from, size, comes) in new[] { ("ph", early.Index, early.Index + 1, false), ("ph", unmarked.Index, unmarked.Index + 1, false), ("ph", unmarked.Index, late.Index + 1, false), ("ph", late.Index, late.Index + 1, true), ("id", early.Index, late.Index + 1, true) })
            Assert.Equal((reader, from, comes), (reader, from, await world["vn"].Sync.Serving.Growth(world[reader].Id, late.Log, from, size, Stop) is not null));
    }

    [Theory]
    [InlineData(250, 250, 260, true)]    // Over a bundle's border.
    [InlineData(250, 240, 260, true)]    // Some of it came otherwise meanwhile.
    [InlineData(250, 251, 260, false)]   // What lies before has not come.
    [InlineData(260, 250, 260, false)]   // All of it has.
    [InlineData(0, 0, 256, true)]
    public async Task A_mirror_takes_what_leads_on_from_what_it_holds(int held, int from, int size, bool isTaken)
    {
        var author = new ForeignLog();
        author.Say(size);
        await using var desk = new MirrorDesk(author);
        if (held > 0) await desk.Mirror.CatchUp(author.Head(held), [author], Stop);
        var came = await desk.Mirror.CatchUp(author.Head(), Brought(author, from, size), Stop);
        Assert.Empty(came.Faults);
        Assert.Equal(isTaken, came is Mirrored.Grown grown && grown.From == held);
        await desk.Check(author, isTaken ? size : held);
        if (isTaken) Assert.Equal(author.Contents[size - 1], (await desk.Read(author, size - 1)).Content.ToArray());
    }

    [Fact]
    public async Task What_leads_to_another_history_is_not_taken_and_freezes_nothing()
    {
        var author = new ForeignLog();
        author.Say(10);
        await using var desk = new MirrorDesk(author);
        await desk.Mirror.CatchUp(author.Head(5), [author], Stop);
        var fork = author.Fork(3);
        fork.Say(7, "another history");
        var came = await desk.Mirror.CatchUp(fork.Head(), Brought(fork, 5, 10), Stop);
        Assert.Contains("does not lead to the signed head of 10 records", Assert.Single(came.Faults).Sentence, StringComparison.Ordinal);
        Assert.Null(await desk.Mirror.Frozen(author.Log, Stop));
        Assert.IsType<Mirrored.Forked>(await desk.Mirror.CatchUp(fork.Head(), [fork], Stop));
        Assert.IsType<Mirrored.Incomplete>(await desk.Mirror.CatchUp(author.Head(), Brought(author, 5, 10), Stop));
        await desk.Check(author, 5);
    }

    static Brought Brought(ForeignLog author, int from, int size)
    {
        var (entries, contents) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        for (var index = from; index < size; index++)
        {
            EntryBundle.Append(entries, author.Leaves[index]);
            BinaryPrimitives.WriteInt32BigEndian(contents.GetSpan(4), author.Contents[index].Length);
            contents.Advance(4);
            contents.Write(author.Contents[index]);
        }
        return new Brought(author.Party, author.Checkpoint(size), new LogGrowth(author.Log.ToString(), from, entries.WrittenMemory, contents.WrittenMemory));
    }

    static async Task<SyncWorld> Settled()
    {
        var world = await SyncWorld.Of("vn", "id");
        await world.Settle(12);
        world["id"].Sync.TakeRefusals();
        world.Asked.Clear();
        return world;
    }

    /// <summary>One exchange, and what follows from it.</summary>
    static async Task<string?> Hears(SyncWorld world, RecordAddress record)
    {
        await world.Session("id", "vn").Exchange(0, Stop);
        await world["id"].Sync.Work(Stop);
        await world["id"].Sync.Settle();
        return await world["id"].Reads(record);
    }

    static SyncMessage Plain(SyncWorld world) => new(world.Genesis.Hash().ToBase64Url(), world.Parties.ToDictionary(party => party.Id, party => party.Documents.Count));

    static PartnerRequest Again(SyncWorld world, SyncMessage message) =>
        RequestSignature.Sign("POST", $"/circles/{world["vn"].Sync.Id}/sync", message.Bytes(), world["vn"].Id, world["vn"].Sync.Id, world["id"].RequestKey, world.Clock, Tocsin.Chance.System);
}
