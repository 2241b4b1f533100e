namespace Tocsin.Simulation.Machines;

/// <summary>A process's clock: the true time and how far its machine is off. Timers measure what has passed, whatever the clock shows.</summary>
sealed class SimulatedClock(Timeline timeline, Process process, Func<TimeSpan> offset) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(timeline.Now + offset().Ticks, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => timeline.Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(timeline, process, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <remarks>The timeline holds it until its time would have come: what it would have called is let go with it.</remarks>
    sealed class Timer(Timeline timeline, Process process, TimerCallback callback, object? state) : ITimer
    {
        static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

        (TimerCallback Callback, object? State)? what = (callback, state);
        int setting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var mine = ++setting;
            // No timer is faster than a millisecond: who waits for less must not wait for nothing for ever.
            if (dueTime != Timeout.InfiniteTimeSpan) timeline.After(dueTime < Least ? Least : dueTime, () => Fire(mine, period));
            return true;
        }

        void Fire(int mine, TimeSpan period)
        {
            if (mine != setting || process.IsDead || what is not var (callback, state)) return;
            if (period > TimeSpan.Zero) timeline.After(period, () => Fire(mine, period));
            callback(state);
        }

        public void Dispose() => (setting, what) = (setting + 1, null);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
