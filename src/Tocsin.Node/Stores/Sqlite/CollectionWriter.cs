using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>Writes the lists of collections, within the transaction of a step.</summary>
/// <remarks>What is listed follows from which records there are and in what order they came, so that a rebuild makes the same: see <see cref="CollectionLines"/> for
/// which of several tellings is listed, and <see cref="Revoke"/> for what a withdrawal does.</remarks>
sealed class CollectionWriter(SqliteFile file, HashIndex lasts, Func<Origin, long> logId)
{
    /// <summary>States of a row: another is listed in its stead; listed; listed, and the last version.</summary>
    public const int Waiting = 0, Older = 1, Last = 2;

    /// <summary>Flags of a row: the record's own object, not one that it refers to; it says when it was modified; it is the revoked version; its record was withdrawn.</summary>
    /// <remarks>In statements, which are literals, states and flags stand as their numbers; an index of what is not the last version is used by who says <c>state&lt;2</c>.</remarks>
    public const int Main = 1, Versioned = 2, Revoked = 4, Ended = 8;

    /// <summary>How much later than the version that it revokes a revoked version is: whatever the author writes later is later still.</summary>
    public const long RevokedLaterMicroseconds = 1_000;

    readonly CollectionLines lines = new(file, lasts);

    // The last place of each log of which an object may be listed.
    readonly Dictionary<long, long> furthest = [];

    public void Enlist(ListedObject listed, RecordAddress? revised)
    {
        var (address, version, cause) = (listed.Address, Moments.Microseconds(listed.Version), new ListCause(listed.Place.Arrival, listed.Added));
        bool Is(ListRow row) => row.Id == listed.Id && row.Version == version && (row.Flags & Revoked) == 0;
        if (revised is { } earlier)
            foreach (var row in Of(earlier).Where(Is)) Remove(row, cause);
        foreach (var row in Listed(address).Where(Is))
        {
            if (row.Source == listed.Source) return;
            Remove(row, cause);     // Its record has arrived anew.
        }
        var (log, author) = (logId(address.Log), logId(new Origin(address.Log.Circle, address.Log.Party, 1)));
        var isEnded = file.Prepared("SELECT 1 FROM retired WHERE log=? AND place=?").Bind(log).Bind(address.Index).Next();
        var flags = (listed.IsMain ? Main : 0) | (listed.IsVersioned ? Versioned : 0) | (isEnded ? Ended : 0);
        lines.Insert(new ListRow(CollectionLines.Seq(listed.Place), lines.CircleId(address.Log.Circle), log, address.Index, author, listed.Source, listed.Id, version, Waiting, flags), cause);
        if (!isEnded) return;
        foreach (var row in Of(address).Where(Is)) Revoke(row, cause);
    }

    public void Delist(RecordAddress address, IReadOnlyList<string> kept, ListCause cause)
    {
        foreach (var row in Of(address))
            if ((row.Flags & Revoked) == 0 && !kept.Contains(row.Id)) Remove(row, cause);
    }

    public void Relist(RecordAddress address, string id, ListCause cause)
    {
        foreach (var row in Of(address))
            if (row.Id == id && row.State > Waiting) lines.Relist(row, cause);
    }

    public void Retire(RecordAddress address, ListCause cause)
    {
        file.Prepared("INSERT INTO retired(log, place, arrival) VALUES(?,?,?) ON CONFLICT DO UPDATE SET arrival=excluded.arrival").Bind(logId(address.Log)).Bind(address.Index).Bind(cause.Arrival).Run();
        file.Prepared("UPDATE objects SET flags=flags|8 WHERE log=? AND place=?").Bind(logId(address.Log)).Bind(address.Index).Run();
        foreach (var row in Of(address).Where(row => (row.Flags & Revoked) != 0)) lines.Remove(row, cause);     // Its withdrawal has arrived anew.
        foreach (var row in Of(address).Where(row => (row.Flags & (Main | Revoked)) == Main))
        {
            Revoke(row, cause);
            Reconsider(row, cause);
        }
    }

    void Remove(ListRow row, ListCause cause)
    {
        foreach (var revoked in RevokedOf(row)) lines.Remove(revoked, cause);
        lines.Remove(row, cause);
        if ((row.Flags & (Main | Ended)) == Main) Reconsider(row, cause);
    }

    /// <summary>Whoever withdrew the same version was held back, perhaps, by this one alone.</summary>
    void Reconsider(ListRow gone, ListCause cause)
    {
        foreach (var row in lines.Ended(gone.Circle, gone.Id, gone.Version).Where(row => (row.Log, row.Place) != (gone.Log, gone.Place))) Revoke(row, cause);
    }

    /// <summary>A withdrawn object gets one more version, which is revoked, unless somebody said the same version before it was withdrawn and stands by it. What has no
    /// versions leaves the list.</summary>
    void Revoke(ListRow row, ListCause cause)
    {
        if ((row.Flags & Versioned) == 0)
        {
            Remove(row, cause);
            return;
        }
        if (RevokedOf(row).Any()) return;
        if (IsHeldByAnother(row)) return;
        if (lines.FreeSeq(cause.Arrival) is { } seq) lines.Insert(row with { Seq = seq, Version = row.Version + RevokedLaterMicroseconds, Flags = Main | Versioned | Revoked | Ended }, cause);
        else Remove(row, cause);
    }

    /// <summary>Whether somebody else said the same version before this one was withdrawn, and stands by it.</summary>
    bool IsHeldByAnother(ListRow row)
    {
        var retired = file.Prepared("SELECT arrival FROM retired WHERE log=? AND place=?").Bind(row.Log).Bind(row.Place);
        if (!retired.Next()) return false;
        var arrival = retired.Number(0);
        if (lines.Last(row.Circle, row.Id) is { } last && last.Version == row.Version && (last.Log, last.Place) != (row.Log, row.Place)
            && (last.Flags & (Main | Revoked | Ended)) == Main && last.Source < arrival) return true;
        return file.Prepared("SELECT 1 FROM objects INDEXED BY objects_version WHERE circle=? AND id=? AND version=? AND state<2 AND flags&13=1 AND NOT (log=? AND place=?) AND source<? LIMIT 1")
            .Bind(row.Circle).Bind(row.Id).Bind(row.Version).Bind(row.Log).Bind(row.Place).Bind(arrival).Next();
    }

    IEnumerable<ListRow> RevokedOf(ListRow row) =>
        Of(row.Log, row.Place).Where(each => (each.Flags & Revoked) != 0 && each.Id == row.Id && each.Version == row.Version + RevokedLaterMicroseconds);

    /// <summary>What is listed of a record; nothing was of one that stands behind all of its log that are listed.</summary>
    IReadOnlyList<ListRow> Listed(RecordAddress address)
    {
        var log = logId(address.Log);
        if (!furthest.TryGetValue(log, out var place))
        {
            var find = file.Prepared("SELECT max(place) FROM objects WHERE log=?").Bind(log);
            place = find.Next() && !find.IsNull(0) ? find.Number(0) : -1;
        }
        furthest[log] = Math.Max(place, address.Index);
        return address.Index > place ? [] : Of(log, address.Index);
    }

    IReadOnlyList<ListRow> Of(RecordAddress address) => Of(logId(address.Log), address.Index);

    IReadOnlyList<ListRow> Of(long log, long place) =>
        CollectionLines.Read(file.Prepared($"SELECT {CollectionLines.Columns} FROM objects WHERE log=? AND place=? ORDER BY seq").Bind(log).Bind(place));
}
