using Tocsin.Share.Records;
using Tocsin.Warn.Judging;

namespace Tocsin.Warn.Following;

/// <summary>What is being judged: one record, under the rules in force.</summary>
/// <param name="Record">The record, under the name that judges give it.</param>
/// <param name="Rules">The rules record.</param>
/// <param name="Time">At which time it is judged: for a record of the private log, when it was written. UTC.</param>
/// <param name="IsForeign">Whether another party wrote it.</param>
sealed record Hearing(Record Record, Reference Rules, Instant Time, bool IsForeign)
{
    int ordinal;

    /// <summary>How many messages this record has caused so far: the next one's number.</summary>
    public int NextOrdinal() => ordinal++;

    /// <summary>Whether its author had taken it back before it came.</summary>
    public bool IsWithdrawn { get; init; }

    /// <summary>Whether it is an exercise.</summary>
    public CapStatus Status => Earnest.StatusOf(Record);

    /// <summary>Whether another party says that something was seen which cannot have been seen yet: by that nothing here is to be moved.</summary>
    public bool IsAhead(Instant at) => IsForeign && at - Time > Duration.FromMinutes(Limits.FutureMinutesMax);
}
