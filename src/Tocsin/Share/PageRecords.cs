using Tocsin.Share.Views;

namespace Tocsin.Share;

/// <summary>A page of records.</summary>
/// <param name="Rows">The records.</param>
/// <param name="Next">The arrival number with which the next page is asked for, whether or not there is one yet.</param>
/// <param name="IsLast">Whether there was nothing more when the page was made.</param>
public sealed record RecordPage(IReadOnlyList<RecordRow> Rows, long Next, bool IsLast);

/// <summary>Gives records page by page in the order of their arrival, so that a reader that comes back meets every record once, however
/// many arrive meanwhile.</summary>
/// <remarks>A record whose withheld content has come since has arrived anew, and is met again with what it now says.</remarks>
/// <param name="views">The index.</param>
public sealed class PageRecords(IViews views)
{
    /// <summary>Records of one page at most.</summary>
    public const int MostMax = 1_000;

    /// <summary>The page after <see cref="RecordQuery.AfterArrival"/>, or backwards before <see cref="RecordQuery.BeforeArrival"/> under <see cref="RecordOrder.LastArrival"/>.</summary>
    /// <param name="query">What is asked for; <see cref="RecordQuery.Most"/> is 1 to <see cref="MostMax"/>.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<RecordPage> Handle(RecordQuery query, CancellationToken stop)
    {
        if (query.Most is < 1 or > MostMax) throw new ArgumentOutOfRangeException(nameof(query), query.Most, $"a page has 1 to {MostMax} records");
        var isBack = query.Order == RecordOrder.LastArrival;
        // Read before the rows: whatever the index holds up to here is looked at below.
        var indexed = await views.Cursor(IndexFollower.FollowerName, stop);
        var found = await views.Search(query with { Most = query.Most + 1, Order = isBack ? RecordOrder.LastArrival : RecordOrder.Arrival }, stop);
        IReadOnlyList<RecordRow> rows = found.Count > query.Most ? [.. found.Take(query.Most)] : found;
        var isLast = found.Count == rows.Count;
        if (isBack) return new RecordPage(rows, rows.Count > 0 ? rows[^1].Arrival : 0, isLast);
        var last = rows.Count > 0 ? rows[^1].Arrival : query.AfterArrival;
        // Nothing else up to there answers the query: the next question need not look at it again.
        return new RecordPage(rows, isLast ? Math.Max(last, Math.Min(indexed, (query.BeforeArrival ?? long.MaxValue) - 1)) : last, isLast);
    }
}
