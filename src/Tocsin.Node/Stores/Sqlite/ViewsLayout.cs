namespace Tocsin.Node.Stores.Sqlite;

/// <summary>The views' file. It holds nothing that the journal does not: delete it, and the node builds it again.</summary>
static class ViewsLayout
{
    // Times are milliseconds since 1970 in UTC. Words stand in their own tables, folded; the trigram table holds the texts
    // of scripts that put no spaces between words. FTS5's secure-delete takes a deleted text's terms out at once; no length is
    // kept beside a text, because nothing is ranked by it. A record that is a point is found by its cell, and has no box: see Cells.
    // A value is found by its hash (see NameSearch), so that the index stays small and holds no value; a name's number is its record's arrival and
    // an ordinal. The last version of an object is found by the hash of its id. Both stand in two trees each: see HashIndex.
    // An object's number is its arrival and ordinal, its times are microseconds since 1970 in UTC: see Collections.
    // Most objects have one version and one teller: three indexes hold only what is not the last version.
    // A record's mark is what later ones said of it; where its content is lacking, its state is another until that comes. What is said of a record
    // that has not come yet waits for it among the early marks: a later incarnation of a log may come first.
    public static SqliteLayout Layout { get; } = new("TcsV", 9, """
        CREATE TABLE IF NOT EXISTS cursors(follower TEXT PRIMARY KEY, arrival INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS logs(id INTEGER PRIMARY KEY, origin TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE IF NOT EXISTS records(
          arrival INTEGER PRIMARY KEY, log INTEGER NOT NULL, place INTEGER NOT NULL, leaf BLOB NOT NULL, id BLOB NOT NULL,
          revision INTEGER NOT NULL, kind TEXT NOT NULL, state INTEGER NOT NULL, issued INTEGER NOT NULL, at INTEGER NOT NULL,
          tlp INTEGER NOT NULL, exercise INTEGER NOT NULL, status INTEGER NOT NULL, type TEXT, category INTEGER,
          severity INTEGER NOT NULL, headline TEXT NOT NULL, location TEXT, publisher TEXT, reason TEXT, lon REAL, lat REAL, cell INTEGER,
          mark INTEGER NOT NULL DEFAULT 0) STRICT;
        CREATE UNIQUE INDEX IF NOT EXISTS records_place ON records(log, place);
        CREATE INDEX IF NOT EXISTS records_id ON records(id);
        CREATE INDEX IF NOT EXISTS records_at ON records(at);
        CREATE INDEX IF NOT EXISTS records_kind ON records(kind, at);
        CREATE INDEX IF NOT EXISTS records_cell ON records(cell) WHERE cell IS NOT NULL;
        CREATE TABLE IF NOT EXISTS early_marks(log INTEGER NOT NULL, place INTEGER NOT NULL, mark INTEGER NOT NULL, PRIMARY KEY(log, place)) STRICT, WITHOUT ROWID;
        CREATE VIRTUAL TABLE IF NOT EXISTS boxes USING rtree(id, west, east, south, north);
        CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(text, tokenize='unicode61 remove_diacritics 0', columnsize=0);
        CREATE VIRTUAL TABLE IF NOT EXISTS trigrams USING fts5(text, tokenize='trigram', columnsize=0);
        INSERT INTO words(words, rank) VALUES('secure-delete', 1);
        INSERT INTO trigrams(trigrams, rank) VALUES('secure-delete', 1);
        CREATE TABLE IF NOT EXISTS documents(
          view TEXT NOT NULL, key TEXT NOT NULL, rank INTEGER NOT NULL, text TEXT NOT NULL, owner_log TEXT, owner_place INTEGER,
          PRIMARY KEY(view, key)) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS documents_rank ON documents(view, rank);
        CREATE TABLE IF NOT EXISTS names(
          id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, role INTEGER NOT NULL, type TEXT NOT NULL, value TEXT NOT NULL,
          log INTEGER NOT NULL, place INTEGER NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS names_young(hash INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY(hash, number)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS names_old(hash INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY(hash, number)) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS names_owner ON names(log, place);
        CREATE INDEX IF NOT EXISTS documents_owner ON documents(owner_log, owner_place) WHERE owner_log IS NOT NULL;
        CREATE TABLE IF NOT EXISTS circles(id INTEGER PRIMARY KEY, circle BLOB NOT NULL UNIQUE) STRICT;
        CREATE TABLE IF NOT EXISTS objects(
          seq INTEGER PRIMARY KEY, circle INTEGER NOT NULL, log INTEGER NOT NULL, place INTEGER NOT NULL, author INTEGER NOT NULL, source INTEGER NOT NULL, hash INTEGER NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,
          version INTEGER NOT NULL, added INTEGER NOT NULL, flags INTEGER NOT NULL, state INTEGER NOT NULL) STRICT;
        CREATE INDEX IF NOT EXISTS objects_state ON objects(circle, state);
        CREATE INDEX IF NOT EXISTS objects_type ON objects(circle, type, state);
        CREATE INDEX IF NOT EXISTS objects_older ON objects(circle, id, version) WHERE state=1;
        CREATE INDEX IF NOT EXISTS objects_version ON objects(circle, id, version, author, source) WHERE state<2;
        CREATE INDEX IF NOT EXISTS objects_first ON objects(circle, id, source) WHERE state<2;
        CREATE INDEX IF NOT EXISTS objects_added ON objects(added);
        CREATE INDEX IF NOT EXISTS objects_place ON objects(log, place);
        CREATE TABLE IF NOT EXISTS lasts_young(hash INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY(hash, number)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS lasts_old(hash INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY(hash, number)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS retired(log INTEGER NOT NULL, place INTEGER NOT NULL, arrival INTEGER NOT NULL, PRIMARY KEY(log, place)) STRICT, WITHOUT ROWID;
        """);

    /// <summary>The indexes of what records say, and not their leaves alone.</summary>
    public static ImmutableArray<string> IndexesOfContent { get; } = ["records_at", "records_kind", "records_cell", "objects_older", "objects_type", "objects_version", "objects_first"];

    /// <summary>The bits of a name's number that tell its record's names apart: more than a record's bytes can name.</summary>
    public const int NameBits = 20;

    const byte EveryNameHasItsNumber = Limits.ContentBytesMax <= 1 << NameBits ? 0 : -1;

    /// <summary>The greatest number that a name of a record can have, and the least is one more than that of the record before.</summary>
    public static long LastName(long arrival) => arrival < long.MaxValue >> NameBits ? (arrival + 1 << NameBits) - 1 : long.MaxValue;

    /// <summary>A record has at most two boxes; their ids hang on its arrival number.</summary>
    public const int BoxesOfOne = 2;
}
