using System.Diagnostics;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Tocsin.Bench;

/// <summary>The reference: the same bytes as plain SQLite rows, one a record, in transactions of 1,000, WAL, synchronous FULL.</summary>
static class RawRows
{
    public static double PerSecond(IReadOnlyList<string> records)
    {
        var folder = Directory.CreateTempSubdirectory("tocsin-raw-").FullName;
        try
        {
            var rows = records.Select(record => Encoding.UTF8.GetBytes(record)).ToList();
            using var connection = new SqliteConnection($"Data Source={folder}/raw.db;Pooling=False");
            connection.Open();
            Run(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE records(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)");
            var began = Stopwatch.GetTimestamp();
            foreach (var chunk in rows.Chunk(1_000))
            {
                using var transaction = connection.BeginTransaction();
                using var command = connection.CreateCommand();
                command.CommandText = "INSERT INTO records(bytes) VALUES($bytes)";
                var bytes = command.Parameters.Add("$bytes", SqliteType.Blob);
                command.Prepare();
                foreach (var row in chunk)
                {
                    bytes.Value = row;
                    command.ExecuteNonQuery();
                }
                transaction.Commit();
            }
            return records.Count / Stopwatch.GetElapsedTime(began).TotalSeconds;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Milliseconds that one row of 500 bytes takes, sorted: what the disk itself makes one wait.</summary>
    public static async Task<List<double>> Latencies(int rows)
    {
        var folder = Directory.CreateTempSubdirectory("tocsin-raw-").FullName;
        try
        {
            using var connection = new SqliteConnection($"Data Source={folder}/raw.db;Pooling=False");
            connection.Open();
            Run(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE records(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)");
            var took = new List<double>();
            for (var i = 0; i < rows; i++)
            {
                var began = Stopwatch.GetTimestamp();
                Run(connection, "INSERT INTO records(bytes) VALUES(zeroblob(500))");
                took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                await Task.Delay(2);
            }
            took.Sort();
            return took;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
