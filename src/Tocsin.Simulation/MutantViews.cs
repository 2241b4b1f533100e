using Tocsin.Share.Views;

namespace Tocsin.Simulation;

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
