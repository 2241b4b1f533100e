namespace Tocsin.Node.Demo;

/// <summary>The machine's clock, set to the time of the story: it runs on by itself, and each scene sets it forward.</summary>
sealed class StoryClock(Instant start, TimeProvider machine) : TimeProvider
{
    long offsetTicks = (start.ToDateTimeOffset() - machine.GetUtcNow()).Ticks;

    public override DateTimeOffset GetUtcNow() => machine.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref offsetTicks));

    public override long GetTimestamp() => machine.GetTimestamp();

    public override long TimestampFrequency => machine.TimestampFrequency;

    /// <summary>Sets the clock forward to a time; it never goes back.</summary>
    public void MoveTo(Instant time)
    {
        var ahead = (time.ToDateTimeOffset() - GetUtcNow()).Ticks;
        if (ahead > 0) Interlocked.Add(ref offsetTicks, ahead);
    }
}
