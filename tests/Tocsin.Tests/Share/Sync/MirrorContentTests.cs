using Tocsin.Share;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Xunit;

namespace Tocsin.Tests.Share.Sync;

/// <summary>Content that is withheld, false, too large, late or erased.</summary>
public sealed class MirrorContentTests
{
    static readonly CancellationToken Stop = CancellationToken.None;

    [Fact]
    public async Task What_is_withheld_is_asked_for_again_and_arrives_anew()
    {
        var author = new ForeignLog();
        author.Say(700);
        await using var desk = new MirrorDesk(author);
        author.Withholds = index => index is >= 100 and < 300 or 699;
        await desk.Mirror.CatchUp(author.Head(), [author], Stop);
        await desk.Check(author, 700);
        var expected = Ranges.Of([[100, 300], [699, 700]])!.Value;
        Assert.Equal(expected, (await desk.Mirror.Lacking(author.Log, Stop)).Wanted);
        Assert.Equal((-1L, 0), await desk.Mirror.Fill(author.Log, [author], -1, Stop));

        author.Withholds = index => index == 150;
        await desk.Reopen();
        Assert.Equal((-1L, 200), await desk.Mirror.Fill(author.Log, [author], -1, Stop));
        Assert.Equal(Ranges.Of([150]), (await desk.Mirror.Lacking(author.Log, Stop)).Wanted);
        await desk.Check(author, 700);
        var again = await desk.Store.Records.ReadAfter(700, 1_000, Stop);
        Assert.Equal(200, again.Count);
        Assert.Equal(author.Contents[100], again[0].Content.ToArray());
        Assert.Equal(900, (await desk.Read(author, 699)).Arrival);
        Assert.Equal(151, (await desk.Read(author, 150)).Arrival);
        author.Say(3);
        await desk.Mirror.CatchUp(author.Head(), [author], Stop);
        Assert.Equal(903, (await desk.Read(author, 702)).Arrival);
        await desk.Check(author, 703);
    }

