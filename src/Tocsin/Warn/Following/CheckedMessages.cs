using System.Buffers.Binary;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Warn.Judging;

namespace Tocsin.Warn.Following;

/// <summary>The messages that stand in the party's log, found by their keys. Nothing is ever appended: what the log has otherwise, or
/// not at all, is a deviation.</summary>
/// <param name="log">This party's log.</param>
/// <param name="records">The journal's records.</param>
/// <param name="identity">Makes the digests of keys.</param>
/// <param name="found">Takes the leaves that were made again.</param>
/// <param name="deviations">Takes each deviation.</param>
sealed class CheckedMessages(Origin log, IRecords records, Identity identity, HashSet<long> found, Action<Deviation> deviations) : IMessages
{
    // Behind any log's end: what stands nowhere is numbered from here.
    const long Nowhere = 1L << 60;

    // A thread cites its last message, a fold too: of those that stand nowhere so many are held, and an older one is as if it had not been.
    const int UnsaidMax = 10_000;

    readonly SaidMessage?[] unsaid = new SaidMessage?[UnsaidMax];
    int unsaidCount;

    public async Task<IReadOnlyList<SaidMessage>> Append(IReadOnlyList<Draft> drafts, CancellationToken stop)
    {
        var said = new List<SaidMessage>(drafts.Count);
        foreach (var draft in drafts) said.Add(await Find(draft, stop));
        return said;
    }

    public async Task<SaidMessage?> Read(long index, CancellationToken stop) => index >= Nowhere ? unsaid[(index - Nowhere) % UnsaidMax] is { } told && told.Index == index ? told : null
        : await LeafRecord.Read(records, log, index, stop) is { What: WarningFacts facts } record ? new SaidMessage(index, record.LeafHash, facts) : null;

    async Task<SaidMessage> Find(Draft draft, CancellationToken stop)
    {
        var (now, key) = ((WarningFacts)draft.What, identity.Keys(draft.Source?.Key)[0]);
        if (await records.IndexOf(log, key, stop) is not { } index) return Nothing(now);
        found.Add(index);
        var record = await LeafRecord.Read(records, log, index, stop) ?? throw new CorruptLogException(log, $"leaf {index} is missing");
        // Of what was erased, or rests on what was, there is nothing to compare.
        if (record.What is WarningFacts then && !WarningMaker.SaysAgain(then, now) && !await CheckJudging.RestsOnErased(records, record, then, stop))
            deviations(new Deviation(now.Thread, record.Address, Deviation.Maker(then), Deviation.Maker(now)));
        return new SaidMessage(index, record.LeafHash, now);
    }

    SaidMessage Nothing(WarningFacts now)
    {
        deviations(new Deviation(now.Thread, null, null, Deviation.Maker(now)));
        Span<byte> leaf = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(leaf, unsaidCount);
        var message = new SaidMessage(Nowhere + unsaidCount, MerkleTree.Leaf(leaf), now);
        unsaid[unsaidCount++ % UnsaidMax] = message;
        return message;
    }
}
