using System.Text;
using Tocsin.Share.Views;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>What changes a list.</summary>
/// <param name="Arrival">The arrival number of the record that does.</param>
/// <param name="Added">The least time under which what it lists may be dated. UTC.</param>
readonly record struct ListCause(long Arrival, Instant Added);

/// <summary>A row of the lists; the author is the number of the first log of whoever wrote the record.</summary>
sealed record ListRow(long Seq, long Circle, long Log, long Place, long Author, long Source, string Id, long Version, int State, int Flags);

/// <summary>Settles which of the tellings of one object are listed.</summary>
/// <remarks>Those of one author alone: of all whose records hold it, the one whose record came first. Another member's later version never takes an object from who told
/// of it. Of each of that author's versions the row that came first is listed, and the greatest version is the last one. What is listed in another's stead gets a
/// new place behind all others, since readers are beyond its old one. Adding looks at a few rows, however many an object has.</remarks>
sealed class CollectionLines(SqliteFile file, HashIndex lasts)
{
    /// <summary>What <see cref="Read"/> reads of the objects, in its order.</summary>
    public const string Columns = "seq, circle, log, place, author, source, id, version, state, flags";

    readonly Dictionary<Hash, long> circles = [];
    long added = -1;

    /// <summary>The number under which an object stands.</summary>
    public static long Seq(ObjectPlace place) => checked(place.Arrival * ListedObject.OfOneArrivalMax + place.Ordinal);

    /// <summary>A number for what a record brings about and does not hold; nothing where it has brought about too much.</summary>
    public long? FreeSeq(long arrival)
    {
        var find = file.Prepared("SELECT max(seq) FROM objects WHERE seq BETWEEN ? AND ?").Bind(Seq(new(arrival, ListedObject.OfOneRecordMax))).Bind(Seq(ObjectPlace.Behind(arrival)));
        var seq = find.Next() && !find.IsNull(0) ? find.Number(0) + 1 : Seq(new(arrival, ListedObject.OfOneRecordMax));
        return seq <= Seq(ObjectPlace.Behind(arrival)) ? seq : null;
    }

    public void Insert(ListRow row, ListCause cause)
    {
        var hash = HashOf(row.Id);
        var state = StateOf(row, hash);
        if (state == CollectionWriter.Last) lasts.Add(hash, row.Seq);
        file.Prepared("INSERT INTO objects(seq, circle, log, place, author, source, hash, id, type, version, added, flags, state) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)")
            .Bind(row.Seq).Bind(row.Circle).Bind(row.Log).Bind(row.Place).Bind(row.Author).Bind(row.Source).Bind(hash).Bind(row.Id).Bind(ListedObject.TypeOf(row.Id)).Bind(row.Version).Bind(Dated(cause)).Bind(row.Flags).Bind(state)
            .Run();
    }

    /// <summary>The state of a new row; the one that was last is so no more, where the new one is later.</summary>
    int StateOf(ListRow row, long hash)
    {
        if (Last(hash, row.Circle, row.Id) is not { } last) return CollectionWriter.Last;
        if (last.Author != row.Author || last.Version == row.Version) return CollectionWriter.Waiting;
        if (last.Version < row.Version)
        {
            SetState(last, CollectionWriter.Older);
            return CollectionWriter.Last;
        }
        return file.Prepared("SELECT 1 FROM objects WHERE circle=? AND id=? AND version=? AND state=1").Bind(row.Circle).Bind(row.Id).Bind(row.Version).Next() ? CollectionWriter.Waiting : CollectionWriter.Older;
    }

    /// <summary>The row of an object's last version; nothing where none is listed.</summary>
    public ListRow? Last(long circle, string id) => Last(HashOf(id), circle, id);

    ListRow? Last(long hash, long circle, string id) => Read(file.Prepared($"""
        SELECT {Columns} FROM lasts_young t CROSS JOIN objects o ON o.seq=t.number WHERE t.hash=?1 AND circle=?2 AND id=?3
        UNION ALL SELECT {Columns} FROM lasts_old t CROSS JOIN objects o ON o.seq=t.number WHERE t.hash=?1 AND circle=?2 AND id=?3
        """).Bind(hash).Bind(circle).Bind(id)) is [var last, ..] ? last : null;

    /// <summary>The hash under which the last versions of an object are found, in whatever circles.</summary>
    public static long HashOf(string id) => HashIndex.HashOf(sort: 0, "", id);

    void SetState(ListRow row, int state)
    {
        file.Prepared("UPDATE objects SET state=? WHERE seq=?").Bind(state).Bind(row.Seq).Run();
        if (row.State == CollectionWriter.Last) lasts.Remove(HashOf(row.Id), row.Seq);
    }

