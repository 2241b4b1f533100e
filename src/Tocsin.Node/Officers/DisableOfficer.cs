using Microsoft.AspNetCore.Identity;

namespace Tocsin.Node.Officers;

/// <summary>Shuts an officer out at once: open sessions end, the name stays.</summary>
sealed class DisableOfficer(UserManager<Account> accounts, OfficerStore store, TimeProvider clock, OfficerEvents events)
{
    /// <summary>What became of it: a closed set.</summary>
    public abstract record Outcome
    {
        Outcome() { }

        /// <summary>The officer may not sign in any more.</summary>
        public sealed record Disabled(Officer Officer) : Outcome;

        /// <summary>Nobody has that name.</summary>
        public sealed record Unknown : Outcome;

        /// <summary>Nobody would be left who can manage officers.</summary>
        public sealed record LastAdministrator : Outcome;
    }

    /// <summary>Does it.</summary>
    public async Task<Outcome> Run(string name)
    {
        if (await accounts.FindByNameAsync(name) is not { } account) return new Outcome.Unknown();
        if (account.Officer.Disabled is not null) return new Outcome.Disabled(account.Officer);
        if (IsLastAdministrator(store, account.Officer)) return new Outcome.LastAdministrator();

        account.Officer = account.Officer with { Disabled = clock.Now() };
        Sure.Of(await accounts.UpdateSecurityStampAsync(account));
        events.Disabled(account.Officer.Id);
        return new Outcome.Disabled(account.Officer);
    }

    /// <summary>Whether there would be no administrator without this one.</summary>
    public static bool IsLastAdministrator(OfficerStore store, Officer officer) =>
        officer.MaySignIn && officer.Roles.HasFlag(Roles.Administrator)
        && !store.All().Any(other => other.Id != officer.Id && other.MaySignIn && other.Roles.HasFlag(Roles.Administrator));
}
