using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;

namespace Tocsin.Node.Officers;

/// <summary>Reads and writes accounts, for Identity and for the use cases.</summary>
/// <remarks>SQLite answers at once, so nothing here waits; the tasks are Identity's shape.</remarks>
sealed partial class OfficerStore(OfficerDb db)
    : IUserPasswordStore<Account>, IUserSecurityStampStore<Account>, IUserPasskeyStore<Account>
{
    const string Columns =
        "id, name, name_key, display, roles, created, disabled, erased, password, stamp, failures, locked, version";

    /// <summary>Whether anybody can sign in.</summary>
    public bool AnyMaySignIn()
    {
        using var connection = db.Open();
        using var command = Command(connection, "select exists (select 1 from officers where disabled is null and erased is null)");
        return (long)command.ExecuteScalar()! != 0;
    }

    /// <summary>Whether an officer was ever added; the disabled and the erased count, so that a node never opens again.</summary>
    public bool AnyWasAdded()
    {
        using var connection = db.Open();
        using var command = Command(connection, "select exists (select 1 from officers)");
        return (long)command.ExecuteScalar()! != 0;
    }

    /// <summary>Everybody, in the order in which they were added.</summary>
    public List<Officer> All()
    {
        using var connection = db.Open();
        using var command = Command(connection, $"select {Columns} from officers order by created, rowid");
        return [.. Read(command).Select(account => account.Officer)];
    }

    /// <inheritdoc/>
    public Task<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Task.FromResult(Find("id = $value", userId));

    /// <inheritdoc/>
    public Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        Task.FromResult(Find("name_key = $value", normalizedUserName));

    /// <inheritdoc/>
    public Task<IdentityResult> CreateAsync(Account user, CancellationToken cancellationToken)
    {
        using var connection = db.Open();
        using var command = Command(connection, $"""
            insert into officers ({Columns}) values ($id, $name, $name_key, $display, $roles, $created, $disabled, $erased,
                $password, $stamp, $failures, $locked, $version)
            on conflict (name_key) do nothing
            """);
        Bind(command, user);
        return Result(command.ExecuteNonQuery() == 1, nameof(IdentityErrorDescriber.DuplicateUserName));
    }

    /// <inheritdoc/>
    public Task<IdentityResult> UpdateAsync(Account user, CancellationToken cancellationToken)
    {
        using var connection = db.Open();
        using var command = Command(connection, """
            update officers set name = $name, name_key = $name_key, display = $display, roles = $roles, disabled = $disabled,
                erased = $erased, password = $password, stamp = $stamp, failures = $failures, locked = $locked,
                version = version + 1
            where id = $id and version = $version
            """);
        Bind(command, user);
        var written = command.ExecuteNonQuery() == 1;
        if (written) user.Version++;
        return Result(written, nameof(IdentityErrorDescriber.ConcurrencyFailure));
    }

    /// <summary>Accounts are erased, never deleted: records keep naming the pseudonym.</summary>
    public Task<IdentityResult> DeleteAsync(Account user, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Accounts are erased, never deleted.");

    /// <summary>Connections belong to the pool.</summary>
    public void Dispose() { }

    Account? Find(string where, string value)
    {
        using var connection = db.Open();
        using var command = Command(connection, $"select {Columns} from officers where {where}");
        command.Parameters.AddWithValue("$value", value);
        return Read(command).SingleOrDefault();
    }

    static List<Account> Read(SqliteCommand command)
    {
        var accounts = new List<Account>();
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            accounts.Add(new Account
            {
                Officer = new(row.GetString(0), row.GetString(1), row.GetString(3), (Roles)row.GetInt32(4),
                    Instant.FromUnixTimeMilliseconds(row.GetInt64(5)), Time(row, 6), Time(row, 7)),
                NameKey = Text(row, 2),
                PasswordHash = Text(row, 8),
                Stamp = row.GetString(9),
                Failures = row.GetInt32(10),
                LockedUntil = Time(row, 11),
                Version = row.GetInt64(12),
            });
        }
        return accounts;
    }

    static void Bind(SqliteCommand command, Account account)
    {
        var officer = account.Officer;
        Set("$id", officer.Id);
        Set("$name", officer.Name);
        Set("$name_key", account.NameKey);
        Set("$display", officer.DisplayName);
        Set("$roles", (int)officer.Roles);
        Set("$created", officer.Created.ToUnixTimeMilliseconds());
        Set("$disabled", officer.Disabled?.ToUnixTimeMilliseconds());
        Set("$erased", officer.Erased?.ToUnixTimeMilliseconds());
        Set("$password", account.PasswordHash);
        Set("$stamp", account.Stamp);
        Set("$failures", account.Failures);
        Set("$locked", account.LockedUntil?.ToUnixTimeMilliseconds());
        Set("$version", account.Version);
        void Set(string name, object? value) => command.Parameters.AddWithValue(name, value ?? DBNull.Value);
    }

    static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    static string? Text(SqliteDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);

    static Instant? Time(SqliteDataReader row, int at) =>
        row.IsDBNull(at) ? null : Instant.FromUnixTimeMilliseconds(row.GetInt64(at));

    static Task<IdentityResult> Result(bool done, string code) =>
        Task.FromResult(done ? IdentityResult.Success : IdentityResult.Failed(new IdentityError { Code = code }));
}
