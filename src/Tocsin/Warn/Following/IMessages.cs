using Tocsin.Share.Logs;
using Tocsin.Share.Records;

namespace Tocsin.Warn.Following;

/// <summary>A message of the judge's or of a watch's that stands somewhere.</summary>
/// <param name="Index">Its index in the log.</param>
/// <param name="Leaf">Its leaf.</param>
/// <param name="Facts">What it says.</param>
sealed record SaidMessage(long Index, Hash Leaf, WarningFacts Facts);

/// <summary>Where the messages of judge and watches go, and where they read again what was said.</summary>
interface IMessages
{
    /// <summary>Says messages, in this order; one that bears the key of an earlier one is that one.</summary>
    Task<IReadOnlyList<SaidMessage>> Append(IReadOnlyList<Draft> drafts, CancellationToken stop);

    /// <summary>What was said at an index; nothing where it was erased.</summary>
    Task<SaidMessage?> Read(long index, CancellationToken stop);
}

/// <summary>Messages in the party's log.</summary>
/// <param name="journal">The log.</param>
/// <param name="records">Gives what stands there already.</param>
sealed class LoggedMessages(Journal journal, IRecords records) : IMessages
{
    public async Task<IReadOnlyList<SaidMessage>> Append(IReadOnlyList<Draft> drafts, CancellationToken stop)
    {
        var said = new List<SaidMessage>(drafts.Count);
        foreach (var (draft, answer) in drafts.Zip(await journal.Append(drafts, stop))) said.Add(await Said(draft, answer, stop));
        return said;
    }

    async Task<SaidMessage> Said(Draft draft, Appended answer, CancellationToken stop) => answer switch
    {
        Appended.Stored stored => new SaidMessage(stored.Address.Index, stored.LeafHash, (WarningFacts)draft.What),
        Appended.Duplicate { Of: var of } => new SaidMessage(of.Index, MerkleTree.Leaf((await records.Read(of, stop))!.Leaf.Span), (WarningFacts)draft.What),
        Appended.Refused refused => throw new IOException($"the log does not take the node's own warning: {refused.Reason}"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public async Task<SaidMessage?> Read(long index, CancellationToken stop) =>
        await LeafRecord.Read(records, journal.Log, index, stop) is { What: WarningFacts facts } record ? new SaidMessage(index, record.LeafHash, facts) : null;
}
