using Tocsin.Share.Records;

namespace Tocsin.Share.Views;

/// <summary>A STIX object of a record, as the collection of its circle lists it. What it says stays in the journal.</summary>
public sealed record ListedObject
{
    /// <summary>Objects that one record makes at most: itself, and what it refers to.</summary>
    public const int OfOneRecordMax = 8;

    /// <summary>Objects that may be listed under one arrival number: a record's own, and what its coming brings about.</summary>
    public const int OfOneArrivalMax = 1 << 16;

    /// <summary>Where it stands in the collection.</summary>
    public required ObjectPlace Place { get; init; }
    /// <summary>The record whose content holds it.</summary>
    public required RecordAddress Address { get; init; }
    /// <summary>The arrival number under which that content is read.</summary>
    public required long Source { get; init; }
    /// <summary>STIX's id of it: <c>indicator--9299f726-ce06-492e-8472-2b52ccb53191</c>.</summary>
    public required string Id { get; init; }
    /// <summary>Its version, TAXII 2.1 §3.4.1: <c>modified</c>, else <c>created</c>, else when the record was written; to the microsecond. UTC.</summary>
    public required Instant Version { get; init; }
    /// <summary>When it came into the collection: greater with each object. Handed over, the least that it may be. UTC.</summary>
    public required Instant Added { get; init; }
    /// <summary>Whether the record is this object, and does not merely refer to it.</summary>
    public bool IsMain { get; init; }
    /// <summary>Whether it says <c>modified</c>, and so can be revoked.</summary>
    public bool IsVersioned { get; init; }
    /// <summary>Whether it is the version that says that the record was withdrawn.</summary>
    public bool IsRevoked { get; init; }

    /// <summary>Its type, as its id begins with it.</summary>
    public string Type => TypeOf(Id);

    /// <summary>The type with which an id begins.</summary>
    public static string TypeOf(string id) => id.IndexOf("--", StringComparison.Ordinal) is > 0 and var end ? id[..end] : id;
}

/// <summary>A place in a collection: the order in which all readers get it. The default value lies before every object.</summary>
/// <param name="Arrival">The arrival number with which the object came.</param>
/// <param name="Ordinal">Which of the objects that came with it, from 0; below <see cref="ListedObject.OfOneArrivalMax"/>.</param>
public readonly record struct ObjectPlace(long Arrival, int Ordinal)
{
    /// <summary>Behind everything that came with an arrival number.</summary>
    public static ObjectPlace Behind(long arrival) => new(arrival, ListedObject.OfOneArrivalMax - 1);
}

/// <summary>Which versions of the objects are wanted (TAXII 2.1 §3.4.1, <c>match[version]</c>). The default value: the last.</summary>
/// <param name="IsAll">All.</param>
/// <param name="IsFirst">The first, beside others that are named.</param>
/// <param name="IsLastToo">The last, beside others that are named.</param>
/// <param name="Named">These; nothing: none is named.</param>
public sealed record VersionMatch(bool IsAll, bool IsFirst, bool IsLastToo, IReadOnlyList<Instant> Named)
{
    /// <summary>The last of each object.</summary>
    public static VersionMatch Last { get; } = new(false, false, true, []);

    /// <summary>Whether rows have to be looked through for it, because no index has it.</summary>
    public bool IsLookedFor => !IsAll && (IsFirst || Named.Count > 0);
}

/// <summary>What is asked of a collection, in the order of its places.</summary>
public sealed record ObjectQuery
{
    /// <summary>Rows that one question looks through at most where no index has what is asked for.</summary>
    public const int LookedThroughMax = 10_000;

    /// <summary>The circle.</summary>
    public required Hash Circle { get; init; }
    /// <summary>Only what stands behind this place.</summary>
    public ObjectPlace After { get; init; }
    /// <summary>Only what came after this time. UTC.</summary>
    public Instant? AddedAfter { get; init; }
    /// <summary>Only these objects; empty: all.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];
    /// <summary>Only these types; empty: all.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];
    /// <summary>Which versions.</summary>
    public VersionMatch Versions { get; init; } = VersionMatch.Last;
    /// <summary>At most so many, from 1.</summary>
    public required int Most { get; init; }
}

/// <summary>What was found.</summary>
/// <param name="Objects">The objects.</param>
/// <param name="Reached">The place up to which was looked.</param>
/// <param name="IsEnd">Whether nothing stood behind it.</param>
public sealed record ObjectList(IReadOnlyList<ListedObject> Objects, ObjectPlace Reached, bool IsEnd);
