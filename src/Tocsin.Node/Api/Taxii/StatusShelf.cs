using Microsoft.Data.Sqlite;
using Tocsin.Node.Running;
using Tocsin.Node.Stores.Sqlite;

namespace Tocsin.Node.Api.Taxii;

/// <summary>What became of posts, for as long as <see cref="TaxiiLimits"/> say; a power cut may take the last ones.</summary>
/// <remarks>Loss: a program that asks what became of a post is told that nothing is known of it; it may post again, which changes nothing. Trust: whoever writes here can tell
/// programs lies about their posts.</remarks>
sealed class StatusShelf : IDisposable
{
    static readonly SqliteLayout Layout = new("TcsX", 1, """
        CREATE TABLE IF NOT EXISTS statuses(number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, token TEXT NOT NULL, at INTEGER NOT NULL, text BLOB NOT NULL) STRICT;
        """);

    readonly SqliteFile file;
    readonly Lock keeping = new();
    StatusLedger? ledger;

    /// <summary>Opens the file, and makes it if there is none.</summary>
    /// <exception cref="IOException">It does not open.</exception>
    public StatusShelf(NodeFolder folder) => file = SqliteFile.Open(folder.Statuses, "NORMAL", Layout);

    /// <summary>Keeps a status; what is too old goes, and the oldest make room.</summary>
    public void Keep(string id, string token, Instant now, byte[] text)
    {
        lock (keeping)
        {
            var known = ledger ?? file.Read(Held);
            ledger = null;      // Where the writing fails, it is read anew.
            var gone = known.Add(new KeptStatus(id, token, now.ToUnixTimeSeconds(), text.Length), Since(now));
            file.Write(_ =>
            {
                file.Prepared("INSERT INTO statuses(id, token, at, text) VALUES(?,?,?,?)").Bind(id).Bind(token).Bind(now.ToUnixTimeSeconds()).Bind(text.AsSpan()).Run();
                foreach (var old in gone) file.Prepared("DELETE FROM statuses WHERE id=?").Bind(old).Run();
                return (true, true);
            });
            ledger = known;
        }
    }

    static StatusLedger Held(SqliteConnection connection)
    {
        var held = new StatusLedger();
        using var command = SqliteFile.Command(connection, "SELECT id, token, at, length(text) FROM statuses ORDER BY number");
        using var row = command.ExecuteReader();
        while (row.Read()) held.Put(new KeptStatus(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3)));
        return held;
    }

    static long Since(Instant now) => (now - Duration.FromHours(TaxiiLimits.StatusHours)).ToUnixTimeSeconds();

    /// <summary>The status of a post by this token; nothing where none is kept, or no more.</summary>
    public byte[]? Find(string id, string token, Instant now) => file.Read(connection =>
    {
        using var command = SqliteFile.Command(connection, "SELECT text FROM statuses WHERE id=$id AND token=$token AND at>=$since",
            ("$id", id), ("$token", token), ("$since", Since(now)));
        return command.ExecuteScalar() as byte[];
    });

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
