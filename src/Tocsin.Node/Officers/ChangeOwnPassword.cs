using Microsoft.AspNetCore.Identity;

namespace Tocsin.Node.Officers;

/// <summary>An officer's own change of password: whoever sits before an open page must know the present one.</summary>
sealed class ChangeOwnPassword(UserManager<Account> accounts, SignInByPassword check, ChangePassword change)
{
    /// <summary>What became of it: a closed set.</summary>
    public abstract record Outcome
    {
        Outcome() { }

        /// <summary>The new password holds; all other sessions have ended.</summary>
        public sealed record Changed(Account Account) : Outcome;

        /// <summary>The present password was not right, or cannot be checked now.</summary>
        public sealed record NotRight(SignInProblem Problem) : Outcome;

        /// <summary>The new password is too weak.</summary>
        public sealed record WeakPassword(string Why) : Outcome;
    }

    /// <summary>Does it.</summary>
    public async Task<Outcome> Run(string officerId, string present, string wanted, CancellationToken stop)
    {
        if (await accounts.FindByIdAsync(officerId) is not { } account) return new Outcome.NotRight(SignInProblem.NotRight);
        if (PasswordPolicy.Refusal(wanted, account.Officer.Name) is { } weak) return new Outcome.WeakPassword(weak);
        if (await check.Run(account.Officer.Name, present, stop) is SignInByPassword.Outcome.Refused refused) return new Outcome.NotRight(refused.Problem);
        return await change.Set(account.Officer.Name, wanted) is ChangePassword.Outcome.Changed && await accounts.FindByIdAsync(officerId) is { } changed
            ? new Outcome.Changed(changed)
            : new Outcome.NotRight(SignInProblem.Busy);
    }
}
