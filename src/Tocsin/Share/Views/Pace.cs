using Tocsin.Share.Logs;

namespace Tocsin.Share.Views;

/// <summary>Keeps whoever brings much from running ahead of the index, and so of the rules that follow it: what it brings is found soon after it is durable, and so is what comes from elsewhere meanwhile.</summary>
/// <remarks>It takes nothing from the whole: journal and followers share the processors, and all is found no later. Where nothing follows, nobody waits.</remarks>
/// <param name="records">What has arrived.</param>
/// <param name="views">How far the index has come.</param>
/// <param name="ahead">Records that may wait for the index. Once more do, who brings them waits until a sixteenth of that is left of those: held back for each chunk anew, it keeps no processor busy.</param>
/// <param name="clock">Times the wait.</param>
public sealed class Pace(IRecords records, IViews views, long ahead, TimeProvider clock)
{
    /// <summary>Seconds for which an index is waited for that does not move.</summary>
    public const int StalledSeconds = 10;

    const int Left = 16;

    static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(5), Stalled = TimeSpan.FromSeconds(StalledSeconds);

    long stalledAt = -1;

    /// <summary>Waits, where too many records wait for the index; for those that come meanwhile nobody waits.</summary>
    public async Task Keep(CancellationToken stop)
    {
        var arrived = await records.Arrived(stop);
        if (arrived - await Cursor(stop) <= ahead) return;
        var (seen, since) = (-1L, clock.GetTimestamp());
        while (await Cursor(stop) is var cursor && cursor < arrived - ahead / Left && cursor != stalledAt)
        {
            if (cursor != seen) (seen, since) = (cursor, clock.GetTimestamp());
            else if (clock.GetElapsedTime(since) >= Stalled) stalledAt = cursor;
            await Task.Delay(LookAgain, clock, stop);
        }
    }

    Task<long> Cursor(CancellationToken stop) => views.Cursor(IndexFollower.FollowerName, stop);
}
