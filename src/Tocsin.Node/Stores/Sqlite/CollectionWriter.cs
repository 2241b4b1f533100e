using System.Text;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>Writes the lists of collections, within the transaction of a step.</summary>
/// <remarks>Of all rows of one object and version the first holder's is listed, the others wait (<see cref="Waiting"/>) to take its place; of the listed
/// versions the greatest is <see cref="Last"/>. Each change looks at a few rows, however many an object has.</remarks>
sealed class CollectionWriter(SqliteFile file, Func<Origin, long> logId)
{
    /// <summary>States of a row: another holds the same; listed; listed, and the last version.</summary>
    public const int Waiting = 0, Older = 1, Last = 2;

    /// <summary>Flags of a row: the record's own object, not one that it refers to; it says when it was modified; it is the revoked version; its record was withdrawn.</summary>
    /// <remarks>In statements, which are literals, states and flags stand as their numbers.</remarks>
    public const int Main = 1, Versioned = 2, Revoked = 4, Ended = 8;

    /// <summary>How much later than the version that it revokes a revoked version is: whatever the author writes later is later still.</summary>
    public const long RevokedLaterMicroseconds = 1_000;

    readonly Dictionary<Hash, long> circles = [];
    long added = -1;

    readonly record struct Held(long Seq, long Circle, string Id, long Version, int State, int Flags, long Source);

    public void Enlist(ListedObject listed, RecordAddress? revised)
    {
        var (log, place, version) = (logId(listed.Address.Log), listed.Address.Index, Moments.Microseconds(listed.Version));
        if (revised is { } earlier)
            foreach (var row in Of(earlier).Where(row => row.Id == listed.Id && row.Version == version)) Remove(row);
        // Arrived anew with more of its content: what it made before stays where it is.
        if (Of(listed.Address).Any(row => row.Id == listed.Id && row.Version == version)) return;
        var isEnded = file.Prepared("SELECT 1 FROM retired WHERE log=? AND place=?").Bind(log).Bind(place).Next();
        Insert(listed, log, version, (listed.IsMain ? Main : 0) | (listed.IsVersioned ? Versioned : 0) | (isEnded ? Ended : 0));
        if (isEnded) Revoke(listed.Address, listed.Place.Arrival, listed.Added);
    }

    public void Delist(RecordAddress address, IReadOnlyList<string> kept)
    {
        foreach (var row in Of(address))
            if (!kept.Contains(row.Id)) Remove(row);
    }

    public void Retire(RecordAddress address, long arrival, Instant from)
    {
        file.Prepared("INSERT OR IGNORE INTO retired(log, place) VALUES(?,?)").Bind(logId(address.Log)).Bind(address.Index).Run();
        file.Prepared("UPDATE objects SET flags=flags|8 WHERE log=? AND place=?").Bind(logId(address.Log)).Bind(address.Index).Run();
        Revoke(address, arrival, from);
    }

    void Revoke(RecordAddress address, long arrival, Instant from)
    {
        var held = Of(address);
        if (held.Any(row => (row.Flags & Revoked) != 0)) return;
        var log = logId(address.Log);
        foreach (var row in held.Where(row => (row.Flags & Main) != 0))
        {
            var ordinal = FreeOrdinal(arrival);
            if ((row.Flags & Versioned) == 0 || ordinal == ListedObject.OfOneRecordMax)
            {
                Remove(row);
                continue;
            }
            // Each state by itself, as the index has them.
            if (Stands(row, log, Last) || Stands(row, log, Older) || Stands(row, log, Waiting)) continue;
            var revoked = new ListedObject
            {
                Place = new(arrival, ordinal), Address = address, Source = row.Source, Id = row.Id, Version = Moments.OfMicroseconds(row.Version + RevokedLaterMicroseconds), Added = from,
            };
            Insert(revoked, log, row.Version + RevokedLaterMicroseconds, Main | Versioned | Revoked | Ended);
        }
    }

    bool Stands(Held row, long log, int state) =>
        file.Prepared("SELECT 1 FROM objects WHERE circle=? AND id=? AND state=? AND log<>? AND flags&8=0 LIMIT 1").Bind(row.Circle).Bind(row.Id).Bind(state).Bind(log).Next();

