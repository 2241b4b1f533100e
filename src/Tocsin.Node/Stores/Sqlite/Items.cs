using System.Buffers.Binary;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>Goes along a segment's leaves or contents, each behind its length in big-endian order: uint16 for a leaf (C2SP
/// tlog-tiles), uint32 for a content (docs/spec/record.md).</summary>
struct Items(ReadOnlyMemory<byte> bytes, bool isContent)
{
    public const int EntryPrefixBytes = 2, ContentPrefixBytes = 4;

    int at;

    public readonly bool IsEmpty => at >= bytes.Length;

    /// <summary>The next item.</summary>
    /// <param name="index">Which entry it belongs to, for a sentence.</param>
    /// <exception cref="InvalidDataException">It is cut off.</exception>
    public ReadOnlyMemory<byte> Next(long index)
    {
        var prefix = isContent ? ContentPrefixBytes : EntryPrefixBytes;
        var rest = bytes[at..];
        var length = rest.Length < prefix ? uint.MaxValue
            : isContent ? BinaryPrimitives.ReadUInt32BigEndian(rest.Span) : BinaryPrimitives.ReadUInt16BigEndian(rest.Span);
        if (length > rest.Length - prefix)
            throw new InvalidDataException($"bundle {index / Limits.BundleRecords:000}: the {(isContent ? "content of leaf" : "leaf")} {index} is cut off");
        at += prefix + (int)length;
        return rest.Slice(prefix, (int)length);
    }

    /// <summary>Passes over so many items; returns where the next one begins.</summary>
    /// <exception cref="InvalidDataException">One is cut off.</exception>
    public int Skip(long index, int count)
    {
        for (var i = 0; i < count; i++) Next(index + i);
        return at;
    }
}
