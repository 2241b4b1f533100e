using Tocsin.Share.Logs;
using Tocsin.Share.Sync;
using Xunit;

namespace Tocsin.Tests.Share.Sync;

public sealed class MirrorTests
{
    static readonly CancellationToken Stop = CancellationToken.None;

    // Around a bundle's border, around what is taken at once (4 bundles), around a commit (16), and with three levels of tiles.
    [Theory]
    [InlineData(1)]
    [InlineData(255, 256, 257)]
    [InlineData(1_023, 1_024, 2_049)]
    [InlineData(4_096, 4_097)]
    [InlineData(4_353)]
    [InlineData(10, 9_000)]
    [InlineData(300, 300, 66_000)]
    public async Task What_is_held_leads_to_the_head_and_is_what_the_author_wrote(params int[] sizes)
    {
        var author = new ForeignLog();
        await using var desk = new MirrorDesk(author);
        foreach (var size in sizes)
        {
            author.Say(size - author.Leaves.Count);
            var came = await desk.Mirror.CatchUp(author.Head(), [author], Stop);
            Assert.Empty(came.Faults);
            await desk.Check(author, size);
            Assert.Equal(size, await desk.Bell.Past(size - 1, Stop));
        }
        foreach (var index in new[] { 0, sizes[^1] / 2, sizes[^1] - 1 }) Assert.Equal(author.Contents[index], (await desk.Read(author, index)).Content.ToArray());
        Assert.True((await desk.Mirror.Lacking(author.Log, Stop)).Withheld.IsEmpty);
    }

    [Fact]
    public async Task A_little_growth_costs_two_requests()
    {
        var author = new ForeignLog();
        await using var desk = new MirrorDesk(author);
        author.Say(5_000);
        await desk.Mirror.CatchUp(author.Head(), [author], Stop);
        author.Say(3);
        var before = author.Asked;
        Assert.Equal(5_000, Assert.IsType<Mirrored.Grown>(await desk.Mirror.CatchUp(author.Head(), [author], Stop)).From);
        Assert.Equal(2, author.Asked - before);
        Assert.IsType<Mirrored.Known>(await desk.Mirror.CatchUp(author.Head(), [author], Stop));
        Assert.IsType<Mirrored.Known>(await desk.Mirror.CatchUp(author.Head(17), [author], Stop));
        Assert.Equal(2, author.Asked - before);
    }

    public static TheoryData<CrashPoint, int> Crashes()
    {
        var table = new TheoryData<CrashPoint, int>();
        foreach (var point in new[] { CrashPoint.BeforeMirroring, CrashPoint.AfterMirroring, CrashPoint.AfterKeeping })
            foreach (var passing in new[] { 1, 2 }) table.Add(point, passing);
        return table;
    }

    [Theory]
    [MemberData(nameof(Crashes))]
    public async Task A_crash_is_taken_up_where_it_came(CrashPoint point, int passing)
    {
        var author = new ForeignLog();
        author.Say(600);
        await using var desk = new MirrorDesk(author);
        await desk.Mirror.CatchUp(author.Head(100), [author], Stop);
        author.Say(9_000);
        var left = passing;
        desk.Passing = passed => { if (passed == point && --left == 0) throw new TimeoutException("crash"); };
        var crashed = await Record.ExceptionAsync(async () =>
        {
            await desk.Mirror.CatchUp(author.Head(9_500), [author], Stop);
            await desk.Mirror.CatchUp(author.Head(), [author], Stop);
        });
        Assert.IsType<TimeoutException>(crashed);
        desk.Passing = _ => { };
        await desk.Reopen();
        var kept = (await desk.Mirror.Kept(author.Log, Stop))!.Head.Size;
        Assert.True(kept <= (await desk.Store.Heads.Read(author.Log, Stop)).Head.Size);
        await desk.Mirror.CatchUp(author.Head(), [author], Stop);
        await desk.Check(author, 9_600);
        var arrived = await desk.Store.Records.ReadAfter(0, 20_000, Stop);
        Assert.Equal(Enumerable.Range(0, 9_600).Select(n => (long)n), arrived.Select(record => record.Address.Index));
    }

    [Fact]
    public async Task Another_member_serves_when_the_author_is_down()
    {
        var author = new ForeignLog();
        author.Say(5_000);
        await using var desk = new MirrorDesk(author);
        var (down, member) = (author.Fork(0), author.Fork(5_000));
        member.Party = "member";
        var came = Assert.IsType<Mirrored.Grown>(await desk.Mirror.CatchUp(author.Head(), [down, member], Stop));
        Assert.Equal((author.Party, false), (came.Faults[0].Party, came.Faults[0].IsFalse));
        await desk.Check(author, 5_000);
    }

    [Fact]
    public async Task Nobody_has_it_all_and_what_came_is_kept()
    {
        var author = new ForeignLog();
        author.Say(9_000);
        await using var desk = new MirrorDesk(author);
        var member = author.Fork(9_000);
        member.Party = "member";
        member.OnEntries = (bundle, bytes) => bundle < 33 ? bytes : null;
        var came = Assert.IsType<Mirrored.Incomplete>(await desk.Mirror.CatchUp(author.Head(), [member], Stop));
        Assert.Equal(8_192, came.Size);
        Assert.Null(await desk.Mirror.Kept(author.Log, Stop));
        Assert.IsType<Mirrored.Grown>(await desk.Mirror.CatchUp(author.Head(), [author], Stop));
        await desk.Check(author, 9_000);
    }

