using Tocsin.Log;
using Tocsin.Share.Logs;
using Xunit;

namespace Tocsin.Tests.Contracts;

/// <summary>What every store of heads keeps. SQLite inherits it, and so does each that follows.</summary>
public abstract class HeadsContract
{
    static readonly CancellationToken Stop = CancellationToken.None;

    protected abstract StoreUnderTest Create();

    [Fact]
    public async Task A_stale_head_cannot_replace()
    {
        await using var store = Create();
        var log = new Batches(1);
        var one = log.Next([Batches.Entry("one")]);
        var fork = log.Next([Batches.Entry("fork")]);
        Assert.IsType<Promise.Kept>(await store.Heads.Promise(one, Stop));
        Assert.IsType<Promise.Stale>(await store.Heads.Promise(fork, Stop));
        Assert.IsType<Promise.Stale>(await store.Heads.Promise(one, Stop));
        Assert.Equal(one.After, (await store.Heads.Read(log.Log, Stop)).Head);
        Assert.Equal(1, await store.Records.Arrived(Stop));
    }

    [Fact]
    public async Task A_head_of_the_right_size_and_another_root_is_stale()
    {
        await using var store = Create();
        var log = new Batches(1);
        await log.Append(store.Heads, log.Plain(3));
        var next = log.Next([Batches.Entry("four")]);
        var forged = next with { Before = next.Before with { Root = Hash.Of("another"u8) } };
        Assert.IsType<Promise.Stale>(await store.Heads.Promise(forged, Stop));
    }

    [Fact]
    public async Task A_promise_is_all_or_nothing()
    {
        await using var store = Create();
        var log = new Batches(1);
        await log.Append(store.Heads, [Batches.Entry("held", 1)]);
        var batch = log.Next([Batches.Entry("new", 2), Batches.Entry("taken", 1), Batches.Entry("other", 3)]);
        Assert.IsType<Promise.Taken>(await store.Heads.Promise(batch, Stop));
        await store.Reopen();
        Assert.Equal(log.Head, (await store.Heads.Read(log.Log, Stop)).Head);
        Assert.Equal(1, await store.Records.Arrived(Stop));
        Assert.Null(await store.Records.ReadEntries(log.Log, 0, 2, Stop));
        await log.Append(store.Heads, [Batches.Entry("new", 2, 3)]);    // Its keys were not claimed by the refused batch.
    }

    [Fact]
    public async Task Papers_take_their_places_with_the_batch_or_not_at_all()
    {
        await using var store = Create();
        var log = new Batches(1);
        await store.Papers.Put("head", "one", "before"u8.ToArray(), Stop);
        var one = log.Next([Batches.Entry("one", 1)]) with { Papers = [new BatchPaper("head", "one", "after"u8.ToArray()), new BatchPaper("head", "two", "new"u8.ToArray())] };
        Assert.IsType<Promise.Kept>(await store.Heads.Promise(one, Stop));
        Assert.IsType<Promise.Stale>(await store.Heads.Promise(one with { Papers = [new BatchPaper("head", "one", "stale"u8.ToArray())] }, Stop));
        log.Keep(one);
        Assert.IsType<Promise.Taken>(await store.Heads.Promise(log.Next([Batches.Entry("two", 1)]) with { Papers = [new BatchPaper("head", "two", "taken"u8.ToArray())] }, Stop));
        await store.Reopen();
        Assert.Equal(["after", "new"], (await store.Papers.List("head", "", Stop)).Select(paper => System.Text.Encoding.UTF8.GetString(paper.Bytes.Span)));
    }

    [Fact]
    public async Task Keys_taken_are_told_with_position_index_digest_and_version()
    {
        await using var store = Create();
        var log = new Batches(1);
        await log.Append(store.Heads, [Batches.Entry("a", 1, 2), Batches.Entry("b", 3) with { Digest = UInt128.MaxValue, Version = null }]);
        var taken = Assert.IsType<Promise.Taken>(await store.Heads.Promise(
            log.Next([Batches.Entry("new", 9), Batches.Entry("c", 2, 8), Batches.Entry("d", 3, 1)]), Stop));
        Assert.Equal([new TakenKey(1, 0, 7, 1), new TakenKey(2, 1, UInt128.MaxValue, null), new TakenKey(2, 0, 7, 1)], taken.Entries);
    }

    /// <summary>A store may keep the newest keys elsewhere than the rest.</summary>
    [Fact]
    public async Task A_key_is_known_however_many_came_since()
    {
        const int Many = 40_000, Batch = 4_000;
        await using var store = Create();
        var log = new Batches(1);
        for (var from = 0; from < Many; from += Batch) await log.Append(store.Heads, [.. Enumerable.Range(from, Batch).Select(i => Batches.Entry($"{i}") with { Keys = [Key(i)] })]);
        await log.Append(store.Heads, [Batches.Entry("revision") with { Revises = [3], Digest = 70 }]);
        await store.Reopen();
        int[] asked = [0, 1, Batch, 32_767, 32_768, Many - 1, 3, .. Enumerable.Range(0, 200).Select(i => 10 + i * 199)];
        var taken = Assert.IsType<Promise.Taken>(await store.Heads.Promise(log.Next([.. asked.Select(i => Batches.Entry($"again {i}") with { Keys = [Key(i)] })]), Stop));
        Assert.Equal(asked.Select((i, at) => i == 3 ? new TakenKey(at, Many, 70, 1) : new TakenKey(at, i, 7, 1)), taken.Entries);
        foreach (var i in asked) Assert.Equal(i == 3 ? Many : i, await store.Records.IndexOf(log.Log, Key(i), Stop));
        Assert.Null(await store.Records.IndexOf(log.Log, Key(Many), Stop));
        await log.Append(store.Heads, [Batches.Entry("new") with { Keys = [Key(Many)] }]);

        // Half of them begin as another does, and differ behind.
        static UInt128 Key(int i) => new((ulong)(i / 2 + 1) * 0x9E3779B97F4A7C15, (ulong)i);
    }

