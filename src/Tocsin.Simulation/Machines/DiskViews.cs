using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Simulation.Machines;

/// <summary>Followers' cursors, documents and the rows of records on a simulated disk: what relays ask for. Nothing else that shares searches.</summary>
sealed class DiskViews(SimulatedDisk disk, Process process) : IViews
{
    public Task<long> Cursor(string follower, CancellationToken stop) => Task.FromResult(disk.Read(process, platter => platter.Cursors.GetValueOrDefault(follower)));

    public Task<bool> Advance(IReadOnlyList<FollowerStep> steps, CancellationToken stop) => Task.FromResult(disk.Write(process, platter =>
    {
        if (steps.Any(step => platter.Cursors.GetValueOrDefault(step.Follower) != step.From)) return false;
        foreach (var step in steps) platter.Cursors[step.Follower] = step.To;
        foreach (var change in steps.SelectMany(step => step.Changes.Steps)) Apply(platter, change);
        return true;
    }));

    public Task<ViewDocument?> Document(string view, string key, CancellationToken stop) =>
        Task.FromResult(disk.Read(process, platter => platter.Documents.GetValueOrDefault((view, key))));

    public Task<IReadOnlyList<ViewDocument>> ByKey(string view, string from, string below, int most, CancellationToken stop) => Task.FromResult(disk.Read<IReadOnlyList<ViewDocument>>(process, platter =>
    [
        .. platter.Documents.Where(each => each.Key.View == view && string.CompareOrdinal(each.Key.Key, from) >= 0 && string.CompareOrdinal(each.Key.Key, below) < 0)
            .Select(each => each.Value).Take(most),
    ]));

    public Task<IReadOnlyList<ViewDocument>> ByRank(string view, int most, CancellationToken stop) => Task.FromResult<IReadOnlyList<ViewDocument>>([]);

    public Task<IReadOnlyList<RecordRow>> Search(RecordQuery query, CancellationToken stop) => Task.FromResult<IReadOnlyList<RecordRow>>([]);

    public Task<long> Count(RecordQuery query, CancellationToken stop) => Task.FromResult(0L);

    public Task<IReadOnlyList<RecordPoint>> Points(long afterArrival, int most, CancellationToken stop) => Task.FromResult<IReadOnlyList<RecordPoint>>([]);

    public Task<RecordRow?> Row(RecordAddress address, CancellationToken stop) => Task.FromResult(disk.Read(process, platter => platter.Rows.GetValueOrDefault(address)));

    public Task<RecordRow?> Row(Origin author, Guid id, CancellationToken stop) => Task.FromResult<RecordRow?>(null);

    public Task<ObjectList> Objects(ObjectQuery query, CancellationToken stop) => Task.FromResult(new ObjectList([], query.After, IsEnd: true));

    public Task<IReadOnlyList<HourCount>> CountByHour(Instant since, Instant until, CancellationToken stop) => Task.FromResult<IReadOnlyList<HourCount>>([]);

    public Task<IReadOnlyList<ValueHolder>> Holders(ValueRole role, string type, string value, long arrivedBy, int most, CancellationToken stop) => Task.FromResult<IReadOnlyList<ValueHolder>>([]);

    public Task<PrefixLengths> NetworkLengths(CancellationToken stop) => Task.FromResult(default(PrefixLengths));

    public IAsyncEnumerable<string> LogicalRows(CancellationToken stop) => AsyncEnumerable.Empty<string>();

    static void Apply(Platter platter, ViewChange change)
    {
        switch (change)
        {
            case ViewChange.Put { Document.Owner: { } owner } when platter.Rows.GetValueOrDefault(owner)?.State == RecordState.Erased: break;
            case ViewChange.Put put: platter.Documents[(put.View, put.Document.Key)] = put.Document; break;
            case ViewChange.Remove remove: platter.Documents.Remove((remove.View, remove.Key)); break;
            case ViewChange.Index { Row: var row }: platter.Rows[row.Address] = row.State == RecordState.Current ? row with { State = platter.Marks.GetValueOrDefault(row.Address) } : row; break;
            case ViewChange.Mark mark: Mark(platter, mark.Address, mark.State); break;
            case ViewChange.Forget { Address: var address }:
                foreach (var (key, _) in platter.Documents.Where(each => each.Value.Owner == address).ToList()) platter.Documents.Remove(key);
                Mark(platter, address, RecordState.Erased);
                break;
        }
    }

    /// <summary>What is erased, or does not read, stays so, whatever is said of it later.</summary>
    static void Mark(Platter platter, RecordAddress address, RecordState state)
    {
        if (platter.Marks.GetValueOrDefault(address) < RecordState.Erased) platter.Marks[address] = state;
        if (platter.Rows.TryGetValue(address, out var row) && row.State < RecordState.Erased) platter.Rows[address] = row with { State = state };
    }
}
