using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using Tocsin.Share.Logs;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>Claims source keys for new entries, and finds who holds those that are taken.</summary>
sealed class KeyClaim : IDisposable
{
    readonly SqliteCommand claim, take, find;
    readonly byte[] keyBytes = new byte[16], digestBytes = new byte[16];

    public KeyClaim(SqliteConnection connection, long log)
    {
        claim = Prepare("INSERT OR IGNORE INTO keys(log, key, place, digest, version) VALUES($log, $key, $place, $digest, $version)");
        take = Prepare("INSERT OR REPLACE INTO keys(log, key, place, digest, version) VALUES($log, $key, $place, $digest, $version)");
        find = SqliteFile.Command(connection, "SELECT place, digest, version FROM keys WHERE log=$log AND key=$key", ("$log", log), ("$key", keyBytes));

        SqliteCommand Prepare(string sql)
        {
            var command = SqliteFile.Command(connection, sql, ("$log", log), ("$key", keyBytes), ("$place", 0L), ("$digest", digestBytes), ("$version", null));
            command.Prepare();
            return command;
        }
    }

    /// <summary>Claims a key for an entry, or tells who holds it. An entry that revises takes its keys over.</summary>
    public TakenKey? TakenBy(UInt128 key, long place, BatchEntry entry)
    {
        BinaryPrimitives.WriteUInt128BigEndian(keyBytes, key);
        BinaryPrimitives.WriteUInt128BigEndian(digestBytes, entry.Digest);
        var command = entry.Revises is null ? claim : take;
        command.Parameters[2].Value = place;
        command.Parameters[4].Value = entry.Version is { } version ? version : DBNull.Value;
        if (command.ExecuteNonQuery() == 1) return null;

        using var row = find.ExecuteReader();
        row.Read();
        var holder = row.GetInt64(0);
        if (holder == place) return null;
        return new TakenKey(0, holder, BinaryPrimitives.ReadUInt128BigEndian(row.GetFieldValue<byte[]>(1)), row.IsDBNull(2) ? null : row.GetInt64(2));
    }

    public void Dispose()
    {
        claim.Dispose();
        take.Dispose();
        find.Dispose();
    }
}
