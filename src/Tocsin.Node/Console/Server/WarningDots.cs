using System.Collections.Frozen;
using Tocsin.Warn.Threads;
using ThreadState = Tocsin.Warn.Threads.ThreadState;

namespace Tocsin.Node.Ui;

/// <summary>The open warnings as the map draws them, at one moment.</summary>
sealed class WarningDots
{
    // A page that resumes after a gap does not say which warnings it draws: those that closed within this time are taken away.
    static readonly Duration ResumeMax = Duration.FromMinutes(5);

    readonly FrozenDictionary<uint, MapPoint> open;
    readonly IReadOnlyList<uint> closedLately;
    (WarningDots Before, byte[] Frame)? change;

    WarningDots(FrozenDictionary<uint, MapPoint> open, IReadOnlyList<uint> closedLately) => (this.open, this.closedLately) = (open, closedLately);

    /// <summary>Nothing yet.</summary>
    public static WarningDots None { get; } = new(FrozenDictionary<uint, MapPoint>.Empty, []);

    public static WarningDots Of(Board board, Instant now) => new(
        board.Threads.Where(thread => thread is { IsOpen: true, Longitude: not null }).Select(Dot).DistinctBy(dot => dot.Id).ToFrozenDictionary(dot => dot.Id),
        [.. board.Threads.Where(thread => !thread.IsOpen && now - thread.Entries[^1].Time < ResumeMax).Select(thread => thread.Point())]);

    /// <summary>All of them.</summary>
    public byte[] All() => MapFrame.Write(MapLayer.Warnings, open.Values);

    /// <summary>All of them for a page that drew some a moment ago.</summary>
    public byte[] Resumed() => MapFrame.Write(MapLayer.Warnings, [.. closedLately.Select(MapPoint.Removal), .. open.Values]);

    /// <summary>What changed since an earlier moment; null where nothing did.</summary>
    public byte[]? Since(WarningDots before)
    {
        if (ReferenceEquals(before, this)) return null;
        var made = change; // Nearly everybody has the moment just before this one.
        if (made is null || !ReferenceEquals(made.Value.Before, before)) change = made = (before, Changes(before));
        return made.Value.Frame.Length > MapFrame.HeaderBytes ? made.Value.Frame : null;
    }

    byte[] Changes(WarningDots before) => MapFrame.Write(MapLayer.Warnings,
    [
        .. before.open.Keys.Where(id => !open.ContainsKey(id)).Select(MapPoint.Removal),
        .. open.Values.Where(dot => !before.open.TryGetValue(dot.Id, out var was) || was != dot),
    ]);

    static MapPoint Dot(WarningThread thread) => new(
        thread.Point(), (float)thread.Longitude!.Value, (float)thread.Latitude!.Value, 0, thread.Severity.ToLevel(),
        (thread.IsExercise() ? PointFlags.Exercise : PointFlags.None) | (thread.State == ThreadState.New ? PointFlags.None : PointFlags.Acknowledged));
}
