using Microsoft.AspNetCore.Identity;

namespace Tocsin.Node.Officers;

/// <summary>Erases an officer's name and credentials, and keeps the pseudonym, so that records stay attributable.</summary>
sealed class EraseOfficer(OfficerStore store, OfficerDb db, TimeProvider clock, OfficerEvents events)
{
    /// <summary>What became of it: a closed set.</summary>
    public abstract record Outcome
    {
        Outcome() { }

        /// <summary>Neither the file nor its log holds the name any more.</summary>
        public sealed record Erased(Officer Officer) : Outcome;

        /// <summary>Nobody has that pseudonym.</summary>
        public sealed record Unknown : Outcome;

        /// <summary>Nobody would be left who can manage officers.</summary>
        public sealed record LastAdministrator : Outcome;
    }

    /// <summary>Does it, or finishes an erasure that was cut short: the same pseudonym may be given again.</summary>
    /// <param name="officerId">The pseudonym; a name could not be given twice.</param>
    /// <param name="stop">Stops the work before it has begun.</param>
    public async Task<Outcome> Run(string officerId, CancellationToken stop)
    {
        if (await store.FindByIdAsync(officerId, stop) is not { } account) return new Outcome.Unknown();
        if (DisableOfficer.IsLastAdministrator(store, account.Officer)) return new Outcome.LastAdministrator();

        store.RemovePasskeys(officerId);        // Crash here: the officer signs in with the password, and is erased again.
        await Forget(account);                  // Crash here: the name is gone from the row; its trace is not.
        db.Scrub();                             // Run once more, this clears the trace.
        events.Erased(officerId);
        return new Outcome.Erased(account.Officer);
    }

    async Task Forget(Account account)
    {
        account.Officer = account.Officer with
        {
            Name = "",
            DisplayName = Officer.ErasedName,
            Erased = account.Officer.Erased ?? clock.Now(),
        };
        account.NameKey = null;
        account.PasswordHash = null;
        account.Stamp = "";
        // Past Identity's validation, which rightly refuses an account without a name.
        Sure.Of(await store.UpdateAsync(account, CancellationToken.None));
    }
}

/// <summary>Identity's answers where only a bug or a race can refuse.</summary>
static class Sure
{
    /// <summary>Throws unless it succeeded.</summary>
    public static void Of(IdentityResult result)
    {
        if (!result.Succeeded) throw new InvalidOperationException($"The account was not written: {result}");
    }
}
