using Tocsin.Share.Logs;
using Tocsin.Share.Records;

namespace Tocsin.Warn.Following;

/// <summary>A message of the judge's that stands somewhere.</summary>
/// <param name="Index">Its index in the log.</param>
/// <param name="Leaf">Its leaf.</param>
/// <param name="Facts">What it says.</param>
sealed record SaidMessage(long Index, Hash Leaf, WarningFacts Facts);

/// <summary>Where the judge's messages go, and where it reads again what it said.</summary>
interface IMessages
{
    /// <summary>Says a message; one that bears the key of an earlier one is that one.</summary>
    Task<SaidMessage> Append(Draft draft, CancellationToken stop);

    /// <summary>What was said at an index; nothing where it was erased.</summary>
    Task<SaidMessage?> Read(long index, CancellationToken stop);
}

/// <summary>Messages in the party's log.</summary>
/// <param name="journal">The log.</param>
/// <param name="records">Gives what stands there already.</param>
sealed class LoggedMessages(Journal journal, IRecords records) : IMessages
{
    public async Task<SaidMessage> Append(Draft draft, CancellationToken stop) => await journal.Append(draft, stop) switch
    {
        Appended.Stored stored => new SaidMessage(stored.Address.Index, stored.LeafHash, (WarningFacts)draft.What),
        Appended.Duplicate { Of: var of } => new SaidMessage(of.Index, MerkleTree.Leaf((await records.Read(of, stop))!.Leaf.Span), (WarningFacts)draft.What),
        Appended.Refused refused => throw new IOException($"the log does not take the judge's warning: {refused.Reason}"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public async Task<SaidMessage?> Read(long index, CancellationToken stop) =>
        await LeafRecord.Read(records, journal.Log, index, stop) is { What: WarningFacts facts } record ? new SaidMessage(index, record.LeafHash, facts) : null;
}
