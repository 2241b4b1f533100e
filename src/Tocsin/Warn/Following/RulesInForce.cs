using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Following;

/// <summary>The rules by which the judge judges now. The default value: it has met none.</summary>
/// <param name="Book">The rules; nothing where there are none, or they do not read.</param>
/// <param name="At">Where their record stands.</param>
readonly record struct RulesInForce(RuleBook? Book, RecordAddress? At)
{
    /// <summary>Reads them.</summary>
    /// <param name="desk">The judge's documents.</param>
    /// <param name="logs">The numbers of the logs.</param>
    /// <param name="records">Hold them.</param>
    /// <param name="stop">Ends the work.</param>
    public static async Task<RulesInForce> Read(Desk desk, LogTable logs, IRecords records, CancellationToken stop)
    {
        if (await desk.Get(JudgeFollower.RulesKey, JudgeJson.Default.Pointer, stop) is not { } pointer) return default;
        var at = new RecordAddress(logs.At(pointer.Log), pointer.Index);
        return await LeafRecord.Read(records, at.Log, at.Index, stop) is { What: RulesFacts facts } && RulesReader.Read(facts.Yaml) is RulesRead.Good { Book: var book } ? new(book, at) : new(null, at);
    }
}
