using System.Text;
using Tocsin.Share.Logs;

namespace Tocsin.Share.Sync;

/// <summary>A mirrored log as it stands here; one worker at a time.</summary>
sealed class MirrorState
{
    /// <summary>Kinds of papers: the signed head that covers what is served, the one that is being caught up with, why nothing more is taken.</summary>
    public const string Kept = "head", Aim = "aim", FrozenKind = "frozen";

    MirrorState(Origin log, Checkpoint held, RightEdge edge, Gaps gaps) => (Log, Held, Edge, Gaps) = (log, held, edge, gaps);

    public Origin Log { get; }

    /// <summary>What is stored: it may reach beyond the kept head, never beyond the aim.</summary>
    public Checkpoint Held { get; private set; }

    public RightEdge Edge { get; private set; }

    public Gaps Gaps { get; set; }

    /// <summary>The newest signed head under which every leaf is held.</summary>
    public VerifiedHead? KeptHead { get; set; }

    /// <summary>The signed head with which the mirror was or is catching up; what is stored was verified under it.</summary>
    public VerifiedHead? AimHead { get; set; }

    public string? Frozen { get; set; }

    /// <summary>How many documents of evidence are kept of it; nothing until somebody had to know.</summary>
    public int? Evidence { get; set; }

    public static async Task<MirrorState> Load(
        Origin log, IHeads heads, IPapers papers, IReadOnlyList<NoteVerifier> keys, CancellationToken stop)
    {
        var stored = await heads.Read(log, stop);
        RightEdge edge;
        try { edge = RightEdge.Open(stored.Head.Size, stored.PartialTiles); }
        catch (InvalidDataException e) { throw new CorruptLogException(log, e.Message); }
        if (edge.Root() != stored.Head.Root)
            throw new CorruptLogException(log, $"its tiles lead to the root {edge.Root()}, its head of {stored.Head.Size} records says {stored.Head.Root}");
        var gaps = await Gaps.Read(papers, log, stop);
        return new MirrorState(log, stored.Head, edge, gaps.Below(stored.Head.Size))
        {
            KeptHead = Larger(await Head(Kept, log, papers, keys, stop), Signed(log, stored.Note, keys)),
            AimHead = await Head(Aim, log, papers, keys, stop),
            Frozen = await papers.Read(FrozenKind, log.ToString(), stop) is { IsEmpty: false } why ? Encoding.UTF8.GetString(why.Span) : null,
        };
    }

    public void Grow(Checkpoint held, RightEdge edge) => (Held, Edge) = (held, edge);

    /// <summary>The head that this node itself signed last, of a log which it wrote before it was restored: what no partner has had yet is told under that one.</summary>
    static VerifiedHead? Signed(Origin log, string? note, IReadOnlyList<NoteVerifier> keys) =>
        note is null || !VerifiedHead.Read(note, keys).Try(out var head, out _) || head.Log != log || head.Head.Size == 0 ? null : head;

    static VerifiedHead? Larger(VerifiedHead? one, VerifiedHead? other) => one is null || other?.Head.Size > one.Head.Size ? other : one;

    static async Task<VerifiedHead?> Head(string kind, Origin log, IPapers papers, IReadOnlyList<NoteVerifier> keys, CancellationToken stop)
    {
        if (await papers.Read(kind, log.ToString(), stop) is not { IsEmpty: false } note) return null;
        return VerifiedHead.Read(Encoding.UTF8.GetString(note.Span), keys).Try(out var head, out var reason)
            ? head
            : throw new CorruptLogException(log, $"its signed head does not verify: {reason}");
    }
}
