using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Tocsin.Node.Http;
using Tocsin.Node.Ui;

namespace Tocsin.Node.Officers;

/// <summary>Sessions in a cookie: begun at sign-in, checked against the account at every request.</summary>
/// <remarks>
/// The cookie names the account and its stamp; name and roles are read anew each time. So a disabled officer, another
/// password or another role takes effect with the next request, and a page that stays open asks <see cref="StillHolds"/>.
/// </remarks>
sealed class Sessions(OfficerStore store, TimeProvider clock, OfficerEvents events) : CookieAuthenticationEvents
{
    /// <summary>How long a session lasts unused: a shift.</summary>
    public static readonly TimeSpan Sliding = TimeSpan.FromHours(12);

    /// <summary>How long it lasts at most.</summary>
    public static readonly Duration Longest = Duration.FromHours(24);

    /// <summary>Begins a session.</summary>
    public async Task Begin(HttpContext http, Account account, SignedInBy how)
    {
        var ticket = CurrentOfficer.Ticket(account, how, clock.Now());
        await http.SignInAsync(IdentityConstants.ApplicationScheme, ticket);
        events.SignedIn(account.Officer.Id, how);
    }

    /// <summary>Ends this browser's session.</summary>
    public async Task End(HttpContext http)
    {
        await http.SignOutAsync(IdentityConstants.ApplicationScheme);
        if (CurrentOfficer.Of(http) is { } officer) events.SignedOut(officer.Id);
    }

    /// <summary>Whether whoever opened a WebSocket would still be let in: in the same session, or else by the same rule.</summary>
    public async Task<bool> StillHolds(HttpContext http)
    {
        if (http.Items[typeof(Sessions)] is ClaimsPrincipal ticket) return await Look(ticket) is not null;
        return CurrentOfficer.Of(http) switch
        {
            { How: SignedInBy.Loopback } => !store.AnyWasAdded(),
            { How: SignedInBy.Socket, Id: CurrentOfficer.LocalId } => true,
            { How: SignedInBy.Socket or SignedInBy.Sample, Id: var id } => await store.FindByIdAsync(id, CancellationToken.None) is { Officer.MaySignIn: true },
            _ => false,
        };
    }

    /// <inheritdoc/>
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var ticket = context.Principal!;
        if (await Look(ticket) is { } officer)
        {
            context.HttpContext.Items[typeof(Sessions)] = ticket;
            context.ReplacePrincipal(officer.ToPrincipal());
            return;
        }
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
    }

    /// <inheritdoc/>
    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        var http = context.HttpContext;
        if (!Refusals.IsForPage(http.Request)) return Refusals.Say(http, 401, Texts.Of("signIn.nobody"));
        http.Response.Redirect(SignInEndpoints.Page(null, http.Request.Path + http.Request.QueryString));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context)
    {
        var roles = CurrentOfficer.Of(context.HttpContext)?.Roles ?? Roles.None;
        return Refusals.Say(context.HttpContext, 403, Texts.Of("signIn.notAllowed", roles.Text()));
    }

    async Task<CurrentOfficer?> Look(ClaimsPrincipal ticket)
    {
        var id = ticket.FindFirstValue(ClaimTypes.NameIdentifier);
        var account = id is null ? null : await store.FindByIdAsync(id, CancellationToken.None);
        return CurrentOfficer.InSession(ticket, account, clock.Now());
    }
}
