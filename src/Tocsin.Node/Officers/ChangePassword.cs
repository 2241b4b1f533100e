using Microsoft.AspNetCore.Identity;

namespace Tocsin.Node.Officers;

/// <summary>Gives an officer another password, at the word of whoever owns the data folder, so that no present one is needed; every open session of theirs ends.</summary>
sealed class ChangePassword(UserManager<Account> accounts, OfficerEvents events)
{
    /// <summary>What became of it: a closed set.</summary>
    public abstract record Outcome
    {
        Outcome() { }

        /// <summary>The new password holds.</summary>
        public sealed record Changed(Officer Officer) : Outcome;

        /// <summary>Nobody has that name.</summary>
        public sealed record Unknown : Outcome;

        /// <summary>The new password is too weak.</summary>
        public sealed record WeakPassword(string Why) : Outcome;
    }

    /// <summary>Sets the password, and ends any wait after wrong ones.</summary>
    public async Task<Outcome> Set(string name, string wanted)
    {
        if (await accounts.FindByNameAsync(name) is not { } account) return new Outcome.Unknown();
        if (PasswordPolicy.Refusal(wanted, account.Officer.Name) is { } weak) return new Outcome.WeakPassword(weak);
        account.PasswordHash = null;
        account.Failures = 0;
        account.LockedUntil = null;
        Sure.Of(await accounts.AddPasswordAsync(account, wanted)); // One write: new hash, new stamp, no wait.
        events.PasswordChanged(account.Officer.Id);
        return new Outcome.Changed(account.Officer);
    }
}
