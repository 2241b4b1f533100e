namespace Tocsin.Share.Sync;

/// <summary>Growth that came along with the head of a log, as it came: nothing of it is believed.</summary>
/// <param name="Party">Who brought it: the log's author.</param>
/// <param name="Head">The head with which it came.</param>
/// <param name="Growth">The leaves from a size on up to that head, and their contents.</param>
public sealed record Brought(string Party, Checkpoint Head, LogGrowth Growth)
{
    /// <summary>How many leaves it must have.</summary>
    internal long Width => Head.Size - Growth.From;
}
