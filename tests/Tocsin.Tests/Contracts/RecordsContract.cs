using System.Buffers;
using System.Buffers.Binary;
using Tocsin.Log;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Xunit;

namespace Tocsin.Tests.Contracts;

/// <summary>What every store of records keeps.</summary>
public abstract class RecordsContract
{
    static readonly CancellationToken Stop = CancellationToken.None;

    protected abstract StoreUnderTest Create();

    [Fact]
    public async Task Arrival_numbers_have_no_gap_over_logs_that_take_turns()
    {
        await using var store = Create();
        var logs = new[] { new Batches(1), new Batches(2), new Batches(3) };
        var expected = new List<(Origin, long)>();
        foreach (var (turn, size) in new[] { 3, 1, 260, 2, 2, 300, 1, 5, 40, 256 }.Index())
        {
            var log = logs[turn * 7 % 3];
            var start = log.Leaves.Count;
            Assert.Equal(expected.Count + 1, await log.Append(store.Heads, log.Plain(size)));
            expected.AddRange(Enumerable.Range(start, size).Select(index => (log.Log, (long)index)));
        }
        foreach (var most in new[] { 1, 7, 255, 256, 257, 10_000 })
        {
            var found = new List<StoredRecord>();
            while (await store.Records.ReadAfter(found.Count, most, Stop) is { Count: > 0 } some)
            {
                Assert.InRange(some.Count, 1, most);
                found.AddRange(some);
                if (most == 1 && found.Count > 20) break;
            }
            Assert.Equal(Enumerable.Range(1, found.Count).Select(n => (long)n), found.Select(record => record.Arrival));
            Assert.Equal(expected.Take(found.Count), found.Select(record => (record.Address.Log, record.Address.Index)));
            foreach (var record in found) Same(logs.Single(log => log.Log == record.Address.Log), record);
        }
        Assert.Equal(expected.Count, await store.Records.Arrived(Stop));
        Assert.Empty(await store.Records.ReadAfter(expected.Count, 10, Stop));
    }

    [Fact]
    public async Task A_leaf_is_found_by_any_of_its_keys_in_its_own_log_alone()
    {
        await using var store = Create();
        var (log, other) = (new Batches(1), new Batches(2));
        await log.Append(store.Heads, log.Plain(3));
        await log.Append(store.Heads, [Batches.Entry("keyed", 1, int.MaxValue)]);
        await other.Append(store.Heads, other.Plain(1));
        foreach (var key in new UInt128[] { 1, int.MaxValue }) Assert.Equal(3, await store.Records.IndexOf(log.Log, key, Stop));
        Assert.Null(await store.Records.IndexOf(log.Log, 2, Stop));
        Assert.Null(await store.Records.IndexOf(other.Log, UInt128.One, Stop));
        Assert.Null(await store.Records.IndexOf(new Batches(3).Log, UInt128.One, Stop));
    }

    [Fact]
    public async Task One_record_is_read_by_its_place()
    {
        await using var store = Create();
        var (log, other) = (new Batches(1), new Batches(2));
        await log.Append(store.Heads, log.Plain(250));
        await other.Append(store.Heads, other.Plain(3));
        await log.Append(store.Heads, log.Plain(20));
        foreach (var index in new long[] { 0, 249, 250, 255, 256, 269 })
        {
            var record = (await store.Records.Read(new RecordAddress(log.Log, index), Stop))!;
            Assert.Equal(index < 250 ? index + 1 : index + 4, record.Arrival);
            Same(log, record);
        }
        foreach (var nowhere in new long[] { -1, 270, 1L << 40, (2L << 40) + 1, long.MaxValue, long.MinValue })
            Assert.Null(await store.Records.Read(new RecordAddress(log.Log, nowhere), Stop));
        Assert.Null(await store.Records.Read(new RecordAddress(new Batches(9).Log, 0), Stop));
    }

