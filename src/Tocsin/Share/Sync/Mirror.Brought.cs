using Tocsin.Share.Logs;
using Tocsin.Share.Records;

namespace Tocsin.Share.Sync;

// Growth that came along with its head.
public sealed partial class Mirror
{
    /// <summary>Takes what came along with a head, where it leads from what is held to that head and lacks nothing; else nothing of it is taken, and who has it is to be asked.</summary>
    /// <param name="head">The signed head.</param>
    /// <param name="brought">What came along.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <returns><see cref="Mirrored.Grown"/>, or <see cref="Mirrored.Incomplete"/> with what was false: what an author merely brings never freezes its log.</returns>
    /// <exception cref="CorruptLogException">What is stored here does not read, or does not lead to its own head.</exception>
    public async Task<Mirrored> CatchUp(VerifiedHead head, Brought brought, CancellationToken stop)
    {
        var worker = Worker(head.Log);
        await worker.Enter(stop);
        try
        {
            var state = await State(head.Log, stop);
            var (from, faults) = (state.Held.Size, ImmutableArray.CreateBuilder<SourceFault>());
            if (state.Frozen is not null || brought.Head != head.Head || head.Head.Size <= from || brought.Growth.From > from || Whole(state, head, brought, faults) is not { } bundle)
                return new Mirrored.Incomplete(from, faults.ToImmutable());
            await Store(state, [bundle], faults, brought.Party, head, stop);
            passing(CrashPoint.AfterKeeping);
            return new Mirrored.Grown(head, from, faults.ToImmutable());
        }
        finally
        {
            worker.Release();
        }
    }

    /// <summary>The new leaves, where they lead to the head and each has all of its content; nothing where not.</summary>
    static CheckedBundle? Whole(MirrorState state, VerifiedHead head, Brought brought, ImmutableArray<SourceFault>.Builder faults)
    {
        var growth = brought.Growth;
        CheckedBundle bundle;
        try
        {
            bundle = BundleCheck.Check(brought.Party, state.Log, $"growth from {growth.From}", growth.From, (int)brought.Width, (int)(state.Held.Size - growth.From), growth.Entries, growth.Contents, Nothing);
        }
        catch (SourceException e)
        {
            return No(e.Message);
        }
        foreach (var fault in bundle.Faults) No(fault);
        if (bundle.Faults.Count > 0) return null;
        if (!LeadTo(state, head, [bundle])) return No($"{brought.Party} brought a {bundle.What} of {state.Log} that does not lead to the signed head of {head.Head.Size} records");
        if (bundle.Lacking.Count == 0) return bundle;
        // What this version cannot read is no fault of anybody's, and what was erased by now is given by nobody.
        foreach (var index in bundle.Lacking)
            if (bundle.Entries[(int)(index - state.Held.Size)] is { Content.IsEmpty: false } cut && LeafReader.Read(cut.Leaf.Span).IsValue) No($"{brought.Party} brought a {bundle.What} of {state.Log} in which leaf {index} lacks some of its content");
        return null;

        CheckedBundle? No(string sentence)
        {
            faults.Add(new SourceFault(brought.Party, sentence, IsFalse: true));
            return null;
        }
    }

    static readonly IReadOnlyDictionary<long, ReadOnlyMemory<byte>> Nothing = new Dictionary<long, ReadOnlyMemory<byte>>();
}
