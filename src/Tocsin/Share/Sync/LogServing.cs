using System.Buffers;
using System.Buffers.Binary;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;

namespace Tocsin.Share.Sync;

/// <summary>What of a log a member is served: tiles and entries as far as a signed head covers them, and the content to which it is entitled.</summary>
/// <param name="house">The node.</param>
/// <param name="circle">The circle.</param>
sealed class LogServing(SyncHouse house, Circle circle)
{
    readonly EpochIndex epochs = new(house.Records, house.Papers);

    /// <summary>The leaves that begin epochs.</summary>
    public EpochIndex Epochs => epochs;

    public async Task<ReadOnlyMemory<byte>?> Tile(Origin log, long size, TileAddress tile, CancellationToken stop) =>
        tile.Level < LogLimits.LevelsMax && tile.Index * LogLimits.TileWidthMax + tile.Width <= TileAddress.HashesAt(size, tile.Level) ? await house.Records.ReadTile(log, tile, stop) : null;

    public async Task<ReadOnlyMemory<byte>?> Entries(Origin log, long size, long bundle, int width, CancellationToken stop) =>
        IsInside(size, bundle, width) ? await house.Records.ReadEntries(log, bundle, width, stop) : null;

    public async Task<ReadOnlyMemory<byte>?> Content(string reader, Origin log, long size, long bundle, int width, CancellationToken stop)
    {
        if (!IsInside(size, bundle, width) || await house.Records.ReadContent(log, bundle, width, stop) is not { } all) return null;
        var mayRead = await MayRead(reader, log, bundle * Limits.BundleRecords, width, stop);
        return all.Length <= SyncLimits.AnswerBytesMax && !mayRead.Contains(false) ? all : Cut(all, mayRead);
    }

    public async Task<ReadOnlyMemory<byte>?> Content(string reader, Origin log, long size, long index, CancellationToken stop)
    {
        if (index < 0 || index >= size || await house.Records.Read(new RecordAddress(log, index), stop) is not { } held) return null;
        return (await MayRead(reader, log, index, 1, stop))[0] ? held.Content : ReadOnlyMemory<byte>.Empty;
    }

    /// <summary>Leaves from one size to another with their contents, in the bytes of bundles; nothing where that is more than goes along with a head, or a content is not for this member.</summary>
    public async Task<LogGrowth?> Growth(string reader, Origin log, long from, long size, CancellationToken stop)
    {
        var width = size - from;
        if (from < 0 || width is < 1 or > Limits.BundleRecords) return null;
        var held = await house.Records.ReadRow(log, from, (int)width, SyncLimits.GrowthBytesMax, stop);
        if (held.Count < width || (await MayRead(reader, log, from, (int)width, stop)).Contains(false)) return null;
        var (entries, contents) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        foreach (var (leaf, content) in held)
        {
            EntryBundle.Append(entries, leaf.Span);
            Append(contents, (uint)content.Length, content.Span);
        }
        return entries.WrittenCount + contents.WrittenCount <= SyncLimits.GrowthBytesMax ? new LogGrowth(log.ToString(), from, entries.WrittenMemory, contents.WrittenMemory) : null;
    }

    /// <summary>An author gets back whatever it wrote; others what the epochs of the leaves entitle them to, and nothing of an epoch that is not known here.</summary>
    async Task<IReadOnlyList<bool>> MayRead(string reader, Origin log, long start, int width, CancellationToken stop) =>
        log.Party.ToBase64Url() == reader ? Enumerable.Repeat(true, width).ToList() : await epochs.MayRead(circle, reader, log, start, width, stop);

    static bool IsInside(long size, long bundle, int width) => bundle <= size / Limits.BundleRecords && bundle * Limits.BundleRecords + width <= size;

    /// <summary>The contents that may be seen; others have the length 0, and those that do not fit the answer are to be asked for alone.</summary>
    static byte[] Cut(ReadOnlyMemory<byte> all, IReadOnlyList<bool> mayRead)
    {
        var answer = new ArrayBufferWriter<byte>();
        var rest = all.Span;
        for (var slot = 0; slot < mayRead.Count; slot++)
        {
            var length = (int)BinaryPrimitives.ReadUInt32BigEndian(rest);
            var content = rest.Slice(sizeof(uint), length);
            rest = rest[(sizeof(uint) + length)..];
            var room = SyncLimits.AnswerBytesMax - answer.WrittenCount - (mayRead.Count - slot) * sizeof(uint);
            var isAlone = mayRead[slot] && length > room;
            if (!mayRead[slot] || isAlone) content = [];
            Append(answer, isAlone ? BundleCheck.AskAlone : (uint)content.Length, content);
        }
        return answer.WrittenSpan.ToArray();
    }

    static void Append(ArrayBufferWriter<byte> contents, uint length, ReadOnlySpan<byte> content)
    {
        BinaryPrimitives.WriteUInt32BigEndian(contents.GetSpan(sizeof(uint)), length);
        contents.Advance(sizeof(uint));
        contents.Write(content);
    }
}
