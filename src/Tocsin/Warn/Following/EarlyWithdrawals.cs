using Tocsin.Share.Records;

namespace Tocsin.Warn.Following;

/// <summary>What was withdrawn before it came: a later incarnation of a log may be heard first, and nobody is to be warned of what its author has taken back by then.</summary>
/// <param name="desk">The follower's documents.</param>
/// <param name="logs">The logs that it has heard.</param>
sealed class EarlyWithdrawals(Desk desk, LogTable logs)
{
    const string Prefix = "early/";

    /// <summary>Notes what a record takes back in earlier incarnations of its log, and says whether it was itself taken back before it came.</summary>
    public async Task<bool> Hides(Record record, CancellationToken stop)
    {
        if (record.What is WithdrawalFacts)
            foreach (var ended in record.Leaf.References.Where(r => r.Relation == Relation.Ends && r.Log != record.Address.Log && r.HasEffect(record.Address)))
                desk.Put(KeyOf(new RecordAddress(ended.Log, ended.Index)), new Pointer(null, record.Arrival), JudgeJson.Default.Pointer, owner: null);
        return logs.HasLater(record.Address.Log) && await desk.Get(KeyOf(record.Address), JudgeJson.Default.Pointer, stop) is { } withdrawal && withdrawal.Index < record.Arrival;
    }

    static string KeyOf(RecordAddress address) => Prefix + address;
}