    [Fact]
    public async Task A_content_that_is_not_the_leaf_s_is_refused_alone()
    {
        var author = new ForeignLog();
        author.Say(10);
        await using var desk = new MirrorDesk(author);
        var liar = author.Fork(10);
        (liar.Contents[3], liar.Contents[4]) = (liar.Contents[4], liar.Contents[3]);
        liar.Contents[5] = [.. liar.Contents[5], .. liar.Contents[5]];
        liar.Contents[6] = [0xff, .. liar.Contents[6][1..]];
        liar.Party = "liar";
        var came = Assert.IsType<Mirrored.Grown>(await desk.Mirror.CatchUp(author.Head(), [liar], Stop));
        Assert.Equal(4, came.Faults.Length);
        Assert.All(came.Faults, fault => Assert.StartsWith("liar gave a content of leaf ", fault.Sentence, StringComparison.Ordinal));
        Assert.Equal(Ranges.Of([3, 4, 5, 6]), (await desk.Mirror.Lacking(author.Log, Stop)).Wanted);
        Assert.Equal(4, (await desk.Mirror.Fill(author.Log, [liar, author], -1, Stop)).Filled);
        await desk.Check(author, 10);
        Assert.Equal(author.Contents[3], (await desk.Read(author, 3)).Content.ToArray());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Contents_cut_short_or_too_long_cost_only_themselves(int bytes)
    {
        var author = new ForeignLog();
        author.Say(5);
        await using var desk = new MirrorDesk(author);
        author.OnContent = (_, all) => bytes < 0 ? all[..^1] : [.. all, 7];
        var came = Assert.IsType<Mirrored.Grown>(await desk.Mirror.CatchUp(author.Head(), [author], Stop));
        Assert.Contains("do not read", Assert.Single(came.Faults).Sentence, StringComparison.Ordinal);
        Assert.Equal(bytes < 0 ? Ranges.Of([4]) : Ranges.None, (await desk.Mirror.Lacking(author.Log, Stop)).Wanted);
        await desk.Check(author, 5);
    }

    [Fact]
    public async Task A_content_too_large_to_go_with_others_is_asked_for_alone()
    {
        var author = new ForeignLog();
        author.Say(3);
        author.Say(1, bytes: 900_000);
        await using var desk = new MirrorDesk(author);
        author.TooLarge = index => index == 3;
        Assert.Empty(Assert.IsType<Mirrored.Grown>(await desk.Mirror.CatchUp(author.Head(), [author], Stop)).Faults);
        Assert.Equal(author.Contents[3], (await desk.Read(author, 3)).Content.ToArray());
    }

    [Fact]
    public async Task A_content_at_the_limit_is_taken_and_one_byte_more_is_not()
    {
        var author = new ForeignLog();
        author.Say(1, bytes: 900_000);
        var room = Limits.ContentBytesMax - author.Contents[0].Length;
        author.Say(1, bytes: 900_000 + room);
        Assert.Equal(Limits.ContentBytesMax, author.Contents[1].Length);
        await using var desk = new MirrorDesk(author);
        await desk.Mirror.CatchUp(author.Head(), [author], Stop);
        Assert.Equal(Limits.ContentBytesMax, (await desk.Read(author, 1)).Content.Length);
        var envelope = LeafReader.Read(author.Leaves[1]).Value;
        Assert.Contains("1048577 bytes", BundleCheck.Disclosures(envelope, new byte[Limits.ContentBytesMax + 1], out _), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erased_content_is_never_taken_again()
    {
        var author = new ForeignLog();
        author.Say(10);
        await using var desk = new MirrorDesk(author);
        author.Withholds = index => index == 4;
        await desk.Mirror.CatchUp(author.Head(), [author], Stop);
        author.Erase(author.Log, 4, author.Leaves[4]);
        author.Erase(author.Log, 5, author.Leaves[5]);
        await desk.Mirror.CatchUp(author.Head(), [author], Stop);
        await desk.Follow(new ErasureFollower(desk.Store.Records, desk.Passing));
        author.Withholds = _ => false;
        await desk.Reopen();
        await desk.Mirror.Fill(author.Log, [author], -1, Stop);
        Assert.True((await desk.Read(author, 4)).Content.IsEmpty);
        Assert.True((await desk.Read(author, 5)).Content.IsEmpty);
        var gaps = await desk.Mirror.Lacking(author.Log, Stop);
        Assert.Equal(new Gaps(Ranges.None, Ended: Ranges.Of([4, 5]), Lost: Ranges.Of([4]), Ranges.None), gaps);
        Assert.Equal(Ranges.Of([4]), gaps.Withheld);    // 5 was held, and is gone: a receipt does not say that it never came.
    }

    [Fact]
    public async Task A_list_of_an_earlier_version_withholds_all_that_was_erased()
    {
        var author = new ForeignLog();
        await using var desk = new MirrorDesk(author);
        await desk.Papers.Put("gaps", author.Log.ToString(), "{\"wanted\":[[1,2]],\"ended\":[[4,6]],\"unread\":[]}\n"u8.ToArray(), Stop);
        Assert.Equal(new Gaps(Ranges.Of([1]), Ranges.Of([4, 5]), Ranges.Of([4, 5]), Ranges.None), await Gaps.Read(desk.Papers, author.Log, Stop));
    }

    [Fact]
    public async Task What_comes_without_what_was_erased_before_is_withheld_and_never_asked_for()
    {
        var author = new ForeignLog();
        author.Say(3);
        await using var desk = new MirrorDesk(author);
        author.Erase(author.Log, 1, author.Leaves[1]);
        author.Contents[1] = [];
        await desk.Mirror.CatchUp(author.Head(), [author], Stop);
        var gaps = await desk.Mirror.Lacking(author.Log, Stop);
        Assert.Equal((Ranges.None, Ranges.Of([1])), (gaps.Wanted, gaps.Withheld));
        await desk.Reopen();
        Assert.Equal(gaps, await desk.Mirror.Lacking(author.Log, Stop));
    }

    [Fact]
    public async Task An_erasure_reaches_into_the_incarnation_before()
    {
        var (first, second) = (new ForeignLog(), new ForeignLog(incarnation: 2));
        first.Say(5);
        await using var desk = new MirrorDesk(first, second);
        first.Withholds = index => index == 2;
        await desk.Mirror.CatchUp(first.Head(), [first], Stop);
        second.Erase(first.Log, 2, first.Leaves[2]);
        await desk.Mirror.CatchUp(second.Head(), [second], Stop);
        first.Withholds = _ => false;
        await desk.Mirror.Fill(first.Log, [first], -1, Stop);
        Assert.True((await desk.Read(first, 2)).Content.IsEmpty);
        Assert.Equal(Ranges.Of([2]), (await desk.Mirror.Lacking(first.Log, Stop)).Withheld);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]      // A part of it was left out.
    public async Task What_an_erasure_names_that_came_first_is_not_held_either(bool isPartial)
    {
        var (first, second) = (new ForeignLog(), new ForeignLog(incarnation: 2));
        first.Say(5);
        await using var desk = new MirrorDesk(first, second);
        second.Erase(first.Log, 2, first.Leaves[2]);
        await desk.Mirror.CatchUp(second.Head(), [second], Stop);
        await desk.Follow(new ErasureFollower(desk.Store.Records, desk.Passing));
        if (isPartial) first.Contents[2] = WithoutFirst(first.Contents[2]);
        Assert.NotEmpty(first.Contents[2]);
        await desk.Mirror.CatchUp(first.Head(), [first], Stop);     // From somebody who has not heard of it.
        await desk.Follow(new ErasureFollower(desk.Store.Records, desk.Passing));
        Assert.True((await desk.Read(first, 2)).Content.IsEmpty);
        Assert.False((await desk.Read(first, 3)).Content.IsEmpty);
        Assert.Equal((Ranges.None, Ranges.Of([2])), (await desk.Mirror.Lacking(first.Log, Stop)) is var gaps ? (gaps.Wanted, gaps.Withheld) : default);

        static byte[] WithoutFirst(byte[] content)
        {
            ReadOnlySpan<byte> rest = content;
            Assert.True(Content.TryNext(ref rest, out _));
            return rest.ToArray();
        }
    }

    [Fact]
    public void The_bytes_of_a_bundle_are_those_that_are_left()
    {
        var author = new ForeignLog();
        author.Say(2);
        var bundle = new CheckedBundle("bundle 0", [], [.. author.Leaves.Zip(author.Contents, (leaf, content) => new BatchEntry(leaf, content, [], UInt128.Zero, null, [], []))], [], [], [], []);
        Assert.Equal(author.Contents[1].Length, bundle.Bytes - bundle.Without(Ranges.Of([1]), 0).Bytes);
    }

    [Fact]
    public async Task An_erasure_that_does_not_say_what_it_erases_is_waited_for()
    {
        var author = new ForeignLog();
        author.Say(3);
        author.Erase(author.Log, 1, author.Leaves[1]);
        await using var desk = new MirrorDesk(author);
        author.Withholds = index => index == 3;
        await desk.Mirror.CatchUp(author.Head(), [author], Stop);
        await desk.Follow(new ErasureFollower(desk.Store.Records, desk.Passing));
        Assert.Equal(Ranges.Of([3]), (await desk.Mirror.Lacking(author.Log, Stop)).Unread);
        Assert.False((await desk.Read(author, 1)).Content.IsEmpty);
        author.Withholds = _ => false;
        await desk.Mirror.Fill(author.Log, [author], -1, Stop);
        await desk.Follow(new ErasureFollower(desk.Store.Records, desk.Passing));
        Assert.True((await desk.Mirror.Lacking(author.Log, Stop)).Unread.IsEmpty);
        Assert.True((await desk.Read(author, 1)).Content.IsEmpty);
    }

    [Fact]
    public async Task Another_party_s_erasure_has_no_effect()
    {
        var (author, other) = (new ForeignLog(), new ForeignLog("other"));
        author.Say(5);
        await using var desk = new MirrorDesk(author, other);
        author.Withholds = index => index == 2;
        await desk.Mirror.CatchUp(author.Head(), [author], Stop);
        other.Erase(author.Log, 2, author.Leaves[2]);
        await desk.Mirror.CatchUp(other.Head(), [other], Stop);
        author.Withholds = _ => false;
        Assert.Equal(1, (await desk.Mirror.Fill(author.Log, [author], -1, Stop)).Filled);
    }

    [Fact]
    public async Task A_crash_between_filling_and_noting_it_repeats_nothing_but_the_arrival()
    {
        var author = new ForeignLog();
        author.Say(5);
        await using var desk = new MirrorDesk(author);
        author.Withholds = index => index == 2;
        await desk.Mirror.CatchUp(author.Head(), [author], Stop);
        author.Withholds = _ => false;
        desk.Passing = point => { if (point == CrashPoint.AfterFilling) throw new TimeoutException(); };
        await Assert.ThrowsAsync<TimeoutException>(() => desk.Mirror.Fill(author.Log, [author], -1, Stop));
        desk.Passing = _ => { };
        await desk.Reopen();
        await desk.Mirror.Fill(author.Log, [author], -1, Stop);
        Assert.Equal(author.Contents[2], (await desk.Read(author, 2)).Content.ToArray());
        Assert.True((await desk.Mirror.Lacking(author.Log, Stop)).Wanted.IsEmpty);
        await desk.Check(author, 5);
    }
}
