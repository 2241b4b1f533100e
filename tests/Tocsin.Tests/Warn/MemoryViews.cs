using Tocsin.Share.Views;

namespace Tocsin.Tests.Warn;

/// <summary>Documents in memory; what is not a document of its own is asked of a store.</summary>
sealed class MemoryViews(IViews store) : ViewsAround(store)
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

    public override Task<ViewDocument?> Document(string view, string key, CancellationToken stop) => Task.FromResult(documents.GetValueOrDefault((view, key)));

    public override Task<IReadOnlyList<ViewDocument>> ByKey(string view, string from, string below, int most, CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<ViewDocument>>([.. documents.Where(d => d.Key.View == view && string.CompareOrdinal(d.Key.Key, from) >= 0 && string.CompareOrdinal(d.Key.Key, below) < 0).Take(most).Select(d => d.Value)]);

    public override Task<IReadOnlyList<ViewDocument>> ByRank(string view, int most, CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<ViewDocument>>([.. documents.Where(d => d.Key.View == view).Select(d => d.Value).OrderByDescending(d => d.Rank).Take(most)]);

    public override Task<bool> Advance(IReadOnlyList<FollowerStep> steps, CancellationToken stop) => throw new NotSupportedException();
}
