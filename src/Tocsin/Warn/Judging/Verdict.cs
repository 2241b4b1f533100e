using Tocsin.Share.Records;

namespace Tocsin.Warn.Judging;

/// <summary>What a thread's last message said.</summary>
/// <param name="Message">Its type.</param>
/// <param name="Severity">How bad it called the event.</param>
/// <param name="AreaKm2">The size of its area in square kilometres.</param>
/// <param name="Time">When the record that caused it was written. UTC.</param>
public sealed record Said(MessageType Message, Severity Severity, double AreaKm2, Instant Time)
{
    /// <summary>Whether the thread holds: a warning stands and was not cancelled.</summary>
    public bool Stands => Message != MessageType.Cancel;
}

/// <summary>Whether something is said now: a closed set.</summary>
public abstract record Verdict
{
    Verdict() { }

    /// <summary>Nothing is said.</summary>
    /// <param name="Reason">Why not, in one sentence.</param>
    public sealed record Silent(string Reason) : Verdict;

    /// <summary>A message is due.</summary>
    /// <param name="Message">Which.</param>
    /// <param name="Assessment">What it says.</param>
    public sealed record Raise(MessageType Message, Assessment Assessment) : Verdict;
}
