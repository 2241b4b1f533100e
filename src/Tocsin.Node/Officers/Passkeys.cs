using Microsoft.AspNetCore.Identity;
using Tocsin.Node.Ui;

namespace Tocsin.Node.Officers;

/// <summary>Passkeys of officers: made, used, removed.</summary>
/// <remarks>A browser makes them for a name, so on loopback the page has to be opened as localhost, not as 127.0.0.1.</remarks>
sealed class Passkeys(UserManager<Account> accounts, SignInManager<Account> signIn, OfficerEvents events)
{
    /// <summary>The most passkeys of one officer.</summary>
    public const int PasskeysMax = 10;

    /// <summary>The most characters of a passkey's label.</summary>
    public const int LabelCharsMax = 60;

    /// <summary>Whether a browser can use passkeys with the address in this request.</summary>
    public static bool ArePossible(HttpRequest request) =>
        !System.Net.IPAddress.TryParse(request.Host.Host.Trim('[', ']'), out _);

    /// <summary>What the browser needs to sign in, as JSON. It names nobody: the authenticator knows whose passkeys it has.</summary>
    public Task<string> RequestOptions() => signIn.MakePasskeyRequestOptionsAsync(null);

    /// <summary>What the browser needs to make a passkey for the officer, as JSON; or why there can be no more.</summary>
    public async Task<(string? Options, string? Refusal)> CreationOptions(string officerId)
    {
        if (await accounts.FindByIdAsync(officerId) is not { } account) return (null, Texts.Of("me.passkey.nobody"));
        if ((await accounts.GetPasskeysAsync(account)).Count >= PasskeysMax)
            return (null, Texts.Of("me.passkey.tooMany", PasskeysMax));
        var entity = new PasskeyUserEntity
        {
            Id = account.Officer.Id,
            Name = account.Officer.Name,
            DisplayName = account.Officer.DisplayName,
        };
        return (await signIn.MakePasskeyCreationOptionsAsync(entity), null);
    }

    /// <summary>Whose passkey signed; null if it is none of ours or was not used in time.</summary>
    public async Task<Account?> SignIn(string credential)
    {
        var assertion = await Perform(() => signIn.PerformPasskeyAssertionAsync(credential));
        if (assertion is not { Succeeded: true })
        {
            events.PasskeyRefused(assertion?.Failure?.Message ?? "no challenge was given to this browser");
            return null;
        }
        if (!assertion.User.Officer.MaySignIn) return null;
        // The passkey's counter has moved. If the account was changed meanwhile, this sign-in no longer counts.
        return (await accounts.AddOrUpdatePasskeyAsync(assertion.User, assertion.Passkey)).Succeeded ? assertion.User : null;
    }

    /// <summary>Adds a passkey that the browser made; null, or why it was refused.</summary>
    public async Task<string?> Add(string officerId, string credential, string label)
    {
        if (label.Length is 0 or > LabelCharsMax) return Texts.Of("me.passkey.noLabel", LabelCharsMax);
        var attestation = await Perform(() => signIn.PerformPasskeyAttestationAsync(credential));
        if (attestation is not { Succeeded: true })
        {
            events.PasskeyRefused(attestation?.Failure?.Message ?? "no challenge was given to this browser");
            return Texts.Of("me.passkey.notMade");
        }
        if (attestation.UserEntity.Id != officerId || await accounts.FindByIdAsync(officerId) is not { } account)
            return Texts.Of("me.passkey.another");
        if (await accounts.FindByPasskeyIdAsync(attestation.Passkey.CredentialId) is not null)
            return Texts.Of("me.passkey.known");
        attestation.Passkey.Name = label;
        Sure.Of(await accounts.AddOrUpdatePasskeyAsync(account, attestation.Passkey));
        events.PasskeyAdded(officerId);
        return null;
    }

    /// <summary>The officer's passkeys: id in base64url, label, and when they were made.</summary>
    public async Task<IReadOnlyList<(string Id, string Label, DateTimeOffset Created)>> List(string officerId) =>
        await accounts.FindByIdAsync(officerId) is { } account
            ? [.. (await accounts.GetPasskeysAsync(account)).Select(passkey =>
                (System.Buffers.Text.Base64Url.EncodeToString(passkey.CredentialId), passkey.Name ?? "", passkey.CreatedAt))]
            : [];

    /// <summary>Removes one; false if the officer has none of that id. Open sessions of the officer end, this one included.</summary>
    public async Task<bool> Remove(string officerId, string passkeyId)
    {
        if (!System.Buffers.Text.Base64Url.IsValid(passkeyId)) return false;
        var credential = System.Buffers.Text.Base64Url.DecodeFromChars(passkeyId);
        if (await accounts.FindByIdAsync(officerId) is not { } account) return false;
        if (await accounts.GetPasskeyAsync(account, credential) is null) return false;
        Sure.Of(await accounts.RemovePasskeyAsync(account, credential));
        Sure.Of(await accounts.UpdateSecurityStampAsync(account));
        events.PasskeyRemoved(officerId);
        return true;
    }

    /// <summary>Removes all of an officer's, at an administrator's word; open sessions end. False if nobody has that pseudonym.</summary>
    public async Task<bool> RemoveAll(string officerId, OfficerStore store)
    {
        if (await accounts.FindByIdAsync(officerId) is not { Officer.Erased: null } account) return false;
        store.RemovePasskeys(officerId);
        Sure.Of(await accounts.UpdateSecurityStampAsync(account));
        events.PasskeysRemoved(officerId);
        return true;
    }

    // Identity throws where the browser has no challenge, or one for the other purpose: anybody can bring that about.
    static async Task<T?> Perform<T>(Func<Task<T>> ceremony)
        where T : class
    {
        try
        {
            return await ceremony();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