    int FreeOrdinal(long arrival)
    {
        var find = file.Prepared("SELECT max(seq) FROM objects WHERE seq BETWEEN ? AND ?").Bind(Seq(new(arrival, 0))).Bind(Seq(ObjectPlace.Behind(arrival)));
        return find.Next() && !find.IsNull(0) ? (int)(find.Number(0) % ListedObject.OfOneRecordMax) + 1 : 0;
    }

    void Insert(ListedObject listed, long log, long version, int flags)
    {
        var circle = CircleId(listed.Address.Log.Circle);
        var state = Settle(circle, listed.Id, version);
        added = Math.Max(LastAdded() + 1, Moments.Microseconds(listed.Added));
        file.Prepared("INSERT INTO objects(seq, circle, log, place, source, id, type, version, added, flags, state) VALUES(?,?,?,?,?,?,?,?,?,?,?)")
            .Bind(Seq(listed.Place)).Bind(circle).Bind(log).Bind(listed.Address.Index).Bind(listed.Source).Bind(listed.Id).Bind(listed.Type).Bind(version).Bind(added).Bind(flags).Bind(state)
            .Run();
    }

    /// <summary>The state of a new version; the one that was last is so no more, where the new one is later.</summary>
    int Settle(long circle, string id, long version)
    {
        var find = file.Prepared("SELECT seq, version FROM objects WHERE circle=? AND id=? AND state=2").Bind(circle).Bind(id);
        if (!find.Next()) return Last;
        var (seq, last) = (find.Number(0), find.Number(1));
        if (last == version) return Waiting;
        if (last < version)
        {
            file.Prepared("UPDATE objects SET state=1 WHERE seq=?").Bind(seq).Run();
            return Last;
        }
        return file.Prepared("SELECT 1 FROM objects WHERE circle=? AND id=? AND state=1 AND version=?").Bind(circle).Bind(id).Bind(version).Next() ? Waiting : Older;
    }

    /// <summary>Another holder of the same version takes a removed row's place; without one, the version before it is the last.</summary>
    void Remove(Held row)
    {
        file.Prepared("DELETE FROM objects WHERE seq=?").Bind(row.Seq).Run();
        if (row.State == Waiting) return;
        var next = file.Prepared("SELECT min(seq) FROM objects WHERE circle=? AND id=? AND state=0 AND version=?").Bind(row.Circle).Bind(row.Id).Bind(row.Version);
        if (next.Next() && !next.IsNull(0))
        {
            var seq = next.Number(0);
            file.Prepared("UPDATE objects SET state=? WHERE seq=?").Bind(row.State).Bind(seq).Run();
            return;
        }
        if (row.State == Older) return;
        var before = file.Prepared("SELECT seq FROM objects WHERE circle=? AND id=? AND state=1 ORDER BY version DESC LIMIT 1").Bind(row.Circle).Bind(row.Id);
        if (!before.Next()) return;
        var last = before.Number(0);
        file.Prepared("UPDATE objects SET state=2 WHERE seq=?").Bind(last).Run();
    }

    List<Held> Of(RecordAddress address)
    {
        var held = new List<Held>();
        var find = file.Prepared("SELECT seq, circle, id, version, state, flags, source FROM objects WHERE log=? AND place=? ORDER BY seq").Bind(logId(address.Log)).Bind(address.Index);
        while (find.Next()) held.Add(new Held(find.Number(0), find.Number(1), Encoding.UTF8.GetString(find.Blob(2)), find.Number(3), (int)find.Number(4), (int)find.Number(5), find.Number(6)));
        return held;
    }

    /// <summary>The clock may go back; the order in which objects came does not.</summary>
    long LastAdded()
    {
        if (added >= 0) return added;
        var find = file.Prepared("SELECT max(added) FROM objects");
        return find.Next() && !find.IsNull(0) ? find.Number(0) : 0;
    }

    long CircleId(Hash circle)
    {
        if (circles.TryGetValue(circle, out var known)) return known;
        file.Prepared("INSERT OR IGNORE INTO circles(circle) VALUES(?)").Bind(circle.AsSpan()).Run();
        var find = file.Prepared("SELECT id FROM circles WHERE circle=?").Bind(circle.AsSpan());
        find.Next();
        return circles[circle] = find.Number(0);
    }

    /// <summary>The number under which an object stands.</summary>
    public static long Seq(ObjectPlace place) => checked(place.Arrival * ListedObject.OfOneRecordMax + place.Ordinal);
}
