using Tocsin.Share.Views;

namespace Tocsin.Warn.Following;

/// <summary>Views of which one begins empty and is kept in memory; the others are read through and never written.</summary>
/// <param name="views">The views in use.</param>
/// <param name="own">The view that is its own.</param>
sealed class TrialViews(IViews views, string own) : ViewsAround(views)
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

    public override Task<ViewDocument?> Document(string view, string key, CancellationToken stop) =>
        view == own ? Task.FromResult(documents.GetValueOrDefault(key)) : base.Document(view, key, stop);

    public override Task<IReadOnlyList<ViewDocument>> ByKey(string view, string from, string below, int most, CancellationToken stop)
    {
        if (view != own) return base.ByKey(view, from, below, most, stop);
        IReadOnlyList<ViewDocument> found = string.CompareOrdinal(from, below) >= 0 ? []
            : [.. keys.GetViewBetween(from, below).TakeWhile(key => key != below).Take(most).Select(key => documents[key])];
        return Task.FromResult(found);
    }

    public override Task<bool> Advance(IReadOnlyList<FollowerStep> steps, CancellationToken stop) => throw new NotSupportedException("A trial writes nothing.");
}
