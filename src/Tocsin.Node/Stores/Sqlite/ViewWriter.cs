using Microsoft.Data.Sqlite;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>Applies followers' steps to the views' file, in one transaction.</summary>
sealed class ViewWriter(SqliteFile file, NameSearch names, HashIndex named, HashIndex lasts, SqliteConnection connection)
{
    // What arrived later than this has no row yet.
    long newest = Newest(file);

    // The record that came last, where it came for the first time: it was not erased before.
    long? fresh;

    long lastName;

    bool hasForgotten, hasForgottenNames, hasEarly = file.Prepared("SELECT 1 FROM early_marks LIMIT 1").Next();

    readonly Dictionary<Origin, long> logs = [];

    CollectionWriter? collections;

    CollectionWriter Collections => collections ??= new(file, lasts, LogId);

    public long Cursor(string follower)
    {
        var find = file.Prepared("SELECT arrival FROM cursors WHERE follower=?").Bind(follower);
        return find.Next() ? find.Number(0) : 0;
    }

    public void Apply(FollowerStep step)
    {
        foreach (var change in step.Changes.Steps) Apply(change);
        hasForgotten |= step.Changes.IsScrubbed && step.Changes.Steps.Any(change => change is ViewChange.Index or ViewChange.Forget or ViewChange.Delist);
        file.Prepared("INSERT OR REPLACE INTO cursors(follower, arrival) VALUES(?,?)").Bind(step.Follower).Bind(step.To).Run();
    }

    /// <summary>Puts in order what was gathered, after all steps.</summary>
    public void Settle()
    {
        named.Settle();
        lasts.Settle();
    }

    /// <summary>Leaves no trace of what was deleted, after all steps. A page of an index that once gave half of its entries to another keeps their
    /// bytes, and what is deleted there later stays here: when and where. A new index has no such pages, and those of the old one are overwritten.
    /// So it is with the hashes of values too: whoever tries all telephone numbers finds the one that a hash was made of.</summary>
    public void Scrub()
    {
        if (!hasForgotten) return;
        foreach (var index in ViewsLayout.IndexesOfContent) SqliteFile.Run(connection, $"REINDEX {index}");
        lasts.Renew(connection, "SELECT hash, seq FROM objects WHERE state=2");
        if (hasForgottenNames) named.Renew(connection, "SELECT hash, id FROM names");
    }

    void Apply(ViewChange change)
    {
        switch (change)
        {
            case ViewChange.Index index: Index(index.Row); break;
            case ViewChange.Mark mark: Mark(mark.Address, mark.State); break;
            case ViewChange.Forget forget: Forget(forget.Address); break;
            case ViewChange.Put put: Put(put.View, put.Document); break;
            case ViewChange.Name name: Name(name); break;
            case ViewChange.Unname unname: Unname(LogId(unname.Address.Log), unname.Address.Index); break;
            case ViewChange.Enlist enlist: Collections.Enlist(enlist.Listed, enlist.Revised); break;
            case ViewChange.Delist delist: Collections.Delist(delist.Address, delist.Kept, new(delist.Arrival, delist.Added)); break;
            case ViewChange.Relist relist: Collections.Relist(relist.Address, relist.Id, new(relist.Arrival, relist.Added)); break;
            case ViewChange.Retire retire: Collections.Retire(retire.Address, new(retire.Arrival, retire.Added)); break;
            case ViewChange.Remove remove: file.Prepared("DELETE FROM documents WHERE view=? AND key=?").Bind(remove.View).Bind(remove.Key).Run(); break;
        }
    }

    void Index(RecordRow row)
    {
        if (row.Arrival <= newest)
        {
            if (row.State == RecordState.Current && IsForgotten(row.Arrival)) return;       // What is erased never comes again.
            ForgetWords(row.Arrival);
        }
        var (cell, isFirst) = (Cells.Of(row), row.Arrival > newest);
        if (!Put(row, cell))
        {
            (row, isFirst) = (row with { Arrival = Settled(row) }, false);
            Put(row, cell);
        }
        if (hasEarly) MarkEarly(row.Address);
        fresh = isFirst && row.State != RecordState.Erased ? row.Arrival : null;
        newest = Math.Max(newest, row.Arrival);
        for (var i = 0; cell is null && i < row.Boxes.Count; i++)
            file.Prepared("INSERT INTO boxes(id, west, east, south, north) VALUES(?,?,?,?,?)")
                .Bind(row.Arrival * ViewsLayout.BoxesOfOne + i).Bind(row.Boxes[i].West).Bind(row.Boxes[i].East).Bind(row.Boxes[i].South).Bind(row.Boxes[i].North)
                .Run();
        if (row.Words.Length == 0) return;
        var folded = Words.Fold(row.Words);
        file.Prepared("INSERT INTO words(rowid, text) VALUES(?,?)").Bind(row.Arrival).Bind(folded).Run();
        if (Words.HasUnspacedScript(folded)) file.Prepared("INSERT INTO trigrams(rowid, text) VALUES(?,?)").Bind(row.Arrival).Bind(folded).Run();
    }

