using System.Text;
using Tocsin.Share.Logs;

namespace Tocsin.Share.Sync;

// What a head says against one that is held.
public sealed partial class Mirror
{
    /// <summary>A head that is no larger than what is stored: known, or the end of the log's good name.</summary>
    async Task<Mirrored> Compare(MirrorState state, VerifiedHead head, IReadOnlyList<ILogSource> sources, CancellationToken stop)
    {
        var held = new HeldLog(records, state.Log);
        var root = head.Head.Size == state.Held.Size ? state.Held.Root
            : await Prefix.Root(held, state.Held.Size, head.Head.Size, stop) ?? throw new CorruptLogException(state.Log, "a tile is missing");
        if (root != head.Head.Root)
            return await AnyConviction(state, head, sources, stop)
                ?? await Freeze(state, $"a head of {head.Head.Size} records does not fit the {state.Held.Size} that are held, and nobody gives what would prove it", [], stop);
        if (state.KeptHead is not { } kept || head.Head.Size > kept.Head.Size) await Keep(state, head, stop);
        else if (head.Head == kept.Head && head.TimeSeconds > (kept.TimeSeconds ?? 0)) state.KeptHead = head;
        return new Mirrored.Known();
    }

    /// <summary>Evidence from this head and those that are kept, wherever the tiles for it are to be had; nothing where it proves nothing.</summary>
    async Task<Mirrored?> AnyConviction(MirrorState state, VerifiedHead head, IReadOnlyList<ILogSource> sources, CancellationToken stop)
    {
        foreach (var signed in new[] { state.KeptHead, state.AimHead }.OfType<VerifiedHead>())
        {
            if (await Evidence(state, signed, head, sources, stop) is not { } evidence) continue;
            await Keep(state, evidence, stop);
            await Freeze(state, evidence.Sentence(), [], stop);
            return new Mirrored.Forked(evidence);
        }
        return null;
    }

    /// <summary>Keeps evidence; not where as much is kept of that log already: whoever signs two histories may sign a hundred.</summary>
    async Task Keep(MirrorState state, ForkEvidence evidence, CancellationToken stop)
    {
        state.Evidence ??= (await papers.List(EvidenceKind, "", stop)).Count(paper => ForkEvidence.Read(paper.Bytes.Span).Try(out var held, out _) && held.Log == state.Log);
        if (state.Evidence < SyncLimits.EvidenceOfOneMax && await papers.PutNew(EvidenceKind, evidence.Key(), Encoding.UTF8.GetBytes(evidence.Text()), stop)) state.Evidence++;
    }

    async Task<ForkEvidence?> Evidence(MirrorState state, VerifiedHead one, VerifiedHead other, IReadOnlyList<ILogSource> sources, CancellationToken stop)
    {
        if (one.Head.Size == other.Head.Size) return one.Head.Root == other.Head.Root ? null : ForkEvidence.Of(one, other);
        var (smaller, larger) = one.Head.Size < other.Head.Size ? (one, other) : (other, one);
        if (larger == state.KeptHead) return await ForkEvidence.Between(smaller, larger, new HeldLog(records, state.Log), stop);
        foreach (var source in sources)
        {
            try
            {
                var tiles = await VerifiedTiles.Open(state.Log, larger.Head, source, stop);
                return await ForkEvidence.Between(smaller, larger, tiles, stop);
            }
            catch (SourceException)
            {
                // It does not hold that history; another may.
            }
        }
        return null;
    }
}
