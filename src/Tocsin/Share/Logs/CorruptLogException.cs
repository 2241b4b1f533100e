namespace Tocsin.Share.Logs;

/// <summary>What is stored of a log does not lead to its head: the node must not write to it.</summary>
/// <param name="log">The log.</param>
/// <param name="found">What was found, in one sentence.</param>
public sealed class CorruptLogException(Origin log, string found)
    : IOException($"the log {log} was altered or damaged: {found}. Nothing is written to it; 'tocsin log verify' names the place")
{
    /// <summary>The log.</summary>
    public Origin Log { get; } = log;

    /// <summary>What was found, in one sentence.</summary>
    public string Found { get; } = found;
}