    /// <summary>Puts a row, or puts it anew; false where the same record has one under another arrival number.</summary>
    bool Put(RecordRow row, long? cell)
    {
        Span<byte> id = stackalloc byte[16];
        row.Id.TryWriteBytes(id, bigEndian: true, out _);
        return file.Prepared("""
            INSERT INTO records(arrival, log, place, leaf, id, revision, kind, state, issued, at, tlp, exercise, status, type, category,
              severity, headline, location, publisher, reason, lon, lat, cell)
            VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
            ON CONFLICT(arrival) DO UPDATE SET state=CASE excluded.state WHEN 0 THEN mark ELSE excluded.state END,
              id=excluded.id, revision=excluded.revision, kind=excluded.kind, issued=excluded.issued, at=excluded.at, tlp=excluded.tlp,
              exercise=excluded.exercise, status=excluded.status, type=excluded.type, category=excluded.category, severity=excluded.severity,
              headline=excluded.headline, location=excluded.location, publisher=excluded.publisher, reason=excluded.reason,
              lon=excluded.lon, lat=excluded.lat, cell=excluded.cell
            ON CONFLICT(log, place) DO NOTHING
            """)
            .Bind(row.Arrival).Bind(LogId(row.Address.Log)).Bind(row.Address.Index).Bind(row.LeafHash.AsSpan()).Bind(id)
            .Bind(row.Revision).Bind(row.Kind).Bind((int)row.State).Bind(Ms(row.Issued)).Bind(Ms(row.At))
            .Bind((int)row.Marking).Bind(row.IsExercise ? 1 : 0).Bind((int)row.Status).Bind(row.Type).Bind((int?)row.Category)
            .Bind((int)row.Severity).Bind(row.Headline).Bind(row.Place).Bind(row.Publisher).Bind(row.Reason)
            .Bind(row.Point?.Longitude).Bind(row.Point?.Latitude).Bind(cell)
            .Run() > 0;
    }

    /// <summary>A record that has arrived anew, because its content came late, keeps one row: under the greatest of its numbers, which is returned.
    /// While it had no content it passed for erased, or did not read; what is erased indeed never comes again.</summary>
    long Settled(RecordRow row)
    {
        var find = file.Prepared("SELECT arrival FROM records WHERE log=? AND place=?").Bind(LogId(row.Address.Log)).Bind(row.Address.Index);
        find.Next();
        var held = find.Number(0);
        ForgetWords(held);
        var settled = Math.Max(held, row.Arrival);
        file.Prepared("UPDATE records SET arrival=? WHERE arrival=?").Bind(settled).Bind(held).Run();
        return settled;
    }

    /// <summary>What is erased, or does not read, stays so, whatever is said of it later. What has not come yet is marked when it comes.</summary>
    void Mark(RecordAddress address, RecordState state)
    {
        var log = LogId(address.Log);
        var isHere = file.Prepared("UPDATE records SET mark=CASE WHEN mark<?2 THEN ?1 ELSE mark END, state=CASE WHEN state<?2 THEN ?1 ELSE state END WHERE log=?3 AND place=?4")
            .Bind((int)state).Bind((int)RecordState.Erased).Bind(log).Bind(address.Index).Run() > 0;
        if (isHere) return;
        hasEarly = true;
        file.Prepared("INSERT OR REPLACE INTO early_marks(log, place, mark) VALUES(?,?,?)").Bind(log).Bind(address.Index).Bind((int)state).Run();
    }

    void MarkEarly(RecordAddress address)
    {
        var log = LogId(address.Log);
        var early = file.Prepared("SELECT mark FROM early_marks WHERE log=? AND place=?").Bind(log).Bind(address.Index);
        if (!early.Next()) return;
        Mark(address, (RecordState)early.Number(0));
        file.Prepared("DELETE FROM early_marks WHERE log=? AND place=?").Bind(log).Bind(address.Index).Run();
    }

    void Forget(RecordAddress address)
    {
        file.Prepared("DELETE FROM documents WHERE owner_log=? AND owner_place=?").Bind(address.Log.ToString()).Bind(address.Index).Run();
        var log = LogId(address.Log);
        var find = file.Prepared("SELECT arrival FROM records WHERE log=? AND place=?").Bind(log).Bind(address.Index);
        Unname(log, address.Index);
        if (!find.Next()) return;
        var arrival = find.Number(0);
        file.Prepared("""
            UPDATE records SET state=?1, mark=?1, at=issued, status=?2, type=NULL, category=NULL, severity=?3, headline='', location=NULL,
              publisher=NULL, reason=NULL, lon=NULL, lat=NULL, cell=NULL
            WHERE arrival=?4
            """).Bind((int)RecordState.Erased).Bind((int)CapStatus.Actual).Bind((int)Severity.Unknown).Bind(arrival).Run();
        ForgetWords(arrival);
    }

