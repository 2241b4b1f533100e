using Microsoft.AspNetCore.Identity;

namespace Tocsin.Node.Officers;

/// <summary>Lets a disabled officer in again, and ends the wait after wrong passwords.</summary>
sealed class EnableOfficer(UserManager<Account> accounts, OfficerEvents events)
{
    /// <summary>Does it; null if nobody has that name.</summary>
    public async Task<Officer?> Run(string name)
    {
        if (await accounts.FindByNameAsync(name) is not { } account) return null;
        account.Officer = account.Officer with { Disabled = null };
        account.Failures = 0;
        account.LockedUntil = null;
        Sure.Of(await accounts.UpdateAsync(account));
        events.Enabled(account.Officer.Id);
        return account.Officer;
    }
}
