using System.Threading.Channels;

namespace Tocsin.Node.Ui;

/// <summary>The pause between two pushes: what comes meanwhile goes together, and a warning that begins to ring ends it early.</summary>
/// <param name="time">Tells how long it has been.</param>
/// <param name="wakes">Wakes whoever waits here whenever something has changed.</param>
/// <param name="rings">Whether a warning rings of which no page has been told.</param>
sealed class PushPause(TimeProvider time, ChannelReader<bool> wakes, Func<CancellationToken, Task<bool>> rings)
{
    /// <summary>Waits.</summary>
    /// <returns>Whether there is something to push: what came meanwhile was taken from the channel.</returns>
    public async Task<bool> Wait(CancellationToken stop)
    {
        var over = Task.Delay(TimeSpan.FromMilliseconds(ConsoleLimits.PushEveryMs), time, stop);
        await Task.Delay(TimeSpan.FromMilliseconds(ConsoleLimits.UrgentPushEveryMs), time, stop);
        var isOwed = false;
        while (!over.IsCompleted)
        {
            var woken = wakes.WaitToReadAsync(stop).AsTask();
            await Task.WhenAny(over, woken);
            if (!woken.IsCompleted || !wakes.TryRead(out _)) continue;
            isOwed = true;
            if (!over.IsCompleted && await rings(stop)) return true;
        }
        await over;
        return isOwed;
    }
}