    [Fact]
    public async Task Keys_are_unique_in_their_own_log_alone()
    {
        await using var store = Create();
        var (one, two) = (new Batches(1), new Batches(2));
        await one.Append(store.Heads, [Batches.Entry("a", 1)]);
        await two.Append(store.Heads, [Batches.Entry("a", 1)]);
    }

    [Fact]
    public async Task A_revision_takes_over_every_key_of_what_it_revises()
    {
        await using var store = Create();
        var log = new Batches(1);
        await log.Append(store.Heads, [Batches.Entry("a", 1, 2), Batches.Entry("b", 3), Batches.Entry("c", 4)]);
        await log.Append(store.Heads, [Batches.Entry("ab", 1, 5) with { Revises = [0, 1], Digest = 70, Version = 2 }]);
        var taken = Assert.IsType<Promise.Taken>(await store.Heads.Promise(log.Next([Batches.Entry("again", 1, 2, 3, 4, 5)]), Stop));
        TakenKey moved = new(0, 3, 70, 2);
        Assert.Equal([moved, moved, moved, new TakenKey(0, 2, 7, 1), moved], taken.Entries);
    }

    [Fact]
    public async Task A_revision_cannot_take_what_a_third_leaf_holds()
    {
        await using var store = Create();
        var log = new Batches(1);
        await log.Append(store.Heads, [Batches.Entry("a", 1), Batches.Entry("b", 2)]);
        var taken = Assert.IsType<Promise.Taken>(await store.Heads.Promise(log.Next([Batches.Entry("c", 1, 2) with { Revises = [0] }]), Stop));
        Assert.Equal([new TakenKey(0, 1, 7, 1)], taken.Entries);
    }

    [Fact]
    public async Task Keys_of_an_erased_leaf_are_zero_from_the_same_promise_on()
    {
        await using var store = Create();
        var log = new Batches(1);
        await log.Append(store.Heads, [Batches.Entry("a", 1)]);
        await log.Append(store.Heads, [Batches.Entry("erasure") with { Erases = [0] }]);
        var taken = Assert.IsType<Promise.Taken>(await store.Heads.Promise(log.Next([Batches.Entry("again", 1)]), Stop));
        Assert.Equal([new TakenKey(0, 0, UInt128.Zero, null)], taken.Entries);
    }

    [Fact]
    public async Task A_note_is_kept_for_the_promised_head_alone()
    {
        await using var store = Create();
        var log = new Batches(1);
        await log.Append(store.Heads, log.Plain(1));
        var old = log.Head;
        Assert.Null((await store.Heads.Read(log.Log, Stop)).Note);
        await store.Heads.Publish(old, "first", Stop);
        Assert.Equal("first", (await store.Heads.Read(log.Log, Stop)).Note);
        await log.Append(store.Heads, log.Plain(1));
        Assert.Null((await store.Heads.Read(log.Log, Stop)).Note);
        await store.Heads.Publish(old, "late", Stop);
        await store.Heads.Publish(log.Head with { Root = old.Root }, "forged", Stop);
        Assert.Null((await store.Heads.Read(log.Log, Stop)).Note);
        await store.Heads.Publish(log.Head, "second", Stop);
        await store.Reopen();
        Assert.Equal("second", (await store.Heads.Read(log.Log, Stop)).Note);
    }

    [Fact]
    public async Task What_is_not_held_reads_as_the_empty_log()
    {
        await using var store = Create();
        var log = new Batches(1);
        var stored = await store.Heads.Read(log.Log, Stop);
        Assert.Equal((log.Head, null), (stored.Head, stored.Note));
        Assert.Empty(stored.PartialTiles);
        Assert.Empty(await store.Heads.List(Stop));
        await log.Append(store.Heads, log.Plain(1));
        Assert.Equal([log.Log], await store.Heads.List(Stop));
    }

    // Every way of cutting 600 leaves into batches around the bundle's border leaves a right edge that leads to the head.
    [Theory]
    [InlineData(1, 254, 1, 1, 343)]
    [InlineData(255, 1, 255, 1, 88)]
    [InlineData(256, 256, 88)]
    [InlineData(257, 255, 88)]
    [InlineData(600)]
    [InlineData(100, 100, 100, 100, 100, 100)]
    public async Task The_right_edge_leads_to_the_head_after_any_split(params int[] sizes)
    {
        await using var store = Create();
        var log = new Batches(1);
        foreach (var size in sizes)
        {
            await log.Append(store.Heads, log.Plain(size));
            var stored = await store.Heads.Read(log.Log, Stop);
            Assert.Equal(log.Head, stored.Head);
            Assert.Equal(log.Head.Root, RightEdge.Open(stored.Head.Size, stored.PartialTiles).Root());
        }
        await store.Reopen();
        var reopened = await store.Heads.Read(log.Log, Stop);
        Assert.Equal(log.Head.Root, RightEdge.Open(reopened.Head.Size, reopened.PartialTiles).Root());
    }
}
