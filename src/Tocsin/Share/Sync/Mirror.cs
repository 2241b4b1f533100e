using System.Collections.Concurrent;
using System.Text;
using Tocsin.Share.Logs;

namespace Tocsin.Share.Sync;

/// <summary>Holds the logs of others, in the same stores as one's own. Nothing is stored that does not lead to a head which its author signed.</summary>
/// <remarks>Durable order: the head that is caught up with is noted; what content the next leaves lack is noted; leaves and content
/// are stored in batches; the signed head is kept, and only what it covers is served. Growth that came along with its head is stored with it in one step. A crash in between is taken up by the next
/// <see cref="CatchUp(VerifiedHead, IReadOnlyList{ILogSource}, CancellationToken)"/>. One worker for each author, so that an erasure in one incarnation is heard in those before it.</remarks>
/// <param name="heads">Hold how far each log is stored.</param>
/// <param name="records">Hold leaves, content and tiles.</param>
/// <param name="papers">Keep signed heads, what is lacking, and evidence.</param>
/// <param name="bell">Tells followers of arrivals.</param>
/// <param name="keys">All keys that an author ever listed for a log, each under the log's origin.</param>
/// <param name="passing">Passes the crash points.</param>
public sealed partial class Mirror(
    IHeads heads, IRecords records, IPapers papers, IBell bell, Func<Origin, IReadOnlyList<NoteVerifier>> keys, Passing passing)
{
    /// <summary>The kind of paper under which the newest signed head of a log is kept.</summary>
    public const string HeadKind = MirrorState.Kept;

    /// <summary>The kind of paper under which evidence is kept.</summary>
    public const string EvidenceKind = "evidence";

    readonly ConcurrentDictionary<(Hash Circle, Hash Party), SemaphoreSlim> workers = new();
    readonly ConcurrentDictionary<Origin, MirrorState> states = new();

    /// <summary>The newest signed head under which every leaf of a log is held; nothing where none is.</summary>
    public async Task<VerifiedHead?> Kept(Origin log, CancellationToken stop) => (await State(log, stop)).KeptHead;

    /// <summary>The signed head with which a log was being caught up when the node went down; nothing where that one is kept. Its author may have lost it since.</summary>
    public async Task<VerifiedHead?> Unfinished(Origin log, CancellationToken stop) =>
        await State(log, stop) is { AimHead: { } aim } state && aim.Head.Size > (state.KeptHead?.Head.Size ?? 0) ? aim : null;

    /// <summary>Why nothing more of a log is taken; nothing where it is.</summary>
    public async Task<string?> Frozen(Origin log, CancellationToken stop) => (await State(log, stop)).Frozen;

    /// <summary>The leaves whose content is not held, or not all of it.</summary>
    public async Task<Gaps> Lacking(Origin log, CancellationToken stop) => (await State(log, stop)).Gaps;

    /// <summary>Takes everything up to a head from whoever gives it, or says what the head convicts its author of.</summary>
    /// <param name="head">The signed head.</param>
    /// <param name="sources">Who may have it, the best first.</param>
    /// <param name="stop">Ends the work between two batches.</param>
    /// <exception cref="CorruptLogException">What is stored here does not read, or does not lead to its own head.</exception>
    public async Task<Mirrored> CatchUp(VerifiedHead head, IReadOnlyList<ILogSource> sources, CancellationToken stop)
    {
        var worker = Worker(head.Log);
        await worker.Enter(stop);
        try
        {
            var state = await State(head.Log, stop);
            if (state.Frozen is { } why && (state.KeptHead is null || head.Head != state.KeptHead.Head)) return await AnyConviction(state, head, sources, stop) ?? new Mirrored.Frozen(why, []);
            return head.Head.Size <= state.Held.Size ? await Compare(state, head, sources, stop) : await Grow(state, head, sources, stop);
        }
        finally
        {
            worker.Release();
        }
    }

    /// <summary>Goes by evidence that somebody else found: nothing more of the log is taken.</summary>
    /// <returns>Nothing where it convicts the author; else why it does not.</returns>
    public async Task<string?> Convict(ForkEvidence evidence, CancellationToken stop)
    {
        if (evidence.Verify(keys(evidence.Log)) is { } reason) return reason;
        var worker = Worker(evidence.Log);
        await worker.Enter(stop);
        try
        {
            var state = await State(evidence.Log, stop);
            await Keep(state, evidence, stop);
            if (state.Frozen is null) await Freeze(state, evidence.Sentence(), [], stop);
            return null;
        }
        finally
        {
            worker.Release();
        }
    }

    /// <summary>Takes the log up again after an administrator has looked into why it was frozen.</summary>
    /// <returns>Nothing where it is taken up; else why not: evidence against its author is never lifted.</returns>
    public async Task<string?> Lift(Origin log, CancellationToken stop)
    {
        foreach (var paper in await papers.List(EvidenceKind, "", stop))
            if (ForkEvidence.Read(paper.Bytes.Span).Try(out var fork, out _) && fork.Log.IsOfAuthorOf(log)) return fork.Sentence();
        var worker = Worker(log);
        await worker.Enter(stop);
        try
        {
            var state = await State(log, stop);
            await papers.Put(MirrorState.FrozenKind, log.ToString(), ReadOnlyMemory<byte>.Empty, stop);
            state.Frozen = null;
            return null;
        }
        finally
        {
            worker.Release();
        }
    }

    async Task<Mirrored> Grow(MirrorState state, VerifiedHead head, IReadOnlyList<ILogSource> sources, CancellationToken stop)
    {
        var faults = ImmutableArray.CreateBuilder<SourceFault>();
        var (from, author, wrong) = (state.Held.Size, head.Log.Party.ToBase64Url(), (string?)null);
        foreach (var source in sources)
        {
            try
            {
                if (await Take(state, head, source, sources, faults, stop) is { } ended) return ended;
                await Keep(state, head, stop);
                return new Mirrored.Grown(head, from, faults.ToImmutable());
            }
            catch (SourceException e)
            {
                faults.Add(new SourceFault(source.Party, e.Message, e.IsFalse));
                if (e.IsFalse && source.Party == author) wrong ??= e.Message;
            }
        }
        // A log that its own author cannot make fit the head it signed is left alone; who serves it badly, or false content, is only passed over.
        return wrong is not null
            ? await Freeze(state, $"what its author serves does not lead to the head it signed: {wrong}", faults.ToImmutable(), stop)
            : new Mirrored.Incomplete(state.Held.Size, faults.ToImmutable());
    }

    async Task Keep(MirrorState state, VerifiedHead head, CancellationToken stop)
    {
        if (state.KeptHead?.Head != head.Head) await papers.Put(MirrorState.Kept, state.Log.ToString(), Bytes(head), stop);
        state.KeptHead = head;
        passing(CrashPoint.AfterKeeping);
    }

    async Task<Mirrored> Freeze(MirrorState state, string why, ImmutableArray<SourceFault> faults, CancellationToken stop)
    {
        await papers.Put(MirrorState.FrozenKind, state.Log.ToString(), Encoding.UTF8.GetBytes(why), stop);
        state.Frozen = why;
        return new Mirrored.Frozen(why, faults);
    }

    SemaphoreSlim Worker(Origin log) => workers.GetOrAdd((log.Circle, log.Party), _ => new SemaphoreSlim(1));

    async Task<MirrorState> State(Origin log, CancellationToken stop) =>
        states.TryGetValue(log, out var known) ? known : states.GetOrAdd(log, await MirrorState.Load(log, heads, papers, keys(log), stop));

    static byte[] Bytes(VerifiedHead head) => Encoding.UTF8.GetBytes(head.ToString());
}
