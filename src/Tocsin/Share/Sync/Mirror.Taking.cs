using Tocsin.Share.Logs;

namespace Tocsin.Share.Sync;

// Fetching, verifying and storing.
public sealed partial class Mirror
{
    /// <summary>Takes leaves from one source until the head is reached; something where that ended otherwise.</summary>
    /// <exception cref="SourceException">The source gave out.</exception>
    async Task<Mirrored?> Take(
        MirrorState state, VerifiedHead head, ILogSource source, IReadOnlyList<ILogSource> sources, ImmutableArray<SourceFault>.Builder faults, CancellationToken stop)
    {
        if (Bundles(state, head) <= SyncLimits.BundlesAtOnceMax && await TakeAtOnce(state, head, source, faults, stop)) return null;
        var tiles = await VerifiedTiles.Open(state.Log, head.Head, source, stop);
        if (await Prefix.Root(tiles, head.Head.Size, state.Held.Size, stop) != state.Held.Root)
            return await AnyConviction(state, head, sources, stop)
                ?? await Freeze(state, $"a head of {head.Head.Size} records does not begin with the {state.Held.Size} that are held, and nobody gives what would prove it", faults.ToImmutable(), stop);
        await Aim(state, head, stop);
        await TakeAlong(state, head, tiles, source, faults, stop);
        return null;
    }

    /// <summary>A little growth: the leaves themselves lead from what is held to the head, so no tile is asked for.</summary>
    /// <returns>False where they do not: tiles will tell who is wrong.</returns>
    async Task<bool> TakeAtOnce(MirrorState state, VerifiedHead head, ILogSource source, ImmutableArray<SourceFault>.Builder faults, CancellationToken stop)
    {
        var fetching = new List<Task<CheckedBundle>>();
        for (var bundle = state.Held.Size / Limits.BundleRecords; bundle * Limits.BundleRecords < head.Head.Size; bundle++)
            fetching.Add(Start(state, head, source, bundle, stop));
        var bundles = await Task.WhenAll(fetching);
        if (!LeadTo(state, head, bundles)) return false;
        await Aim(state, head, stop);
        await Store(state, bundles, faults, source.Party, reached: null, stop);
        return true;
    }

    /// <summary>Whether the new leaves of these lead from what is held to a head.</summary>
    static bool LeadTo(MirrorState state, VerifiedHead head, IReadOnlyList<CheckedBundle> bundles)
    {
        var grown = state.Edge.Clone();
        foreach (var bundle in bundles) grown.Append(NewLeaves(bundle));
        return grown.Root() == head.Head.Root;
    }

