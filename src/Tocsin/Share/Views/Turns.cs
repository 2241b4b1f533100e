using Tocsin.Share.Logs;

namespace Tocsin.Share.Views;

/// <summary>How far a team of followers steps back while the journal has much to write: it waits, then catches up with all that has
/// arrived by then, and waits again. So a bulk import has the processors for most of the time, and its records are worked on in large batches.</summary>
/// <param name="IsBusy">Whether the journal has much to write.</param>
/// <param name="Longest">The longest that a team waits for its turn.</param>
/// <param name="RecordsMost">It waits no longer once so many records wait for it.</param>
/// <param name="Clock">Times the wait.</param>
public sealed record Turns(Func<bool> IsBusy, TimeSpan Longest, long RecordsMost, TimeProvider Clock)
{
    static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(10);

    /// <summary>No waiting.</summary>
    public static Turns Always { get; } = new(() => false, TimeSpan.Zero, 0, TimeProvider.System);

    /// <summary>Waits for the turn of a team that has come so far.</summary>
    /// <returns>What has arrived by then: the turn lasts until the team has had it.</returns>
    internal async Task<long> Wait(long from, IBell bell, CancellationToken stop)
    {
        var arrived = await bell.Past(from, stop);
        for (var began = Clock.GetTimestamp(); IsBusy() && arrived - from < RecordsMost && Clock.GetElapsedTime(began) < Longest;)
        {
            await Task.Delay(LookAgain, Clock, stop);
            arrived = await bell.Past(from, stop);
        }
        return arrived;
    }
}
