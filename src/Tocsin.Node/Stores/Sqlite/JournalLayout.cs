using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>The journal's file: heads, leaves, content, tiles, arrival numbers, source keys, and papers, which are no leaves.</summary>
/// <remarks>Entries stand in segments of at most one bundle, never as rows of their own. A segment is what one commit
/// added to a bundle; once the bundle is full they become one, with exactly the bytes of a C2SP entry bundle.
/// Source keys stand in the order in which they came, and are found by their first 8 bytes (<see cref="HashIndex"/>).</remarks>
static class JournalLayout
{
    public static SqliteLayout Layout { get; } = new("TcsJ", 4, """
        CREATE TABLE IF NOT EXISTS logs(
          id INTEGER PRIMARY KEY, origin TEXT NOT NULL UNIQUE,
          size INTEGER NOT NULL, root BLOB NOT NULL, note TEXT) STRICT;
        CREATE TABLE IF NOT EXISTS segments(
          id INTEGER PRIMARY KEY, count INTEGER NOT NULL, entries BLOB NOT NULL, content BLOB NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS tiles(
          log INTEGER NOT NULL, level INTEGER NOT NULL, place INTEGER NOT NULL, hashes BLOB NOT NULL,
          PRIMARY KEY(log, level, place)) STRICT;
        CREATE TABLE IF NOT EXISTS arrivals(
          first INTEGER PRIMARY KEY, log INTEGER NOT NULL, start INTEGER NOT NULL, count INTEGER NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS keys(
          id INTEGER PRIMARY KEY, log INTEGER NOT NULL, key BLOB NOT NULL, place INTEGER NOT NULL, digest BLOB NOT NULL, version INTEGER) STRICT;
        CREATE TABLE IF NOT EXISTS keys_young(hash INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY(hash, number)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS keys_old(hash INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY(hash, number)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS received(
          first INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;
        CREATE INDEX IF NOT EXISTS arrivals_log ON arrivals(log, start);
        CREATE INDEX IF NOT EXISTS keys_leaf ON keys(log, place);
        CREATE TABLE IF NOT EXISTS papers(
          kind TEXT NOT NULL, key TEXT NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY(kind, key)) STRICT;
        """)
    {
        Completes = 1,
        Changes =
        [
            new(4, "ALTER TABLE keys RENAME TO keys_before;", """
                INSERT INTO keys(log, key, place, digest, version) SELECT log, key, place, digest, version FROM keys_before ORDER BY log, place;
                INSERT INTO keys_old SELECT first_8(key), id FROM keys ORDER BY 1, 2;
                DROP TABLE keys_before;
                """),
        ],
    };

    const int StartBits = 40;

    /// <summary>Whether a log in this file can reach so far. An index beyond would be another log's in a segment's id.</summary>
    public static bool IsInside(long index) => index is >= 0 and < 1L << StartBits;

    /// <summary>A segment's id: the log's number above, the index of its first entry below.</summary>
    public static long SegmentId(long log, long start) => log << StartBits | start;

    /// <summary>The index of a segment's first entry.</summary>
    public static long StartOf(long segment) => segment & (1L << StartBits) - 1;
}

/// <summary>The numbers by which the file knows logs.</summary>
sealed class LogNumbers
{
    readonly ConcurrentDictionary<Origin, long> numbers = new();
    readonly ConcurrentDictionary<long, Origin> origins = new();

    /// <summary>The log's number; nothing where the file does not know the log.</summary>
    public long? Find(SqliteConnection connection, Origin log)
    {
        if (numbers.TryGetValue(log, out var known)) return known;
        using var command = SqliteFile.Command(connection, "SELECT id FROM logs WHERE origin=$origin", ("$origin", log.ToString()));
        if (command.ExecuteScalar() is not long number) return null;
        Learn(log, number);
        return number;
    }

    /// <summary>The log of a number that the file knows.</summary>
    public Origin Origin(SqliteConnection connection, long number)
    {
        if (origins.TryGetValue(number, out var known)) return known;
        using var command = SqliteFile.Command(connection, "SELECT origin FROM logs WHERE id=$id", ("$id", number));
        var log = Log.Origin.Parse((string)command.ExecuteScalar()!).Value;
        Learn(log, number);
        return log;
    }

    void Learn(Origin log, long number)
    {
        numbers[log] = number;
        origins[number] = log;
    }
}
