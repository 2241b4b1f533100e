using System.Buffers;
using System.Globalization;
using System.Text;
using Tocsin.Log;

namespace Tocsin.Tests.Log;

/// <summary>A log in memory, made by the code under test, which a test may damage.</summary>
sealed class MemoryLog : ITileSource, IEntrySource
{
    public Dictionary<string, byte[]> Files { get; } = [];
    public List<Hash> Leaves { get; } = [];
    public RightEdge Edge { get; } = RightEdge.Empty();

    public long Size => Edge.Size;

    public static MemoryLog Of(int size, Func<int, byte[]> entry)
    {
        var log = new MemoryLog();
        var bundle = new ArrayBufferWriter<byte>();
        for (var index = 0; index < size; index++)
        {
            var bytes = entry(index);
            log.Leaves.Add(MerkleTree.Leaf(bytes));
            EntryBundle.Append(bundle, bytes);
            var width = index % 256 + 1;
            if (width < 256 && index < size - 1) continue;
            log.Files.Add(TileAddress.EntryBundlePath(index / 256, width), bundle.WrittenSpan.ToArray());
            bundle.ResetWrittenCount();
        }
        log.Append([.. log.Leaves]);
        return log;
    }

    /// <summary>Entries of different lengths, the empty one among them.</summary>
    public static MemoryLog Of(int size) =>
        Of(size, index => Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Repeat(index.ToString(CultureInfo.InvariantCulture) + ";", index % 4))));

    public void Append(Hash[] leaves)
    {
        var growth = Edge.Append(leaves);
        foreach (var tile in growth.Completed.Concat(growth.Partial)) Files[tile.Address.Path] = tile.Hashes;
    }

    /// <summary>As a store does that keeps only the newest tile of an index: the front of it serves for a smaller log.</summary>
    public ValueTask<ReadOnlyMemory<byte>> Read(TileAddress tile, CancellationToken stop)
    {
        if (Files.TryGetValue(tile.Path, out var exact)) return new(exact);
        for (var width = tile.Width + 1; width <= 256; width++)
            if (Files.TryGetValue(new TileAddress(tile.Level, tile.Index, width).Path, out var wider))
                return new(wider.AsMemory(0, tile.Bytes));
        return new(ReadOnlyMemory<byte>.Empty);
    }

    public ValueTask<ReadOnlyMemory<byte>> ReadBundle(long index, int width, CancellationToken stop) =>
        new(Files.TryGetValue(TileAddress.EntryBundlePath(index, width), out var bundle) ? bundle : ReadOnlyMemory<byte>.Empty);

    public Task<AuditFault?> Audit(Hash root, AuditOptions options) =>
        LogAudit.Run(Size, root, this, this, options, CancellationToken.None);
}

/// <summary>The tiles of a C2SP log in a folder.</summary>
sealed class FolderTiles(string folder) : ITileSource, IEntrySource
{
    public ValueTask<ReadOnlyMemory<byte>> Read(TileAddress tile, CancellationToken stop) => Read(tile.Path);

    public ValueTask<ReadOnlyMemory<byte>> ReadBundle(long index, int width, CancellationToken stop) =>
        Read(TileAddress.EntryBundlePath(index, width));

    ValueTask<ReadOnlyMemory<byte>> Read(string path)
    {
        var file = Path.Combine(folder, path);
        return new(File.Exists(file) ? File.ReadAllBytes(file) : ReadOnlyMemory<byte>.Empty);
    }
}
