using Tocsin.Share.Records;

namespace Tocsin.Share.Logs;

/// <summary>What became of one draft: a closed set.</summary>
public abstract record Appended
{
    Appended() { }

    /// <summary>It is in the log, durable, under a signed head.</summary>
    /// <param name="Address">Where it stands.</param>
    /// <param name="Arrival">Its arrival number.</param>
    /// <param name="LeafHash">Its leaf hash.</param>
    /// <param name="Leaf">Its envelope; a revision number above 1 means that it replaces an earlier telling.</param>
    public sealed record Stored(RecordAddress Address, long Arrival, Hash LeafHash, Leaf Leaf) : Appended;

    /// <summary>The log says so already.</summary>
    /// <param name="Of">The record that says so.</param>
    public sealed record Duplicate(RecordAddress Of) : Appended;

    /// <summary>It cannot stand in this log.</summary>
    /// <param name="Reason">Why, in one sentence.</param>
    public sealed record Refused(string Reason) : Appended;
}
