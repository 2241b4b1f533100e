using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;
using Tocsin.Node.Officers;

namespace Tocsin.Node.Ui;

/// <summary>What an administrator does with officers, and an officer with the own account, by form.</summary>
static class OfficersForms
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/officers").RequirePermission(Permission.ManageOfficers)
            .WithMetadata(new RequireAntiforgeryTokenAttribute(), new RequestSizeLimitAttribute(ConsoleLimits.FormBytesMax));
        group.MapPost("/add", Add);
        group.MapPost("/{id}/roles", SetRoles);
        group.MapPost("/{id}/disable", Disable);
        group.MapPost("/{id}/enable", Enable);
        group.MapPost("/{id}/password", SetPassword);
        group.MapPost("/{id}/passkeys", RemovePasskeys);
        routes.MapPost("/me/password", ChangeOwn).RequirePermission(Permission.ManageOwnAccount)
            .WithMetadata(new RequireAntiforgeryTokenAttribute(), new RequestSizeLimitAttribute(ConsoleLimits.FormBytesMax));
    }

    static async Task<IResult> Add(
        HttpContext http, AddOfficer add, OfficersScreen screen, [FromForm] string? name, [FromForm] string? display, [FromForm] StringValues roles, [FromForm] string? password)
    {
        var typed = new NewOfficer(name ?? "", display ?? "", [.. roles.OfType<string>()]);
        if (!Read(roles).Try(out var held, out var why)) return await Refuse(http, screen, why, typed);
        return await add.Run(new(typed.Name, typed.Display.Length > 0 ? typed.Display : typed.Name, held, password ?? "")) switch
        {
            AddOfficer.Outcome.Added => Done("added"),
            AddOfficer.Outcome.NameTaken => await Refuse(http, screen, Texts.Of("officers.taken", typed.Name), typed),
            AddOfficer.Outcome.WeakPassword weak => await Refuse(http, screen, weak.Why, typed),
            AddOfficer.Outcome.Refused refused => await Refuse(http, screen, refused.Why, typed),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    static async Task<IResult> SetRoles(HttpContext http, string id, ChangeRoles change, OfficersScreen screen, [FromForm] StringValues roles)
    {
        if (!Read(roles).Try(out var wanted, out var why)) return await Refuse(http, screen, why);
        return await change.Run(id, wanted) switch
        {
            ChangeRoles.Outcome.Changed => Done("roles"),
            ChangeRoles.Outcome.LastAdministrator => await Refuse(http, screen, Texts.Of("officers.last")),
            ChangeRoles.Outcome.Refused refused => await Refuse(http, screen, refused.Why),
            _ => await Refuse(http, screen, Texts.Of("officers.unknown")),
        };
    }

    static async Task<IResult> Disable(HttpContext http, string id, OfficerStore store, DisableOfficer disable, OfficersScreen screen) =>
        await disable.Run(await NameOf(store, id, http.RequestAborted)) switch
        {
            DisableOfficer.Outcome.Disabled => Done("disabled"),
            DisableOfficer.Outcome.LastAdministrator => await Refuse(http, screen, Texts.Of("officers.last")),
            _ => await Refuse(http, screen, Texts.Of("officers.unknown")),
        };

    static async Task<IResult> Enable(HttpContext http, string id, OfficerStore store, EnableOfficer enable, OfficersScreen screen) =>
        await enable.Run(await NameOf(store, id, http.RequestAborted)) is null ? await Refuse(http, screen, Texts.Of("officers.unknown")) : Done("enabled");

    static async Task<IResult> SetPassword(HttpContext http, string id, OfficerStore store, ChangePassword change, OfficersScreen screen, [FromForm] string? password) =>
        await change.Set(await NameOf(store, id, http.RequestAborted), password ?? "") switch
        {
            ChangePassword.Outcome.Changed => Done("password"),
            ChangePassword.Outcome.WeakPassword weak => await Refuse(http, screen, weak.Why),
            _ => await Refuse(http, screen, Texts.Of("officers.unknown")),
        };

    static async Task<IResult> RemovePasskeys(HttpContext http, string id, Passkeys passkeys, OfficerStore store, OfficersScreen screen) =>
        await passkeys.RemoveAll(id, store) ? Done("passkeys") : await Refuse(http, screen, Texts.Of("officers.unknown"));

    static async Task<IResult> ChangeOwn(HttpContext http, ChangeOwnPassword change, Sessions sessions, OfficersScreen screen, [FromForm] string? present, [FromForm] string? password)
    {
        var officer = CurrentOfficer.Of(http)!;
        switch (await change.Run(officer.Id, present ?? "", password ?? "", http.RequestAborted))
        {
            case ChangeOwnPassword.Outcome.Changed changed:
                await sessions.Begin(http, changed.Account, SignedInBy.Password); // The stamp has changed: this session goes on, all others end.
                return TypedResults.LocalRedirect("/me?done=password");
            case ChangeOwnPassword.Outcome.WeakPassword weak: return await Say(weak.Why);
            case ChangeOwnPassword.Outcome.NotRight { Problem: SignInProblem.Busy }: return await Say(SignInProblem.Busy.Sentence());
            default: return await Say(Texts.Of("me.notRight"));
        }

        async Task<IResult> Say(string problem) => PageAnswer.Of<MePage>(
            nameof(MePage.Given), await screen.Account(officer, Passkeys.ArePossible(http.Request), problem, done: null, http.RequestAborted), StatusCodes.Status422UnprocessableEntity);
    }

    static async Task<IResult> Refuse(HttpContext http, OfficersScreen screen, string problem, NewOfficer? typed = null) => PageAnswer.Of<OfficersPage>(
        nameof(OfficersPage.Given), await screen.Read(CurrentOfficer.Of(http)!, problem, done: null, typed, http.RequestAborted), StatusCodes.Status422UnprocessableEntity);

    static IResult Done(string what) => TypedResults.LocalRedirect($"/officers?done={what}");

    static Parsed<Roles> Read(StringValues roles) => RoleNames.Parse(string.Join(',', (IEnumerable<string?>)roles));

    static async Task<string> NameOf(OfficerStore store, string id, CancellationToken stop) => (await store.FindByIdAsync(id, stop))?.Officer.Name ?? "";
}
