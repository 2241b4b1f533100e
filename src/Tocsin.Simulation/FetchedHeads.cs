using System.Buffers.Binary;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Promised = Tocsin.Share.Logs.Promise;

namespace Tocsin.Simulation;

/// <summary>What came first of what was fetched is stored, in the place of what was verified: leaves, or contents.</summary>
sealed class FetchedHeads(IHeads heads, bool isOfLeaves) : HeadsAround(heads)
{
    readonly Dictionary<RecordAddress, ReadOnlyMemory<byte>> came = [];

    public void Hear(PartnerRequest request, PartnerAnswer answer)
    {
        if (answer.Status != 200 || request.Target.Split('/') is not ["", "circles", var circle, var party, var number, .. var rest] || !Origin.Parse($"tocsin/{circle}/{party}/{number}").Try(out var log, out _)) return;
        var path = string.Join('/', rest);
        if (isOfLeaves && TileAddress.TryParseEntryBundle(path, out var bundle, out var width)) Leaves(log, bundle * Limits.BundleRecords, width, answer.Body);
        else if (!isOfLeaves && LogPath.TryContent(path, out bundle, out _)) Contents(log, bundle * Limits.BundleRecords, answer.Body);
    }

    public override Task<Promised> Promise(LogBatch batch, CancellationToken stop)
    {
        var log = Origin.Parse(batch.Before.Origin).Value;
        return Heads.Promise(batch with { Entries = [.. batch.Entries.Select((entry, at) => AsItCame(entry, new RecordAddress(log, batch.Before.Size + at)))] }, stop);
    }

    BatchEntry AsItCame(BatchEntry verified, RecordAddress address) =>
        !came.TryGetValue(address, out var bytes) ? verified : isOfLeaves ? verified with { Leaf = bytes } : verified with { Content = bytes };

    void Leaves(Origin log, long start, int width, ReadOnlyMemory<byte> entries)
    {
        var reader = EntryBundle.Read(entries.Span, width);
        while (reader.MoveNext()) came.TryAdd(new RecordAddress(log, start + reader.Count - 1), reader.Current.ToArray());
    }

    void Contents(Origin log, long index, ReadOnlyMemory<byte> contents)
    {
        for (; contents.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32BigEndian(contents.Span) is var length && length <= contents.Length - sizeof(uint); index++)
        {
            if (contents.Slice(sizeof(uint), (int)length) is { IsEmpty: false } content && Reads(content.Span)) came.TryAdd(new RecordAddress(log, index), content);
            contents = contents[(sizeof(uint) + (int)length)..];
        }
    }

    static bool Reads(ReadOnlySpan<byte> content)
    {
        try
        {
            while (Content.TryNext(ref content, out _)) { }
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
