namespace Tocsin.Share.Logs;

/// <summary>What one commit adds to a log: all of it becomes durable together with the head that covers it, or none.</summary>
/// <param name="Before">The head on which it builds.</param>
/// <param name="After">The head that it leads to; it is signed only once it is durable.</param>
/// <param name="Entries">The new leaves, in order.</param>
/// <param name="Growth">The tree's tiles that they complete or change.</param>
public sealed record LogBatch(Checkpoint Before, Checkpoint After, IReadOnlyList<BatchEntry> Entries, Growth Growth)
{
    /// <summary>Papers that take their places together with it, as by <see cref="IPapers.Put"/>.</summary>
    public IReadOnlyList<BatchPaper> Papers { get; init; } = [];
}

/// <summary>A paper that becomes durable with a batch.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Key">Its key.</param>
/// <param name="Bytes">Its exact bytes.</param>
public sealed record BatchPaper(string Kind, string Key, ReadOnlyMemory<byte> Bytes);

/// <summary>One new leaf and its content.</summary>
/// <param name="Leaf">The leaf's exact bytes.</param>
/// <param name="Content">The content's exact bytes.</param>
/// <param name="Keys">The digests of its source keys.</param>
/// <param name="Digest">The digest of what it says.</param>
/// <param name="Version">The version of its source key.</param>
/// <param name="Revises">The earlier leaves of this log whose keys, all of them, it takes over.</param>
/// <param name="Erases">The earlier leaves of this log whose keys are refused from here on.</param>
public sealed record BatchEntry(
    ReadOnlyMemory<byte> Leaf, ReadOnlyMemory<byte> Content,
    ImmutableArray<UInt128> Keys, UInt128 Digest, long? Version,
    ImmutableArray<long> Revises, ImmutableArray<long> Erases);

/// <summary>What became of a batch: a closed set.</summary>
public abstract record Promise
{
    Promise() { }

    /// <summary>It is durable.</summary>
    /// <param name="FirstArrival">The arrival number of its first record; the others follow without a gap.</param>
    public sealed record Kept(long FirstArrival) : Promise;

    /// <summary>Somebody else moved the head; nothing was stored.</summary>
    public sealed record Stale : Promise;

    /// <summary>Some source keys are in the log already; nothing was stored.</summary>
    /// <param name="Entries">Who holds them.</param>
    public sealed record Taken(IReadOnlyList<TakenKey> Entries) : Promise;
}

/// <summary>A source key that the log already knows.</summary>
/// <param name="Position">The entry of the batch that bears it.</param>
/// <param name="Index">The leaf that holds it.</param>
/// <param name="Digest">What that leaf says; zero where it was erased.</param>
/// <param name="Version">Its version, where the source gives one.</param>
public readonly record struct TakenKey(int Position, long Index, UInt128 Digest, long? Version);
