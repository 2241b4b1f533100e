using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using Tocsin.Share.Logs;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>Claims source keys for new entries, and finds who holds those that are taken.</summary>
sealed class KeyClaim : IDisposable
{
    readonly SqliteConnection connection;
    readonly long log;
    readonly SqliteCommand claim, find, takeOver;
    readonly byte[] keyBytes = new byte[16], digestBytes = new byte[16];

    public KeyClaim(SqliteConnection connection, long log)
    {
        (this.connection, this.log) = (connection, log);
        claim = Command("INSERT OR IGNORE INTO keys(log, key, place, digest, version) VALUES($log, $key, $place, $digest, $version)", ("$key", keyBytes));
        takeOver = Command("UPDATE keys SET place=$place, digest=$digest, version=$version WHERE log=$log AND place=$revised", ("$revised", 0L));
        find = SqliteFile.Command(connection, "SELECT place, digest, version FROM keys WHERE log=$log AND key=$key", ("$log", log), ("$key", keyBytes));

        SqliteCommand Command(string sql, (string, object?) last) =>
            SqliteFile.Command(connection, sql, ("$log", log), ("$place", 0L), ("$digest", digestBytes), ("$version", null), last);
    }

    /// <summary>From here on whatever bears a key of this leaf is refused.</summary>
    public static void Refuse(SqliteConnection connection, long log, long place) =>
        SqliteFile.Run(connection, "UPDATE keys SET digest=zeroblob(16), version=NULL WHERE log=$log AND place=$place", ("$log", log), ("$place", place));

    /// <summary>Claims an entry's keys, and those of the leaves that it revises; tells who holds what is taken.</summary>
    public void Claim(int position, long place, BatchEntry entry, List<TakenKey> taken)
    {
        BinaryPrimitives.WriteUInt128BigEndian(digestBytes, entry.Digest);
        foreach (var command in (ReadOnlySpan<SqliteCommand>)[claim, takeOver])
        {
            command.Parameters[1].Value = place;
            command.Parameters[3].Value = entry.Version is { } version ? version : DBNull.Value;
        }
        foreach (var revised in entry.Revises)
        {
            takeOver.Parameters[4].Value = revised;
            takeOver.ExecuteNonQuery();
        }
        foreach (var key in entry.Keys)
        {
            BinaryPrimitives.WriteUInt128BigEndian(keyBytes, key);
            if (claim.ExecuteNonQuery() == 0 && Holder(position) is var holder && holder.Index != place) taken.Add(holder);
        }
        foreach (var erased in entry.Erases) Refuse(connection, log, erased);
    }

    TakenKey Holder(int position)
    {
        using var row = find.ExecuteReader();
        row.Read();
        return new TakenKey(position, row.GetInt64(0), BinaryPrimitives.ReadUInt128BigEndian(row.GetFieldValue<byte[]>(1)), row.IsDBNull(2) ? null : row.GetInt64(2));
    }

    public void Dispose()
    {
        claim.Dispose();
        takeOver.Dispose();
        find.Dispose();
    }
}