    /// <summary>Another holder of the same version takes a removed row's place, else the version before it; or the line of whoever came next.</summary>
    public void Remove(ListRow gone, ListCause cause)
    {
        // Others may have moved since the row was read.
        var find = file.Prepared("SELECT seq, state FROM objects WHERE log=? AND place=? AND id=? AND version=?").Bind(gone.Log).Bind(gone.Place).Bind(gone.Id).Bind(gone.Version);
        if (!find.Next()) return;
        var (seq, state) = (find.Number(0), (int)find.Number(1));
        file.Prepared("DELETE FROM objects WHERE seq=?").Bind(seq).Run();
        if (state == CollectionWriter.Last) lasts.Remove(HashOf(gone.Id), seq);
        if (state == CollectionWriter.Waiting) return;
        if (First(gone.Circle, gone.Id) is not { } first) return;
        if (first != gone.Author)
        {
            Turn(gone.Circle, gone.Id, first, cause);
            return;
        }
        var next = Read(file.Prepared($"SELECT {Columns} FROM objects INDEXED BY objects_version WHERE circle=? AND id=? AND version=? AND author=? AND state<2 ORDER BY source LIMIT 1")
            .Bind(gone.Circle).Bind(gone.Id).Bind(gone.Version).Bind(gone.Author));
        if (next is [var holder]) List(holder, state, cause);
        else if (state == CollectionWriter.Last)
        {
            var before = Read(file.Prepared($"SELECT {Columns} FROM objects INDEXED BY objects_older WHERE circle=? AND id=? AND state=1 ORDER BY version DESC LIMIT 1").Bind(gone.Circle).Bind(gone.Id));
            if (before is [var earlier]) List(earlier, CollectionWriter.Last, cause);
        }
    }

    /// <summary>The author of whose records that hold an object the first came before all others; nothing where none holds it.</summary>
    long? First(long circle, string id)
    {
        var find = file.Prepared("SELECT author, source FROM objects INDEXED BY objects_first WHERE circle=? AND id=? AND state<2 ORDER BY source LIMIT 1").Bind(circle).Bind(id);
        var other = find.Next() ? (Author: find.Number(0), Source: find.Number(1)) : default((long Author, long Source)?);
        return Last(circle, id) is { } last && !(other?.Source < last.Source) ? last.Author : other?.Author;
    }

    /// <summary>Lists an author's line in the stead of another's.</summary>
    void Turn(long circle, string id, long author, ListCause cause)
    {
        if (Last(circle, id) is { } last) SetState(last, CollectionWriter.Waiting);
        file.Prepared("UPDATE objects SET state=0 WHERE circle=? AND id=? AND state=1").Bind(circle).Bind(id).Run();
        var line = Read(file.Prepared($"SELECT {Columns} FROM objects INDEXED BY objects_version WHERE circle=? AND id=? AND author=? AND state<2 ORDER BY version, source").Bind(circle).Bind(id).Bind(author));
        var versions = line.DistinctBy(row => row.Version).ToList();
        foreach (var row in versions) List(row, row == versions[^1] ? CollectionWriter.Last : CollectionWriter.Older, cause);
    }

    /// <summary>Gives a listed row a place behind all others.</summary>
    public void Relist(ListRow row, ListCause cause) => List(row, row.State, cause);

    void List(ListRow row, int state, ListCause cause)
    {
        var (seq, hash) = (FreeSeq(cause.Arrival) ?? row.Seq, HashOf(row.Id));
        file.Prepared("UPDATE objects SET seq=?, added=?, state=? WHERE seq=?").Bind(seq).Bind(Dated(cause)).Bind(state).Bind(row.Seq).Run();
        if (row.State == CollectionWriter.Last) lasts.Remove(hash, row.Seq);
        if (state == CollectionWriter.Last) lasts.Add(hash, seq);
    }

    /// <summary>The withdrawn ones of those that hold a version of an object.</summary>
    public IEnumerable<ListRow> Ended(long circle, string id, long version)
    {
        var others = Read(file.Prepared($"SELECT {Columns} FROM objects INDEXED BY objects_version WHERE circle=? AND id=? AND version=? AND state<2 AND flags&13=9")
            .Bind(circle).Bind(id).Bind(version));
        return Last(circle, id) is { } last && last.Version == version && (last.Flags & (CollectionWriter.Main | CollectionWriter.Revoked | CollectionWriter.Ended)) == (CollectionWriter.Main | CollectionWriter.Ended)
            ? others.Prepend(last) : others;
    }

    public static IReadOnlyList<ListRow> Read(Statement find)
    {
        if (!find.Next()) return [];
        var rows = new List<ListRow>();
        do
            rows.Add(new(find.Number(0), find.Number(1), find.Number(2), find.Number(3), find.Number(4), find.Number(5), Encoding.UTF8.GetString(find.Blob(6)), find.Number(7), (int)find.Number(8), (int)find.Number(9)));
        while (find.Next());
        return rows;
    }

    /// <summary>The clock may go back; the order in which objects came does not.</summary>
    long Dated(ListCause cause) => added = Math.Max(LastAdded() + 1, Moments.Microseconds(cause.Added));

    long LastAdded()
    {
        if (added >= 0) return added;
        var find = file.Prepared("SELECT max(added) FROM objects");
        return find.Next() && !find.IsNull(0) ? find.Number(0) : 0;
    }

    public long CircleId(Hash circle)
    {
        if (circles.TryGetValue(circle, out var known)) return known;
        file.Prepared("INSERT OR IGNORE INTO circles(circle) VALUES(?)").Bind(circle.AsSpan()).Run();
        var find = file.Prepared("SELECT id FROM circles WHERE circle=?").Bind(circle.AsSpan());
        find.Next();
        return circles[circle] = find.Number(0);
    }
}
