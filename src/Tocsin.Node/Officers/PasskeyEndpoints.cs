using Microsoft.AspNetCore.Mvc;
using Tocsin.Node.Http;
using Tocsin.Node.Ui;

namespace Tocsin.Node.Officers;

/// <summary>Sign-in by passkey, and an officer's own passkeys. Each is a form with its token; a script posts it.</summary>
static class PasskeyEndpoints
{
    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/passkeys/sign-in-options", SignInOptions).AllowAnonymous();
        routes.MapPost("/passkeys/sign-in", SignIn).AllowAnonymous();
        routes.MapPost("/passkeys/creation-options", CreationOptions).RequirePermission(Permission.ManageOwnAccount);
        routes.MapPost("/passkeys/add", Add).RequirePermission(Permission.ManageOwnAccount);
        routes.MapPost("/passkeys/remove", Remove).RequirePermission(Permission.ManageOwnAccount);
    }

    // The fields that nothing reads make these forms, and forms are checked for their token.
    static async Task<IResult> SignInOptions(HttpRequest request, Passkeys passkeys, [FromForm] string? returnTo) =>
        Passkeys.ArePossible(request) ? Json(await passkeys.RequestOptions()) : NoDomain();

    static async Task<IResult> SignIn(
        HttpContext http, Passkeys passkeys, Sessions sessions, [FromForm] string? credential, [FromForm] string? returnTo)
    {
        if (await passkeys.SignIn(credential ?? "") is not { } account)
            return SignInEndpoints.Refuse(http.Request, SignInProblem.Passkey, returnTo);
        await sessions.Begin(http, account, SignedInBy.Passkey);
        return TypedResults.LocalRedirect(SignInEndpoints.Local(returnTo));
    }

    static async Task<IResult> CreationOptions(HttpContext http, Passkeys passkeys, [FromForm] string? label)
    {
        if (!Passkeys.ArePossible(http.Request)) return NoDomain();
        var (options, refusal) = await passkeys.CreationOptions(CurrentOfficer.Of(http)!.Id);
        return options is null ? Refusals.Result(409, refusal!) : Json(options);
    }

    static async Task<IResult> Add(HttpContext http, Passkeys passkeys, [FromForm] string? credential, [FromForm] string? label) =>
        await passkeys.Add(CurrentOfficer.Of(http)!.Id, credential ?? "", label ?? "") is { } refusal
            ? Refusals.Result(422, refusal)
            : TypedResults.NoContent();

    static async Task<IResult> Remove(HttpContext http, Passkeys passkeys, [FromForm] string? id) =>
        await passkeys.Remove(CurrentOfficer.Of(http)!.Id, id ?? "")
            ? Refusals.IsFragment(http.Request) ? TypedResults.NoContent() : TypedResults.LocalRedirect("/me")
            : Refusals.Result(404, Texts.Of("me.passkey.none"));

    static IResult NoDomain() =>
        Refusals.Result(409, Texts.Of("me.passkey.noDomain"));

    static IResult Json(string options) => TypedResults.Text(options, "application/json");
}
