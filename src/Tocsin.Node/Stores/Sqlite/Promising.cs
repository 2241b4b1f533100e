using System.Buffers;
using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using Tocsin.Share.Logs;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>One promise: everything that a batch adds to the journal's file, in one transaction.</summary>
sealed class Promising(SqliteFile file, HashIndex keys, SqliteConnection connection, LogBatch batch, Instant now)
{
    public (bool Keep, Promise Answer) Run()
    {
        if (!JournalLayout.IsInside(batch.After.Size)) throw new IOException($"the log {batch.Before.Origin} is full");
        if (Head() is not { } log) return (false, new Promise.Stale());
        if (new KeyClaim(file, keys, log).Claim(connection, batch) is { Count: > 0 } taken) return (false, new Promise.Taken(taken));
        StoreSegments(log);
        StoreTiles(log);
        var first = Arrivals.Add(connection, log, batch.Before.Size, batch.Entries.Count) - batch.Entries.Count + 1;
        Arrivals.Stamp(connection, first, now);
        SqliteFile.Run(connection, "UPDATE logs SET size=$size, root=$root, note=NULL WHERE id=$id",
            ("$size", batch.After.Size), ("$root", batch.After.Root.AsSpan().ToArray()), ("$id", log));
        foreach (var paper in batch.Papers) SqlitePapers.Put(connection, paper.Kind, paper.Key, paper.Bytes);
        return (true, new Promise.Kept(first));
    }

    /// <summary>The log's number, if its head is still the one on which the batch builds.</summary>
    long? Head()
    {
        using var command = SqliteFile.Command(connection, "SELECT id, size, root FROM logs WHERE origin=$origin", ("$origin", batch.Before.Origin));
        using (var row = command.ExecuteReader())
            if (row.Read())
                return row.GetInt64(1) == batch.Before.Size && new Hash(row.GetFieldValue<byte[]>(2)) == batch.Before.Root ? row.GetInt64(0) : null;
        if (batch.Before.Size != 0) return null;
        using var insert = SqliteFile.Command(connection, "INSERT INTO logs(origin, size, root) VALUES($origin, 0, $root) RETURNING id",
            ("$origin", batch.Before.Origin), ("$root", batch.Before.Root.AsSpan().ToArray()));
        return (long)insert.ExecuteScalar()!;
    }

    void StoreSegments(long log)
    {
        var (entries, content) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        var insert = file.Prepared("INSERT INTO segments(id, count, entries, content) VALUES(?,?,?,?)");
        for (var taken = 0; taken < batch.Entries.Count;)
        {
            var start = batch.Before.Size + taken;
            var count = (int)Math.Min(batch.Entries.Count - taken, Limits.BundleRecords - start % Limits.BundleRecords);
            entries.ResetWrittenCount();
            content.ResetWrittenCount();
            var first = start;
            if ((start + count) % Limits.BundleRecords == 0 && start % Limits.BundleRecords != 0)
                first = TakeUp(log, start, entries, content);
            for (var i = taken; i < taken + count; i++)
            {
                var entry = batch.Entries[i];
                EntryBundle.Append(entries, entry.Leaf.Span);
                BinaryPrimitives.WriteInt32BigEndian(content.GetSpan(4), entry.Content.Length);
                content.Advance(4);
                content.Write(entry.Content.Span);
            }
            insert.Begin().Bind(JournalLayout.SegmentId(log, first)).Bind(start + count - first).Bind(entries.WrittenSpan).Bind(content.WrittenSpan).Run();
            taken += count;
        }
    }

    /// <summary>The bundle becomes full: what it had in earlier segments goes before the new entries, into one.</summary>
    long TakeUp(long log, long start, ArrayBufferWriter<byte> entries, ArrayBufferWriter<byte> content)
    {
        var first = start - start % Limits.BundleRecords;
        (string, object?)[] range = [("$from", JournalLayout.SegmentId(log, first)), ("$below", JournalLayout.SegmentId(log, start))];
        var next = first;
        using (var command = SqliteFile.Command(connection, "SELECT entries, content, id, count FROM segments WHERE id>=$from AND id<$below ORDER BY id", range))
        using (var row = command.ExecuteReader())
            while (row.Read())
            {
                entries.Write(row.GetFieldValue<byte[]>(0));
                content.Write(row.GetFieldValue<byte[]>(1));
                if (JournalLayout.StartOf(row.GetInt64(2)) == next) next += row.GetInt64(3);
            }
        if (next != start) throw new CorruptLogException(Origin.Parse(batch.Before.Origin).Value, $"bundle {first / Limits.BundleRecords:000}: leaf {next} is missing");
        SqliteFile.Run(connection, "DELETE FROM segments WHERE id>=$from AND id<$below", range);
        return first;
    }

    void StoreTiles(long log)
    {
        using var command = SqliteFile.Command(connection, "INSERT OR REPLACE INTO tiles(log, level, place, hashes) VALUES($log, $level, $place, $hashes)", ("$log", log));
        var level = command.Parameters.Add("$level", SqliteType.Integer);
        var place = command.Parameters.Add("$place", SqliteType.Integer);
        var hashes = command.Parameters.Add("$hashes", SqliteType.Blob);
        foreach (var tile in batch.Growth.Completed.Concat(batch.Growth.Partial))
        {
            (level.Value, place.Value, hashes.Value) = (tile.Address.Level, tile.Address.Index, tile.Hashes);
            command.ExecuteNonQuery();
        }
    }
}
