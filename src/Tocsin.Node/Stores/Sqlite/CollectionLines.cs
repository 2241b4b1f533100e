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
sealed class CollectionLines(SqliteFile file)
{
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
        var state = StateOf(row);
        file.Prepared("INSERT INTO objects(seq, circle, log, place, author, source, id, type, version, added, flags, state) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)")
            .Bind(row.Seq).Bind(row.Circle).Bind(row.Log).Bind(row.Place).Bind(row.Author).Bind(row.Source).Bind(row.Id).Bind(ListedObject.TypeOf(row.Id)).Bind(row.Version).Bind(Dated(cause)).Bind(row.Flags).Bind(state)
            .Run();
    }

    /// <summary>The state of a new row; the one that was last is so no more, where the new one is later.</summary>
    int StateOf(ListRow row)
    {
        var find = file.Prepared("SELECT seq, version, author FROM objects WHERE circle=? AND id=? AND state=2").Bind(row.Circle).Bind(row.Id);
        if (!find.Next()) return CollectionWriter.Last;
        var (seq, last, author) = (find.Number(0), find.Number(1), find.Number(2));
        if (author != row.Author || last == row.Version) return CollectionWriter.Waiting;
        if (last < row.Version)
        {
            file.Prepared("UPDATE objects SET state=1 WHERE seq=?").Bind(seq).Run();
            return CollectionWriter.Last;
        }
        return file.Prepared("SELECT 1 FROM objects WHERE circle=? AND id=? AND state=1 AND version=?").Bind(row.Circle).Bind(row.Id).Bind(row.Version).Next() ? CollectionWriter.Waiting : CollectionWriter.Older;
    }

    /// <summary>Another holder of the same version takes a removed row's place, else the version before it; or the line of whoever came next.</summary>
    public void Remove(ListRow gone, ListCause cause)
    {
        // Others may have moved since the row was read.
        var find = file.Prepared("SELECT seq, state FROM objects WHERE log=? AND place=? AND id=? AND version=?").Bind(gone.Log).Bind(gone.Place).Bind(gone.Id).Bind(gone.Version);
        if (!find.Next()) return;
        var (seq, state) = (find.Number(0), (int)find.Number(1));
        file.Prepared("DELETE FROM objects WHERE seq=?").Bind(seq).Run();
        if (state == CollectionWriter.Waiting) return;
        var first = file.Prepared("""
            SELECT author, source FROM objects WHERE circle=?1 AND id=?2 AND state=2
            UNION ALL SELECT * FROM (SELECT author, source FROM objects INDEXED BY objects_first WHERE circle=?1 AND id=?2 AND state<2 ORDER BY source LIMIT 1)
            ORDER BY source LIMIT 1
            """).Bind(gone.Circle).Bind(gone.Id);
        if (!first.Next()) return;
        if (first.Number(0) is var author && author != gone.Author)
        {
            Turn(gone.Circle, gone.Id, author, cause);
            return;
        }
        var next = file.Prepared("SELECT seq FROM objects INDEXED BY objects_version WHERE circle=? AND id=? AND version=? AND author=? AND state<2 ORDER BY source LIMIT 1").Bind(gone.Circle).Bind(gone.Id).Bind(gone.Version).Bind(gone.Author);
        if (next.Next()) List(next.Number(0), state, cause);
        else if (state == CollectionWriter.Last)
        {
            var before = file.Prepared("SELECT seq FROM objects WHERE circle=? AND id=? AND state=1 ORDER BY version DESC LIMIT 1").Bind(gone.Circle).Bind(gone.Id);
            if (before.Next()) List(before.Number(0), CollectionWriter.Last, cause);
        }
    }

    /// <summary>Lists an author's line in the stead of another's.</summary>
    void Turn(long circle, string id, long author, ListCause cause)
    {
        file.Prepared("UPDATE objects SET state=0 WHERE circle=? AND id=? AND state>0").Bind(circle).Bind(id).Run();
        var line = Read(file.Prepared("SELECT seq, circle, log, place, author, source, id, version, state, flags FROM objects INDEXED BY objects_version WHERE circle=? AND id=? AND author=? AND state<2 ORDER BY version, source").Bind(circle).Bind(id).Bind(author));
        var versions = line.DistinctBy(row => row.Version).ToList();
        foreach (var row in versions) List(row.Seq, row == versions[^1] ? CollectionWriter.Last : CollectionWriter.Older, cause);
    }

    /// <summary>Gives a listed row a place behind all others.</summary>
    public void Relist(ListRow row, ListCause cause) => List(row.Seq, row.State, cause);

    void List(long seq, int state, ListCause cause) =>
        file.Prepared("UPDATE objects SET seq=?, added=?, state=? WHERE seq=?").Bind(FreeSeq(cause.Arrival) ?? seq).Bind(Dated(cause)).Bind(state).Bind(seq).Run();

    /// <summary>The withdrawn ones of those that hold a version of an object.</summary>
    public IReadOnlyList<ListRow> Ended(long circle, string id, long version) =>
        Read(file.Prepared("""
            SELECT seq, circle, log, place, author, source, id, version, state, flags FROM objects WHERE circle=?1 AND id=?2 AND state=2 AND version=?3 AND flags&13=9
            UNION ALL SELECT seq, circle, log, place, author, source, id, version, state, flags FROM objects INDEXED BY objects_version WHERE circle=?1 AND id=?2 AND version=?3 AND state<2 AND flags&13=9
            """).Bind(circle).Bind(id).Bind(version));

    public static IReadOnlyList<ListRow> Read(Statement find)
    {
        var rows = new List<ListRow>();
        while (find.Next())
            rows.Add(new(find.Number(0), find.Number(1), find.Number(2), find.Number(3), find.Number(4), find.Number(5), Encoding.UTF8.GetString(find.Blob(6)), find.Number(7), (int)find.Number(8), (int)find.Number(9)));
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
