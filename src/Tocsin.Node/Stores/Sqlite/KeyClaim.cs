using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using Tocsin.Share.Logs;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>Claims source keys for new entries, and finds who holds those that are taken.</summary>
/// <param name="file">The journal's.</param>
/// <param name="keys">Finds keys by their first 8 bytes.</param>
/// <param name="log">The log's number.</param>
sealed class KeyClaim(SqliteFile file, HashIndex keys, long log)
{
    const int KeyBytes = 16;

    const string Held = """
        SELECT k.place, k.digest, k.version FROM keys_young i CROSS JOIN keys k ON k.id=i.number WHERE i.hash=?1 AND k.log=?2 AND k.key=?3 UNION ALL
        SELECT k.place, k.digest, k.version FROM keys_old i CROSS JOIN keys k ON k.id=i.number WHERE i.hash=?1 AND k.log=?2 AND k.key=?3
        """;

    readonly Statement
        find = file.Prepared(Held),
        claim = file.Prepared("INSERT INTO keys(log, key, place, digest, version) VALUES(?,?,?,?,?)"),
        takeOver = file.Prepared("UPDATE keys SET place=?, digest=?, version=? WHERE log=? AND place=?");

    /// <summary>The place of the entry that holds a key; nothing where none does.</summary>
    public static long? PlaceOf(SqliteConnection connection, long log, UInt128 key)
    {
        Span<byte> name = stackalloc byte[KeyBytes];
        BinaryPrimitives.WriteUInt128BigEndian(name, key);
        using var find = new Statement(connection, Held);
        return find.Bind(HashOf(key)).Bind(log).Bind(name).Next() ? find.Number(0) : null;
    }

    /// <summary>From here on whatever bears a key of this leaf is refused.</summary>
    public static void Refuse(SqliteConnection connection, long log, long place) =>
        SqliteFile.Run(connection, "UPDATE keys SET digest=zeroblob(16), version=NULL WHERE log=$log AND place=$place", ("$log", log), ("$place", place));

    /// <summary>Claims the keys of a batch's entries, and those of the leaves that they revise; tells who holds what is taken.</summary>
    public List<TakenKey> Claim(SqliteConnection connection, LogBatch batch)
    {
        var taken = new List<TakenKey>();
        for (var i = 0; i < batch.Entries.Count; i++)
        {
            Claim(i, batch.Before.Size + i, batch.Entries[i], taken);
            foreach (var erased in batch.Entries[i].Erases) Refuse(connection, log, erased);
        }
        if (taken.Count == 0) keys.Settle();
        return taken;
    }

    void Claim(int position, long place, BatchEntry entry, List<TakenKey> taken)
    {
        Span<byte> digest = stackalloc byte[KeyBytes], name = stackalloc byte[KeyBytes];
        BinaryPrimitives.WriteUInt128BigEndian(digest, entry.Digest);
        foreach (var revised in entry.Revises)
            takeOver.Begin().Bind(place).Bind(digest).Bind(entry.Version).Bind(log).Bind(revised).Run();
        foreach (var key in entry.Keys)
        {
            BinaryPrimitives.WriteUInt128BigEndian(name, key);
            if (!find.Begin().Bind(HashOf(key)).Bind(log).Bind(name).Next())
                keys.Add(HashOf(key), claim.Begin().Bind(log).Bind(name).Bind(place).Bind(digest).Bind(entry.Version).Insert());
            else if (find.Number(0) != place)
                taken.Add(new TakenKey(position, find.Number(0), BinaryPrimitives.ReadUInt128BigEndian(find.Blob(1)), find.IsNull(2) ? null : find.Number(2)));
        }
    }

    static long HashOf(UInt128 key) => (long)(key >> 64);
}
