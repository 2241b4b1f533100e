using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using Tocsin.Share.Logs;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>Claims source keys for new entries, and finds who holds those that are taken.</summary>
sealed class KeyClaim : IDisposable
{
    readonly SqliteConnection connection;
    readonly long log;
    readonly Statement claim, find, takeOver;

    public KeyClaim(SqliteConnection connection, long log)
    {
        (this.connection, this.log) = (connection, log);
        claim = new Statement(connection, "INSERT OR IGNORE INTO keys(log, key, place, digest, version) VALUES(?,?,?,?,?)");
        takeOver = new Statement(connection, "UPDATE keys SET place=?, digest=?, version=? WHERE log=? AND place=?");
        find = new Statement(connection, "SELECT place, digest, version FROM keys WHERE log=? AND key=?");
    }

    /// <summary>From here on whatever bears a key of this leaf is refused.</summary>
    public static void Refuse(SqliteConnection connection, long log, long place) =>
        SqliteFile.Run(connection, "UPDATE keys SET digest=zeroblob(16), version=NULL WHERE log=$log AND place=$place", ("$log", log), ("$place", place));

    /// <summary>Claims an entry's keys, and those of the leaves that it revises; tells who holds what is taken.</summary>
    public void Claim(int position, long place, BatchEntry entry, List<TakenKey> taken)
    {
        Span<byte> digest = stackalloc byte[16], name = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(digest, entry.Digest);
        foreach (var revised in entry.Revises)
            takeOver.Begin().Bind(place).Bind(digest).Bind(entry.Version).Bind(log).Bind(revised).Run();
        foreach (var key in entry.Keys)
        {
            BinaryPrimitives.WriteUInt128BigEndian(name, key);
            var isNew = claim.Begin().Bind(log).Bind(name).Bind(place).Bind(digest).Bind(entry.Version).Run() > 0;
            if (!isNew && Holder(position, name) is var holder && holder.Index != place) taken.Add(holder);
        }
        foreach (var erased in entry.Erases) Refuse(connection, log, erased);
    }

    TakenKey Holder(int position, ReadOnlySpan<byte> name)
    {
        find.Begin().Bind(log).Bind(name).Next();
        return new TakenKey(position, find.Number(0), BinaryPrimitives.ReadUInt128BigEndian(find.Blob(1)), find.IsNull(2) ? null : find.Number(2));
    }

    public void Dispose()
    {
        claim.Dispose();
        takeOver.Dispose();
        find.Dispose();
    }
}
