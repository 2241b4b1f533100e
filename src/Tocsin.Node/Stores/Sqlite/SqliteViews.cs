using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>Views in a file of their own, so that followers and the journal's writer never wait for each other. What is written by other means than
/// this after the first question for a value is not found by it.</summary>
sealed class SqliteViews(SqliteFile file) : IViews
{
    readonly NameSearch names = file.ClosesWith(new NameSearch(file));
    readonly HashIndex named = new(file, "names"), lasts = new(file, "lasts");

    static readonly TimeSpan CheckpointRetry = TimeSpan.FromMilliseconds(50);

    /// <summary>How far a follower had come by a views' file of whatever layout; 0 where it does not say.</summary>
    public static long CursorIn(string path, string follower)
    {
        if (!File.Exists(path)) return 0;
        try
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
            connection.Open();
            return CursorOf(connection, follower);
        }
        catch (SqliteException)
        {
            return 0;
        }
    }

    public Task<long> Cursor(string follower, CancellationToken stop) => Task.FromResult(file.Read(connection => CursorOf(connection, follower)));

    public async Task<bool> Advance(IReadOnlyList<FollowerStep> steps, CancellationToken stop)
    {
        var advanced = file.Write(connection =>
        {
            var writer = new ViewWriter(file, names, named, lasts, connection);
            if (steps.Any(step => writer.Cursor(step.Follower) != step.From)) return (false, false);
            foreach (var step in steps) writer.Apply(step);
            writer.Settle();
            writer.Scrub();
            return (true, true);
        });
        if (advanced && steps.Any(step => step.Changes.IsScrubbed))
            while (!file.TryEmptyWriteAheadLog()) await Task.Delay(CheckpointRetry, stop);
        return advanced;
    }

    public Task<IReadOnlyList<RecordRow>> Search(RecordQuery query, CancellationToken stop) => Task.FromResult(file.Read(connection => Rows(RecordSearch.Command(connection, query))));

    public Task<long> Count(RecordQuery query, CancellationToken stop) => Task.FromResult(file.Read(connection =>
    {
        using var command = RecordSearch.Count(connection, query);
        return (long)command.ExecuteScalar()!;
    }));

    public Task<IReadOnlyList<RecordPoint>> Points(long afterArrival, int most, CancellationToken stop) => Task.FromResult(file.Read<IReadOnlyList<RecordPoint>>(connection =>
    {
        using var command = SqliteFile.Command(connection, afterArrival == 0 ? MapPoints.Newest : MapPoints.Later, ("$after", afterArrival), ("$most", most));
        return MapPoints.Read(command);
    }));

    public Task<RecordRow?> Row(RecordAddress address, CancellationToken stop) => Task.FromResult(file.Read(connection =>
        Rows(SqliteFile.Command(connection, $"SELECT {RecordSearch.Columns} FROM records r WHERE log=(SELECT id FROM logs WHERE origin=$log) AND place=$place",
            ("$log", address.Log.ToString()), ("$place", address.Index))).FirstOrDefault()));

    public Task<RecordRow?> Row(Origin author, Guid id, CancellationToken stop) => Task.FromResult(file.Read(connection =>
        Rows(SqliteFile.Command(connection, $"SELECT {RecordSearch.Columns} FROM records r WHERE id=$id ORDER BY revision DESC, leaf",
            ("$id", id.ToByteArray(bigEndian: true)))).FirstOrDefault(row => row.Address.Log.IsOfAuthorOf(author))));

    public Task<ObjectList> Objects(ObjectQuery query, CancellationToken stop) => Task.FromResult(file.Read(connection => Collections.Read(connection, query)));

    public Task<IReadOnlyList<HourCount>> CountByHour(Instant since, Instant until, CancellationToken stop) => Task.FromResult(file.Read<IReadOnlyList<HourCount>>(connection =>
    {
        const long Hour = 3_600_000;
        using var command = SqliteFile.Command(connection, """
            SELECT at/$hour*$hour, kind, severity, count(*) FROM records WHERE at>=$since AND at<$until AND state=0 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
            """, ("$hour", Hour), ("$since", since.ToUnixTimeMilliseconds()), ("$until", until.ToUnixTimeMilliseconds()));
        using var row = command.ExecuteReader();
        var counts = new List<HourCount>();
        while (row.Read()) counts.Add(new HourCount(Instant.FromUnixTimeMilliseconds(row.GetInt64(0)), row.GetString(1), (Severity)row.GetInt32(2), row.GetInt64(3)));
        return counts;
    }));

    public Task<ViewDocument?> Document(string view, string key, CancellationToken stop) => Task.FromResult(file.Read(connection =>
        Documents(SqliteFile.Command(connection, "SELECT key, rank, text, owner_log, owner_place FROM documents WHERE view=$view AND key=$key",
            ("$view", view), ("$key", key))).FirstOrDefault()));

    public Task<IReadOnlyList<ViewDocument>> ByKey(string view, string from, string below, int most, CancellationToken stop) => Task.FromResult(file.Read(connection =>
        Documents(SqliteFile.Command(connection, "SELECT key, rank, text, owner_log, owner_place FROM documents WHERE view=$view AND key>=$from AND key<$below ORDER BY key LIMIT $most",
            ("$view", view), ("$from", from), ("$below", below), ("$most", most)))));

    public Task<IReadOnlyList<ViewDocument>> ByRank(string view, int most, CancellationToken stop) => Task.FromResult(file.Read(connection =>
        Documents(SqliteFile.Command(connection, "SELECT key, rank, text, owner_log, owner_place FROM documents WHERE view=$view ORDER BY rank DESC, key LIMIT $most",
            ("$view", view), ("$most", most)))));

    public Task<IReadOnlyList<ValueHolder>> Holders(ValueRole role, string type, string value, long arrivedBy, int most, CancellationToken stop) =>
        Task.FromResult(names.Holders(role, type, value, arrivedBy, most));

    public Task<PrefixLengths> NetworkLengths(CancellationToken stop) => Task.FromResult(names.NetworkLengths());

    public async IAsyncEnumerable<string> LogicalRows([EnumeratorCancellation] CancellationToken stop)
    {
        await Task.CompletedTask;
        using var connection = file.OpenReader();
        using var moment = connection.BeginTransaction(deferred: true);
        foreach (var sql in LogicalTables)
        {
            using var command = SqliteFile.Command(connection, sql);
            using var row = command.ExecuteReader();
            while (row.Read())
            {
                stop.ThrowIfCancellationRequested();
                yield return string.Join('\u001F', Enumerable.Range(0, row.FieldCount).Select(i => row.IsDBNull(i) ? "" : FormattableString.Invariant($"{row.GetValue(i)}")));
            }
        }
    }

    static readonly ImmutableArray<string> LogicalTables =
    [
        "SELECT 'record', origin, place, hex(leaf), hex(r.id), revision, kind, state, issued, at, tlp, exercise, status, type, category, severity, headline, location, publisher, reason, lon, lat, cell, mark FROM records r JOIN logs l ON l.id=r.log ORDER BY origin, place",
        "SELECT 'early', origin, place, mark FROM early_marks e JOIN logs l ON l.id=e.log ORDER BY origin, place",
        $"SELECT 'box', origin, place, west, east, south, north FROM boxes b JOIN records r ON r.arrival=b.id/{ViewsLayout.BoxesOfOne} JOIN logs l ON l.id=r.log ORDER BY origin, place, b.id",
        "SELECT 'words', origin, place, text FROM words w JOIN records r ON r.arrival=w.rowid JOIN logs l ON l.id=r.log ORDER BY origin, place",
        "SELECT 'trigrams', origin, place, text FROM trigrams t JOIN records r ON r.arrival=t.rowid JOIN logs l ON l.id=r.log ORDER BY origin, place",
        $"SELECT 'name', role, type, value, n.id>>{ViewsLayout.NameBits} AS arrival, origin, place FROM names n JOIN logs l ON l.id=n.log ORDER BY role, type, value, arrival, origin, place",
        "SELECT 'document', view, key, rank, text, owner_log, owner_place FROM documents ORDER BY view, key",
        // Under which number and date an object is listed depends on when it came to be so.
        "SELECT 'object', origin, place, o.id, version, state, flags FROM objects o JOIN logs l ON l.id=o.log ORDER BY origin, place, o.id, version",
    ];

    static long CursorOf(SqliteConnection connection, string follower)
    {
        using var command = SqliteFile.Command(connection, "SELECT arrival FROM cursors WHERE follower=$follower", ("$follower", follower));
        return command.ExecuteScalar() as long? ?? 0;
    }

    static IReadOnlyList<RecordRow> Rows(SqliteCommand command)
    {
        using (command)
        using (var row = command.ExecuteReader())
        {
            var rows = new List<RecordRow>();
            while (row.Read()) rows.Add(RecordSearch.Read(row));
            return rows;
        }
    }

    static IReadOnlyList<ViewDocument> Documents(SqliteCommand command)
    {
        using (command)
        using (var row = command.ExecuteReader())
        {
            var documents = new List<ViewDocument>();
            while (row.Read())
                documents.Add(new ViewDocument(row.GetString(0), row.GetInt64(1), row.GetString(2),
                    row.IsDBNull(3) ? null : new RecordAddress(Origin.Parse(row.GetString(3)).Value, row.GetInt64(4))));
            return documents;
        }
    }
}