    bool IsForgotten(long arrival) => file.Prepared("SELECT 1 FROM records WHERE arrival=? AND mark=?").Bind(arrival).Bind((int)RecordState.Erased).Next();

    void ForgetWords(long arrival)
    {
        for (var i = 0; i < ViewsLayout.BoxesOfOne; i++) BoxTrace.Delete(connection, arrival * ViewsLayout.BoxesOfOne + i);
        file.Prepared("DELETE FROM words WHERE rowid=?").Bind(arrival).Run();
        file.Prepared("DELETE FROM trigrams WHERE rowid=?").Bind(arrival).Run();
    }

    void Put(string view, ViewDocument document) =>
        file.Prepared("""
            INSERT OR REPLACE INTO documents(view, key, rank, text, owner_log, owner_place)
            SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE NOT EXISTS (SELECT 1 FROM records r JOIN logs l ON l.id=r.log WHERE l.origin=?5 AND place=?6 AND state=3)
            """).Bind(view).Bind(document.Key).Bind(document.Rank).Bind(document.Text).Bind(document.Owner?.Log.ToString()).Bind(document.Owner?.Index).Run();

    void Unname(long log, long place)
    {
        var find = file.Prepared("SELECT id, hash FROM names WHERE log=? AND place=?").Bind(log).Bind(place);
        while (find.Next())
        {
            named.Remove(find.Number(1), find.Number(0));
            hasForgottenNames = true;
        }
        file.Prepared("DELETE FROM names WHERE log=? AND place=?").Bind(log).Bind(place).Run();
    }

    /// <summary>A record names a value once, however often it says it.</summary>
    void Name(ViewChange.Name name)
    {
        var log = LogId(name.Address.Log);
        var isFresh = name.Arrival == fresh;
        if (!isFresh && IsErased(log, name.Address.Index)) return;
        var hash = NameSearch.HashOf(name.Role, name.Value.Type, name.Value.Value);
        var (before, last) = (ViewsLayout.LastName(name.Arrival - 1), ViewsLayout.LastName(name.Arrival));
        if (IsNamedLately(hash, before, last) || !isFresh && IsNamedLongAgo(hash, before, last)) return;
        names.Learn(name.Role, name.Value);
        if (lastName <= before || lastName >= last) lastName = LastName(before, last);
        lastName++;
        file.Prepared("INSERT INTO names(id, hash, role, type, value, log, place) VALUES(?,?,?,?,?,?,?)")
            .Bind(lastName).Bind(hash).Bind((int)name.Role).Bind(name.Value.Type).Bind(name.Value.Value).Bind(log).Bind(name.Address.Index).Run();
        named.Add(hash, lastName);
    }

    bool IsErased(long log, long place) => file.Prepared("SELECT 1 FROM records WHERE log=? AND place=? AND state=3").Bind(log).Bind(place).Next();

    bool IsNamedLately(long hash, long before, long last) => file.Prepared("SELECT 1 FROM names_young WHERE hash=? AND number>? AND number<=?").Bind(hash).Bind(before).Bind(last).Next();

    bool IsNamedLongAgo(long hash, long before, long last) => file.Prepared("SELECT 1 FROM names_old WHERE hash=? AND number>? AND number<=?").Bind(hash).Bind(before).Bind(last).Next();

    /// <summary>The greatest number of a record's names; that of the record before where it has none.</summary>
    long LastName(long before, long last)
    {
        var find = file.Prepared("SELECT id FROM names WHERE id>? AND id<=? ORDER BY id DESC LIMIT 1").Bind(before).Bind(last);
        return find.Next() ? find.Number(0) : before;
    }

    /// <summary>The number by which this file knows a log.</summary>
    long LogId(Origin log)
    {
        if (logs.TryGetValue(log, out var known)) return known;
        var origin = log.ToString();
        file.Prepared("INSERT OR IGNORE INTO logs(origin) VALUES(?)").Bind(origin).Run();
        var find = file.Prepared("SELECT id FROM logs WHERE origin=?").Bind(origin);
        find.Next();
        return logs[log] = find.Number(0);
    }

    static long Newest(SqliteFile file)
    {
        var find = file.Prepared("SELECT max(arrival) FROM records");
        return find.Next() ? find.Number(0) : 0;
    }

    static long Ms(Instant time) => time == Instant.MinValue ? 0 : time.ToUnixTimeMilliseconds();
}
