namespace Tocsin.Tests.Stores;

/// <summary>Statements that make of a journal's file one of an earlier version.</summary>
static class EarlierJournal
{
    /// <summary>Source keys in one table that is its own index.</summary>
    public const string Third = """
        ALTER TABLE keys RENAME TO keys_of_now;
        CREATE TABLE keys(
          log INTEGER NOT NULL, key BLOB NOT NULL, place INTEGER NOT NULL, digest BLOB NOT NULL, version INTEGER,
          PRIMARY KEY(log, key)) STRICT, WITHOUT ROWID;
        INSERT INTO keys SELECT log, key, place, digest, version FROM keys_of_now;
        DROP TABLE keys_of_now; DROP TABLE keys_young; DROP TABLE keys_old;
        CREATE INDEX keys_place ON keys(log, place);
        PRAGMA user_version=3;
        """;

    /// <summary>Nothing of when records came.</summary>
    public const string Second = Third + "DROP TABLE received; PRAGMA user_version=2;";

    /// <summary>No papers.</summary>
    public const string First = Second + "DROP TABLE papers; PRAGMA user_version=1;";
}
