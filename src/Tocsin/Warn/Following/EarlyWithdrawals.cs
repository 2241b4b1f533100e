using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Warn.Following;

/// <summary>What was withdrawn before it came, or before its content did: a later incarnation of a log may be heard first, and withheld content much later.
/// Nobody is to be warned of what its author has taken back by then.</summary>
/// <remarks>For one batch. What came before what goes by arrival, so that a rebuild, which finds everything held, comes to the same. The index is as far.</remarks>
/// <param name="views">Know what ended.</param>
/// <param name="records">The records of all logs.</param>
/// <param name="own">The log to which this node writes: what stands there was here before it was withdrawn.</param>
sealed class EarlyWithdrawals(IViews views, IRecords records, Origin own)
{
    readonly Dictionary<Origin, bool> ending = [];

    /// <summary>Whether a record was taken back before it came. A withdrawal or an erasure never is.</summary>
    public async Task<bool> Holds(Record record, CancellationToken stop)
    {
        var address = record.Address;
        if (address.Log == own || record.What is WithdrawalFacts or ErasureFacts) return false;
        if (!ending.TryGetValue(address.Log, out var isAny)) ending[address.Log] = isAny = await IndexFollower.HasEnded(views, address.Log, stop);
        if (!isAny) return false;
        foreach (var by in await IndexFollower.EndedBy(views, address, stop))
            if (await LeafRecord.Read(records, by.Log, by.Index, stop) is { What: WithdrawalFacts } withdrawal && withdrawal.Arrival < record.Arrival) return true;
        return false;
    }
}
