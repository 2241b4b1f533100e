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
        var (prefix, length) = (isContent ? ContentPrefixBytes : EntryPrefixBytes, LengthAt(bytes.Span, at, index, isContent));
        at += prefix + length;
        return bytes.Slice(at - length, length);
    }

    /// <summary>Passes over so many items; returns where the next one begins.</summary>
    /// <exception cref="InvalidDataException">One is cut off.</exception>
    public int Skip(long index, int count)
    {
        for (var i = 0; i < count; i++) Next(index + i);
        return at;
    }

    /// <summary>The bytes of so many items with their lengths, or of as many as there are.</summary>
    /// <param name="bytes">Begin with an item.</param>
    /// <param name="index">Which entry that belongs to, for a sentence.</param>
    /// <param name="count">How many.</param>
    /// <param name="isContent">Whether they are contents.</param>
    /// <exception cref="InvalidDataException">One is cut off.</exception>
    public static int Extent(ReadOnlySpan<byte> bytes, long index, long count, bool isContent)
    {
        var at = 0;
        for (var i = 0L; i < count && at < bytes.Length; i++) at += (isContent ? ContentPrefixBytes : EntryPrefixBytes) + LengthAt(bytes, at, index + i, isContent);
        return at;
    }

    static int LengthAt(ReadOnlySpan<byte> bytes, int at, long index, bool isContent)
    {
        var prefix = isContent ? ContentPrefixBytes : EntryPrefixBytes;
        var rest = bytes[at..];
        var length = rest.Length < prefix ? uint.MaxValue : isContent ? BinaryPrimitives.ReadUInt32BigEndian(rest) : BinaryPrimitives.ReadUInt16BigEndian(rest);
        if (length > rest.Length - prefix)
            throw new InvalidDataException($"bundle {index / Limits.BundleRecords:000}: the {(isContent ? "content of leaf" : "leaf")} {index} is cut off");
        return (int)length;
    }
}
