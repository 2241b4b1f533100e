using Tocsin.Share.Logs;
using Tocsin.Share.Records;

namespace Tocsin.Share.Sync;

// Content that came later than its leaf.
public sealed partial class Mirror
{
    /// <summary>Asks again for content that was withheld, a few bundles at a time.</summary>
    /// <param name="log">The log.</param>
    /// <param name="sources">Who may have it, the best first.</param>
    /// <param name="after">The bundle behind which to begin; -1 for the first.</param>
    /// <param name="stop">Ends the asking.</param>
    /// <returns>The last bundle that was asked for, from which the next round goes on; -1 at the end. And how many contents came.</returns>
    public async Task<(long Bundle, int Filled)> Fill(Origin log, IReadOnlyList<ILogSource> sources, long after, CancellationToken stop)
    {
        var worker = Worker(log);
        await worker.Enter(stop);
        try
        {
            var state = await State(log, stop);
            if (state.KeptHead is not { } kept || state.Frozen is not null) return (-1, 0);
            var bundles = state.Gaps.Wanted.Below(kept.Head.Size).Bundles(after, SyncLimits.BundlesInFlightMax);
            var filled = 0;
            foreach (var bundle in bundles) filled += await Fill(state, bundle, TileAddress.In(kept.Head.Size, 0, bundle).Width, sources, stop);
            return (bundles.Count == SyncLimits.BundlesInFlightMax ? bundles[^1] : -1, filled);
        }
        finally
        {
            worker.Release();
        }
    }

    async Task<int> Fill(MirrorState state, long bundle, int width, IReadOnlyList<ILogSource> sources, CancellationToken stop)
    {
        var (start, filled) = (bundle * Limits.BundleRecords, 0);
        var entries = await records.ReadEntries(state.Log, bundle, width, stop) ?? throw new CorruptLogException(state.Log, $"bundle {bundle:000} is missing");
        foreach (var source in sources)
        {
            if (!state.Gaps.Wanted.Touches(start, start + width)) break;
            if (await source.Content(state.Log, bundle, width, stop) is not { } contents) continue;
            var alone = new Dictionary<long, ReadOnlyMemory<byte>>();
            foreach (var index in BundleCheck.Alone(bundle, width, contents).Where(state.Gaps.Wanted.Contains))
                if (await source.Content(state.Log, index, stop) is { } single) alone[index] = single;
            var came = BundleCheck.Check(source.Party, state.Log, bundle, width, skip: 0, entries, contents, alone);
            filled += await Put(state, start, came, stop);
        }
        return filled;
    }

    async Task<int> Put(MirrorState state, long start, CheckedBundle came, CancellationToken stop)
    {
        var (better, whole) = (new List<(long Index, ReadOnlyMemory<byte> Content)>(), new List<long>());
        for (var slot = 0; slot < came.Entries.Length; slot++)
        {
            var (index, content) = (start + slot, came.Entries[slot].Content);
            if (content.IsEmpty || !state.Gaps.Wanted.Contains(index)) continue;
            if (await records.Read(new RecordAddress(state.Log, index), stop) is { } held && Count(content.Span) > Count(held.Content.Span)) better.Add((index, content));
            if (!came.Lacking.Contains(index)) whole.Add(index);    // Also where a crash came before this was noted.
        }
        var arrived = better.Count > 0 ? await records.Fill(state.Log, better, stop) : 0;
        passing(CrashPoint.AfterFilling);
        await Note(state, state.Gaps.Filled(Ranges.Of(whole)), stop);
        if (better.Count > 0) bell.Ring(arrived);
        return better.Count;
    }

    static int Count(ReadOnlySpan<byte> content)
    {
        var count = 0;
        while (Content.TryNext(ref content, out _)) count++;
        return count;
    }
}
