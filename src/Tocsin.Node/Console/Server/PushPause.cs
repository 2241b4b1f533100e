using System.Threading.Channels;

namespace Tocsin.Node.Ui;

/// <summary>The pause between two pushes: what comes meanwhile goes together, and a warning that begins to ring ends it early.</summary>
/// <param name="time">Tells how long it has been.</param>
/// <param name="wakes">Wakes whoever waits here whenever something has changed.</param>
/// <param name="rings">Whether a warning rings of which no page has been told: asked every <see cref="ConsoleLimits.UrgentPushEveryMs"/> at the most.</param>
sealed class PushPause(TimeProvider time, ChannelReader<bool> wakes, Func<CancellationToken, Task<bool>> rings)
{
    /// <summary>Waits.</summary>
    /// <returns>Whether there is something to push: what came meanwhile was taken from the channel.</returns>
    public async Task<bool> Wait(CancellationToken stop)
    {
        var over = Elapse(ConsoleLimits.PushEveryMs, stop);
        var isOwed = false;
        while (!over.IsCompleted)
        {
            await Task.WhenAny(over, Elapse(ConsoleLimits.UrgentPushEveryMs, stop));
            await Task.WhenAny(over, wakes.WaitToReadAsync(stop).AsTask());
            if (!wakes.TryRead(out _)) continue;
            isOwed = true;
            if (!over.IsCompleted && await rings(stop)) return true;
        }
        await over;
        return isOwed;
    }

    Task Elapse(int milliseconds, CancellationToken stop) => Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time, stop);
}
