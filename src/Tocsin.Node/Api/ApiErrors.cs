using Microsoft.AspNetCore.Routing.Template;
using Tocsin.Node.Api.Misp;
using Tocsin.Node.Api.Taxii;

namespace Tocsin.Node.Api;

/// <summary>Gives whatever goes wrong below the paths of programs the one form that programs read: no path there, another method, a body too
/// large, a log that takes nothing more.</summary>
sealed class ApiErrors(RequestDelegate next)
{
    /// <summary>The paths below which programs are spoken to.</summary>
    public static ImmutableArray<string> Paths { get; } = ["/api", "/ogc", "/cap", MispApi.Path, TaxiiApi.Path];

    /// <summary>Runs the request.</summary>
    public async Task InvokeAsync(HttpContext http)
    {
        if (!Paths.Any(path => http.Request.Path.StartsWithSegments(path)))
        {
            await next(http);
            return;
        }
        try
        {
            await next(http);
        }
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            await Problem.Of(e.StatusCode, "body", e.StatusCode == 413 ? $"The body has more than {ApiLimits.FileBytesMax} bytes." : e.Message).ExecuteAsync(http);
        }
        catch (IOException e) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            await Problem.Of(503, "node", e.Message).ExecuteAsync(http);
        }
    }

    /// <summary>Maps what is left below those paths: what is nowhere, and what takes other methods.</summary>
    public static void MapRest(IEndpointRouteBuilder routes)
    {
        foreach (var path in Paths) routes.Map($"{path}/{{**rest}}", Nowhere).AllowAnonymous().DisableAntiforgery();
    }

    static IResult Nowhere(HttpContext http, EndpointDataSource endpoints)
    {
        var methods = endpoints.Endpoints.OfType<RouteEndpoint>().Where(route => Leads(route, http.Request.Path))
            .SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Distinct().Order(StringComparer.Ordinal).ToList();
        // A path whose parts do not read, as an id that is none, leads nowhere either.
        if (methods.Count == 0 || methods.Contains(http.Request.Method)) return Problem.NotFound($"There is nothing at {http.Request.Path}; /api/openapi.json tells what there is.");
        http.Response.Headers.Allow = string.Join(", ", methods);
        return Problem.Of(405, "method", $"{http.Request.Path} takes {string.Join(" and ", methods)}, not {http.Request.Method}.");
    }

    static bool Leads(RouteEndpoint route, PathString path) =>
        route.RoutePattern.RawText is { } text && Paths.Any(prefix => text.StartsWith($"{prefix}/", StringComparison.Ordinal)) && !text.Contains("{**", StringComparison.Ordinal) && new TemplateMatcher(TemplateParser.Parse(text), new RouteValueDictionary()).TryMatch(path, new RouteValueDictionary());
}
