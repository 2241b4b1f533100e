namespace Tocsin.Tests.Officers;

/// <summary>A clock that a test moves by hand; its timers ring as it passes them.</summary>
sealed class HandClock : TimeProvider
{
    readonly Lock alone = new();
    readonly List<HandTimer> timers = [];
    DateTimeOffset now = new(2026, 3, 1, 6, 0, 0, TimeSpan.Zero);

    /// <summary>How many timers wait.</summary>
    public int Timers
    {
        get { lock (alone) return timers.Count; }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => now;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HandTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (alone) timers.Add(timer);
        return timer;
    }

    /// <summary>Lets time pass.</summary>
    public void Pass(TimeSpan time)
    {
        now += time;
        List<HandTimer> ringing;
        lock (alone) ringing = [.. timers.Where(timer => timer.IsDue(now))];
        foreach (var timer in ringing) timer.Ring();
    }

    sealed class HandTimer(HandClock clock, Action callback) : ITimer
    {
        DateTimeOffset? due;
        TimeSpan period;

        public bool IsDue(DateTimeOffset now) => due <= now;

        public void Ring()
        {
            due = period > TimeSpan.Zero ? clock.now + period : null;
            callback();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            (due, this.period) = (dueTime < TimeSpan.Zero ? null : clock.now + dueTime, period);
            return true;
        }

        public void Dispose()
        {
            lock (clock.alone) clock.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
