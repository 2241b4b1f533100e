using System.Buffers.Binary;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>Finds rows of a table by a hash, in two B-trees: the young one takes what is new, and gives it to the old one, a range of hashes at a time.</summary>
/// <remarks>Hashes come in no order. Of one large tree nearly each of them changes a page of its own, which is then written as a whole, and twice. The young tree has few pages; and a range of what was gathered there
/// changes each page of the old one once for many. Whoever asks looks into both within one statement, and so finds an entry once, wherever it goes meanwhile.</remarks>
/// <param name="file">Holds the trees: <c>NAME_young</c> and <c>NAME_old</c>, of a hash and a row's number.</param>
/// <param name="name">The name with which theirs begin.</param>
sealed class HashIndex(SqliteFile file, string name)
{
    /// <summary>Entries that stay young. With more of them the old tree changes less often, and more of the young one in each transaction.</summary>
    public const int YoungMost = 32_768;

    /// <summary>Entries that are given at once; and those that share the last one's hash.</summary>
    public const int GivenAtOnce = 2_048;

    readonly string
        add = $"INSERT INTO {name}_young(hash, number) VALUES(?,?)",
        removeYoung = $"DELETE FROM {name}_young WHERE hash=? AND number=?",
        removeOld = $"DELETE FROM {name}_old WHERE hash=? AND number=?",
        count = $"SELECT count(*) FROM {name}_young",
        last = $"SELECT hash FROM {name}_young WHERE hash>=? ORDER BY hash LIMIT 1 OFFSET {GivenAtOnce - 1}",
        give = $"INSERT INTO {name}_old SELECT hash, number FROM {name}_young WHERE hash BETWEEN ? AND ?",
        given = $"DELETE FROM {name}_young WHERE hash BETWEEN ? AND ?";

    long from = long.MinValue;

    // How many are young. Where a transaction was taken back it is wrong, so they are counted before any are given away.
    long? held;

    /// <summary>The first 8 bytes of SHA-256 over a sort and two texts.</summary>
    public static long HashOf(byte sort, string first, string second)
    {
        const int Short = 512;
        var size = 2 + Encoding.UTF8.GetMaxByteCount(first.Length + second.Length);
        var text = size <= Short ? stackalloc byte[Short] : new byte[size];
        text[0] = sort;
        var length = 1 + Encoding.UTF8.GetBytes(first, text[1..]);
        text[length++] = 0;
        length += Encoding.UTF8.GetBytes(second, text[length..]);
        Span<byte> hash = stackalloc byte[Sha256.Size];
        Sha256.Hash(text[..length], hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }

    public void Add(long hash, long number) => held += file.Prepared(add).Bind(hash).Bind(number).Run();

    public void Remove(long hash, long number)
    {
        var young = file.Prepared(removeYoung).Bind(hash).Bind(number).Run();
        held -= young;
        if (young == 0) file.Prepared(removeOld).Bind(hash).Bind(number).Run();
    }

    /// <summary>Gives away what is too many, at the end of a transaction.</summary>
    public void Settle()
    {
        if (Held() <= YoungMost) return;
        held = null;
        while (Held() > YoungMost)
        {
            var find = file.Prepared(last).Bind(from);
            var until = find.Next() ? find.Number(0) : long.MaxValue;
            file.Prepared(give).Bind(from).Bind(until).Run();
            held -= file.Prepared(given).Bind(from).Bind(until).Run();
            from = until < long.MaxValue ? until + 1 : long.MinValue;
        }
    }

    /// <summary>Makes the trees anew: a page that was once split keeps copies of what it gave away.</summary>
    /// <param name="connection">The writer's.</param>
    /// <param name="rows">The query that gives every hash and number.</param>
    public void Renew(SqliteConnection connection, string rows)
    {
        SqliteFile.Run(connection, $"DELETE FROM {name}_young; DELETE FROM {name}_old; INSERT INTO {name}_old {rows} ORDER BY 1, 2");
        held = 0;
    }

    long Held()
    {
        if (held is { } known) return known;
        var find = file.Prepared(count);
        find.Next();
        return (held = find.Number(0)).Value;
    }
}
