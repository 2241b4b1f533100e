using Tocsin.Share.Records;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Judging;

/// <summary>A record as evidence: which leaf it is, and when what it tells of happened.</summary>
/// <param name="Id">The record's id, which its revisions share.</param>
/// <param name="Address">Where its leaf stands.</param>
/// <param name="Leaf">Its leaf hash.</param>
/// <param name="At">When what it tells of happened. UTC.</param>
/// <param name="Minted">When its first telling was written. UTC.</param>
public readonly record struct Witness(Guid Id, RecordAddress Address, Hash Leaf, Instant At, Instant Minted)
{
    /// <summary>Its arrival number at this node; 0 where that is not known, or does not matter.</summary>
    public long Arrival { get; init; }

    /// <summary>Takes a record and the time of its event.</summary>
    public static Witness Of(Record record, Instant at) =>
        new(record.Leaf.Id, record.Address, record.LeafHash, at, MintedAt(record.Leaf)) { Arrival = record.Arrival };

    /// <summary>Whether the event was news when the record was first written.</summary>
    public bool IsFresh(Rule rule) => IsFresh(rule, Minted, At);

    /// <summary>Whether an event is news to a record that is written at a time, and does not lie in its future.</summary>
    public static bool IsFresh(Rule rule, Instant written, Instant at) =>
        written - at <= rule.FreshFor && at - written <= Duration.FromMinutes(Limits.FutureMinutesMax);

    /// <summary>A UUID of version 7 begins with the milliseconds at which it was minted (RFC 9562 §5.7).</summary>
    static Instant MintedAt(Leaf leaf)
    {
        if (leaf.Id.Version != 7) return leaf.Time;
        Span<byte> bytes = stackalloc byte[16];
        leaf.Id.TryWriteBytes(bytes, bigEndian: true, out _);
        return Instant.FromUnixTimeMilliseconds((long)(System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16));
    }
}
