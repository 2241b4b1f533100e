using Microsoft.Data.Sqlite;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>Applies one follower's step to the views' file; its statements are prepared once for the whole step.</summary>
sealed class ViewWriter(SqliteConnection connection) : IDisposable
{
    // What arrived later than this has no row yet.
    long newest = Newest(connection);

    // Each statement is one literal: the reference is enough to know it again.
    readonly Dictionary<string, SqliteCommand> prepared = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<Origin, long> logs = [];

    public void Apply(ViewChange change)
    {
        switch (change)
        {
            case ViewChange.Index index: Index(index.Row); break;
            case ViewChange.Mark mark: Mark(mark.Address, mark.State); break;
            case ViewChange.Forget forget: Forget(forget.Address); break;
            case ViewChange.Put put: Put(put.View, put.Document); break;
            case ViewChange.Remove remove: Run("DELETE FROM documents WHERE view=$view AND key=$key", remove.View, remove.Key); break;
        }
    }

    void Index(RecordRow row)
    {
        if (row.Arrival <= newest) ForgetWords(row.Arrival);
        Run("""
            INSERT INTO records(arrival, log, place, leaf, id, revision, kind, state, issued, at, tlp, exercise, status, type, category,
              severity, headline, location, publisher, reason, lon, lat)
            VALUES($arrival, $log, $place, $leaf, $id, $revision, $kind, $state, $issued, $at, $tlp, $exercise, $status, $type, $category,
              $severity, $headline, $location, $publisher, $reason, $lon, $lat)
            ON CONFLICT(arrival) DO UPDATE SET state=CASE excluded.state WHEN 0 THEN state ELSE excluded.state END,
              id=excluded.id, revision=excluded.revision, kind=excluded.kind, issued=excluded.issued, at=excluded.at, tlp=excluded.tlp,
              exercise=excluded.exercise, status=excluded.status, type=excluded.type, category=excluded.category, severity=excluded.severity,
              headline=excluded.headline, location=excluded.location, publisher=excluded.publisher, reason=excluded.reason,
              lon=excluded.lon, lat=excluded.lat
            """,
            row.Arrival, LogId(row.Address.Log), row.Address.Index, row.LeafHash.AsSpan().ToArray(), row.Id.ToByteArray(bigEndian: true),
            row.Revision, row.Kind, (int)row.State, Ms(row.Issued), Ms(row.At), (int)row.Marking, row.IsExercise, (int)row.Status, row.Type,
            (int?)row.Category, (int)row.Severity, row.Headline, row.Place, row.Publisher, row.Reason, row.Point?.Longitude, row.Point?.Latitude);
        newest = Math.Max(newest, row.Arrival);
        for (var i = 0; i < row.Boxes.Count; i++)
            Run("INSERT INTO boxes(id, west, east, south, north) VALUES($id, $west, $east, $south, $north)",
                row.Arrival * ViewsLayout.BoxesOfOne + i, row.Boxes[i].West, row.Boxes[i].East, row.Boxes[i].South, row.Boxes[i].North);
        if (row.Words.Length == 0) return;
        var folded = Words.Fold(row.Words);
        Run("INSERT INTO words(rowid, text) VALUES($arrival, $text)", row.Arrival, folded);
        if (Words.HasUnspacedScript(folded)) Run("INSERT INTO trigrams(rowid, text) VALUES($arrival, $text)", row.Arrival, folded);
    }

    /// <summary>What is erased stays so, whatever is said of it later.</summary>
    void Mark(RecordAddress address, RecordState state) =>
        Run("UPDATE records SET state=$state WHERE log=$log AND place=$place AND state<$erased",
            (int)state, LogId(address.Log), address.Index, (int)RecordState.Erased);

    void Forget(RecordAddress address)
    {
        Run("DELETE FROM documents WHERE owner_log=$log AND owner_place=$place", address.Log.ToString(), address.Index);
        if (Command("SELECT arrival FROM records WHERE log=$log AND place=$place", LogId(address.Log), address.Index).ExecuteScalar() is not long arrival) return;
        Run("""
            UPDATE records SET state=$state, at=issued, status=$status, type=NULL, category=NULL, severity=$severity, headline='', location=NULL,
              publisher=NULL, reason=NULL, lon=NULL, lat=NULL
            WHERE arrival=$arrival
            """, (int)RecordState.Erased, (int)CapStatus.Actual, (int)Severity.Unknown, arrival);
        ForgetWords(arrival);
    }

    void ForgetWords(long arrival)
    {
        for (var i = 0; i < ViewsLayout.BoxesOfOne; i++) BoxTrace.Delete(connection, arrival * ViewsLayout.BoxesOfOne + i);
        Run("DELETE FROM words WHERE rowid=$arrival", arrival);
        Run("DELETE FROM trigrams WHERE rowid=$arrival", arrival);
    }

    void Put(string view, ViewDocument document) =>
        Run("""
            INSERT OR REPLACE INTO documents(view, key, rank, text, owner_log, owner_place)
            SELECT $view, $key, $rank, $text, $log, $place WHERE NOT EXISTS (SELECT 1 FROM records r JOIN logs l ON l.id=r.log WHERE l.origin=$log AND place=$place AND state=3)
            """, view, document.Key, document.Rank, document.Text, document.Owner?.Log.ToString(), document.Owner?.Index);

    /// <summary>The number by which this file knows a log.</summary>
    long LogId(Origin log)
    {
        if (logs.TryGetValue(log, out var known)) return known;
        Run("INSERT OR IGNORE INTO logs(origin) VALUES($origin)", log.ToString());
        return logs[log] = (long)Command("SELECT id FROM logs WHERE origin=$origin", log.ToString()).ExecuteScalar()!;
    }

    void Run(string sql, params ReadOnlySpan<object?> values) => Command(sql, values).ExecuteNonQuery();

    /// <summary>The prepared statement, its parameters set in the order in which they stand in the text.</summary>
    SqliteCommand Command(string sql, params ReadOnlySpan<object?> values)
    {
        if (!prepared.TryGetValue(sql, out var command))
        {
            command = SqliteFile.Command(connection, sql);
            foreach (var name in SqlParameters.Of(sql)) command.Parameters.Add(new SqliteParameter { ParameterName = name });
            prepared[sql] = command;
        }
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }

    static long Newest(SqliteConnection connection)
    {
        using var command = SqliteFile.Command(connection, "SELECT max(arrival) FROM records");
        return command.ExecuteScalar() as long? ?? 0;
    }

    static long Ms(Instant time) => time == Instant.MinValue ? 0 : time.ToUnixTimeMilliseconds();

    public void Dispose()
    {
        foreach (var command in prepared.Values) command.Dispose();
    }
}

/// <summary>The names of a statement's parameters, each once, in the order in which they first stand in it.</summary>
static class SqlParameters
{
    public static IReadOnlyList<string> Of(string sql)
    {
        var names = new List<string>();
        for (var at = sql.IndexOf('$'); at >= 0; at = sql.IndexOf('$', at + 1))
        {
            var end = at + 1;
            while (end < sql.Length && char.IsAsciiLetter(sql[end])) end++;
            var name = sql[at..end];
            if (!names.Contains(name)) names.Add(name);
        }
        return names;
    }
}
