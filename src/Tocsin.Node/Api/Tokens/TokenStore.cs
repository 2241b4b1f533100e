using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Tocsin.Node.Running;

namespace Tocsin.Node.Api.Tokens;

/// <summary>The file <c>tokens.db</c> in the data folder: which tokens there are, and what proves them.</summary>
/// <remarks>
/// Loss: programs need new tokens; records keep the old pseudonyms. Trust: full; whoever writes here can read and write as any program.
/// Every request asks the file, so that a token that was revoked by any process lets nobody in from then on.
/// </remarks>
sealed class TokenStore : IDisposable
{
    const string Columns = "id, name, circles, may_write, rate, created, until, revoked, used";
    const string Schema = """
        create table if not exists tokens (
            id text primary key, name text not null, hash blob not null, circles text not null, may_write integer not null, rate integer not null,
            created integer not null, until integer, revoked integer, used integer) strict;
        """;

    static readonly Duration UsedEvery = Duration.FromMinutes(1);

    readonly ConcurrentDictionary<string, Instant> used = new();
    readonly string source;

    // A program that guesses ids learns nothing by how long the answer takes.
    readonly byte[] nobody = new byte[SHA256.HashSizeInBytes];

    /// <summary>Opens the file, and makes it if there is none; nobody but its owner may read it.</summary>
    /// <exception cref="IOException">It does not open.</exception>
    public TokenStore(NodeFolder folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            // SQLite gives its -wal and -shm files the mode of the file itself.
            new FileStream(folder.Tokens, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }).Dispose();
        }
        source = new SqliteConnectionStringBuilder { DataSource = folder.Tokens, DefaultTimeout = 10 }.ToString();
        try
        {
            using var connection = Open();
            Run(connection, "pragma journal_mode = wal");
            Run(connection, Schema);
        }
        catch (SqliteException e)
        {
            throw new IOException($"{folder.Tokens} does not open as the tokens' file: bring it back from a backup, or delete it and add tokens anew ({e.Message})", e);
        }
    }

    /// <summary>The token that a secret proves; null where it proves none, whether or not it holds still.</summary>
    public ApiToken? Proven(TokenSecret secret)
    {
        using var connection = Open();
        using var command = Command(connection, $"select {Columns}, hash from tokens where id = $id", ("$id", secret.Id));
        using var row = command.ExecuteReader();
        var found = row.Read();
        return secret.Proves(found ? row.GetFieldValue<byte[]>(9) : nobody) && found ? Token(row) : null;
    }

    /// <summary>A token by its id, as it stands now.</summary>
    public ApiToken? Find(string id) => Read("where id = $value", id).SingleOrDefault();

    /// <summary>All of them, the oldest first.</summary>
    public IReadOnlyList<ApiToken> All() => Read("order by created, rowid", null);

    /// <summary>Adds one; false where one of that name holds.</summary>
    public bool Add(ApiToken token, byte[] hash)
    {
        using var connection = Open();
        using var command = Command(connection, """
            insert into tokens (id, name, hash, circles, may_write, rate, created, until)
            select $id, $name, $hash, $circles, $may_write, $rate, $created, $until
            where not exists (select 1 from tokens where name = $name and revoked is null and (until is null or until > $created))
            """,
            ("$id", token.Id), ("$name", token.Name), ("$hash", hash), ("$circles", string.Join(' ', token.Circles.Select(circle => circle.ToBase64Url()))), ("$may_write", token.MayWrite ? 1 : 0),
            ("$rate", token.Rate), ("$created", Ms(token.Created)), ("$until", Ms(token.Until)));
        return command.ExecuteNonQuery() == 1;
    }

    /// <summary>Revokes a token, from this moment on.</summary>
    public void Revoke(string id, Instant now)
    {
        using var connection = Open();
        using var command = Command(connection, "update tokens set revoked = $now where id = $id and revoked is null", ("$id", id), ("$now", Ms(now)));
        command.ExecuteNonQuery();
    }

    /// <summary>Keeps when a token was used, once a minute.</summary>
    public void Use(string id, Instant now)
    {
        if (used.TryGetValue(id, out var last) && now - last < UsedEvery) return;
        used[id] = now;
        using var connection = Open();
        using var command = Command(connection, "update tokens set used = $now where id = $id", ("$id", id), ("$now", Ms(now)));
        command.ExecuteNonQuery();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        using var connection = new SqliteConnection(source);
        SqliteConnection.ClearPool(connection);
    }

    List<ApiToken> Read(string which, string? value)
    {
        using var connection = Open();
        using var command = Command(connection, $"select {Columns} from tokens {which}", ("$value", value));
        using var row = command.ExecuteReader();
        var tokens = new List<ApiToken>();
        while (row.Read()) tokens.Add(Token(row));
        return tokens;
    }

    static ApiToken Token(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), [.. row.GetString(2).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Circle)], row.GetBoolean(3), row.GetInt32(4),
        Instant.FromUnixTimeMilliseconds(row.GetInt64(5)), Time(row, 6), Time(row, 7), Time(row, 8));

    static Hash Circle(string id) => Hash.TryParseBase64Url(id, out var circle) ? circle : throw new IOException($"the tokens' file names a circle '{id}', which is no id: bring it back from a backup");

    SqliteConnection Open()
    {
        var connection = new SqliteConnection(source);
        connection.Open();
        Run(connection, "pragma busy_timeout = 5000; pragma synchronous = full; pragma secure_delete = on;");
        return connection;
    }

    static SqliteCommand Command(SqliteConnection connection, string sql, params (string Name, object? Value)[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    static void Run(SqliteConnection connection, string sql)
    {
        using var command = Command(connection, sql);
        command.ExecuteNonQuery();
    }

    static object? Ms(Instant? time) => time?.ToUnixTimeMilliseconds();

    static Instant? Time(SqliteDataReader row, int at) => row.IsDBNull(at) ? null : Instant.FromUnixTimeMilliseconds(row.GetInt64(at));
}
