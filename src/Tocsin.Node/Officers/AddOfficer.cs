using Microsoft.AspNetCore.Identity;
using Tocsin.Node.Ui;

namespace Tocsin.Node.Officers;

/// <summary>Adds an officer who signs in with a name and a password.</summary>
sealed class AddOfficer(UserManager<Account> accounts, Chance chance, TimeProvider clock, OfficerEvents events)
{
    /// <summary>The most characters of a display name.</summary>
    public const int DisplayNameCharsMax = 100;

    /// <summary>Who is to be added.</summary>
    /// <param name="Name">What is typed to sign in.</param>
    /// <param name="DisplayName">What the pages show.</param>
    /// <param name="Roles">What the officer may do.</param>
    /// <param name="Password">The first password.</param>
    public sealed record Request(string Name, string DisplayName, Roles Roles, string Password);

    /// <summary>What became of it: a closed set.</summary>
    public abstract record Outcome
    {
        Outcome() { }

        /// <summary>The officer may sign in.</summary>
        public sealed record Added(Officer Officer) : Outcome;

        /// <summary>Somebody has that name.</summary>
        public sealed record NameTaken : Outcome;

        /// <summary>The password is too weak.</summary>
        public sealed record WeakPassword(string Why) : Outcome;

        /// <summary>Name or roles cannot be so.</summary>
        public sealed record Refused(string Why) : Outcome;
    }

    /// <summary>Does it.</summary>
    public async Task<Outcome> Run(Request request)
    {
        if (!OfficerName.Parse(request.Name).Try(out var name, out var why)) return new Outcome.Refused(why);
        if (request.DisplayName.Length is 0 or > DisplayNameCharsMax)
            return new Outcome.Refused(Texts.Of("officers.display.length", DisplayNameCharsMax));
        if (RoleNames.Refusal(request.Roles) is { } noRoles) return new Outcome.Refused(noRoles);
        if (PasswordPolicy.Refusal(request.Password, name.Value) is { } weak) return new Outcome.WeakPassword(weak);

        var officer = new Officer(Officer.NewId(chance), name.Value, request.DisplayName, request.Roles, clock.Now(), null, null);
        var result = await accounts.CreateAsync(new Account { Officer = officer }, request.Password);
        if (!result.Succeeded) return new Outcome.NameTaken(); // The one thing that was not looked at above.
        events.Added(officer.Id, officer.Roles.Text());
        return new Outcome.Added(officer);
    }
}
