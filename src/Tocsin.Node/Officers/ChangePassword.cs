using Microsoft.AspNetCore.Identity;

namespace Tocsin.Node.Officers;

/// <summary>Gives an officer another password; every open session of theirs ends.</summary>
sealed class ChangePassword(UserManager<Account> accounts, SignInByPassword check, OfficerEvents events)
{
    /// <summary>What became of it: a closed set.</summary>
    public abstract record Outcome
    {
        Outcome() { }

        /// <summary>The new password holds.</summary>
        public sealed record Changed(Officer Officer) : Outcome;

        /// <summary>Nobody has that name.</summary>
        public sealed record Unknown : Outcome;

        /// <summary>The password given as the present one is not.</summary>
        public sealed record NotRight(string Why) : Outcome;

        /// <summary>The new password is too weak.</summary>
        public sealed record WeakPassword(string Why) : Outcome;
    }

    /// <summary>The officer does it, and proves it by the present password; wrong ones count as at sign-in.</summary>
    public async Task<Outcome> Run(string name, string present, string wanted, CancellationToken stop) =>
        await check.Run(name, present, stop) switch
        {
            SignInByPassword.Outcome.Right => await Set(name, wanted),
            SignInByPassword.Outcome.Refused refused => new Outcome.NotRight(refused.Problem.Sentence()),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>An administrator, or whoever owns the data folder, does it: recovery needs no present password.</summary>
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
