using Tocsin.Share.Logs;
using Tocsin.Share.Records;

namespace Tocsin.Warn.Following;

/// <summary>What was withdrawn before it came: a later incarnation of a log may be heard before the end of an earlier one. Nobody is to be warned of what its author has taken back by then.</summary>
/// <remarks>What came before what goes by arrival, so that a rebuild, which finds everything held, comes to the same.</remarks>
/// <param name="desk">The follower's documents.</param>
/// <param name="logs">The logs that it has heard.</param>
/// <param name="records">The records of all logs.</param>
sealed class EarlyWithdrawals(Desk desk, LogTable logs, IRecords records)
{
    const string Prefix = "early/";

    /// <summary>Notes what a record takes back in earlier incarnations of its log that is not here yet, and says whether it was itself taken back before it came: a withdrawal or an erasure never was.</summary>
    public async Task<bool> Holds(Record record, CancellationToken stop)
    {
        if (record.IsWithdrawal) await Note(record, stop);
        return logs.HasLater(record.Address.Log) && !record.IsWithdrawal && record.Leaf.Kind != Kind.Erasure && await desk.Get(KeyOf(record.Address), JudgeJson.Default.Pointer, stop) is not null;
    }

    async Task Note(Record withdrawal, CancellationToken stop)
    {
        foreach (var ended in withdrawal.Ended.Where(ended => ended.Log != withdrawal.Address.Log))
            if (await records.Read(ended, stop) is not { } held || held.Arrival > withdrawal.Arrival) desk.Put(KeyOf(ended), new Pointer(null, withdrawal.Arrival), JudgeJson.Default.Pointer, owner: null);
    }

    static string KeyOf(RecordAddress address) => Prefix + address;
}
