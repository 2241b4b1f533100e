using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;

namespace Tocsin.Share.Sync;

/// <summary>Finds the leaves of logs that begin an epoch, and says by them who is entitled to which content.</summary>
/// <param name="records">Hold the leaves.</param>
/// <param name="papers">Keep how far a log was looked through, and what was found.</param>
sealed class EpochIndex(IRecords records, IPapers papers)
{
    const string PaperKind = "epochs";

    // Of a log that is marked more often nothing is written down: its author makes others look through it again after each start, and nothing worse.
    const int MarksKeptMax = 10_000;

    readonly ConcurrentDictionary<Origin, SemaphoreSlim> working = new();
    readonly ConcurrentDictionary<Origin, EpochsDocument> known = new();

    /// <summary>Which leaves of a row a party may be served the content of.</summary>
    public async Task<IReadOnlyList<bool>> MayRead(Circle circle, string reader, Origin log, long start, int width, CancellationToken stop)
    {
        var entitled = new bool[width];
        var epochs = await Epochs(circle, log, start + width, stop);
        var byEpoch = new Dictionary<int, bool>();
        for (var slot = 0; slot < width; slot++)
        {
            if (epochs.At(start + slot) is not RecordEpoch.Of of) continue;
            if (!byEpoch.TryGetValue(of.Number, out var may)) byEpoch[of.Number] = may = Entitlement.MayRead(circle, of.Number, reader) is not null;
            entitled[slot] = may;
        }
        return entitled;
    }

    /// <summary>The epochs of a log's first leaves.</summary>
    public async Task<LogEpochs> Epochs(Circle circle, Origin log, long size, CancellationToken stop) =>
        LogEpochs.Of(circle, log.Party.ToBase64Url(), (await Marks(log, size, stop)).Marks.Select(mark => new EpochMark(mark.Index, Hash.TryParseBase64Url(mark.Charter, out var hash) ? hash : default)));

    async Task<EpochsDocument> Marks(Origin log, long size, CancellationToken stop)
    {
        if (known.TryGetValue(log, out var read) && read.Size >= size) return read;
        var alone = working.GetOrAdd(log, _ => new SemaphoreSlim(1));
        await alone.Enter(stop);
        try
        {
            var kept = known.GetValueOrDefault(log) ?? await Kept(log, stop);
            if (kept.Size >= size) return known[log] = kept;
            var marks = kept.Marks.ToList();
            for (var from = kept.Size; from < size;)
            {
                var bundle = from / Limits.BundleRecords;
                var width = (int)Math.Min(Limits.BundleRecords, size - bundle * Limits.BundleRecords);
                var entries = await records.ReadEntries(log, bundle, width, stop) ?? throw new CorruptLogException(log, $"bundle {bundle:000} is missing");
                Look(entries.Span, bundle * Limits.BundleRecords, width, from, marks);
                from = bundle * Limits.BundleRecords + width;
            }
            var now = known[log] = new EpochsDocument(size, marks);
            // To look through a log again costs time alone: it is written down now and then.
            if (marks.Count <= MarksKeptMax && size / Limits.CommitRecordsMax > kept.Size / Limits.CommitRecordsMax)
                await papers.Put(PaperKind, log.ToString(), Encoding.UTF8.GetBytes(JsonLine.Of(now, SyncJson.Default.EpochsDocument)), stop);
            return now;
        }
        finally
        {
            alone.Release();
        }
    }

    static void Look(ReadOnlySpan<byte> entries, long start, int width, long from, List<MarkedLeaf> marks)
    {
        var reader = EntryBundle.Read(entries, width);
        while (reader.MoveNext())
        {
            var index = start + reader.Count - 1;
            // The word may be spelt with escapes: a leaf is passed over where neither it nor a backslash stands in it.
            if (index < from || reader.Current.IndexOf("charter"u8) < 0 && !reader.Current.Contains((byte)'\\')) continue;
            if (LeafReader.Read(reader.Current).Try(out var leaf, out _) && leaf.Charter is { } charter) marks.Add(new MarkedLeaf(index, charter.ToBase64Url()));
        }
    }

    async Task<EpochsDocument> Kept(Origin log, CancellationToken stop) =>
        await papers.Read(PaperKind, log.ToString(), stop) is { IsEmpty: false } bytes && JsonSerializer.Deserialize(bytes.Span, SyncJson.Default.EpochsDocument) is { } kept
            ? kept
            : new EpochsDocument(0, []);
}

/// <summary>How far a log was looked through, and the leaves that begin an epoch.</summary>
sealed record EpochsDocument(long Size, IReadOnlyList<MarkedLeaf> Marks);

/// <summary>A leaf that begins an epoch, and the charter's hash.</summary>
sealed record MarkedLeaf(long Index, string Charter);
