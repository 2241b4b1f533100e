using System.Globalization;
using Tocsin.Share.Records;

namespace Tocsin.Warn.Following;

/// <summary>Keeps what was told of periods before and no longer stands: all of it, because what an erasure leaves must not hang on what was there before it.
/// A document holds what one bundle of a log's leaves tells of a page of periods, and so has a bound.</summary>
/// <param name="desk">The judge's documents.</param>
/// <param name="logs">The numbers of the logs.</param>
sealed class EarlierCounts(Desk desk, LogTable logs)
{
    /// <summary>Of one page of periods so many documents of a log are read at most; where there are more, how its counts grow is not known, and none of them stands again.</summary>
    public const int DocumentsMax = 4_096;

    readonly Pages<CountPage> documents = new(desk, JudgeJson.Default.CountPage, page => page.Counts.Count == 0);

    public void Flush() => documents.Flush();

    /// <summary>Remembers a count that no longer stands.</summary>
    /// <param name="page">The page of periods.</param>
    /// <param name="gone">The count.</param>
    /// <param name="address">Where its leaf stands.</param>
    /// <param name="stop">Ends the work.</param>
    public async Task Keep(CountPageName page, CountEntry gone, RecordAddress address, CancellationToken stop)
    {
        var key = Key(page, address);
        var held = await documents.Get(key, stop) ?? new CountPage([]);
        held.Counts.RemoveAll(each => each.Index == gone.Index && each.Ordinal == gone.Ordinal);
        var at = held.Counts.FindIndex(each => each.Index > gone.Index);
        held.Counts.Insert(at < 0 ? held.Counts.Count : at, gone);
        documents.Put(key, held);
    }

    /// <summary>Says of a count that is kept here which leaf revised it.</summary>
    public Task Revise(CountPageName page, RecordAddress address, RecordAddress reviser, CancellationToken stop) =>
        Change(page, address, entry => entry with { RevisedBy = reviser.Index, RevisedIn = logs.Mark(reviser.Log) }, stop);

    /// <summary>Says of a count that is kept here that a leaf which revised it holds no longer.</summary>
    public Task Free(CountPageName page, RecordAddress address, RecordAddress reviser, CancellationToken stop) =>
        Change(page, address, entry => entry.RevisedBy == reviser.Index && entry.RevisedIn == logs.Mark(reviser.Log) ? entry with { RevisedBy = null, RevisedIn = null } : entry, stop);

    /// <summary>Leaves no trace of a leaf's count.</summary>
    public async Task Forget(CountPageName page, RecordAddress address, CancellationToken stop)
    {
        var key = Key(page, address);
        if (await documents.Get(key, stop) is { } held && held.Counts.RemoveAll(each => each.Index == address.Index) > 0) documents.Put(key, held);
    }

    /// <summary>What one log told of a page of periods.</summary>
    public async Task<IEnumerable<CountEntry>> Of(CountPageName page, Origin log, CancellationToken stop)
    {
        documents.Flush();
        var prefix = Prefix(page, log);
        var found = await desk.Between(prefix + '/', prefix + (char)('/' + 1), DocumentsMax + 1, JudgeJson.Default.CountPage, stop);
        return found.Count > DocumentsMax ? [] : found.SelectMany(each => each.Value.Counts);
    }

    async Task Change(CountPageName page, RecordAddress address, Func<CountEntry, CountEntry> change, CancellationToken stop)
    {
        var key = Key(page, address);
        if (await documents.Get(key, stop) is not { } held || held.Counts.FindIndex(each => each.Index == address.Index) is not (>= 0 and var at)) return;
        held.Counts[at] = change(held.Counts[at]);
        documents.Put(key, held);
    }

    string Key(CountPageName page, RecordAddress address) => string.Create(CultureInfo.InvariantCulture, $"{Prefix(page, address.Log)}/{address.Index / Limits.BundleRecords:D19}");

    string Prefix(CountPageName page, Origin log) => string.Create(CultureInfo.InvariantCulture, $"earlier/{page.Series}/{logs.Part(log)}{page.Number:D8}");
}

/// <summary>A page of a series' periods.</summary>
/// <param name="Series">The digest of the series' key.</param>
/// <param name="Number">The page's number, as keys hold it: 0 or more.</param>
readonly record struct CountPageName(string Series, int Number);