    [Theory]
    [InlineData("a bundle cut short", 300)]
    [InlineData("a bundle cut short", 9_000)]
    [InlineData("a length that lies", 300)]
    [InlineData("a length that lies", 9_000)]
    [InlineData("another leaf", 300)]
    [InlineData("another leaf", 9_000)]
    [InlineData("a last leaf that is another", 9_000)]
    [InlineData("bytes too many", 300)]
    [InlineData("a gigantic tile", 9_000)]
    [InlineData("another tile", 9_000)]
    public async Task A_lie_is_named_and_another_source_is_asked(string lie, int size)
    {
        var author = new ForeignLog();
        author.Say(size);
        await using var desk = new MirrorDesk(author);
        var liar = author.Fork(size);
        liar.Party = "liar";
        switch (lie)
        {
            case "a bundle cut short": liar.OnEntries = (bundle, bytes) => bundle == 1 ? bytes[..^3] : bytes; break;
            case "a length that lies": liar.OnEntries = (bundle, bytes) => bundle == 1 ? [0xff, 0xff, .. bytes[2..]] : bytes; break;
            case "another leaf": liar.OnEntries = (bundle, bytes) => bundle == 1 ? [.. bytes[..10], (byte)(bytes[10] ^ 1), .. bytes[11..]] : bytes; break;
            case "a last leaf that is another": liar.OnEntries = (bundle, bytes) => bundle == size / 256 ? [.. bytes[..^1], (byte)'!'] : bytes; break;
            case "bytes too many": liar.OnEntries = (_, bytes) => [.. bytes, 0]; break;
            case "a gigantic tile": liar.OnTile = (_, _) => new byte[10 << 20]; break;
            default: liar.OnTile = (tile, bytes) => tile.Level == 1 ? [.. bytes[..^1], (byte)~bytes[^1]] : bytes; break;
        }
        var came = Assert.IsType<Mirrored.Grown>(await desk.Mirror.CatchUp(author.Head(), [liar, author], Stop));
        var fault = Assert.Single(came.Faults);
        Assert.Equal(("liar", true), (fault.Party, fault.IsFalse));
        Assert.StartsWith("liar gave ", fault.Sentence, StringComparison.Ordinal);
        await desk.Check(author, size);
    }

    [Fact]
    public async Task A_log_that_its_own_author_cannot_make_fit_is_frozen_and_nobody_convicted()
    {
        var author = new ForeignLog();
        author.Say(300);
        await using var desk = new MirrorDesk(author);
        author.OnEntries = (_, bytes) => [.. bytes[..10], (byte)(bytes[10] ^ 1), .. bytes[11..]];
        var came = Assert.IsType<Mirrored.Frozen>(await desk.Mirror.CatchUp(author.Head(), [author], Stop));
        Assert.Contains("does not lead to the head it signed", came.Why, StringComparison.Ordinal);
        Assert.Empty(await desk.Papers.List(Mirror.EvidenceKind, "", Stop));
        author.OnEntries = (_, bytes) => bytes;
        await desk.Reopen();
        Assert.IsType<Mirrored.Frozen>(await desk.Mirror.CatchUp(author.Head(), [author], Stop));
        Assert.Null(await desk.Mirror.Lift(author.Log, Stop));
        Assert.IsType<Mirrored.Grown>(await desk.Mirror.CatchUp(author.Head(), [author], Stop));
        await desk.Check(author, 300);
    }

    [Fact]
    public async Task The_ends_of_a_party_s_logs_are_in_the_order_of_their_incarnations()
    {
        var logs = new[] { 10, 2, 1, 11 }.Select(incarnation => new ForeignLog(incarnation: incarnation)).ToArray();
        await using var desk = new MirrorDesk(logs);
        foreach (var log in logs)
        {
            log.Say(log.Log.Incarnation);
            await desk.Mirror.CatchUp(log.Head(), [log], Stop);
        }
        var ends = await new HighestHeads(desk.Store.Heads, desk.Papers).Of(logs[0].Log.Circle, logs[0].Party, Stop);
        Assert.Equal([1L, 2L, 10L, 11L], ends.Select(note => Tocsin.Log.Checkpoint.Parse(Tocsin.Log.SignedNote.Parse(note).Value.Text).Value.Size));
    }

    [Fact]
    public async Task An_unknown_leaf_is_mirrored_without_content()
    {
        var author = new ForeignLog();
        author.Say(2);
        author.Add("""{"v":2,"later":true}"""u8.ToArray(), [0, 0, 0, 1, 7]);
        author.Add([], []);
        await using var desk = new MirrorDesk(author);
        Assert.IsType<Mirrored.Grown>(await desk.Mirror.CatchUp(author.Head(), [author], Stop));
        await desk.Check(author, 4);
        Assert.True((await desk.Read(author, 2)).Content.IsEmpty);
        Assert.Equal(author.Leaves[2], (await desk.Read(author, 2)).Leaf.ToArray());
    }

    [Fact]
    public void A_head_is_read_with_its_author_s_key_alone()
    {
        var (author, other) = (new ForeignLog(), new ForeignLog("other"));
        author.Say(3);
        other.Say(3);
        Assert.True(VerifiedHead.Read(author.Note(), [author.Verifier]).IsValue);
        Assert.Contains("no key is known", VerifiedHead.Read(author.Note(), []).Reason, StringComparison.Ordinal);
        Assert.Contains("is not signed by its author", VerifiedHead.Read(author.Note(), [other.Verifier]).Reason, StringComparison.Ordinal);
        Assert.Contains("is not signed by its author", VerifiedHead.Read(author.Note().Replace("\n3\n", "\n4\n", StringComparison.Ordinal), [author.Verifier]).Reason, StringComparison.Ordinal);
        Assert.NotNull(author.Head().TimeSeconds);
    }
}
