using Tocsin.Share.Records;

namespace Tocsin.Share.Logs;

/// <summary>The durable protocol of an append; one writer for each log.</summary>
/// <remarks>A head is promised before it is signed: the store makes leaves, content and the unsigned head durable in one
/// transaction, and only what can no longer be lost is signed. So two heads of one size are never signed, wherever the
/// process ends; a promised head whose signature was lost is signed again, with the same body. See
/// docs/decisions/0002-a-head-is-promised-before-it-is-signed.md.</remarks>
sealed class LogWriter
{
    readonly SemaphoreSlim alone = new(1);
    readonly Origin log;
    readonly LogKey key;
    readonly IHeads heads;
    readonly IRecords records;
    readonly IBell bell;
    readonly Passing passing;
    RightEdge edge;
    Checkpoint head;

    LogWriter(Origin log, LogKey key, IHeads heads, IRecords records, IBell bell, Passing passing, Checkpoint head, RightEdge edge)
    {
        (this.log, this.key, this.heads, this.records, this.bell, this.passing) = (log, key, heads, records, bell, passing);
        (this.head, this.edge, SignedHead) = (head, edge, head);
    }

    /// <summary>The newest head whose signature is kept.</summary>
    public Checkpoint SignedHead { get; private set; }

    public static async Task<LogWriter> Open(
        Origin log, LogKey key, IHeads heads, IRecords records, IBell bell, Passing passing, CancellationToken stop)
    {
        var stored = await heads.Read(log, stop);
        var edge = OpenEdge(log, stored);
        if (stored.Note is { } note && key.Refutes(stored.Head, note) is { } reason) throw new CorruptLogException(log, reason);
        var writer = new LogWriter(log, key, heads, records, bell, passing, stored.Head, edge);
        if (stored.Note is not { } signed || !key.HasSigned(signed)) await writer.Publish(stop);   // Its signature was lost, or is a former key's.
        return writer;
    }

    static RightEdge OpenEdge(Origin log, StoredHead stored)
    {
        RightEdge edge;
        try { edge = RightEdge.Open(stored.Head.Size, stored.PartialTiles); }
        catch (InvalidDataException e) { throw new CorruptLogException(log, e.Message); }
        return edge.Root() == stored.Head.Root
            ? edge
            : throw new CorruptLogException(log, $"its tiles lead to the root {edge.Root()}, its head of {stored.Head.Size} records says {stored.Head.Root}");
    }

    /// <summary>Commits all that callers wait for. Where a source key is met twice within it, it takes several rounds.
    /// Nothing stops it half-way: callers may leave, the protocol goes to its end.</summary>
    public async Task Commit(IEnumerable<AppendItem> items)
    {
        await alone.WaitAsync();
        try
        {
            var waiting = new LinkedList<AppendItem>(items);
            while (waiting.Count > 0)
            {
                var round = CommitRound.Next(waiting);
                while (round.Count > 0 && await Promise(round) is Promise.Taken taken) await GiveWay(round, taken, waiting);
            }
        }
        finally
        {
            alone.Release();
        }
    }

    /// <summary>Says the newest head again, with a fresh time: its age tells partners and the console that the node lives.</summary>
    public async Task Restate(CancellationToken stop)
    {
        await alone.WaitAsync(stop);
        try { await Publish(stop); }
        finally { alone.Release(); }
    }

    /// <summary>The durable order. Recovery (<see cref="Open"/>) enters at its second half.</summary>
    async Task<Promise> Promise(List<AppendItem> round)
    {
        var grown = edge.Clone();
        var growth = grown.Append(round.Select(item => item.Record.LeafHash).ToArray());
        var after = new Checkpoint(head.Origin, grown.Size, grown.Root());
        var batch = new LogBatch(head, after, round.ConvertAll(Entry), growth);

        passing(CrashPoint.BeforePromise);
        var promise = await heads.Promise(batch, CancellationToken.None);   // The promise: everything, or nothing.
        if (promise is Promise.Stale) throw new IOException($"another process moved the head of {log}");
        if (promise is not Promise.Kept kept) return promise;
        passing(CrashPoint.AfterPromise);

        var first = head.Size;
        (head, edge) = (after, grown);
        await Publish(CancellationToken.None);
        for (var i = 0; i < round.Count; i++)
        {
            var record = round[i].Record;
            round[i].Set(new Appended.Stored(new RecordAddress(log, first + i), kept.FirstArrival + i, record.LeafHash, record.Leaf));
        }
        bell.Ring(kept.FirstArrival + round.Count - 1);
        return kept;
    }

