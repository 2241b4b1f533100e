using Tocsin.Share.Records;

namespace Tocsin.Share.Views;

/// <summary>Views that pass everything on to others; what is to be otherwise is overridden.</summary>
/// <param name="views">The others.</param>
public abstract class ViewsAround(IViews views) : IViews
{
    /// <inheritdoc/>
    public Task<long> Cursor(string follower, CancellationToken stop) => views.Cursor(follower, stop);

    /// <inheritdoc/>
    public virtual Task<bool> Advance(IReadOnlyList<FollowerStep> steps, CancellationToken stop) => views.Advance(steps, stop);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RecordRow>> Search(RecordQuery query, CancellationToken stop) => views.Search(query, stop);

    /// <inheritdoc/>
    public Task<long> Count(RecordQuery query, CancellationToken stop) => views.Count(query, stop);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RecordPoint>> Points(long afterArrival, int most, CancellationToken stop) => views.Points(afterArrival, most, stop);

    /// <inheritdoc/>
    public Task<RecordRow?> Row(RecordAddress address, CancellationToken stop) => views.Row(address, stop);

    /// <inheritdoc/>
    public Task<RecordRow?> Row(Origin author, Guid id, CancellationToken stop) => views.Row(author, id, stop);

    /// <inheritdoc/>
    public Task<ObjectList> Objects(ObjectQuery query, CancellationToken stop) => views.Objects(query, stop);

    /// <inheritdoc/>
    public Task<IReadOnlyList<HourCount>> CountByHour(Instant since, Instant until, CancellationToken stop) => views.CountByHour(since, until, stop);

    /// <inheritdoc/>
    public virtual Task<ViewDocument?> Document(string view, string key, CancellationToken stop) => views.Document(view, key, stop);

    /// <inheritdoc/>
    public virtual Task<IReadOnlyList<ViewDocument>> ByKey(string view, string from, string below, int most, CancellationToken stop) => views.ByKey(view, from, below, most, stop);

    /// <inheritdoc/>
    public virtual Task<IReadOnlyList<ViewDocument>> ByRank(string view, int most, CancellationToken stop) => views.ByRank(view, most, stop);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ValueHolder>> Holders(ValueRole role, string type, string value, long arrivedBy, int most, CancellationToken stop) => views.Holders(role, type, value, arrivedBy, most, stop);

    /// <inheritdoc/>
    public Task<PrefixLengths> NetworkLengths(CancellationToken stop) => views.NetworkLengths(stop);

    /// <inheritdoc/>
    public IAsyncEnumerable<string> LogicalRows(CancellationToken stop) => views.LogicalRows(stop);
}
