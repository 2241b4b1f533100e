using Microsoft.AspNetCore.Identity;

namespace Tocsin.Node.Officers;

/// <summary>Checks a name and a password.</summary>
/// <remarks>
/// An unknown name, a wrong password, a disabled account and one that waits get the same answer after the same work, so that
/// nobody learns who the officers are.
/// </remarks>
sealed class SignInByPassword(
    UserManager<Account> accounts, OfficerStore store, PasswordGate gate, TimeProvider clock, OfficerEvents events)
{
    /// <summary>What became of it: a closed set.</summary>
    public abstract record Outcome
    {
        Outcome() { }

        /// <summary>It is that officer.</summary>
        public sealed record Right(Account Account) : Outcome;

        /// <summary>It is not, or cannot be said now.</summary>
        public sealed record Refused(SignInProblem Problem) : Outcome;
    }

    /// <summary>Does it.</summary>
    public async Task<Outcome> Run(string name, string password, CancellationToken stop)
    {
        if (name.Length > OfficerName.CharsMax || password.Length > PasswordPolicy.CharsMax)
            return new Outcome.Refused(SignInProblem.NotRight);
        using var turn = await gate.Enter(stop);
        if (!turn.IsGranted)
        {
            events.TooBusy();
            return new Outcome.Refused(SignInProblem.Busy);
        }
        return await Check(name, password);
    }

    // Reads and writes the count of failures inside the gate, so that no two guesses count as one.
    async Task<Outcome> Check(string name, string password)
    {
        var account = await accounts.FindByNameAsync(name);
        if (account is not { PasswordHash: not null, Officer.MaySignIn: true } || account.LockedUntil > clock.Now())
        {
            accounts.PasswordHasher.VerifyHashedPassword(gate.Nobody, gate.Decoy(accounts.PasswordHasher), password);
            events.SignInRefused(account?.Officer.Id ?? "nobody");
            return new Outcome.Refused(SignInProblem.NotRight);
        }
        var right = await accounts.CheckPasswordAsync(account, password);
        account.Failures = right ? 0 : account.Failures + 1;
        account.LockedUntil = Lockout.Until(account.Failures, clock.Now());
        // Somebody else has changed the account meanwhile, perhaps disabled it: whatever was found no longer counts.
        if (!(await store.UpdateAsync(account, CancellationToken.None)).Succeeded) return new Outcome.Refused(SignInProblem.Busy);
        if (right) return new Outcome.Right(account);
        if (account.LockedUntil is { } until) events.Locked(account.Officer.Id, account.Failures, until);
        else events.SignInRefused(account.Officer.Id);
        return new Outcome.Refused(SignInProblem.NotRight);
    }
}
