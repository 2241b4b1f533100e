using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Tocsin.Node.Http;

namespace Tocsin.Node.Officers;

/// <summary>Sign-in and sign-out by form.</summary>
static class SignInEndpoints
{
    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        // Not "/sign-in": the page of that address would answer posts too.
        routes.MapPost("/sign-in/password", SignIn).AllowAnonymous();
        routes.MapPost("/sign-out", SignOut).AllowAnonymous();
    }

    /// <summary>The address of the sign-in page.</summary>
    /// <param name="problem">Why the last try failed, if one did.</param>
    /// <param name="returnTo">Where to go afterwards; anything but a path of this node is dropped.</param>
    public static string Page(SignInProblem? problem, string? returnTo)
    {
        var query = new Dictionary<string, string?>();
        if (problem is { } why) query["problem"] = why.Word();
        if (Local(returnTo) is var path and not "/") query["returnTo"] = path;
        return QueryHelpers.AddQueryString("/sign-in", query);
    }

    /// <summary>A path of this node as it was given; anything else becomes the first page.</summary>
    public static string Local(string? returnTo) =>
        returnTo is ['/', ..] && RedirectHttpResult.IsLocalUrl(returnTo) ? returnTo : "/";

    /// <summary>Sends a page back to the sign-in form, and tells a script in a sentence.</summary>
    public static IResult Refuse(HttpRequest request, SignInProblem problem, string? returnTo) =>
        Refusals.IsFragment(request)
            ? Refusals.Result(problem == SignInProblem.Busy ? 503 : 401, problem.Sentence())
            : TypedResults.LocalRedirect(Page(problem, returnTo));

    static async Task<IResult> SignIn(
        HttpContext http, SignInByPassword check, Sessions sessions,
        [FromForm] string? name, [FromForm] string? password, [FromForm] string? returnTo)
    {
        switch (await check.Run(name ?? "", password ?? "", http.RequestAborted))
        {
            case SignInByPassword.Outcome.Right right:
                await sessions.Begin(http, right.Account, SignedInBy.Password);
                return TypedResults.LocalRedirect(Local(returnTo));
            case SignInByPassword.Outcome.Refused refused:
                return Refuse(http.Request, refused.Problem, returnTo);
            default:
                throw new UnreachableException();
        }
    }

    // The token is asked for although nothing is read: another site must not sign an officer out in the middle of a shift.
    static async Task<IResult> SignOut(HttpContext http, Sessions sessions, [FromForm] string? returnTo)
    {
        await sessions.End(http);
        return TypedResults.LocalRedirect(Page(null, returnTo));
    }
}
