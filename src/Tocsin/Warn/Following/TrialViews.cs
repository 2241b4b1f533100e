using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Warn.Following;

/// <summary>Views of which one begins empty and is kept in memory; the others are read through and never written.</summary>
/// <param name="views">The views in use.</param>
/// <param name="own">The view that is its own.</param>
sealed class TrialViews(IViews views, string own) : IViews
{
    readonly Dictionary<string, ViewDocument> documents = new(StringComparer.Ordinal);
    readonly SortedSet<string> keys = new(StringComparer.Ordinal);

    /// <summary>Takes what a step changes in its own view.</summary>
    public void Apply(ViewChanges changes)
    {
        foreach (var step in changes.Steps)
        {
            if (step is ViewChange.Put put) (documents[put.Document.Key], _) = (put.Document, keys.Add(put.Document.Key));
            else if (step is ViewChange.Remove remove && documents.Remove(remove.Key)) keys.Remove(remove.Key);
        }
    }

    public Task<ViewDocument?> Document(string view, string key, CancellationToken stop) =>
        view == own ? Task.FromResult(documents.GetValueOrDefault(key)) : views.Document(view, key, stop);

    public Task<IReadOnlyList<ViewDocument>> ByKey(string view, string from, string below, int most, CancellationToken stop)
    {
        if (view != own) return views.ByKey(view, from, below, most, stop);
        IReadOnlyList<ViewDocument> found = string.CompareOrdinal(from, below) >= 0 ? []
            : [.. keys.GetViewBetween(from, below).TakeWhile(key => key != below).Take(most).Select(key => documents[key])];
        return Task.FromResult(found);
    }

    public Task<IReadOnlyList<ViewDocument>> ByRank(string view, int most, CancellationToken stop) => views.ByRank(view, most, stop);

    public Task<long> Cursor(string follower, CancellationToken stop) => views.Cursor(follower, stop);

    public Task<bool> Advance(IReadOnlyList<FollowerStep> steps, CancellationToken stop) => throw new NotSupportedException("A trial writes nothing.");

    public Task<IReadOnlyList<RecordRow>> Search(RecordQuery query, CancellationToken stop) => views.Search(query, stop);

    public Task<long> Count(RecordQuery query, CancellationToken stop) => views.Count(query, stop);

    public Task<IReadOnlyList<RecordPoint>> Points(long afterArrival, int most, CancellationToken stop) => views.Points(afterArrival, most, stop);

    public Task<RecordRow?> Row(RecordAddress address, CancellationToken stop) => views.Row(address, stop);

    public Task<RecordRow?> Row(Origin author, Guid id, CancellationToken stop) => views.Row(author, id, stop);

    public Task<ObjectList> Objects(ObjectQuery query, CancellationToken stop) => views.Objects(query, stop);

    public Task<IReadOnlyList<HourCount>> CountByHour(Instant since, Instant until, CancellationToken stop) => views.CountByHour(since, until, stop);

    public Task<IReadOnlyList<ValueHolder>> Holders(ValueRole role, string type, string value, long arrivedBy, int most, CancellationToken stop) => views.Holders(role, type, value, arrivedBy, most, stop);

    public Task<PrefixLengths> NetworkLengths(CancellationToken stop) => views.NetworkLengths(stop);

    public IAsyncEnumerable<string> LogicalRows(CancellationToken stop) => views.LogicalRows(stop);
}
