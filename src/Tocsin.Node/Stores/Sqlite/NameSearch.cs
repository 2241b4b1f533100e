using Microsoft.Data.Sqlite;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>Looks up who names a value: in memory, whether anybody does; on the disk, who.</summary>
/// <remarks>The memory is filled from the table when it is first asked, and by whoever writes from then on: before the transaction ends,
/// so that what can be read is always known here.</remarks>
sealed class NameSearch(SqliteFile file) : IDisposable
{
    // Room for the upper pages of 10,000,000 names.
    const int CacheKb = 16_384;

    readonly Lock reading = new();
    readonly Lock filling = new();
    NameFilter? filter;
    bool isFilled;
    SqliteConnection? connection;
    Statement? find;
    readonly LogNumbers logs = new();

    /// <summary>What the table is searched by. The value itself is then compared.</summary>
    public static long HashOf(ValueRole role, string type, string value) => HashIndex.HashOf((byte)role, type, value);

    /// <summary>Hears of a name that is being written.</summary>
    public void Learn(ValueRole role, NamedValue value) => Volatile.Read(ref filter)?.Add(role, value.Type, value.Value);

    /// <summary>Those who name a value, the newest first.</summary>
    public IReadOnlyList<ValueHolder> Holders(ValueRole role, string type, string value, long arrivedBy, int most)
    {
        if (!Filled().MayHold(role, type, value)) return [];
        lock (reading)
        {
            var statement = (find ??= Prepare()).Begin().Bind(HashOf(role, type, value)).Bind(ViewsLayout.LastName(arrivedBy)).Bind((int)role).Bind(type).Bind(value).Bind(most);
            var found = new List<ValueHolder>();
            try
            {
                while (statement.Next()) found.Add(new ValueHolder(role, statement.Number(0) >> ViewsLayout.NameBits, new RecordAddress(logs.Origin(connection!, statement.Number(1)), statement.Number(2))));
            }
            finally
            {
                statement.Begin();
            }
            return found;
        }
    }

    /// <summary>The lengths of the prefixes that indicators name.</summary>
    public PrefixLengths NetworkLengths() => Filled().Lengths;

    NameFilter Filled()
    {
        if (Volatile.Read(ref isFilled)) return filter!;
        lock (filling)
        {
            if (isFilled) return filter!;
            // From here on writers tell it; whoever was writing ends first, and is read below.
            var filled = new NameFilter();
            Volatile.Write(ref filter, filled);
            file.Maintain(_ => { });
            using var reader = file.OpenReader();
            using var all = new Statement(reader, "SELECT role, type, value FROM names");
            while (all.Next()) filled.Add((ValueRole)all.Number(0), all.Text(1), all.Text(2));
            Volatile.Write(ref isFilled, true);
            return filled;
        }
    }

    Statement Prepare()
    {
        connection = file.OpenReader();
        SqliteFile.Run(connection, $"PRAGMA cache_size=-{CacheKb}");
        return new Statement(connection, """
            SELECT t.number, log, place FROM names_young t CROSS JOIN names n ON n.id=t.number WHERE t.hash=?1 AND t.number<=?2 AND role=?3 AND type=?4 AND value=?5
            UNION ALL
            SELECT t.number, log, place FROM names_old t CROSS JOIN names n ON n.id=t.number WHERE t.hash=?1 AND t.number<=?2 AND role=?3 AND type=?4 AND value=?5
            ORDER BY 1 DESC LIMIT ?6
            """);
    }

    public void Dispose()
    {
        lock (reading)
        {
            find?.Dispose();
            connection?.Dispose();
        }
    }
}
