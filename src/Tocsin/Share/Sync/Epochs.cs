using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;

namespace Tocsin.Share.Sync;

/// <summary>In which epoch each leaf of a log was written: that of the nearest leaf of the kind charter at or before it. So it is known who is
/// entitled to its content.</summary>
/// <param name="records">Hold the leaves.</param>
/// <param name="papers">Keep how far a log was looked through, and what was found.</param>
sealed class Epochs(IRecords records, IPapers papers)
{
    const string Kind = "epochs";

    readonly ConcurrentDictionary<Origin, SemaphoreSlim> working = new();
    readonly ConcurrentDictionary<Origin, EpochsDocument> known = new();

    /// <summary>Whether a member gets the content of everything in the circle, whenever it was written.</summary>
    public static bool SeesAll(Circle circle, string reader) =>
        circle.Charters.All(charter => charter.IsMember(reader)) || Grants(circle, reader) && circle.Charters.Length == 1;

    /// <summary>The leaves of a bundle to whose content a member is entitled.</summary>
    public async Task<IReadOnlyList<bool>> Entitled(Circle circle, string reader, Origin log, long start, int width, CancellationToken stop)
    {
        var epochs = await Read(circle, log, start + width, stop);
        var (entitled, grants, joined) = (new bool[width], Grants(circle, reader), circle.JoinedAt(reader) ?? int.MaxValue);
        for (var slot = 0; slot < width; slot++)
        {
            var epoch = EpochAt(circle, epochs, start + slot);
            entitled[slot] = epoch is { } of && (circle.Members(of).Contains(reader) || grants && of < joined);
        }
        return entitled;
    }

    /// <summary>The charter under which a leaf was written, and its epoch; nothing where it is not known here.</summary>
    public async Task<(int Epoch, Hash Charter)?> Of(Circle circle, RecordAddress address, CancellationToken stop) =>
        EpochAt(circle, await Read(circle, address.Log, address.Index + 1, stop), address.Index) is { } epoch && circle.HashOf(epoch) is { } hash ? (epoch, hash) : null;

    static bool Grants(Circle circle, string reader) => circle.JoinedAt(reader) is { } joined && circle.Charters[joined - 1].History;

    /// <summary>Epochs never go back: a mark of an earlier one than was marked before counts for nothing. An unknown one entitles nobody.</summary>
    static int? EpochAt(Circle circle, EpochsDocument epochs, long index)
    {
        var epoch = 1;
        foreach (var mark in epochs.Marks)
        {
            if (mark.Index > index) break;
            if (!Hash.TryParseBase64Url(mark.Charter, out var charter) || circle.EpochOf(charter) is not { } of) return null;
            epoch = Math.Max(epoch, of);
        }
        return epoch;
    }

    async Task<EpochsDocument> Read(Circle circle, Origin log, long size, CancellationToken stop)
    {
        if (known.TryGetValue(log, out var read) && read.Size >= size) return read;
        var alone = working.GetOrAdd(log, _ => new SemaphoreSlim(1));
        await alone.WaitAsync(stop);
        try
        {
            var at = known.GetValueOrDefault(log) ?? await Kept(log, stop);
            if (at.Size >= size) return known[log] = at;
            var (before, marks) = (at.Marks.Count, at.Marks.ToList());
            var from = at.Size;
            while (from < size)
            {
                var bundle = from / Limits.BundleRecords;
                var width = (int)Math.Min(Limits.BundleRecords, size - bundle * Limits.BundleRecords);
                var entries = await records.ReadEntries(log, bundle, width, stop) ?? throw new CorruptLogException(log, $"bundle {bundle:000} is missing");
                Look(entries.Span, bundle * Limits.BundleRecords, width, from, marks);
                from = bundle * Limits.BundleRecords + width;
            }
            at = new EpochsDocument(size, marks);
            // Looking through a log again costs time alone: it is kept now and then.
            if (marks.Count > before || size / Limits.CommitRecordsMax > (known.GetValueOrDefault(log)?.Size ?? 0) / Limits.CommitRecordsMax)
                await papers.Put(Kind, log.ToString(), Encoding.UTF8.GetBytes(SyncJson.Text(at, SyncJson.Default.EpochsDocument)), stop);
            return known[log] = at;
        }
        finally
        {
            alone.Release();
        }
    }

    static void Look(ReadOnlySpan<byte> entries, long start, int width, long from, List<EpochMark> marks)
    {
        var reader = EntryBundle.Read(entries, width);
        while (reader.MoveNext())
        {
            var index = start + reader.Count - 1;
            // A word may be spelt with escapes; only where neither it nor a backslash stands there is no need to read on.
            if (index < from || reader.Current.IndexOf("charter"u8) < 0 && !reader.Current.Contains((byte)'\\')) continue;
            if (LeafReader.Read(reader.Current).Try(out var leaf, out _) && leaf.Charter is { } charter) marks.Add(new EpochMark(index, charter.ToBase64Url()));
        }
    }

    async Task<EpochsDocument> Kept(Origin log, CancellationToken stop) =>
        await papers.Read(Kind, log.ToString(), stop) is { IsEmpty: false } bytes && JsonSerializer.Deserialize(bytes.Span, SyncJson.Default.EpochsDocument) is { } kept
            ? kept
            : new EpochsDocument(0, []);
}

/// <summary>How far a log was looked through, and the marks of epochs found.</summary>
sealed record EpochsDocument(long Size, IReadOnlyList<EpochMark> Marks);

/// <summary>A leaf that begins an epoch.</summary>
sealed record EpochMark(long Index, string Charter);