    async Task Publish(CancellationToken stop)
    {
        var note = key.Sign(head);
        passing(CrashPoint.AfterSigning);
        await heads.Publish(head, note, stop);
        SignedHead = head;
        passing(CrashPoint.AfterPublishing);
    }

    BatchEntry Entry(AppendItem item) => new(
        item.Record.LeafBytes, item.Record.Content, item.Record.Keys, item.Record.Digest, item.Record.Draft.Source?.Key?.Version, item.Revises,
        item.Record.Draft.What is ErasureFacts { IsWhole: true }
            ? [.. item.Record.Leaf.References.Where(r => r.Relation == Relation.Ends && r.Log == log).Select(r => r.Index)]
            : []);

    /// <summary>The log knows some keys of the round: their items become duplicates, are refused, or become revisions. Of two
    /// that would revise the same leaf the second waits, with all after it, until the first is in the log.</summary>
    async Task GiveWay(List<AppendItem> round, Promise.Taken taken, LinkedList<AppendItem> waiting)
    {
        var settled = new HashSet<AppendItem>();
        var revised = new HashSet<long>();
        foreach (var holders in taken.Entries.GroupBy(entry => entry.Position).OrderBy(group => group.Key))
        {
            if (holders.Any(holder => revised.Contains(holder.Index)))
            {
                CommitRound.PutBack(round, holders.Key, waiting);
                break;
            }
            var item = round[holders.Key];
            if (await Answer(item, [.. holders]) is { } answer)
            {
                item.Set(answer);
                settled.Add(item);
            }
            revised.UnionWith(item.Revises);
        }
        round.RemoveAll(settled.Contains);
    }

    /// <summary>What a draft is told whose keys are taken; nothing where it became a revision and goes on.</summary>
    async Task<Appended?> Answer(AppendItem item, IReadOnlyList<TakenKey> holders)
    {
        foreach (var holder in holders)
            if (item.AddsNothingTo(holder.Digest)) return new Appended.Duplicate(new RecordAddress(log, holder.Index));
        if (holders.Any(holder => holder.Digest == 0))
            return new Appended.Refused("this record was erased here, and is not taken in again");
        foreach (var holder in holders)
            if (item.IsOlderThan(holder.Version)) return new Appended.Duplicate(new RecordAddress(log, holder.Index));
        return await TryRevise(item, [.. holders.Select(holder => holder.Index).Distinct().Order()]) is { } reason ? new Appended.Refused(reason) : null;
    }

    /// <summary>The earliest leaf's record goes on; others turn out to be the same thing, and end in it.</summary>
    async Task<string?> TryRevise(AppendItem item, ImmutableArray<long> indexes)
    {
        Leaf? earliest = null;
        var references = new List<Reference>(indexes.Length);
        foreach (var index in indexes)
        {
            var prior = await records.Read(new RecordAddress(log, index), CancellationToken.None) ?? throw new CorruptLogException(log, $"leaf {index} is missing");
            if (!LeafReader.Read(prior.Leaf.Span).Try(out var leaf, out var unread)) throw new CorruptLogException(log, $"leaf {index}: {unread}");
            if (leaf.Kind != item.Record.Draft.Kind) return $"leaf {index} has this source key and is of the kind {leaf.Kind}; a revision keeps its kind";
            earliest ??= leaf;
            references.Add(new Reference(Relation.Revises, log, index, MerkleTree.Leaf(prior.Leaf.Span)));
        }
        return item.Revise(earliest!, references);
    }
}
