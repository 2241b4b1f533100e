using System.Buffers.Binary;
using Microsoft.Data.Sqlite;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>Reads and mends segments: runs of entries of one bundle, and of their contents.</summary>
static class Segments
{
    /// <summary>A leaf stands behind its length as a big-endian uint16 (C2SP tlog-tiles).</summary>
    public const int EntryPrefixBytes = 2;

    /// <summary>A content stands behind its length as a big-endian uint32 (docs/spec/record.md).</summary>
    public const int ContentPrefixBytes = 4;

    /// <summary>Entries with their contents, from an index on.</summary>
    public static IEnumerable<(long Index, ReadOnlyMemory<byte> Leaf, ReadOnlyMemory<byte> Content)> Read(
        SqliteConnection connection, long log, long start, int count)
    {
        using var command = SqliteFile.Command(connection, """
            SELECT id, entries, content FROM segments
            WHERE id >= (SELECT id FROM segments WHERE id <= $start AND id >= $log ORDER BY id DESC LIMIT 1) AND id < $below ORDER BY id
            """, ("$start", JournalLayout.SegmentId(log, start)), ("$log", JournalLayout.SegmentId(log, 0)), ("$below", JournalLayout.SegmentId(log, start + count)));
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            ReadOnlyMemory<byte> entries = row.GetFieldValue<byte[]>(1), contents = row.GetFieldValue<byte[]>(2);
            for (var index = JournalLayout.StartOf(row.GetInt64(0)); !entries.IsEmpty && index < start + count; index++)
            {
                var leaf = Next(ref entries, EntryPrefixBytes);
                var content = Next(ref contents, ContentPrefixBytes);
                if (index >= start) yield return (index, leaf, content);
            }
        }
    }

    /// <summary>A bundle of exactly this many items; nothing where they are not all held.</summary>
    public static ReadOnlyMemory<byte>? ReadBundle(SqliteConnection connection, long log, long start, int width, string column, int prefixBytes)
    {
        using var command = SqliteFile.Command(connection, $"SELECT count, {column} FROM segments WHERE id>=$from AND id<$below ORDER BY id",
            ("$from", JournalLayout.SegmentId(log, start)), ("$below", JournalLayout.SegmentId(log, start + width)));
        using var row = command.ExecuteReader();
        var bundle = Array.Empty<byte>();
        var held = 0;
        while (held < width && row.Read())
        {
            var (count, bytes) = (row.GetInt32(0), row.GetFieldValue<byte[]>(1));
            if (held + count > width) bytes = bytes[..BytesOf(bytes, width - held, prefixBytes)];
            bundle = bundle.Length == 0 ? bytes : [.. bundle, .. bytes];
            held += count;
        }
        return held >= width ? bundle : null;
    }

    /// <summary>Puts another content in the place of one.</summary>
    public static void ReplaceContent(SqliteConnection connection, long log, long index, ReadOnlySpan<byte> remaining)
    {
        long segment;
        byte[] contents;
        using (var command = SqliteFile.Command(connection, "SELECT id, content FROM segments WHERE id<=$id ORDER BY id DESC LIMIT 1", ("$id", JournalLayout.SegmentId(log, index))))
        using (var row = command.ExecuteReader())
        {
            row.Read();
            (segment, contents) = (row.GetInt64(0), row.GetFieldValue<byte[]>(1));
        }
        var before = BytesOf(contents, (int)(index - JournalLayout.StartOf(segment)), ContentPrefixBytes);
        var after = before + BytesOf(contents.AsSpan(before), 1, ContentPrefixBytes);
        var mended = new byte[before + ContentPrefixBytes + remaining.Length + contents.Length - after];
        contents.AsSpan(0, before).CopyTo(mended);
        BinaryPrimitives.WriteInt32BigEndian(mended.AsSpan(before), remaining.Length);
        remaining.CopyTo(mended.AsSpan(before + ContentPrefixBytes));
        contents.AsSpan(after).CopyTo(mended.AsSpan(before + ContentPrefixBytes + remaining.Length));
        SqliteFile.Run(connection, "UPDATE segments SET content=$content WHERE id=$id", ("$content", mended), ("$id", segment));
    }

    static ReadOnlyMemory<byte> Next(ref ReadOnlyMemory<byte> items, int prefixBytes)
    {
        var length = Length(items.Span, prefixBytes);
        var item = items.Slice(prefixBytes, length);
        items = items[(prefixBytes + length)..];
        return item;
    }

    /// <summary>How many bytes the first so many items take, with their lengths.</summary>
    static int BytesOf(ReadOnlySpan<byte> items, int count, int prefixBytes)
    {
        var bytes = 0;
        for (var i = 0; i < count; i++) bytes += prefixBytes + Length(items[bytes..], prefixBytes);
        return bytes;
    }

    static int Length(ReadOnlySpan<byte> items, int prefixBytes) =>
        prefixBytes == EntryPrefixBytes ? BinaryPrimitives.ReadUInt16BigEndian(items) : BinaryPrimitives.ReadInt32BigEndian(items);
}
