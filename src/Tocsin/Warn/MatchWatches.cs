using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Following;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Watching;

namespace Tocsin.Warn;

/// <summary>What watches make of a record: a closed set.</summary>
public abstract record MatchingWatches
{
    MatchingWatches() { }

    /// <summary>The watches that it meets.</summary>
    /// <param name="Watches">They, in the order of their ids; perhaps none.</param>
    /// <param name="IsFresh">Whether it was news when it was written; else none of them rang.</param>
    public sealed record Done(ImmutableArray<Watch> Watches, bool IsFresh) : MatchingWatches;
    /// <summary>No watch looks at it.</summary>
    /// <param name="Why">Why not, in one sentence.</param>
    public sealed record NotLookedAt(string Why) : MatchingWatches;
    /// <summary>There is no such record.</summary>
    public sealed record NotFound : MatchingWatches;
}

/// <summary>Says which of the watches in force a record would meet.</summary>
/// <param name="records">The journal's records.</param>
/// <param name="views">The watches in force.</param>
/// <param name="atlas">The map.</param>
public sealed class MatchWatches(IRecords records, IViews views, Atlas atlas)
{
    /// <summary>Matches the record at an address.</summary>
    public async Task<MatchingWatches> Handle(RecordAddress address, CancellationToken stop)
    {
        if (await LeafRecord.Read(records, address.Log, address.Index, stop) is not { } record) return new MatchingWatches.NotFound();
        var watches = (await WatchDocuments.All(views, stop)).ToDictionary(watch => watch.Id);
        var book = new WatchBook();
        foreach (var watch in watches.Values)
            if (WatchRule.Of(watch.Id, watch.Facts, atlas).Try(out var rule, out _)) book.Put(rule, default);
        if (WatchSubjects.Of(record, book.Needs, atlas.Countries) is not { } subject)
            return new MatchingWatches.NotLookedAt($"No watch looks at it: it is a record of the kind {record.Leaf.Kind}, {(record.What is { } what ? $"with the status {what.Status}" : "and its content was erased")}.");
        return new MatchingWatches.Done([.. book.Met(subject).Select(id => watches[id])], WatchJudge.IsFresh(record, record.Leaf.Time));
    }
}
