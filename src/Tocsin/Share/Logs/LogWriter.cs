using Tocsin.Share.Records;

namespace Tocsin.Share.Logs;

/// <summary>The durable protocol of an append; one writer for each log.</summary>
/// <remarks>A head is promised before it is signed: the store makes leaves, content and the unsigned head durable in one
/// transaction, and only what can no longer be lost is signed. So two heads of one size are never signed, wherever the
/// process ends; a promised head whose signature was lost is signed again, with the same body.</remarks>
sealed class LogWriter
{
    readonly SemaphoreSlim alone = new(1);
    readonly Origin log;
    readonly Sealer sealer;
    readonly LogKey key;
    readonly IHeads heads;
    readonly IRecords records;
    readonly IBell bell;
    readonly Passing passing;
    RightEdge edge;

    LogWriter(Origin log, Sealer sealer, LogKey key, IHeads heads, IRecords records, IBell bell, Passing passing, Checkpoint head, RightEdge edge) =>
        (this.log, this.sealer, this.key, this.heads, this.records, this.bell, this.passing, Head, this.edge) =
        (log, sealer, key, heads, records, bell, passing, head, edge);

    /// <summary>The promised head; signed whenever nobody is inside <see cref="Commit"/>.</summary>
    public Checkpoint Head { get; private set; }

    public static async Task<LogWriter> Open(
        Origin log, Sealer sealer, LogKey key, IHeads heads, IRecords records, IBell bell, Passing passing, CancellationToken stop)
    {
        var stored = await heads.Read(log, stop);
        var writer = new LogWriter(log, sealer, key, heads, records, bell, passing, stored.Head, OpenEdge(log, stored));
        if (stored.Note is null) await writer.Publish(stop);
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

    /// <summary>Commits all that callers wait for. Where a source key is met twice within it, it takes several rounds.</summary>
    public async Task Commit(IReadOnlyList<AppendItem> items, CancellationToken stop)
    {
        await alone.WaitAsync(stop);
        try
        {
            var waiting = new Queue<AppendItem>(items);
            while (waiting.Count > 0)
            {
                var round = NextRound(waiting);
                while (round.Count > 0 && await Promise(round, stop) is Promise.Taken taken) await GiveWay(round, taken, stop);
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
    async Task<Promise> Promise(List<AppendItem> round, CancellationToken stop)
    {
        var grown = edge.Clone();
        var growth = grown.Append(round.Select(item => item.Record.LeafHash).ToArray());
        var after = new Checkpoint(Head.Origin, grown.Size, grown.Root());
        var batch = new LogBatch(Head, after, round.ConvertAll(Entry), growth);

        passing(CrashPoint.BeforePromise);
        var promise = await heads.Promise(batch, stop);     // The promise: everything, or nothing.
        if (promise is Promise.Stale) throw new IOException($"another process moved the head of {log}");
        if (promise is not Promise.Kept kept) return promise;
        passing(CrashPoint.AfterPromise);

        var first = Head.Size;
        (Head, edge) = (after, grown);
        await Publish(stop);
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
        var note = key.Sign(Head);
        passing(CrashPoint.AfterSigning);
        await heads.Publish(Head, note, stop);
        passing(CrashPoint.AfterPublishing);
    }

    /// <summary>Takes as many as fit one commit; stops before one that revises another of the same round.</summary>
    static List<AppendItem> NextRound(Queue<AppendItem> waiting)
    {
        var round = new List<AppendItem>();
        var keys = new Dictionary<UInt128, AppendItem>();
        var bytes = 0;
        while (round.Count < Limits.CommitRecordsMax && waiting.TryPeek(out var item))
        {
            if (item.Refused is { } reason) item.Set(new Appended.Refused(reason));
            else if (item.Record.Keys.Select(keys.GetValueOrDefault).FirstOrDefault(e => e is not null) is { } earlier)
            {
                if (!item.AddsNothingTo(earlier.Record.Digest, earlier.Record.Draft.Source?.Key?.Version)) break;
                item.IsSameAs(earlier);
            }
            else
            {
                bytes += item.Record.LeafBytes.Length + item.Record.Content.Length;
                if (round.Count > 0 && bytes > Limits.CommitBytesMax) break;
                foreach (var key in item.Record.Keys) keys[key] = item;
                round.Add(item);
            }
            waiting.Dequeue();
        }
        return round;
    }

    static BatchEntry Entry(AppendItem item) =>
        new(item.Record.LeafBytes, item.Record.Content, item.Record.Keys, item.Record.Digest, item.Record.Draft.Source?.Key?.Version, item.Revises);

    /// <summary>The log knows some keys of the round: their items become duplicates, are refused, or become revisions.</summary>
    async Task GiveWay(List<AppendItem> round, Promise.Taken taken, CancellationToken stop)
    {
        var settled = new HashSet<AppendItem>();
        foreach (var holder in taken.Entries.DistinctBy(entry => entry.Position))
        {
            var item = round[holder.Position];
            if (item.AddsNothingTo(holder.Digest, holder.Version)) item.Set(new Appended.Duplicate(new RecordAddress(log, holder.Index)));
            else if (holder.Digest == 0) item.Set(new Appended.Refused("this record was erased here, and is not taken in again"));
            else if (await TryRevise(item, holder, stop) is { } reason) item.Set(new Appended.Refused(reason));
            else continue;
            settled.Add(item);
        }
        round.RemoveAll(settled.Contains);
    }

    async Task<string?> TryRevise(AppendItem item, TakenKey holder, CancellationToken stop)
    {
        var address = new RecordAddress(log, holder.Index);
        var prior = await records.Read(address, stop) ?? throw new CorruptLogException(log, $"leaf {holder.Index} is missing");
        var leaf = LeafReader.Read(prior.Leaf.Span);
        if (!leaf.Try(out var envelope, out var reason)) throw new CorruptLogException(log, $"leaf {holder.Index}: {reason}");
        var revision = sealer.Revise(item.Record.Draft, envelope, new Reference(Relation.Revises, address.Log, address.Index, MerkleTree.Leaf(prior.Leaf.Span)));
        if (revision.IsValue) item.Revise(revision.Value, holder.Index);
        return revision.Reason;
    }
}
