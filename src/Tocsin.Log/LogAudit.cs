using System.Buffers;
using System.Runtime.InteropServices;

namespace Tocsin.Log;

/// <summary>Verifies a whole log: entries against level 0, each level against the one below, and all of it against the
/// head.</summary>
public sealed class LogAudit
{
    const int BundlesPerReport = 64;

    readonly long size;
    readonly IEntrySource entries;
    readonly ITileSource tiles;
    readonly AuditOptions options;
    readonly Hash[] roots; // Of the full tiles of level 0: 32 bytes for each 256 entries.
    readonly Hash[] lastLeaves; // Of the entries behind the last full tile.
    readonly Lock first = new();
    long firstBad = long.MaxValue;
    AuditFault? fault;
    long done;

    LogAudit(long size, IEntrySource entries, ITileSource tiles, AuditOptions options)
    {
        (this.size, this.entries, this.tiles, this.options) = (size, entries, tiles, options);
        roots = new Hash[size / LogLimits.TileWidthMax];
        lastLeaves = new Hash[TileAddress.PartialWidth(size, 0)];
    }

    /// <summary>Reads every entry and tile of a log, and finds the first place that is wrong: the lowest entry that
    /// does not fit level 0 (or that the caller's check refuses), else the lowest tile of the lowest level that does
    /// not fit the level below, else the root.</summary>
    /// <param name="size">Entries, from the head. Each 256 take 32 bytes of memory.</param>
    /// <param name="root">The root, from the head.</param>
    /// <param name="entries">Where its bundles are. Called by many threads.</param>
    /// <param name="tiles">Where its tiles are. Called by many threads.</param>
    /// <param name="options">How.</param>
    /// <param name="stop">Ends the audit.</param>
    /// <returns>Null if the log is whole.</returns>
    public static async Task<AuditFault?> Run(
        long size, Hash root, IEntrySource entries, ITileSource tiles, AuditOptions options, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        var audit = new LogAudit(size, entries, tiles, options);
        var workers = new ParallelOptions { MaxDegreeOfParallelism = options.Degree, CancellationToken = stop };
        var bundles = (size + LogLimits.TileWidthMax - 1) / LogLimits.TileWidthMax;
        await Parallel.ForAsync(0L, bundles, workers, audit.Bundle).ConfigureAwait(false);
        options.Progress.Report(audit.done);
        return audit.fault ?? await audit.Levels(root, stop).ConfigureAwait(false);
    }

    async ValueTask Bundle(long index, CancellationToken stop)
    {
        if (index > Volatile.Read(ref firstBad)) return; // A lower place is known to be bad already.
        if (await Judge(index, stop).ConfigureAwait(false) is { } bad)
        {
            lock (first)
                if (index < firstBad) (firstBad, fault) = (index, bad);
            return;
        }
        var width = TileAddress.In(size, 0, index).Width;
        var checkedSoFar = Interlocked.Add(ref done, width);
        if (index % BundlesPerReport == 0) options.Progress.Report(checkedSoFar);
    }

    async ValueTask<AuditFault?> Judge(long index, CancellationToken stop)
    {
        var tile = TileAddress.In(size, 0, index);
        var start = index * LogLimits.TileWidthMax;
        var bundle = await entries.ReadBundle(index, tile.Width, stop).ConfigureAwait(false);
        if (bundle.IsEmpty) return new(AuditFaultKind.BundleMissing, start, $"bundle {Name(tile)} is missing");
        var hashes = await tiles.Read(tile, stop).ConfigureAwait(false);
        if (Malformed(tile, hashes) is { } malformed) return malformed;

        var leaves = ArrayPool<Hash>.Shared.Rent(tile.Width);
        try
        {
            if (Compare(tile, bundle.Span, MemoryMarshal.Cast<byte, Hash>(hashes.Span), leaves) is { } bad) return bad;
            if (tile.IsFull) roots[index] = MerkleTree.Root(leaves.AsSpan(0, tile.Width));
            else leaves.AsSpan(0, tile.Width).CopyTo(lastLeaves);
            var audited = new AuditedBundle(index, bundle, leaves.AsMemory(0, tile.Width));
            var refused = await options.Check(audited, stop).ConfigureAwait(false);
            return refused is null ? null : new(AuditFaultKind.Content, start, $"bundle {Name(tile)}: {refused}");
        }
        finally
        {
            ArrayPool<Hash>.Shared.Return(leaves);
        }
    }