    async Task TakeAlong(MirrorState state, VerifiedHead head, VerifiedTiles tiles, ILogSource source, ImmutableArray<SourceFault>.Builder faults, CancellationToken stop)
    {
        var fetching = new Queue<Task<CheckedBundle>>();
        var batch = new List<CheckedBundle>();
        var (next, count, bytes, flying) = (state.Held.Size / Limits.BundleRecords, 0, 0L, 2);
        try
        {
            while (true)
            {
                for (; fetching.Count < flying && next * Limits.BundleRecords < head.Head.Size; next++)
                    fetching.Enqueue(Proven(Start(state, head, source, next, stop), head, await Expected(tiles, head, next, stop), source));
                if (!fetching.TryDequeue(out var first)) break;
                var bundle = await first;
                flying = (int)Math.Clamp(SyncLimits.BytesInFlightMax / (bundle.Bytes + 1), 2, SyncLimits.BundlesInFlightMax);
                if (count + bundle.Entries.Length > Limits.CommitRecordsMax || count > 0 && bytes + bundle.Bytes > Limits.CommitBytesMax)
                {
                    await Store(state, batch, faults, source.Party, reached: null, stop);
                    (count, bytes) = (0, 0);
                    batch.Clear();
                }
                batch.Add(bundle);
                (count, bytes) = (count + bundle.Entries.Length, bytes + bundle.Bytes);
            }
            await Store(state, batch, faults, source.Party, reached: null, stop);
        }
        finally
        {
            foreach (Task left in fetching) await left.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    /// <summary>What the leaves of a bundle must come to: the root in its slot, or one by one where the bundle is the last and not full.</summary>
    static async Task<ReadOnlyMemory<byte>> Expected(VerifiedTiles tiles, VerifiedHead head, long bundle, CancellationToken stop)
    {
        var tile = TileAddress.In(head.Head.Size, 0, bundle);
        return tile.IsFull ? (await tiles.Slot(1, bundle, stop)).AsSpan().ToArray() : await tiles.Read(tile, stop);
    }

    static async Task<CheckedBundle> Proven(Task<CheckedBundle> fetching, VerifiedHead head, ReadOnlyMemory<byte> expected, ILogSource source)
    {
        var bundle = await fetching;
        var leaves = bundle.Leaves.AsSpan();
        var isTheirs = leaves.Length == Limits.BundleRecords
            ? new Hash(expected.Span) == MerkleTree.Root(leaves)
            : System.Runtime.InteropServices.MemoryMarshal.Cast<byte, Hash>(expected.Span).SequenceEqual(leaves);
        return isTheirs ? bundle
            : throw new SourceException($"{source.Party} gave a {bundle.What} of {head.Log} whose leaves do not lead to the signed head of {head.Head.Size} records", isFalse: true);
    }

    /// <summary>Fetches and checks beside the storing, on the caller's scheduler.</summary>
    static Task<CheckedBundle> Start(MirrorState state, VerifiedHead head, ILogSource source, long bundle, CancellationToken stop)
    {
        var width = TileAddress.In(head.Head.Size, 0, bundle).Width;
        var skip = (int)Math.Max(0, state.Held.Size - bundle * Limits.BundleRecords);
        return Task.Factory.StartNew(() => Fetch(state.Log, source, bundle, width, skip, stop), stop, TaskCreationOptions.DenyChildAttach, TaskScheduler.Current).Unwrap();
    }

    static async Task<CheckedBundle> Fetch(Origin log, ILogSource source, long bundle, int width, int skip, CancellationToken stop)
    {
        var (fetchingEntries, fetchingContents) = (source.Entries(log, bundle, width, stop), source.Content(log, bundle, width, stop));
        var contents = await fetchingContents;
        var entries = await fetchingEntries ?? throw new SourceException($"{source.Party} does not give bundle {bundle} of {log}", isFalse: false);
        var alone = new Dictionary<long, ReadOnlyMemory<byte>>();
        foreach (var index in contents is { } some ? BundleCheck.Alone(bundle, width, some) : [])
            if (await source.Content(log, index, stop) is { } single) alone[index] = single;
        return BundleCheck.Check(source.Party, log, bundle, width, skip, entries, contents, alone);
    }

    async Task Aim(MirrorState state, VerifiedHead head, CancellationToken stop)
    {
        if (state.AimHead?.Head == head.Head) return;
        await papers.Put(MirrorState.Aim, state.Log.ToString(), Bytes(head), stop);
        state.AimHead = head;
    }

    /// <summary>The durable step: gaps first, so that nothing is asked for again which an erasure among these leaves names.</summary>
    /// <param name="state">The log.</param>
    /// <param name="bundles">What is new.</param>
    /// <param name="faults">Take what was wrong with it.</param>
    /// <param name="party">Who gave it.</param>
    /// <param name="reached">The signed head that these reach; it is kept in the same step. Nothing where it is kept by a step of its own.</param>
    /// <param name="stop">Ends the waiting.</param>
    async Task Store(MirrorState state, IReadOnlyList<CheckedBundle> bundles, ImmutableArray<SourceFault>.Builder faults, string party, VerifiedHead? reached, CancellationToken stop)
    {
        if (bundles.Count == 0) return;
        bundles = Unerased(state, bundles);
        var grown = state.Edge.Clone();
        var growth = grown.Append(bundles.SelectMany(bundle => NewLeaves(bundle).ToArray()).ToArray());
        var after = new Checkpoint(state.Held.Origin, grown.Size, grown.Root());
        foreach (var sentence in bundles.SelectMany(bundle => bundle.Faults)) faults.Add(new SourceFault(party, sentence, IsFalse: true));
        await Note(state, state.Gaps.Lacking(Ranges.Of(bundles.SelectMany(bundle => bundle.Lacking)), Ranges.Of(bundles.SelectMany(bundle => bundle.Unread))), stop);
        foreach (var named in bundles.SelectMany(bundle => bundle.Erased).GroupBy(reference => reference.Log))
        {
            var earlier = await State(named.Key, stop);
            await Note(earlier, earlier.Gaps.Erased(Ranges.Of(named.Select(reference => reference.Index))), stop);
        }

        passing(CrashPoint.BeforeMirroring);
        var entries = bundles.SelectMany(bundle => bundle.Entries).ToArray();
        var promise = await heads.Promise(new LogBatch(state.Held, after, entries, growth) { Papers = reached is null ? [] : [new BatchPaper(MirrorState.Kept, state.Log.ToString(), Bytes(reached))] }, CancellationToken.None);
        if (promise is not Promise.Kept kept) throw new IOException($"another process moved the head of {state.Log}");
        state.Grow(after, grown);
        if (reached is not null) state.KeptHead = reached;
        bell.Ring(kept.FirstArrival + entries.Length - 1);
        passing(CrashPoint.AfterMirroring);
    }

    /// <summary>An erasure in a later incarnation of the log may have come before what it names: the follower that deletes has passed it by then, and does not look back.</summary>
    IReadOnlyList<CheckedBundle> Unerased(MirrorState state, IReadOnlyList<CheckedBundle> bundles)
    {
        if (state.Gaps.Ended.IsEmpty || !states.Any(later => later.Key.IsOfAuthorOf(state.Log) && later.Key.Incarnation > state.Log.Incarnation)) return bundles;
        var (kept, next) = (new List<CheckedBundle>(), state.Held.Size);
        foreach (var bundle in bundles)
        {
            kept.Add(bundle.Without(state.Gaps.Ended, next));
            next += bundle.Entries.Length;
        }
        return kept;
    }

    async Task Note(MirrorState state, Gaps gaps, CancellationToken stop)
    {
        if (gaps == state.Gaps) return;
        await gaps.Write(papers, state.Log, stop);
        state.Gaps = gaps;
    }

    static Span<Hash> NewLeaves(CheckedBundle bundle) => bundle.Leaves.AsSpan(^bundle.Entries.Length..);

    static long Bundles(MirrorState state, VerifiedHead head) =>
        (head.Head.Size - 1) / Limits.BundleRecords - state.Held.Size / Limits.BundleRecords + 1;
}
