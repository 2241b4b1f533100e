using System.Collections.Concurrent;
using System.Text;
using Tocsin.Log;
using Xunit;

namespace Tocsin.Tests.Log;

public sealed class LogAuditTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(65_536)]
    [InlineData(66_000)]
    public async Task A_whole_log_has_no_fault(int size)
    {
        var log = MemoryLog.Of(size);
        Assert.Null(await log.Audit(log.Edge.Root(), new()));
    }

    [Fact]
    public async Task Every_byte_of_a_small_log_when_flipped_is_found_and_named()
    {
        var log = MemoryLog.Of(300, index => Encoding.UTF8.GetBytes($"e{index}"));
        var root = log.Edge.Root();
        foreach (var (path, bytes) in log.Files)
        {
            for (var at = 0; at < bytes.Length; at++)
            {
                var expected = Sentence(path, bytes, at);
                bytes[at] ^= 0x40;
                var fault = await log.Audit(root, new() { Degree = 1 });
                bytes[at] ^= 0x40;
                Assert.True(fault is not null && expected.Any(fault.Sentence.StartsWith), $"byte {at} of {path}: {fault}");
            }
        }
        Assert.Null(await log.Audit(root, new()));
    }

    [Fact]
    public async Task The_place_is_said_as_one_says_it()
    {
        var log = MemoryLog.Of(66_000);
        var root = log.Edge.Root();
        await AssertFault(log, root, "tile/entries/048", AuditFaultKind.Entry, 12_345,
            bytes => bytes[Starts(bytes, 256)[57] + 2] ^= 1, "entry 12345 (bundle 048) does not hash to tile 0/048 slot 57");
        await AssertFault(log, root, "tile/1/000", AuditFaultKind.Tile, 48 * 256,
            bytes => bytes[48 * 32] ^= 1, "tile 1/000 slot 48 is not the root of tile 0/048");
        await AssertFault(log, root, "tile/1/001.p/1", AuditFaultKind.Tile, 65_536,
            bytes => bytes[31] ^= 1, "tile 1/001.p/1 slot 0 is not the root of tile 0/256");
        await AssertFault(log, root, "tile/2/000.p/1", AuditFaultKind.Tile, 0,
            bytes => bytes[0] ^= 1, "tile 2/000.p/1 slot 0 is not the root of tile 1/000");

        var wrong = MerkleTree.Leaf([]);
        Assert.Equal(new AuditFault(AuditFaultKind.Root, 0, $"the root is {root}, the head says {wrong}"), await log.Audit(wrong, new()));
    }

    [Theory]
    [InlineData("tile/entries/048", AuditFaultKind.BundleMissing, 12_288, "bundle 048 is missing")]
    [InlineData("tile/entries/257.p/208", AuditFaultKind.BundleMissing, 65_792, "bundle 257.p/208 is missing")]
    [InlineData("tile/0/048", AuditFaultKind.TileMissing, 12_288, "tile 0/048 is missing")]
    [InlineData("tile/1/001.p/1", AuditFaultKind.TileMissing, 65_536, "tile 1/001.p/1 is missing")]
    public async Task What_is_missing_is_named(string path, AuditFaultKind kind, long entry, string sentence)
    {
        var log = MemoryLog.Of(66_000);
        log.Files.Remove(path);
        Assert.Equal(new AuditFault(kind, entry, sentence), await log.Audit(log.Edge.Root(), new()));
    }

    [Fact]
    public async Task What_is_cut_is_named()
    {
        var log = MemoryLog.Of(300);
        log.Files["tile/0/001.p/44"] = log.Files["tile/0/001.p/44"][..^1];
        Assert.Equal("tile 0/001.p/44 has 1407 bytes, not 1408", (await log.Audit(log.Edge.Root(), new()))!.Sentence);
        log.Files["tile/entries/000"] = [.. log.Files["tile/entries/000"], 0];
        var length = log.Files["tile/entries/000"].Length;
        Assert.Equal(new AuditFault(AuditFaultKind.BundleMalformed, 255, $"bundle 000: 1 bytes too many after entry 255 (byte {length - 1})"),
            await log.Audit(log.Edge.Root(), new()));
    }

    // Both bad bundles are in work at once, and the slower one's fault is found last.
    [Theory]
    [InlineData(12, 13)]
    [InlineData(13, 12)]
    public async Task Of_many_faults_the_first_is_named_whichever_is_found_first(int slow, int slower)
    {
        var log = MemoryLog.Of(20_000);
        foreach (var bundle in new[] { 70, 41, 12, 13 }) log.Files[TileAddress.EntryBundlePath(bundle, 256)][^1] ^= 1;
        var fault = await LogAudit.Run(log.Size, log.Edge.Root(), new Slow(log, slow, slower), log, new() { Degree = 4 }, default);
        Assert.Equal(12 * 256 + 255, fault!.Entry);
    }

    [Fact]
    public async Task A_caller_checks_every_entry_in_the_same_pass_and_is_told_of_progress()
    {
        var log = MemoryLog.Of(1000);
        var seen = new ConcurrentDictionary<long, Hash>();
        var reports = new Reports();
        var options = new AuditOptions
        {
            Degree = 2,
            Progress = reports,
            Check = (bundle, _) =>
            {
                var reader = EntryBundle.Read(bundle.Bytes.Span, bundle.Leaves.Length);
                while (reader.MoveNext()) seen[bundle.Index * 256 + reader.Count - 1] = bundle.Leaves.Span[reader.Count - 1];
                return new(bundle.Index == 2 ? "entry 600 is not JSON" : null);
            },
        };
        Assert.Equal(
            new AuditFault(AuditFaultKind.Content, 512, "bundle 002: entry 600 is not JSON"),
            await log.Audit(log.Edge.Root(), options));

        seen.Clear();
        var slow = options with
        {
            Check = async (bundle, _) =>
            {
                await Task.Yield();
                seen[bundle.Index] = bundle.Leaves.Span[0];
                return null;
            },
        };
        Assert.Null(await log.Audit(log.Edge.Root(), slow));
        Assert.Equal([0, 1, 2, 3], seen.Keys.Order());
        Assert.All(seen, bundle => Assert.Equal(log.Leaves[(int)bundle.Key * 256], bundle.Value));
        Assert.Equal(1000, reports.Last);
    }

    // A flipped length can hash as another entry, or reach beyond the end; either way it is this entry that is named.
    static string[] Sentence(string path, byte[] bytes, int at)
    {
        if (path == "tile/1/000.p/1") return ["tile 1/000.p/1 slot 0 is not the root of tile 0/000"];
        var isBundle = TileAddress.TryParseEntryBundle(path, out _, out var width);
        var slot = isBundle ? Starts(bytes, width).FindLastIndex(start => start <= at) : at / Hash.Size;
        var name = path.Split('/', 3)[2];
        var entry = name.StartsWith("001", StringComparison.Ordinal) ? 256 + slot : slot;
        var mismatch = $"entry {entry} (bundle {name}) does not hash to tile 0/{name} slot {slot}";
        return isBundle ? [mismatch, $"bundle {name}: entry {slot} says "] : [mismatch];
    }

    static async Task AssertFault(
        MemoryLog log, Hash root, string path, AuditFaultKind kind, long entry, Action<byte[]> damage, string sentence)
    {
        var whole = (byte[])log.Files[path].Clone();
        damage(log.Files[path]);
        Assert.Equal(new AuditFault(kind, entry, sentence), await log.Audit(root, new()));
        log.Files[path] = whole;
    }

    static List<int> Starts(byte[] bundle, int width)
    {
        var starts = new List<int> { 0 };
        while (starts.Count < width) starts.Add(starts[^1] + 2 + bundle[starts[^1]] * 256 + bundle[starts[^1] + 1]);
        return starts;
    }

    sealed class Slow(MemoryLog log, int slow, int slower) : IEntrySource
    {
        public async ValueTask<ReadOnlyMemory<byte>> ReadBundle(long index, int width, CancellationToken stop)
        {
            if (index == slow || index == slower) await Task.Delay(index == slow ? 50 : 200, stop);
            return await log.ReadBundle(index, width, stop);
        }
    }

    sealed class Reports : IProgress<long>
    {
        public long Last { get; private set; }

        public void Report(long value) => Last = value;
    }
}
