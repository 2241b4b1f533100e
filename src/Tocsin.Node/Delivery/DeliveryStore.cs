using Microsoft.Data.Sqlite;
using Tocsin.Node.Stores.Sqlite;

namespace Tocsin.Node.Delivery;

/// <summary>How a delivery stands.</summary>
enum DeliveryState
{
    /// <summary>It is to be tried, for the first time or again. The default value.</summary>
    Waiting,
    /// <summary>The other side took it.</summary>
    Delivered,
    /// <summary>It was tried as often as it may be, or cannot be delivered at all.</summary>
    Dead,
    /// <summary>Somebody acknowledged the warning before it went out.</summary>
    Answered,
}

/// <summary>One call by one channel to one officer. It repeats no word of the warning: those are read when it is sent.</summary>
/// <param name="Id">For good: the receiver knows a repetition by it.</param>
/// <param name="Log">The log that holds the call.</param>
/// <param name="Index">Its place there.</param>
/// <param name="Thread">The warning's thread.</param>
/// <param name="Officer">Who is called: a pseudonym.</param>
/// <param name="Channel">The channel's name.</param>
/// <param name="CreatedAt">When it was written down. UTC.</param>
/// <param name="State">How it stands.</param>
/// <param name="Tries">How often it was tried.</param>
/// <param name="NextAt">When it is tried next. UTC.</param>
/// <param name="Reason">In one sentence, why it has not been delivered.</param>
sealed record Delivery(
    string Id, string Log, long Index, string Thread, string Officer, string Channel, Instant CreatedAt, DeliveryState State, int Tries, Instant NextAt, string? Reason);

/// <summary>What is to be delivered, and what became of it.</summary>
/// <remarks>Loss: calls that had not gone out yet do not go out, but for those of the last day, which go out again. Trust: whoever writes here can
/// keep a call from going out; the log still says that it was due.</remarks>
sealed class DeliveryStore(SqliteFile file) : IDisposable
{
    static readonly SqliteLayout Layout = new("TcsD", 1, """
        CREATE TABLE IF NOT EXISTS deliveries(
          id TEXT PRIMARY KEY, log TEXT NOT NULL, place INTEGER NOT NULL, thread TEXT NOT NULL, officer TEXT NOT NULL, channel TEXT NOT NULL,
          created INTEGER NOT NULL, state INTEGER NOT NULL, tries INTEGER NOT NULL, next INTEGER NOT NULL, reason TEXT) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS deliveries_next ON deliveries(state, next);
        CREATE INDEX IF NOT EXISTS deliveries_created ON deliveries(created);
        """);

    const string Columns = "id, log, place, thread, officer, channel, created, state, tries, next, reason";

    const string IsDue = "state = 0 AND (next <= $now OR next > $ahead)";

    /// <summary>How long what is done with is kept.</summary>
    static readonly Duration Kept = Duration.FromDays(31);

    /// <summary>Opens the file.</summary>
    /// <exception cref="IOException">It cannot be used.</exception>
    public static DeliveryStore Open(string path) => new(SqliteFile.Open(path, "FULL", Layout));

    /// <summary>Writes deliveries down, each once, and forgets those that were done with long ago.</summary>
    public void Add(IReadOnlyList<Delivery> deliveries, Instant now) => file.Write(connection =>
    {
        foreach (var d in deliveries)
            SqliteFile.Run(connection, $"INSERT INTO deliveries({Columns}) VALUES($id, $log, $place, $thread, $officer, $channel, $created, $state, $tries, $next, $reason) ON CONFLICT DO NOTHING",
                ("$id", d.Id), ("$log", d.Log), ("$place", d.Index), ("$thread", d.Thread), ("$officer", d.Officer), ("$channel", d.Channel),
                ("$created", d.CreatedAt.ToUnixTimeMilliseconds()), ("$state", (int)d.State), ("$tries", d.Tries), ("$next", d.NextAt.ToUnixTimeMilliseconds()), ("$reason", d.Reason));
        SqliteFile.Run(connection, "DELETE FROM deliveries WHERE state <> 0 AND created < $before", ("$before", (now - Kept).ToUnixTimeMilliseconds()));
        return (true, true);
    });

    /// <summary>Says how a delivery stands now.</summary>
    public void Change(Delivery d) => file.Write(connection =>
    {
        SqliteFile.Run(connection, "UPDATE deliveries SET state = $state, tries = $tries, next = $next, reason = $reason WHERE id = $id",
            ("$id", d.Id), ("$state", (int)d.State), ("$tries", d.Tries), ("$next", d.NextAt.ToUnixTimeMilliseconds()), ("$reason", d.Reason));
        return (true, true);
    });

    /// <summary>The channels by which something is to be tried now.</summary>
    public IReadOnlyList<string> DueChannels(Instant now, Duration longest) => file.Read(connection =>
    {
        using var command = SqliteFile.Command(connection, $"SELECT DISTINCT channel FROM deliveries WHERE {IsDue}", AsOf(now, longest));
        using var rows = command.ExecuteReader();
        var found = new List<string>();
        while (rows.Read()) found.Add(rows.GetString(0));
        return found;
    });

    /// <summary>What is to be tried by a channel now. What lies further ahead than any pause was meant by another clock, and is due.</summary>
    public IReadOnlyList<Delivery> Due(string channel, Instant now, Duration longest, int most) => Read(
        $"{IsDue} AND channel = $channel ORDER BY next LIMIT $most", [.. AsOf(now, longest), ("$channel", channel), ("$most", most)]);

    /// <summary>The newest.</summary>
    public IReadOnlyList<Delivery> Latest(int most) => Read("1 ORDER BY created DESC, id LIMIT $most", ("$most", most));

    public void Dispose() => file.Dispose();

    static (string, object?)[] AsOf(Instant now, Duration longest) => [("$now", now.ToUnixTimeMilliseconds()), ("$ahead", (now + longest).ToUnixTimeMilliseconds())];

    IReadOnlyList<Delivery> Read(string where, params (string Name, object? Value)[] parameters) => file.Read(connection =>
    {
        using var command = SqliteFile.Command(connection, $"SELECT {Columns} FROM deliveries WHERE {where}", parameters);
        using var rows = command.ExecuteReader();
        var found = new List<Delivery>();
        while (rows.Read()) found.Add(Of(rows));
        return found;
    });

    static Delivery Of(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetString(3), row.GetString(4), row.GetString(5), Instant.FromUnixTimeMilliseconds(row.GetInt64(6)),
        (DeliveryState)row.GetInt32(7), row.GetInt32(8), Instant.FromUnixTimeMilliseconds(row.GetInt64(9)), row.IsDBNull(10) ? null : row.GetString(10));
}
