namespace Tocsin.Share.Records;

/// <summary>One immutable statement by a party, as far as its content is held here.</summary>
/// <remarks>It is read from exact bytes and never written back: a group that is missing was withheld or erased.</remarks>
public sealed record Record
{
    /// <summary>The envelope, as it stands in the log.</summary>
    public required Leaf Leaf { get; init; }
    /// <summary>Its RFC 6962 leaf hash.</summary>
    public required Hash LeafHash { get; init; }
    /// <summary>Where it stands.</summary>
    public required RecordAddress Address { get; init; }
    /// <summary>Its arrival number at this node; 0 where it was not read from a store.</summary>
    public long Arrival { get; init; }
    /// <summary>The facts; nothing where they were erased.</summary>
    public Facts? What { get; init; }
    /// <summary>The place.</summary>
    public Where? Where { get; init; }
    /// <summary>Words for people, the author's first choice first.</summary>
    public IReadOnlyList<TextBlock> Texts { get; init; } = [];
    /// <summary>Who said it.</summary>
    public Source? Source { get; init; }
    /// <summary>Data on persons.</summary>
    public Personal? Personal { get; init; }
    /// <summary>What a relay passes on, verified; nothing in any other record. All the rest above is then what that author said.</summary>
    public Relayed? Relayed { get; init; }

    /// <summary>Whether it takes back what it names: the envelope says so, whatever was erased of it since.</summary>
    internal bool IsWithdrawal => Leaf.Kind == Kind.Withdrawal;

    /// <summary>What it takes back or erases: records of its own author alone.</summary>
    internal IEnumerable<RecordAddress> Ended => Leaf.References.Where(r => r.Relation == Relation.Ends && r.HasEffect(Address)).Select(r => new RecordAddress(r.Log, r.Index));
}

/// <summary>A record that is not yet in a log: what a door or an officer hands to the journal.</summary>
public sealed record Draft
{
    /// <summary>What it is.</summary>
    public required Kind Kind { get; init; }
    /// <summary>The facts.</summary>
    public required Facts What { get; init; }
    /// <summary>The place.</summary>
    public Where? Where { get; init; }
    /// <summary>Words for people.</summary>
    public IReadOnlyList<TextBlock> Texts { get; init; } = [];
    /// <summary>Who said it. Its key makes the record unique in the log; without one every append is a new record.</summary>
    public Source? Source { get; init; }
    /// <summary>Data on persons.</summary>
    public Personal? Personal { get; init; }
    /// <summary>The leaves that it bears on.</summary>
    public IReadOnlyList<Reference> References { get; init; } = [];
    /// <summary>The marking; the journal refuses one that is laxer than the charter's. Nothing: the charter's own.</summary>
    public Tlp? Marking { get; init; }
    /// <summary>For whom alone its source meant it, in words, where that is no circle; nothing: it did not say. It is not written.</summary>
    public string? OnlyFor { get; init; }
    /// <summary>The hash of the charter that begins an epoch; only with <see cref="Kind.Charter"/>.</summary>
    public Hash? Charter { get; init; }
    /// <summary>What is passed on; only with <see cref="Kind.Relay"/>. Of the groups above none is then written but these.</summary>
    public PassedOn? PassedOn { get; init; }
}
