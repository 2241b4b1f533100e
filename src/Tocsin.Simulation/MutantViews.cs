using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Simulation;

/// <summary>Views that pass everything on.</summary>
abstract class ViewsAround(IViews views) : IViews
{
    public Task<long> Cursor(string follower, CancellationToken stop) => views.Cursor(follower, stop);

    public virtual Task<bool> Advance(IReadOnlyList<FollowerStep> steps, CancellationToken stop) => views.Advance(steps, stop);

    public Task<IReadOnlyList<RecordRow>> Search(RecordQuery query, CancellationToken stop) => views.Search(query, stop);

    public Task<long> Count(RecordQuery query, CancellationToken stop) => views.Count(query, stop);

    public Task<IReadOnlyList<RecordPoint>> Points(long afterArrival, int most, CancellationToken stop) => views.Points(afterArrival, most, stop);

    public Task<RecordRow?> Row(RecordAddress address, CancellationToken stop) => views.Row(address, stop);

    public Task<RecordRow?> Row(Origin author, Guid id, CancellationToken stop) => views.Row(author, id, stop);

    public Task<ObjectList> Objects(ObjectQuery query, CancellationToken stop) => views.Objects(query, stop);

    public Task<IReadOnlyList<HourCount>> CountByHour(Instant since, Instant until, CancellationToken stop) => views.CountByHour(since, until, stop);

    public Task<ViewDocument?> Document(string view, string key, CancellationToken stop) => views.Document(view, key, stop);

    public virtual Task<IReadOnlyList<ViewDocument>> ByKey(string view, string from, string below, int most, CancellationToken stop) => views.ByKey(view, from, below, most, stop);

    public Task<IReadOnlyList<ViewDocument>> ByRank(string view, int most, CancellationToken stop) => views.ByRank(view, most, stop);

    public Task<IReadOnlyList<ValueHolder>> Holders(ValueRole role, string type, string value, long arrivedBy, int most, CancellationToken stop) => views.Holders(role, type, value, arrivedBy, most, stop);

    public Task<PrefixLengths> NetworkLengths(CancellationToken stop) => views.NetworkLengths(stop);

    public IAsyncEnumerable<string> LogicalRows(CancellationToken stop) => views.LogicalRows(stop);
}

/// <summary>What does not read is shown as if it did.</summary>
sealed class BelievingViews(IViews views) : ViewsAround(views)
{
    public override Task<bool> Advance(IReadOnlyList<FollowerStep> steps, CancellationToken stop) => base.Advance([.. steps.Select(step => step with { Changes = Believing(step.Changes) })], stop);

    static ViewChanges Believing(ViewChanges changes)
    {
        if (changes.Steps.All(step => step is not ViewChange.Index { Row.State: RecordState.Invalid })) return changes;
        var believing = new ViewChanges();
        foreach (var step in changes.Steps)
            if (step is ViewChange.Index { Row: var row }) believing.Index(row.State == RecordState.Invalid ? row with { State = RecordState.Current } : row);
            else if (step is ViewChange.Mark mark) believing.Mark(mark.Address, mark.State);
            else if (step is ViewChange.Put put) believing.Put(put.View, put.Document);
            else if (step is ViewChange.Forget forget) believing.Forget(forget.Address);
        return believing;
    }
}

/// <summary>Nothing is ever due with a relay.</summary>
sealed class UntendedViews(IViews views) : ViewsAround(views)
{
    public override Task<IReadOnlyList<ViewDocument>> ByKey(string view, string from, string below, int most, CancellationToken stop) =>
        from.StartsWith("due ", StringComparison.Ordinal) ? Task.FromResult<IReadOnlyList<ViewDocument>>([]) : base.ByKey(view, from, below, most, stop);
}
