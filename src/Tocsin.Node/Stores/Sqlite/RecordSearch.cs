using System.Text;
using Microsoft.Data.Sqlite;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>A record query as one statement, and its rows.</summary>
static class RecordSearch
{
    public const string Columns =
        "r.arrival, (SELECT origin FROM logs l WHERE l.id=r.log), r.place, r.leaf, r.id, r.revision, r.kind, r.state, r.issued, r.at, r.tlp, r.exercise, r.status, r.type, r.category, r.severity, r.headline, r.location, r.publisher, r.reason, r.lon, r.lat, r.cell IS NOT NULL";

    const int TrigramChars = 3;

    /// <summary>The rows that a query finds, in its order.</summary>
    public static SqliteCommand Command(SqliteConnection connection, RecordQuery query)
    {
        var command = connection.CreateCommand();
        command.CommandText = query.Order == RecordOrder.NewestEvent
            ? $"SELECT {Columns} FROM records r WHERE {Conditions(command, query)} ORDER BY r.at DESC, r.arrival DESC LIMIT $most"
            : ArrivalSearch.Text(connection, command, query);
        command.Parameters.AddWithValue("$most", Math.Clamp(query.Most, 1, Limits.SearchRecordsMax));
        return command;
    }

    /// <summary>How many rows a query finds.</summary>
    public static SqliteCommand Count(SqliteConnection connection, RecordQuery query)
    {
        var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM (SELECT 1 FROM records r WHERE {Conditions(command, query)} LIMIT {Limits.CountRecordsMax})";
        return command;
    }

    /// <summary>What a row must fulfil.</summary>
    /// <param name="command">Takes the values.</param>
    /// <param name="query">The query.</param>
    /// <param name="unindexed">A plus sign keeps SQLite from an index: rows are wanted in the order of their numbers, and come so by themselves.</param>
    /// <param name="where">Says in its own way that a row touches the box.</param>
    internal static string Conditions(SqliteCommand command, RecordQuery query, string unindexed = "", Action<StringBuilder, SqliteCommand, Box>? where = null)
    {
        var sql = new StringBuilder("1=1");
        if (!query.IncludeEnded) sql.Append(" AND r.state=0");
        Add(query.Kind, $" AND {unindexed}r.kind=$kind", "$kind");
        // An origin is tocsin/CIRCLE/PARTY/INCARNATION, and an id has 43 characters.
        Add(query.Circle?.ToBase64Url(), $" AND {unindexed}r.log IN (SELECT id FROM logs WHERE substr(origin, 8, 43)=$circle)", "$circle");
        if (query.Circles is { } circles) sql.Append($" AND {unindexed}r.log IN ({LogsOf(command, circles)})");
        Add((int?)query.Category, " AND r.category=$category", "$category");
        Add((int?)query.AtLeast, " AND r.severity<=$severity", "$severity");
        Add(query.Since?.ToUnixTimeMilliseconds(), $" AND {unindexed}r.at>=$since", "$since");
        Add(query.Until?.ToUnixTimeMilliseconds(), $" AND {unindexed}r.at<$until", "$until");
        if (query.AfterArrival > 0) Add(query.AfterArrival, " AND r.arrival>$after", "$after");
        Add(query.BeforeArrival, " AND r.arrival<$before", "$before");
        Add(query.Party?.ToBase64Url(), $" AND {unindexed}r.log IN (SELECT l.id FROM logs l WHERE substr(l.origin, 52, 43)=$party)", "$party");
        if (query.Box is { } box) (where ?? Cells.Condition)(sql, command, box);
        var words = Words.Split(query.Words ?? "");
        if (words.Count == 0 && !string.IsNullOrWhiteSpace(query.Words)) sql.Append(" AND 0");     // Signs alone are in no text.
        for (var i = 0; i < Math.Min(words.Count, Limits.SearchWordsMax); i++)
        {
            sql.Append($" AND r.arrival IN (SELECT rowid FROM {Match(words[i], $"$word{i}", out var pattern)})");
            command.Parameters.AddWithValue($"$word{i}", pattern);
        }
        return sql.ToString();

        void Add(object? value, string condition, string name)
        {
            if (value is null) return;
            sql.Append(condition);
            command.Parameters.AddWithValue(name, value);
        }
    }

    /// <summary>The numbers of the logs of some circles.</summary>
    internal static string LogsOf(SqliteCommand command, IReadOnlyList<Hash> circles)
    {
        for (var i = 0; i < circles.Count; i++) command.Parameters.AddWithValue($"$circle{i}", circles[i].ToBase64Url());
        return $"SELECT id FROM logs WHERE substr(origin, 8, 43) IN ({string.Join(',', Enumerable.Range(0, circles.Count).Select(i => $"$circle{i}"))})";
    }

    /// <summary>Which table finds a folded word: whole words by their beginning, scripts without spaces by any part.</summary>
    static string Match(string word, string parameter, out string pattern)
    {
        if (!Words.HasUnspacedScript(word))
        {
            pattern = $"\"{word}\"*";
            return $"words WHERE words MATCH {parameter}";
        }
        if (word.EnumerateRunes().Count() >= TrigramChars)
        {
            pattern = $"\"{word}\"";
            return $"trigrams WHERE trigrams MATCH {parameter}";
        }
        pattern = $"%{word}%";
        return $"trigrams WHERE text LIKE {parameter}";
    }

    public static RecordRow Read(SqliteDataReader row) => new()
    {
        Arrival = row.GetInt64(0),
        Address = new RecordAddress(Origin.Parse(row.GetString(1)).Value, row.GetInt64(2)),
        LeafHash = new Hash(row.GetFieldValue<byte[]>(3)),
        Id = new Guid(row.GetFieldValue<byte[]>(4), bigEndian: true),
        Revision = row.GetInt32(5),
        Kind = row.GetString(6),
        State = (RecordState)row.GetInt32(7),
        Issued = Instant.FromUnixTimeMilliseconds(row.GetInt64(8)),
        At = Instant.FromUnixTimeMilliseconds(row.GetInt64(9)),
        Marking = (Tlp)row.GetInt32(10),
        IsExercise = row.GetBoolean(11),
        Status = (CapStatus)row.GetInt32(12),
        Type = Text(row, 13),
        Category = row.IsDBNull(14) ? null : (Category)row.GetInt32(14),
        Severity = (Severity)row.GetInt32(15),
        Headline = row.GetString(16),
        Place = Text(row, 17),
        Publisher = Text(row, 18),
        Reason = Text(row, 19),
        Point = row.IsDBNull(20) ? null : (row.GetDouble(20), row.GetDouble(21)),
        IsPoint = row.GetBoolean(22),
    };

    static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
