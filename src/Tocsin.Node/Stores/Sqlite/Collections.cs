using System.Globalization;
using Microsoft.Data.Sqlite;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>Reads collections in the order of their places: each page costs what it holds, however large the collection is.</summary>
static class Collections
{
    const string Columns = "seq, log, place, source, id, version, added, flags, state";

    const string IsFirst = "NOT EXISTS(SELECT 1 FROM objects e WHERE e.circle=o.circle AND e.id=o.id AND e.state=1 AND e.version<o.version)";

    public static ObjectList Read(SqliteConnection connection, ObjectQuery query)
    {
        using var moment = connection.BeginTransaction(deferred: true);
        using var command = connection.CreateCommand();
        if (Circle(connection, query.Circle) is not { } circle) return new ObjectList([], query.After, IsEnd: true);
        var after = Math.Max(CollectionLines.Seq(query.After), query.AddedAfter is { } time ? SeqAt(connection, Moments.Microseconds(time)) : 0);
        if (query.Ids.Count > 0 && query.Types.Count > 0)
        {
            query = query with { Ids = [.. query.Ids.Where(id => query.Types.Contains(ListedObject.TypeOf(id)))], Types = [] };
            if (query.Ids.Count == 0) return new ObjectList([], PlaceOf(after), IsEnd: true);
        }
        var (versions, scan) = (query.Versions, query.Versions.IsLookedFor ? ObjectQuery.LookedThroughMax : query.Most);
        // So much of each value's objects is sorted at once; behind the last of what was cut off nothing is known.
        var values = Math.Max(Math.Max(query.Ids.Count, query.Types.Count), 1);
        var ofEach = values == 1 ? scan + 1 : Math.Max((scan + 1) / values, Math.Min(scan + 1, OfEachLeast));
        command.CommandText = Text(command, query);
        command.Parameters.AddWithValue("$circle", circle);
        command.Parameters.AddWithValue("$after", after);
        command.Parameters.AddWithValue("$scan", scan + 1);
        command.Parameters.AddWithValue("$each", ofEach);
        var logs = new LogNumbers();
        var (found, reached, looked, ofPart, isCut) = (new List<ListedObject>(), after, 0, new Dictionary<int, int>(), false);
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            if (found.Count == query.Most || looked == scan || isCut) return new ObjectList(found, PlaceOf(reached), IsEnd: false);
            looked++;
            reached = row.GetInt64(0);
            isCut = ofEach <= scan && (ofPart[row.GetInt32(PartColumn)] = ofPart.GetValueOrDefault(row.GetInt32(PartColumn)) + 1) == ofEach;
            if (versions.IsLookedFor && !Matches(row, versions)) continue;
            found.Add(Object(row, logs.Origin(connection, row.GetInt64(1))));
        }
        return new ObjectList(found, PlaceOf(reached), IsEnd: !isCut);
    }

    const int PartColumn = 9, FirstColumn = 10;

    // As many as a page has as a rule: who asks for forty types gets no crumbs of each.
    const int OfEachLeast = 100;

    static bool Matches(SqliteDataReader row, VersionMatch versions) =>
        versions.IsLastToo && row.GetInt32(8) == CollectionWriter.Last || versions.IsFirst && row.GetBoolean(FirstColumn) || versions.Named.Count > 0 && versions.Named.Contains(Moments.OfMicroseconds(row.GetInt64(5)));

    /// <summary>One part for each id, or type, and state: of each an index has the order, so that no part is read further than the page goes.</summary>
    static string Text(SqliteCommand command, ObjectQuery query)
    {
        int[] states = query.Versions is { IsAll: false, IsLookedFor: false } ? [CollectionWriter.Last] : [CollectionWriter.Older, CollectionWriter.Last];
        var values = query.Ids.Count > 0 ? query.Ids : query.Types;
        for (var i = 0; i < values.Count; i++)
        {
            command.Parameters.AddWithValue($"$v{i}", values[i]);
            if (query.Ids.Count > 0) command.Parameters.AddWithValue($"$h{i}", CollectionLines.HashOf(values[i]));
        }
        var parts = from i in Enumerable.Range(0, Math.Max(values.Count, 1))
                    from state in states
                    select string.Create(CultureInfo.InvariantCulture, $"SELECT * FROM (SELECT {Columns}, {i * 2 + state % 2}{(query.Versions.IsFirst ? $", {IsFirst}" : "")} FROM {Rows(query, i, state)} AND circle=$circle AND state={state} AND seq>$after ORDER BY seq LIMIT $each)");
        return $"{string.Join(" UNION ALL ", parts)} ORDER BY seq LIMIT $scan";
    }

    /// <summary>The rows of a part, and the first of its conditions.</summary>
    static string Rows(ObjectQuery query, int value, int state) => string.Create(CultureInfo.InvariantCulture, $"{(query.Ids.Count, query.Types.Count, state) switch
    {
        (0, 0, _) => "objects o INDEXED BY objects_state WHERE true",
        (0, _, _) => $"objects o INDEXED BY objects_type WHERE type=$v{value}",
        (_, _, CollectionWriter.Last) => $"(SELECT number FROM lasts_young WHERE hash=$h{value} UNION ALL SELECT number FROM lasts_old WHERE hash=$h{value}) t CROSS JOIN objects o ON seq=number WHERE id=$v{value}",
        _ => $"objects o INDEXED BY objects_older WHERE id=$v{value}",
    }}");

    /// <summary>The number of the last object that had come by a time.</summary>
    static long SeqAt(SqliteConnection connection, long time)
    {
        using var command = SqliteFile.Command(connection, "SELECT seq FROM objects WHERE added<=$time ORDER BY added DESC LIMIT 1", ("$time", time));
        return command.ExecuteScalar() as long? ?? 0;
    }

    static long? Circle(SqliteConnection connection, Hash circle)
    {
        using var command = SqliteFile.Command(connection, "SELECT id FROM circles WHERE circle=$circle", ("$circle", circle.AsSpan().ToArray()));
        return command.ExecuteScalar() as long?;
    }

    static ListedObject Object(SqliteDataReader row, Origin log) => new()
    {
        Place = PlaceOf(row.GetInt64(0)), Address = new RecordAddress(log, row.GetInt64(2)), Source = row.GetInt64(3), Id = row.GetString(4),
        Version = Moments.OfMicroseconds(row.GetInt64(5)), Added = Moments.OfMicroseconds(row.GetInt64(6)),
        IsMain = (row.GetInt32(7) & CollectionWriter.Main) != 0, IsVersioned = (row.GetInt32(7) & CollectionWriter.Versioned) != 0, IsRevoked = (row.GetInt32(7) & CollectionWriter.Revoked) != 0,
    };

    static ObjectPlace PlaceOf(long seq) => new(seq / ListedObject.OfOneArrivalMax, (int)(seq % ListedObject.OfOneArrivalMax));
}