    static AuditFault? Compare(
        TileAddress tile, ReadOnlySpan<byte> bundle, ReadOnlySpan<Hash> hashes, Span<Hash> leaves)
    {
        var start = tile.Index * LogLimits.TileWidthMax;
        var reader = EntryBundle.Read(bundle, tile.Width);
        while (reader.MoveNext())
        {
            var slot = reader.Count - 1;
            leaves[slot] = MerkleTree.Leaf(reader.Current);
            if (leaves[slot] != hashes[slot])
                return new(AuditFaultKind.Entry, start + slot,
                    $"entry {start + slot} (bundle {Name(tile)}) does not hash to {tile} slot {slot}");
        }
        return reader.Reason is { } reason
            ? new(AuditFaultKind.BundleMalformed, start + Math.Min(reader.Count, tile.Width - 1),
                $"bundle {Name(tile)}: {reason}")
            : null;
    }

    async ValueTask<AuditFault?> Levels(Hash expected, CancellationToken stop)
    {
        Hash? root = null;
        var below = roots;
        MerkleTree.JoinLeft(lastLeaves, ref root);
        for (var level = 1; below.Length > 0; level++)
        {
            if (await Level(level, below, stop).ConfigureAwait(false) is { } bad) return bad;
            MerkleTree.JoinLeft(below.AsSpan(below.Length - TileAddress.PartialWidth(size, level)), ref root);
            var full = new Hash[below.Length / LogLimits.TileWidthMax];
            for (var tile = 0; tile < full.Length; tile++)
                full[tile] = MerkleTree.Root(below.AsSpan(tile * LogLimits.TileWidthMax, LogLimits.TileWidthMax));
            below = full;
        }
        var found = root ?? MerkleTree.Empty;
        return found == expected ? null : new(AuditFaultKind.Root, 0, $"the root is {found}, the head says {expected}");
    }

    async ValueTask<AuditFault?> Level(int level, Hash[] below, CancellationToken stop)
    {
        for (var start = 0; start < below.Length; start += LogLimits.TileWidthMax)
        {
            var tile = TileAddress.In(size, level, start / LogLimits.TileWidthMax);
            var bytes = await tiles.Read(tile, stop).ConfigureAwait(false);
            if (Malformed(tile, bytes) is { } malformed) return malformed;
            var slot = MemoryMarshal.Cast<byte, Hash>(bytes.Span).CommonPrefixLength(below.AsSpan(start, tile.Width));
            if (slot < tile.Width)
                return new(AuditFaultKind.Tile, FirstEntry(level, start + slot),
                    $"{tile} slot {slot} is not the root of {TileAddress.In(size, level - 1, start + slot)}");
        }
        return null;
    }

    static AuditFault? Malformed(TileAddress tile, ReadOnlyMemory<byte> hashes)
    {
        var entry = FirstEntry(tile.Level, tile.Index * LogLimits.TileWidthMax);
        if (hashes.IsEmpty) return new(AuditFaultKind.TileMissing, entry, $"{tile} is missing");
        return hashes.Length == tile.Bytes
            ? null
            : new(AuditFaultKind.TileMalformed, entry, $"{tile} has {hashes.Length} bytes, not {tile.Bytes}");
    }

    static long FirstEntry(int level, long hash) => hash << (8 * level);

    static string Name(TileAddress tile) => TilePath.Format(tile.Index, tile.Width);
}
