using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>Entries and their contents of one bundle or a part of it, as they lie in the file.</summary>
/// <param name="Index">The entry.</param>
/// <param name="Leaf">The leaf's exact bytes.</param>
/// <param name="Content">The content's exact bytes.</param>
readonly record struct StoredEntry(long Index, ReadOnlyMemory<byte> Leaf, ReadOnlyMemory<byte> Content);

/// <summary>Reads and mends segments: runs of entries of one bundle, and of their contents.</summary>
static class Segments
{
    /// <summary>Entries with their contents, from an index on: all of them, or as many as fit so many bytes, but at least one.</summary>
    /// <exception cref="InvalidDataException">Some are missing or cut off; the message names the bundle.</exception>
    public static List<StoredEntry> Read(SqliteConnection connection, long log, long start, int count, int bytesMax)
    {
        var found = new List<StoredEntry>(count);
        if (!JournalLayout.IsInside(start)) return found;
        using var command = SqliteFile.Command(connection, """
            SELECT id, entries, content FROM segments
            WHERE id >= (SELECT id FROM segments WHERE id <= $start AND id >= $log ORDER BY id DESC LIMIT 1) AND id < $below ORDER BY id
            """, ("$start", JournalLayout.SegmentId(log, start)), ("$log", JournalLayout.SegmentId(log, 0)), ("$below", JournalLayout.SegmentId(log, start) + count));
        using var row = command.ExecuteReader();
        var bytes = 0L;
        while (bytes < bytesMax && row.Read())
        {
            var first = JournalLayout.StartOf(row.GetInt64(0));
            var (entries, contents) = (Part(row, 1, first, start, count, isContent: false), Part(row, 2, first, start, count, isContent: true));
            for (var index = Math.Max(first, start); !entries.IsEmpty && bytes < bytesMax; index++)
            {
                var (leaf, content) = (entries.Next(index), contents.Next(index));
                if (index != start + found.Count) throw new InvalidDataException($"bundle {index / Limits.BundleRecords:000}: leaf {start + found.Count} is missing");
                found.Add(new StoredEntry(index, leaf, content));
                bytes += leaf.Length + content.Length;
            }
        }
        return found;
    }

    /// <summary>What a segment holds of the entries that are asked for; the others are passed over where SQLite has them. Who wants one record of a bundle gets no copy of the whole.</summary>
    static Items Part(SqliteDataReader row, int column, long first, long start, int count, bool isContent)
    {
        var bytes = raw.sqlite3_column_blob(row.Handle, column);
        var from = Items.Extent(bytes, first, start - first, isContent);
        var wanted = bytes[from..];
        return new Items(wanted[..Items.Extent(wanted, Math.Max(first, start), start + count - Math.Max(first, start), isContent)].ToArray(), isContent);
    }

    /// <summary>A bundle of exactly this many items; nothing where they are not all held.</summary>
    /// <exception cref="InvalidDataException">An item is cut off; the message names the bundle.</exception>
    public static ReadOnlyMemory<byte>? ReadBundle(SqliteConnection connection, long log, long bundle, int width, bool isContent)
    {
        var start = bundle * Limits.BundleRecords;
        if (bundle > long.MaxValue / Limits.BundleRecords || !JournalLayout.IsInside(start)) return null;
        using var command = SqliteFile.Command(connection, $"SELECT id, count, {(isContent ? "content" : "entries")} FROM segments WHERE id>=$from AND id<$below ORDER BY id",
            ("$from", JournalLayout.SegmentId(log, start)), ("$below", JournalLayout.SegmentId(log, start) + width));
        using var row = command.ExecuteReader();
        var read = Array.Empty<byte>();
        var held = 0;
        while (held < width && row.Read() && JournalLayout.StartOf(row.GetInt64(0)) == start + held)
        {
            var (count, bytes) = (row.GetInt32(1), row.GetFieldValue<byte[]>(2));
            if (held + count > width) bytes = bytes[..new Items(bytes, isContent).Skip(start + held, width - held)];
            read = read.Length == 0 ? bytes : [.. read, .. bytes];
            held += count;
        }
        return held >= width ? read : default(ReadOnlyMemory<byte>?);
    }

    /// <summary>Puts another content in the place of one.</summary>
    /// <returns>False where the entry is not held.</returns>
    /// <exception cref="InvalidDataException">An item is cut off; the message names the bundle.</exception>
    public static bool ReplaceContent(SqliteConnection connection, long log, long index, ReadOnlySpan<byte> remaining)
    {
        if (!JournalLayout.IsInside(index)) return false;
        long segment;
        byte[] contents;
        using (var command = SqliteFile.Command(connection, "SELECT id, count, content FROM segments WHERE id<=$id AND id>=$log ORDER BY id DESC LIMIT 1",
            ("$id", JournalLayout.SegmentId(log, index)), ("$log", JournalLayout.SegmentId(log, 0))))
        using (var row = command.ExecuteReader())
        {
            if (!row.Read() || index >= JournalLayout.StartOf(row.GetInt64(0)) + row.GetInt64(1)) return false;
            (segment, contents) = (row.GetInt64(0), row.GetFieldValue<byte[]>(2));
        }
        var items = new Items(contents, isContent: true);
        var start = JournalLayout.StartOf(segment);
        var before = items.Skip(start, (int)(index - start));
        var after = items.Skip(index, 1);
        var mended = new byte[before + Items.ContentPrefixBytes + remaining.Length + contents.Length - after];
        contents.AsSpan(0, before).CopyTo(mended);
        BinaryPrimitives.WriteInt32BigEndian(mended.AsSpan(before), remaining.Length);
        remaining.CopyTo(mended.AsSpan(before + Items.ContentPrefixBytes));
        contents.AsSpan(after).CopyTo(mended.AsSpan(before + Items.ContentPrefixBytes + remaining.Length));
        SqliteFile.Run(connection, "UPDATE segments SET content=$content WHERE id=$id", ("$content", mended), ("$id", segment));
        return true;
    }
}
