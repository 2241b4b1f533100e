using System.Collections.Concurrent;
using Tocsin.Node.Running;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Node.Ui;

/// <summary>The record dots of the map: a frame of all, and frames of what came since. Each is made once for all who need it.</summary>
/// <remarks>A dot's number is its record's arrival number, so a frame is a function of the store and two numbers.</remarks>
sealed class RecordDots(TocsinNode node) : IDisposable
{
    readonly SemaphoreSlim making = new(1);
    readonly ConcurrentDictionary<(long From, long To), Lazy<Task<byte[]>>> later = new();
    (long Cursor, byte[] Frame)? snapshot;

    /// <summary>The newest dots, and the arrival number up to which they are told: a little behind, for what follows is cheap.</summary>
    public async Task<(long Cursor, byte[] Frame)> All(long cursor, CancellationToken stop)
    {
        await making.WaitAsync(stop);
        try
        {
            if (snapshot is { } held && cursor - held.Cursor <= ConsoleLimits.SnapshotBehindMax && held.Cursor <= cursor) return held;
            var points = await node.Views.Points(afterArrival: 0, ConsoleLimits.MapRecordsMax, stop);
            var made = (cursor, MapFrame.Write(MapLayer.Records, [.. points.Select(Dot)]));
            snapshot = made;
            return made;
        }
        finally
        {
            making.Release();
        }
    }

    /// <summary>What changed between two arrival numbers.</summary>
    public Task<byte[]> Since(long from, long to, CancellationToken stop) =>
        later.GetOrAdd((from, to), key => new(() => Changes(key.From))).Value.WaitAsync(stop);

    /// <summary>Forgets frames that nobody will ask for again: those that do not lead up to here.</summary>
    public void Forget(long before)
    {
        foreach (var key in later.Keys)
            if (key.To < before) later.TryRemove(key, out _);
    }

    // For everybody who asks, so it does not end with the page that asked first.
    async Task<byte[]> Changes(long from)
    {
        var dots = (await node.Views.Points(from, ConsoleLimits.MapRecordsMax, CancellationToken.None)).Select(Dot).ToList();
        foreach (var kind in new[] { Kind.Withdrawal, Kind.Erasure })
            foreach (var row in await node.Views.Search(new() { Kind = kind.Name, AfterArrival = from, Most = Limits.SearchRecordsMax }, CancellationToken.None))
                dots.AddRange(await Ended(row.Address, CancellationToken.None));
        return MapFrame.Write(MapLayer.Records, dots);
    }

    async Task<IEnumerable<MapPoint>> Ended(RecordAddress by, CancellationToken stop)
    {
        var ended = new List<MapPoint>();
        foreach (var reference in (await node.ReadRecord(by, stop))?.Leaf.References.Where(each => each.Relation == Relation.Ends && each.HasEffect(by)) ?? [])
            if (await node.Views.Row(new RecordAddress(reference.Log, reference.Index), stop) is { } row) ended.Add(MapPoint.Removal((uint)row.Arrival));
        return ended;
    }

    static MapPoint Dot(RecordPoint point) => point.Point is var (longitude, latitude)
        ? new MapPoint((uint)point.Arrival, (float)longitude, (float)latitude, 0, point.Severity.ToLevel(), point.IsExercise ? PointFlags.Exercise : PointFlags.None)
        : MapPoint.Removal((uint)point.Arrival);

    public void Dispose() => making.Dispose();
}
