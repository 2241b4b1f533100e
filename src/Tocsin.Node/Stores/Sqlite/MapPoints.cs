using Microsoft.Data.Sqlite;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>The statements that give the map its record dots: numbers alone, so that 50,000 take a moment.</summary>
static class MapPoints
{
    /// <summary>By the index of times: as many as are wanted, and no sorting.</summary>
    public const string Newest = """
        SELECT arrival, lon, lat, severity, exercise FROM records WHERE $after=0 AND state=0 AND lon IS NOT NULL ORDER BY at DESC LIMIT $most
        """;

    /// <summary>By arrival numbers, so the plus sign: what came since is little, wherever it stands in time.</summary>
    public const string Later = """
        SELECT arrival, lon, lat, severity, exercise FROM (
          SELECT arrival, lon, lat, severity, exercise, at FROM records WHERE arrival>$after AND state=0 AND lon IS NOT NULL
          UNION ALL
          SELECT arrival, NULL, NULL, severity, exercise, at FROM records
            WHERE state<>0 AND id IN (SELECT id FROM records WHERE arrival>$after AND revision>1))
        ORDER BY +at DESC LIMIT $most
        """;

    public static IReadOnlyList<RecordPoint> Read(SqliteCommand command)
    {
        using var row = command.ExecuteReader();
        var points = new List<RecordPoint>();
        while (row.Read())
            points.Add(new RecordPoint(row.GetInt64(0), row.IsDBNull(1) ? null : (row.GetDouble(1), row.GetDouble(2)), (Severity)row.GetInt32(3), row.GetBoolean(4)));
        return points;
    }
}
