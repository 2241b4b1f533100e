using Tocsin.Share.Records;

namespace Tocsin.Share.Logs;

/// <summary>The heads of the logs that this node holds, moved by compare-and-swap.</summary>
/// <remarks>Loss: fatal to the log; the node opens a later incarnation. Trust: full; whoever writes here can make us sign a fork.</remarks>
public interface IHeads
{
    /// <summary>The log's promised head; the empty head where it holds nothing yet.</summary>
    Task<StoredHead> Read(Origin log, CancellationToken stop);

    /// <summary>The origins of all logs held here.</summary>
    Task<IReadOnlyList<Origin>> List(CancellationToken stop);

    /// <summary>Makes a batch durable together with its head, if the head before it still stands and none of its keys is
    /// taken. One transaction, one fsync; when it returns <see cref="Promise.Kept"/>, a power cut changes nothing.</summary>
    Task<Promise> Promise(LogBatch batch, CancellationToken stop);

    /// <summary>Keeps the signatures of the promised head; those of any other head change nothing. Not fsynced: after a crash
    /// the same head is signed again.</summary>
    Task Publish(Checkpoint head, string note, CancellationToken stop);
}

/// <summary>A log's head, and what must be known to build on it.</summary>
/// <param name="Head">Size and root.</param>
/// <param name="Note">The signed note; nothing where a crash came between promise and signature.</param>
/// <param name="PartialTiles">The tree's right edge: each level's partial tile.</param>
public sealed record StoredHead(Checkpoint Head, string? Note, IReadOnlyList<(int Level, byte[] Hashes)> PartialTiles);

/// <summary>Leaves, their content and the tree, as they came.</summary>
/// <remarks>Loss: the log's own history; partners' mirrors have it. Trust: none for leaves and tiles (every reader can
/// verify them against a head), full for the arrival numbers.</remarks>
public interface IRecords
{
    /// <summary>The greatest arrival number; 0 where nothing has arrived.</summary>
    Task<long> Arrived(CancellationToken stop);

    /// <summary>Records in the order of their arrival, beginning after the given number: at most so many, and fewer where they
    /// are large (<see cref="Limits.FollowBytesMax"/>); none only where nothing more has arrived.</summary>
    /// <exception cref="CorruptLogException">What is stored does not read; says of which log, and where.</exception>
    Task<IReadOnlyList<StoredRecord>> ReadAfter(long arrival, int most, CancellationToken stop);

    /// <summary>One record; nothing where the log does not reach so far.</summary>
    Task<StoredRecord?> Read(RecordAddress address, CancellationToken stop);

    /// <summary>Where in a log the leaf stands that bears a source key, the newest where it was revised; nothing where none does.</summary>
    /// <param name="log">The log.</param>
    /// <param name="key">The key's digest (<see cref="Identity"/>).</param>
    /// <param name="stop">Ends the wait.</param>
    Task<long?> IndexOf(Origin log, UInt128 key, CancellationToken stop);

    /// <summary>A C2SP entry bundle of exactly this width; nothing where it is not held whole.</summary>
    Task<ReadOnlyMemory<byte>?> ReadEntries(Origin log, long bundle, int width, CancellationToken stop);

    /// <summary>The content bundle that goes with an entry bundle (docs/spec/record.md).</summary>
    Task<ReadOnlyMemory<byte>?> ReadContent(Origin log, long bundle, int width, CancellationToken stop);

    /// <summary>Leaves in a row with their contents, from an index on: as many as are held, fewer where they are large, but one at least; none where the first is not held.</summary>
    /// <param name="log">The log.</param>
    /// <param name="start">The first leaf.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="bytesMax">Bytes after which no more are read.</param>
    /// <param name="stop">Ends the wait.</param>
    Task<IReadOnlyList<(ReadOnlyMemory<byte> Leaf, ReadOnlyMemory<byte> Content)>> ReadRow(Origin log, long start, int count, int bytesMax, CancellationToken stop);

    /// <summary>A C2SP tile; nothing where it is not held.</summary>
    Task<ReadOnlyMemory<byte>?> ReadTile(Origin log, TileAddress tile, CancellationToken stop);

    /// <summary>Replaces a record's content by what may stay of it, and leaves no trace of the rest in any file of the store.
    /// A record that is not held stays so.</summary>
    /// <param name="address">The record.</param>
    /// <param name="remaining">The content that stays.</param>
    /// <param name="forgetIdentity">Whether all is erased: then its source keys stay known and are refused ever after.</param>
    /// <param name="stop">Ends the wait for readers, not the erasure: it is taken up again when the node opens.</param>
    Task Erase(RecordAddress address, ReadOnlyMemory<byte> remaining, bool forgetIdentity, CancellationToken stop);

    /// <summary>Puts contents in the place of what is held for some leaves, and lets these arrive anew, so that followers read them
    /// with what they now say. Durable when it returns; what is not held is passed over.</summary>
    /// <param name="log">The log.</param>
    /// <param name="contents">The leaves, ascending, with their contents, which the caller has verified.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <returns>The greatest arrival number.</returns>
    Task<long> Fill(Origin log, IReadOnlyList<(long Index, ReadOnlyMemory<byte> Content)> contents, CancellationToken stop);
}

/// <summary>A record as the store holds it.</summary>
/// <param name="Arrival">Its arrival number at this node: 1, 2, 3 and so on over all logs, without gaps. A mirrored record arrives
/// anew when content that had been withheld has come.</param>
/// <param name="Address">Where it stands.</param>
/// <param name="Leaf">The leaf's exact bytes.</param>
/// <param name="Content">The content's exact bytes, as far as it is held.</param>
public sealed record StoredRecord(long Arrival, RecordAddress Address, ReadOnlyMemory<byte> Leaf, ReadOnlyMemory<byte> Content)
{
    volatile Reading? reading;

    /// <summary>When it arrived at this node, or arrived anew, to the minute; nothing where the store does not say. UTC.</summary>
    public Instant? Received { get; init; }

    /// <summary>The record; it is read once, however many followers ask.</summary>
    public Parsed<Record> Read() => (reading ??= new Reading(Read(RecordReader.Read(Address, Leaf.Span, Content.Span)))).Result;

    Parsed<Record> Read(Parsed<Record> read) => read.Try(out var record, out _) ? new(record with { Arrival = Arrival }) : read;

    sealed record Reading(Parsed<Record> Result);
}

/// <summary>Tells followers that something arrived.</summary>
/// <remarks>Loss of a ring: followers learn of it with the next. Trust: none.</remarks>
public interface IBell
{
    /// <summary>Says that records up to this arrival number are durable.</summary>
    void Ring(long arrival);

    /// <summary>Waits until something has arrived after this number; returns the greatest number heard of.</summary>
    Task<long> Past(long arrival, CancellationToken stop);
}
