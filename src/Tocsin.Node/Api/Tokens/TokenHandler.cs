using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Tocsin.Node.Officers;

namespace Tocsin.Node.Api.Tokens;

/// <summary>Lets programs in by a token: <c>Authorization: Bearer TOKEN</c>, or Basic with the token as password and any name. No cookie counts here.</summary>
sealed class TokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> scheme, ILoggerFactory logs, UrlEncoder encoder, OfficersOptions options, TokenStore tokens, TimeProvider clock)
    : AuthenticationHandler<AuthenticationSchemeOptions>(scheme, logs, encoder)
{
    /// <summary>The scheme, and the policy that asks for it.</summary>
    public const string SchemeName = "Token";

    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Judge());

    /// <inheritdoc/>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var failure = (await HandleAuthenticateOnceSafeAsync()).Failure?.Message;
        Response.Headers.WWWAuthenticate = new(["Bearer realm=\"tocsin\"", "Basic realm=\"tocsin\", charset=\"UTF-8\""]);
        await Problem.Of(401, "header Authorization", failure ?? "A token is needed: 'tocsin token add NAME' makes one. Send it as 'Authorization: Bearer TOKEN', or as the password of Basic authentication.").ExecuteAsync(Context);
    }

    AuthenticateResult Judge()
    {
        if (Request.Headers.Authorization is not [{ Length: > 0 } header])
            return Request.Headers.Authorization.Count == 0 && options.Entry is Entry.Sample && IsFromHere() ? Admit(new ApiCaller(null)) : AuthenticateResult.NoResult();
        if (Given(header) is not { } text) return AuthenticateResult.Fail("The Authorization header is neither Bearer nor Basic with a token.");
        if (TokenSecret.Parse(text) is not { } secret || tokens.Proven(secret) is not { } token) return AuthenticateResult.Fail("There is no such token.");
        return token.Refusal(clock.Now()) is { } why ? AuthenticateResult.Fail(why) : Admit(new ApiCaller(token));
    }

    AuthenticateResult Admit(ApiCaller caller)
    {
        Context.Features.Set(caller);
        return AuthenticateResult.Success(new AuthenticationTicket(caller.ToPrincipal(), SchemeName));
    }

    /// <summary>RFC 6750 §2.1 and RFC 7617 §2; a scheme's name is compared without regard to case.</summary>
    static string? Given(string header)
    {
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return header["Bearer ".Length..].Trim();
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) return null;
        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header["Basic ".Length..].Trim(), bytes, out var length)) return null;
        var pair = Encoding.UTF8.GetString(bytes.AsSpan(0, length));
        return pair.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? pair[(colon + 1)..] : null;
    }

    bool IsFromHere() => Context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);
}

/// <summary>The seam at which endpoints are opened to programs.</summary>
static class ForProgramsExtensions
{
    /// <summary>Asks every endpoint of a group for a token, and counts its requests against the token's rate. What the token may see, the
    /// endpoint asks of <see cref="ApiCaller.Of"/>.</summary>
    public static RouteGroupBuilder ForPrograms(this RouteGroupBuilder group) =>
        group.RequireAuthorization(TokenHandler.SchemeName).DisableAntiforgery().AddEndpointFilter(Meter);

    static async ValueTask<object?> Meter(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (ApiCaller.Of(http).Token is not { } token) return await next(context);
        var wait = http.RequestServices.GetRequiredService<TokenRates>().Take(token.Id, token.Rate);
        if (wait > TimeSpan.Zero)
        {
            http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return Problem.Of(429, "token", $"This token may make {token.Rate} requests a minute.");
        }
        http.RequestServices.GetRequiredService<TokenStore>().Use(token.Id, http.RequestServices.GetRequiredService<TimeProvider>().Now());
        return await next(context);
    }
}
