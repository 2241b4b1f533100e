using NodaTime;
using Tocsin.Log;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Tests.Warn;

/// <summary>Documents in memory; what is not a document of its own is asked of a store.</summary>
sealed class MemoryViews(IViews store) : IViews
{
    readonly SortedDictionary<(string View, string Key), ViewDocument> documents = new(Comparer<(string View, string Key)>.Create((a, b) =>
        string.CompareOrdinal(a.View, b.View) is var order and not 0 ? order : string.CompareOrdinal(a.Key, b.Key)));

    public void Apply(ViewChanges changes)
    {
        foreach (var step in changes.Steps)
        {
            if (step is ViewChange.Put put) documents[(put.View, put.Document.Key)] = put.Document;
            else if (step is ViewChange.Remove remove) documents.Remove((remove.View, remove.Key));
        }
    }

    public List<string> Rows() => [.. documents.Select(d => $"{d.Key.View} {d.Value.Key} {d.Value.Rank} {d.Value.Text} {d.Value.Owner}")];

    public Task<ViewDocument?> Document(string view, string key, CancellationToken stop) => Task.FromResult(documents.GetValueOrDefault((view, key)));

    public Task<IReadOnlyList<ViewDocument>> ByKey(string view, string from, string below, int most, CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<ViewDocument>>([.. documents.Where(d => d.Key.View == view && string.CompareOrdinal(d.Key.Key, from) >= 0 && string.CompareOrdinal(d.Key.Key, below) < 0).Take(most).Select(d => d.Value)]);

    public Task<IReadOnlyList<ViewDocument>> ByRank(string view, int most, CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<ViewDocument>>([.. documents.Where(d => d.Key.View == view).Select(d => d.Value).OrderByDescending(d => d.Rank).Take(most)]);

    public Task<long> Cursor(string follower, CancellationToken stop) => store.Cursor(follower, stop);
    public Task<bool> Advance(IReadOnlyList<FollowerStep> steps, CancellationToken stop) => throw new NotSupportedException();
    public Task<IReadOnlyList<RecordRow>> Search(RecordQuery query, CancellationToken stop) => store.Search(query, stop);
    public Task<long> Count(RecordQuery query, CancellationToken stop) => store.Count(query, stop);
    public Task<IReadOnlyList<RecordPoint>> Points(long afterArrival, int most, CancellationToken stop) => store.Points(afterArrival, most, stop);
    public Task<RecordRow?> Row(RecordAddress address, CancellationToken stop) => store.Row(address, stop);
    public Task<RecordRow?> Row(Origin author, Guid id, CancellationToken stop) => store.Row(author, id, stop);
    public Task<ObjectList> Objects(ObjectQuery query, CancellationToken stop) => store.Objects(query, stop);
    public Task<IReadOnlyList<HourCount>> CountByHour(Instant since, Instant until, CancellationToken stop) => store.CountByHour(since, until, stop);
    public Task<IReadOnlyList<ValueHolder>> Holders(ValueRole role, string type, string value, long arrivedBy, int most, CancellationToken stop) => store.Holders(role, type, value, arrivedBy, most, stop);
    public Task<PrefixLengths> NetworkLengths(CancellationToken stop) => store.NetworkLengths(stop);
    public IAsyncEnumerable<string> LogicalRows(CancellationToken stop) => store.LogicalRows(stop);
}
