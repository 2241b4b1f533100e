using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;

namespace Tocsin.Node.Officers;

/// <content>Passkeys (WebAuthn credentials): the public half, and what the authenticator says of itself.</content>
/// <remarks>The attestation that came with a passkey is not kept: nothing asks for it, and it tells what device somebody has.</remarks>
sealed partial class OfficerStore
{
    const string PasskeyColumns =
        "credential, label, public_key, created, sign_count, transports, verified, backup_eligible, backed_up";

    /// <inheritdoc/>
    public Task AddOrUpdatePasskeyAsync(Account user, UserPasskeyInfo passkey, CancellationToken cancellationToken)
    {
        using var connection = db.Open();
        using var command = Command(connection, $"""
            insert into passkeys (officer, {PasskeyColumns}) values ($officer, $credential, $label, $public_key, $created,
                $sign_count, $transports, $verified, $backup_eligible, $backed_up)
            on conflict (credential) do update set label = $label, sign_count = $sign_count, verified = $verified,
                backed_up = $backed_up
            where officer = $officer
            """);
        command.Parameters.AddWithValue("$officer", user.Officer.Id);
        command.Parameters.AddWithValue("$credential", passkey.CredentialId);
        command.Parameters.AddWithValue("$label", (object?)passkey.Name ?? DBNull.Value);
        command.Parameters.AddWithValue("$public_key", passkey.PublicKey);
        command.Parameters.AddWithValue("$created", passkey.CreatedAt.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("$sign_count", (long)passkey.SignCount);
        command.Parameters.AddWithValue("$transports", string.Join(',', passkey.Transports ?? []));
        command.Parameters.AddWithValue("$verified", passkey.IsUserVerified);
        command.Parameters.AddWithValue("$backup_eligible", passkey.IsBackupEligible);
        command.Parameters.AddWithValue("$backed_up", passkey.IsBackedUp);
        command.ExecuteNonQuery();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Account user, CancellationToken cancellationToken)
    {
        using var connection = db.Open();
        using var command = Command(connection, $"select {PasskeyColumns} from passkeys where officer = $officer order by created");
        command.Parameters.AddWithValue("$officer", user.Officer.Id);
        return Task.FromResult<IList<UserPasskeyInfo>>(ReadPasskeys(command));
    }

    /// <inheritdoc/>
    public Task<Account?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken)
    {
        using var connection = db.Open();
        using var command = Command(connection,
            $"select {Columns} from officers where id = (select officer from passkeys where credential = $credential)");
        command.Parameters.AddWithValue("$credential", credentialId);
        return Task.FromResult(Read(command).SingleOrDefault());
    }

    /// <inheritdoc/>
    public Task<UserPasskeyInfo?> FindPasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken)
    {
        using var connection = db.Open();
        using var command = Command(connection,
            $"select {PasskeyColumns} from passkeys where officer = $officer and credential = $credential");
        command.Parameters.AddWithValue("$officer", user.Officer.Id);
        command.Parameters.AddWithValue("$credential", credentialId);
        return Task.FromResult(ReadPasskeys(command).SingleOrDefault());
    }

    /// <inheritdoc/>
    public Task RemovePasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken)
    {
        using var connection = db.Open();
        using var command = Command(connection, "delete from passkeys where officer = $officer and credential = $credential");
        command.Parameters.AddWithValue("$officer", user.Officer.Id);
        command.Parameters.AddWithValue("$credential", credentialId);
        command.ExecuteNonQuery();
        return Task.CompletedTask;
    }

    /// <summary>Forgets all of an officer's passkeys.</summary>
    public void RemovePasskeys(string officerId)
    {
        using var connection = db.Open();
        using var command = Command(connection, "delete from passkeys where officer = $officer");
        command.Parameters.AddWithValue("$officer", officerId);
        command.ExecuteNonQuery();
    }

    static List<UserPasskeyInfo> ReadPasskeys(SqliteCommand command)
    {
        var passkeys = new List<UserPasskeyInfo>();
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            var transports = row.GetString(5).Split(',', StringSplitOptions.RemoveEmptyEntries);
            passkeys.Add(new UserPasskeyInfo((byte[])row[0], (byte[])row[2],
                Instant.FromUnixTimeMilliseconds(row.GetInt64(3)).ToDateTimeOffset(), (uint)row.GetInt64(4), transports,
                isUserVerified: row.GetBoolean(6), isBackupEligible: row.GetBoolean(7), isBackedUp: row.GetBoolean(8),
                attestationObject: [], clientDataJson: [])
            { Name = Text(row, 1) });
        }
        return passkeys;
    }
}
