using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Simulation.Machines;

/// <summary>Followers' cursors and documents on a simulated disk. There is no index of records: nothing that shares asks for one.</summary>
sealed class DiskViews(SimulatedDisk disk, Process process) : IViews
{
    public Task<long> Cursor(string follower, CancellationToken stop) => Task.FromResult(disk.Read(process, platter => platter.Cursors.GetValueOrDefault(follower)));

    public Task<bool> Advance(IReadOnlyList<FollowerStep> steps, CancellationToken stop) => Task.FromResult(disk.Write(process, platter =>
    {
        if (steps.Any(step => platter.Cursors.GetValueOrDefault(step.Follower) != step.From)) return false;
        foreach (var step in steps) platter.Cursors[step.Follower] = step.To;
        foreach (var change in steps.SelectMany(step => step.Changes.Steps))
        {
            if (change is ViewChange.Put put) platter.Documents[(put.View, put.Document.Key)] = put.Document;
            else if (change is ViewChange.Remove remove) platter.Documents.Remove((remove.View, remove.Key));
        }
        return true;
    }));

    public Task<ViewDocument?> Document(string view, string key, CancellationToken stop) =>
        Task.FromResult(disk.Read(process, platter => platter.Documents.GetValueOrDefault((view, key))));

    public Task<IReadOnlyList<ViewDocument>> ByKey(string view, string from, string below, int most, CancellationToken stop) => Task.FromResult<IReadOnlyList<ViewDocument>>([]);

    public Task<IReadOnlyList<ViewDocument>> ByRank(string view, int most, CancellationToken stop) => Task.FromResult<IReadOnlyList<ViewDocument>>([]);

    public Task<IReadOnlyList<RecordRow>> Search(RecordQuery query, CancellationToken stop) => Task.FromResult<IReadOnlyList<RecordRow>>([]);

    public Task<long> Count(RecordQuery query, CancellationToken stop) => Task.FromResult(0L);

    public Task<IReadOnlyList<RecordPoint>> Points(long afterArrival, int most, CancellationToken stop) => Task.FromResult<IReadOnlyList<RecordPoint>>([]);

    public Task<RecordRow?> Row(RecordAddress address, CancellationToken stop) => Task.FromResult<RecordRow?>(null);

    public Task<RecordRow?> Row(Origin author, Guid id, CancellationToken stop) => Task.FromResult<RecordRow?>(null);

    public Task<ObjectList> Objects(ObjectQuery query, CancellationToken stop) => Task.FromResult(new ObjectList([], query.After, IsEnd: true));

    public Task<IReadOnlyList<HourCount>> CountByHour(Instant since, Instant until, CancellationToken stop) => Task.FromResult<IReadOnlyList<HourCount>>([]);

    public Task<IReadOnlyList<ValueHolder>> Holders(ValueRole role, string type, string value, long arrivedBy, int most, CancellationToken stop) => Task.FromResult<IReadOnlyList<ValueHolder>>([]);

    public Task<PrefixLengths> NetworkLengths(CancellationToken stop) => Task.FromResult(default(PrefixLengths));

    public IAsyncEnumerable<string> LogicalRows(CancellationToken stop) => AsyncEnumerable.Empty<string>();
}
