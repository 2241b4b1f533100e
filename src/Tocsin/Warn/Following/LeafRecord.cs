using Tocsin.Share.Logs;
using Tocsin.Share.Records;

namespace Tocsin.Warn.Following;

/// <summary>Reads one record of a log.</summary>
static class LeafRecord
{
    /// <summary>The record at an index; nothing where the log does not reach so far, or it does not read.</summary>
    public static async Task<Record?> Read(IRecords records, Origin log, long index, CancellationToken stop) =>
        await records.Read(new RecordAddress(log, index), stop) is { } stored
        && stored.Read().Try(out var record, out _) ? record : null;
}
