using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using Tocsin.Share.Logs;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>Claims source keys for new entries, and finds who holds those that are taken.</summary>
/// <remarks>A key is looked for in the index of the newest and in that of all others. Were there one alone, a commit would write a page of it for
/// nearly every key: 10 KB a record where the log has a million.</remarks>
sealed class KeyClaim(SqliteFile file, long log)
{
    /// <summary>Bytes of a key by which it is found.</summary>
    const int FrontBytes = 6;

    /// <summary>The newest keys are folded into the large index once they are an eighth of it, but never fewer nor more than these.</summary>
    const int FoldedFewest = 1 << 14, FoldedMost = 1 << 17;

    const string Held = """
        SELECT k.place, k.digest, k.version FROM keys_new n CROSS JOIN keys k ON k.id=n.id WHERE n.front=?1 AND k.log=?2 AND k.key=?3 UNION ALL
        SELECT k.place, k.digest, k.version FROM keys_old o CROSS JOIN keys k ON k.id=o.id WHERE o.front=?1 AND k.log=?2 AND k.key=?3
        """;

    readonly Statement
        find = file.Prepared(Held),
        claim = file.Prepared("INSERT INTO keys(log, key, place, digest, version) VALUES(?,?,?,?,?)"),
        index = file.Prepared("INSERT INTO keys_new(front, id) VALUES(?, last_insert_rowid())"),
        takeOver = file.Prepared("UPDATE keys SET place=?, digest=?, version=? WHERE log=? AND place=?");

    /// <summary>The place of the entry that holds a key; nothing where none does.</summary>
    public static long? PlaceOf(SqliteConnection connection, long log, UInt128 key)
    {
        Span<byte> name = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(name, key);
        using var find = new Statement(connection, Held);
        return find.Bind(name[..FrontBytes]).Bind(log).Bind(name).Next() ? find.Number(0) : null;
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
        if (taken.Count == 0) Fold(connection);
        return taken;
    }

    void Claim(int position, long place, BatchEntry entry, List<TakenKey> taken)
    {
        Span<byte> digest = stackalloc byte[16], name = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(digest, entry.Digest);
        foreach (var revised in entry.Revises)
            takeOver.Begin().Bind(place).Bind(digest).Bind(entry.Version).Bind(log).Bind(revised).Run();
        foreach (var key in entry.Keys)
        {
            BinaryPrimitives.WriteUInt128BigEndian(name, key);
            if (!find.Begin().Bind(name[..FrontBytes]).Bind(log).Bind(name).Next())
            {
                claim.Begin().Bind(log).Bind(name).Bind(place).Bind(digest).Bind(entry.Version).Run();
                index.Begin().Bind(name[..FrontBytes]).Run();
            }
            else if (find.Number(0) != place)
                taken.Add(new TakenKey(position, find.Number(0), BinaryPrimitives.ReadUInt128BigEndian(find.Blob(1)), find.IsNull(2) ? null : find.Number(2)));
        }
    }

    static void Fold(SqliteConnection connection)
    {
        using var count = SqliteFile.Command(connection, "SELECT (SELECT max(id) FROM keys), (SELECT upto FROM keys_folded)");
        using var row = count.ExecuteReader();
        var (all, folded) = row.Read() && !row.IsDBNull(0) ? (row.GetInt64(0), row.IsDBNull(1) ? 0 : row.GetInt64(1)) : (0, 0);
        if (all - folded < Math.Clamp(folded / 8, FoldedFewest, FoldedMost)) return;
        SqliteFile.Run(connection, """
            INSERT INTO keys_old SELECT front, id FROM keys_new ORDER BY front, id;
            DELETE FROM keys_new;
            INSERT OR REPLACE INTO keys_folded(one, upto) VALUES(1, $all);
            """, ("$all", all));
    }
}