    [Theory]
    [InlineData(0, 1, 1, 1)]
    [InlineData(0, 0, 300, 300)]
    [InlineData(255, 0, 2, 2)]
    [InlineData(299, 0, 5, 1)]
    [InlineData(300, 0, 1, 0)]
    [InlineData(-1, 0, 1, 0)]
    [InlineData(long.MaxValue, 0, 1, 0)]
    public async Task Leaves_are_read_in_a_row_from_an_index_on(long start, int bytes, int count, int found)
    {
        await using var store = Create();
        var log = new Batches(1);
        await log.Append(store.Heads, log.Plain(250));
        for (var at = 250; at < 300; at++) await log.Append(store.Heads, log.Plain(1));
        var row = await store.Records.ReadRow(log.Log, start, count, bytes == 0 ? int.MaxValue : bytes, Stop);
        Assert.Equal(found, row.Count);
        for (var at = 0; at < found; at++)
        {
            Assert.Equal(log.Leaves[(int)start + at], row[at].Leaf.ToArray());
            Assert.Equal(log.Contents[(int)start + at], row[at].Content.ToArray());
        }
        Assert.Empty(await store.Records.ReadRow(new Batches(9).Log, 0, 1, int.MaxValue, Stop));
    }

    [Theory]
    [InlineData(300, 300)]
    [InlineData(1, 300)]
    [InlineData(7, 300)]
    [InlineData(255, 513)]
    public async Task Bundles_of_every_width_are_byte_for_byte_what_the_format_says(int step, int total)
    {
        await using var store = Create();
        var log = new Batches(1);
        while (log.Leaves.Count < total) await log.Append(store.Heads, log.Plain(Math.Min(step, total - log.Leaves.Count)));
        for (var bundle = 0; bundle * 256 < total; bundle++)
            for (var width = 1; width <= 256; width++)
            {
                var isThere = bundle * 256 + width <= total;
                var (entries, contents) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
                for (var i = bundle * 256; isThere && i < bundle * 256 + width; i++)
                {
                    EntryBundle.Append(entries, log.Leaves[i]);
                    BinaryPrimitives.WriteUInt32BigEndian(contents.GetSpan(4), (uint)log.Contents[i].Length);
                    contents.Advance(4);
                    contents.Write(log.Contents[i]);
                }
                Assert.Equal(isThere ? entries.WrittenSpan.ToArray() : null, (await store.Records.ReadEntries(log.Log, bundle, width, Stop))?.ToArray());
                Assert.Equal(isThere ? contents.WrittenSpan.ToArray() : null, (await store.Records.ReadContent(log.Log, bundle, width, Stop))?.ToArray());
            }
    }

