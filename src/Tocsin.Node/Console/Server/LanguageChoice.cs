using System.Globalization;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Tocsin.Node.Officers;

namespace Tocsin.Node.Ui;

/// <summary>In which language a request is answered; the officer's choice is kept in a cookie of the node.</summary>
static class LanguageChoice
{
    static readonly TimeSpan Kept = TimeSpan.FromDays(400); // As long as browsers keep a cookie.

    /// <summary>Answers in the reader's language, the live channel included.</summary>
    public static IApplicationBuilder UseLanguages(this IApplicationBuilder app)
    {
        var cookie = CookieName(app.ApplicationServices);
        return app.Use((http, next) =>
        {
            CultureInfo.CurrentUICulture = Languages.Choose(http.Request.Cookies[cookie], http.Request.Headers.AcceptLanguage).Culture;
            return next(http);
        });
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/language", Choose).AllowAnonymous()
        .WithMetadata(new RequireAntiforgeryTokenAttribute(), new RequestSizeLimitAttribute(ConsoleLimits.FormBytesMax));

    static IResult Choose(HttpContext http, OfficersOptions options, [FromForm] string? language)
    {
        if (Languages.Of(language) is not { } chosen) return Http.Refusals.Result(StatusCodes.Status422UnprocessableEntity, Texts.Of("language.unknown"));
        http.Response.Cookies.Append(options.CookieName("language"), chosen.Tag, new CookieOptions
        {
            MaxAge = Kept, HttpOnly = true, SameSite = SameSiteMode.Strict, IsEssential = true, Secure = http.Request.IsHttps, Path = "/",
        });
        var from = Uri.TryCreate(http.Request.Headers.Referer.ToString(), UriKind.Absolute, out var referer) ? referer.PathAndQuery : "/";
        return TypedResults.LocalRedirect(SignInEndpoints.Local(from));
    }

    static string CookieName(IServiceProvider services) => services.GetRequiredService<OfficersOptions>().CookieName("language");
}
