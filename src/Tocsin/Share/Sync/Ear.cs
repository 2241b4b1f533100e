namespace Tocsin.Share.Sync;

/// <summary>How far a partner has heard by its own long polls what a node has to tell.</summary>
/// <param name="clock">Measures how long ago the last one was answered.</param>
sealed class Ear(TimeProvider clock)
{
    static readonly TimeSpan Return = TimeSpan.FromSeconds(SyncLimits.PollReturnSeconds);

    readonly Lock gate = new();
    long number;
    int open;
    DateTimeOffset? answered;

    /// <summary>What ends the listening of one that does not listen.</summary>
    public static IDisposable Closed { get; } = new Listening(null);

    /// <summary>The number up to which it has taken everything, and whether it listens now, or was answered a moment ago and comes back.</summary>
    public (long Number, bool IsListening) Heard
    {
        get { lock (gate) return (number, open > 0 || clock.GetUtcNow() - answered is { } since && since >= TimeSpan.Zero && since < Return); }
    }

    /// <summary>It asks for what came after a number: it has taken everything before.</summary>
    public void Take(long taken)
    {
        lock (gate) number = taken;
    }

    /// <summary>It listens until this is disposed of.</summary>
    public IDisposable Open()
    {
        lock (gate) open++;
        return new Listening(this);
    }

    void Close()
    {
        lock (gate) (open, answered) = (open - 1, clock.GetUtcNow());
    }

    sealed class Listening(Ear? ear) : IDisposable
    {
        public void Dispose() => ear?.Close();
    }
}
