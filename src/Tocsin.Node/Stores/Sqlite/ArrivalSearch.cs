using System.Text;
using Microsoft.Data.Sqlite;
using Tocsin.Share.Views;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>A query whose rows are wanted in the order of their arrival: the order in which the table itself stands.</summary>
/// <remarks>
/// Of what is rare an index knows all places, and sorting them is little work; what is common is met at every few rows of the table, and
/// no index is needed. SQLite cannot tell the two apart, so the entries that an index would give are counted first, up to a bound, which costs
/// less than a page. Rows that are rare and named by no index are looked for through the whole table.
/// </remarks>
static class ArrivalSearch
{
    /// <summary>Entries up to which an index is the short cut.</summary>
    const int RareMax = 20_000;

    /// <summary>The statement; <c>$most</c> is bound by the caller.</summary>
    public static string Text(SqliteConnection connection, SqliteCommand command, RecordQuery query)
    {
        var driver = Rarest(connection, query);
        if (driver == Driver.None && query is { Box: { } box, Order: RecordOrder.Arrival }) query = query with { AfterArrival = Lead(connection, box, query.AfterArrival) };
        var sql = new StringBuilder(RecordSearch.Conditions(command, query, "+", query.Box is not null && driver is Driver.Place ? Cells.Condition : Cells.RowCondition));
        switch (driver)
        {
            case Driver.Kind: sql.Append(" AND r.arrival IN (SELECT arrival FROM records INDEXED BY records_kind WHERE kind=$kind)"); break;
            case Driver.Time: sql.Append($" AND r.arrival IN (SELECT arrival FROM records INDEXED BY records_at WHERE {Times(query)})"); break;
            case Driver.Log: sql.Append($" AND r.arrival IN (SELECT arrival FROM records INDEXED BY records_place WHERE log IN ({Logs(query)}))"); break;
        }
        return $"SELECT {RecordSearch.Columns} FROM records r WHERE {sql} ORDER BY r.arrival{(query.Order == RecordOrder.LastArrival ? " DESC" : "")} LIMIT $most";
    }

    /// <summary>How far nothing touches the box: sources tell of one region after another, so what is common there may begin late.</summary>
    static long Lead(SqliteConnection connection, Box box, long after)
    {
        using var command = connection.CreateCommand();
        if (Cells.First(command, box) is not { } sql) return after;
        command.CommandText = sql;
        command.Parameters.AddWithValue("$after", after);
        return command.ExecuteScalar() is long first ? first - 1 : long.MaxValue;
    }

    /// <summary>By which index rows are found.</summary>
    enum Driver { None, Place, Kind, Time, Log }

    static Driver Rarest(SqliteConnection connection, RecordQuery query)
    {
        var (rarest, fewest) = (Driver.None, RareMax);
        if (query.Box is { } box) Try(Driver.Place, command => Cells.Count(command, box));
        if (query.Kind is { } kind) Try(Driver.Kind, command => Indexed(command, "records_kind", "kind=$kind", ("$kind", kind)));
        if (query.Since is not null || query.Until is not null) Try(Driver.Time, command => Indexed(command, "records_at", Times(query),
            ("$since", query.Since?.ToUnixTimeMilliseconds()), ("$until", query.Until?.ToUnixTimeMilliseconds())));
        if (query.Circles is { } circles) Try(Driver.Log, command => Indexed(command, "records_place", $"log IN ({RecordSearch.LogsOf(command, circles)})"));
        return rarest;

        void Try(Driver driver, Func<SqliteCommand, string> count)
        {
            using var command = connection.CreateCommand();
            command.CommandText = count(command);
            command.Parameters.AddWithValue("$bound", fewest);
            if ((long)command.ExecuteScalar()! is var entries && entries < fewest) (rarest, fewest) = (driver, (int)entries);
        }
    }

    static string Indexed(SqliteCommand command, string index, string condition, params (string Name, object? Value)[] values)
    {
        foreach (var (name, value) in values)
            if (value is not null) command.Parameters.AddWithValue(name, value);
        return $"SELECT count(*) FROM (SELECT 1 FROM records INDEXED BY {index} WHERE {condition} LIMIT $bound)";
    }

    static string Times(RecordQuery query) => $"at{(query.Since is null ? " IS NOT NULL" : ">=$since")}{(query.Until is null ? "" : " AND at<$until")}";

    /// <summary>The values are those of the query's own condition.</summary>
    static string Logs(RecordQuery query) =>
        $"SELECT id FROM logs WHERE substr(origin, 8, 43) IN ({string.Join(',', Enumerable.Range(0, query.Circles!.Count).Select(i => $"$circle{i}"))})";
}
