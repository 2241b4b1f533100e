using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Tocsin.Node.Http;

namespace Tocsin.Node.Officers;

/// <summary>Says who is asking: over the socket, by itself, before the first officer, or else in a session.</summary>
sealed class OfficerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> scheme, ILoggerFactory logs, UrlEncoder encoder,
    OfficersOptions options, OfficerStore store)
    : AuthenticationHandler<AuthenticationSchemeOptions>(scheme, logs, encoder)
{
    /// <summary>The scheme that every request is judged by.</summary>
    public const string SchemeName = "Tocsin";

    /// <summary>Names the officer for whom the command line acts. It counts over the local socket alone.</summary>
    public const string OfficerHeader = "Tocsin-Officer";

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (LocalSocket.IsLocal(Context)) return await OverSocket();
        if (options.Entry is Entry.Sample sample && IsFromHere()) return await Named(sample.OfficerName, SignedInBy.Sample);
        if (options.Entry is Entry.OpenUntilFirstOfficer && IsFromHere() && !store.AnyWasAdded())
            return Admit(new(CurrentOfficer.LocalId, "whoever uses this machine", Roles.Officer | Roles.Analyst, SignedInBy.Loopback));
        return await Context.AuthenticateAsync(IdentityConstants.ApplicationScheme);
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        LocalSocket.IsLocal(Context)
            ? Refusals.Say(Context, 401, "No officer of that name may act here.")
            : Context.ChallengeAsync(IdentityConstants.ApplicationScheme, properties);

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Context.ForbidAsync(IdentityConstants.ApplicationScheme, properties);

    // Whoever can open the socket owns the folder, and could rewrite officers.db: asking for a password would protect nothing.
    async Task<AuthenticateResult> OverSocket() =>
        Request.Headers[OfficerHeader] is [{ Length: > 0 } name]
            ? await Named(name, SignedInBy.Socket)
            : Admit(new(CurrentOfficer.LocalId, Environment.UserName,
                Roles.Officer | Roles.Analyst | Roles.Administrator, SignedInBy.Socket));

    async Task<AuthenticateResult> Named(string name, SignedInBy how)
    {
        var account = await store.FindByNameAsync(OfficerName.KeyOf(name), Context.RequestAborted);
        if (account is not { Officer: { MaySignIn: true } officer }) return AuthenticateResult.Fail("no such officer");
        return Admit(new(officer.Id, officer.DisplayName, officer.Roles, how));
    }

    bool IsFromHere() =>
        Context.Connection.RemoteIpAddress is { } address && System.Net.IPAddress.IsLoopback(address);

    static AuthenticateResult Admit(CurrentOfficer officer) =>
        AuthenticateResult.Success(new AuthenticationTicket(officer.ToPrincipal(), SchemeName));
}