    [Fact]
    public async Task A_bundle_that_no_log_has_is_no_other_logs()
    {
        await using var store = Create();
        foreach (var party in new[] { 1, 2, 3 }) await new Batches(party).Append(store.Heads, [Batches.Entry($"secret of {party}")]);
        foreach (var bundle in new[] { 1L << 32, 2L << 32, 3L << 32, 1L << 54, LogLimits.TileIndexMax, -1 })
        {
            Assert.Null(await store.Records.ReadEntries(new Batches(1).Log, bundle, 1, Stop));
            Assert.Null(await store.Records.ReadContent(new Batches(1).Log, bundle, 1, Stop));
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(255)]
    [InlineData(700)]
    public async Task Leaves_and_tiles_verify_to_the_head(int step)
    {
        await using var store = Create();
        var log = new Batches(1);
        for (var turn = 0; turn < 4; turn++) await log.Append(store.Heads, log.Plain(step + turn));
        var held = new HeldLog(store.Records, log.Log);
        Assert.Null(await LogAudit.Run(log.Head.Size, log.Head.Root, held, held, new(), Stop));
        Assert.Null(await store.Records.ReadTile(log.Log, new TileAddress(3, 0, 1), Stop));
        Assert.Equal(32, (await store.Records.ReadTile(log.Log, new TileAddress(0, 0, 1), Stop))!.Value.Length);
    }

    // First, middle and last place, of a full bundle, of a partial one and of a partial one in several segments.
    [Theory]
    [InlineData(new[] { 300 }, new long[] { 0, 100, 255, 256, 299 })]
    [InlineData(new[] { 200, 100 }, new long[] { 0, 199, 200, 255, 256, 299 })]
    [InlineData(new[] { 10, 10, 10 }, new long[] { 0, 9, 10, 15, 20, 29 })]
    public async Task Erasing_replaces_one_content_and_nothing_else(int[] batches, long[] erased)
    {
        await using var store = Create();
        var log = new Batches(1);
        foreach (var size in batches) await log.Append(store.Heads, log.Plain(size));
        for (var turn = 0; turn < 2; turn++)    // The second time it is erased already.
            foreach (var index in erased)
            {
                log.Contents[(int)index] = index % 2 == 0 ? [] : [1, 2, 3];
                await store.Records.Erase(new RecordAddress(log.Log, index), log.Contents[(int)index], forgetIdentity: index % 2 == 0, Stop);
            }
        foreach (var nowhere in new[] { -1, log.Leaves.Count, 1L << 41 }) await store.Records.Erase(new RecordAddress(log.Log, nowhere), default, forgetIdentity: true, Stop);
        await store.Records.Erase(new RecordAddress(new Batches(2).Log, 0), default, forgetIdentity: true, Stop);
        await store.Reopen();
        foreach (var record in await store.Records.ReadAfter(0, 1_000, Stop)) Same(log, record);
        await log.Append(store.Heads, log.Plain(300));
        foreach (var record in await store.Records.ReadAfter(0, 1_000, Stop)) Same(log, record);
        var held = new HeldLog(store.Records, log.Log);
        Assert.Null(await LogAudit.Run(log.Head.Size, log.Head.Root, held, held, new(), Stop));
    }

    [Fact]
    public async Task A_forgotten_identity_is_still_known_and_says_nothing()
    {
        await using var store = Create();
        var log = new Batches(1);
        await log.Append(store.Heads, [Batches.Entry("a", 1), Batches.Entry("b", 2)]);
        await store.Records.Erase(new RecordAddress(log.Log, 0), default, forgetIdentity: true, Stop);
        await store.Records.Erase(new RecordAddress(log.Log, 1), default, forgetIdentity: false, Stop);
        var taken = Assert.IsType<Promise.Taken>(await store.Heads.Promise(log.Next([Batches.Entry("c", 1), Batches.Entry("d", 2)]), Stop));
        Assert.Equal([new TakenKey(0, 0, 0, null), new TakenKey(1, 1, 7, 1)], taken.Entries);
    }

    [Fact]
    public async Task Contents_that_come_late_take_their_place_and_arrive_anew()
    {
        await using var store = Create();
        var (log, other) = (new Batches(1), new Batches(2));
        await log.Append(store.Heads, [.. log.Plain(300).Select(entry => entry with { Content = ReadOnlyMemory<byte>.Empty })]);
        await other.Append(store.Heads, other.Plain(2));
        byte[] Late(int index) => [1, 2, (byte)index];
        Assert.Equal(305, await store.Records.Fill(log.Log, [(5, Late(5)), (6, Late(6)), (299, Late(43))], Stop));
        Assert.Equal(305, await store.Records.Fill(log.Log, [(300, Late(0))], Stop));
        Assert.Equal(305, await store.Records.Fill(new Batches(9).Log, [(0, Late(0))], Stop));
        await store.Reopen();
        var anew = await store.Records.ReadAfter(302, 10, Stop);
        Assert.Equal([(303, 5L), (304, 6L), (305, 299L)], anew.Select(record => (record.Arrival, record.Address.Index)));
        Assert.Equal([Late(5), Late(6), Late(43)], anew.Select(record => record.Content.ToArray()));
        foreach (var (index, arrival) in new[] { (4, 5), (5, 303), (6, 304), (7, 8), (298, 299), (299, 305) })
            Assert.Equal(arrival, (await store.Records.Read(new RecordAddress(log.Log, index), Stop))!.Arrival);
        Assert.Null(await store.Records.Read(new RecordAddress(log.Log, 300), Stop));
        Assert.Equal(306, await log.Append(store.Heads, log.Plain(2)));
        Assert.Equal(307, (await store.Records.Read(new RecordAddress(log.Log, 301), Stop))!.Arrival);
        Assert.Equal(307, await store.Records.Arrived(Stop));
        Assert.Equal(307, (await store.Records.ReadAfter(0, 1_000, Stop)).Count);
    }

    [Fact]
    public async Task Large_records_come_a_few_at_a_time()
    {
        await using var store = Create();
        var log = new Batches(1);
        for (var i = 0; i < 6; i++)
            await log.Append(store.Heads, [.. Enumerable.Range(0, 8).Select(_ => Batches.Entry("large") with { Content = new byte[Limits.ContentBytesMax] })]);
        var first = await store.Records.ReadAfter(0, 100, Stop);
        Assert.Equal(32, first.Count);
        Assert.Equal(16, (await store.Records.ReadAfter(32, 100, Stop)).Count);
    }

    static void Same(Batches log, StoredRecord record)
    {
        Assert.Equal(log.Leaves[(int)record.Address.Index], record.Leaf.ToArray());
        Assert.Equal(log.Contents[(int)record.Address.Index], record.Content.ToArray());
    }
}
