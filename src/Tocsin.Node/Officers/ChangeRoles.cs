using Microsoft.AspNetCore.Identity;

namespace Tocsin.Node.Officers;

/// <summary>Gives an officer other roles; they count from the next request.</summary>
sealed class ChangeRoles(UserManager<Account> accounts, OfficerStore store, OfficerEvents events)
{
    /// <summary>What became of it: a closed set.</summary>
    public abstract record Outcome
    {
        Outcome() { }

        /// <summary>The roles hold.</summary>
        public sealed record Changed(Officer Officer) : Outcome;

        /// <summary>Nobody has that pseudonym.</summary>
        public sealed record Unknown : Outcome;

        /// <summary>Nobody would be left who can manage officers.</summary>
        public sealed record LastAdministrator : Outcome;

        /// <summary>Nobody can have just these roles.</summary>
        public sealed record Refused(string Why) : Outcome;
    }

    /// <summary>Does it.</summary>
    public async Task<Outcome> Run(string officerId, Roles roles)
    {
        if (await accounts.FindByIdAsync(officerId) is not { Officer.Erased: null } account) return new Outcome.Unknown();
        if (RoleNames.Refusal(roles) is { } why) return new Outcome.Refused(why);
        if (!roles.HasFlag(Roles.Administrator) && DisableOfficer.IsLastAdministrator(store, account.Officer)) return new Outcome.LastAdministrator();
        account.Officer = account.Officer with { Roles = roles };
        Sure.Of(await accounts.UpdateAsync(account));
        events.RolesChanged(account.Officer.Id, roles.Text());
        return new Outcome.Changed(account.Officer);
    }
}
