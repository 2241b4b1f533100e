namespace Tocsin.Tests.Officers;

/// <summary>A clock that a test moves by hand.</summary>
sealed class HandClock : TimeProvider
{
    DateTimeOffset now = new(2026, 3, 1, 6, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => now;

    /// <summary>Lets time pass.</summary>
    public void Pass(TimeSpan time) => now += time;
}
