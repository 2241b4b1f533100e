using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tocsin.Node.Api.Cap;
using Tocsin.Node.Api.Misp;
using Tocsin.Node.Api.Ogc;
using Tocsin.Node.Api.Records;
using Tocsin.Node.Api.Taxii;
using Tocsin.Node.Api.Tokens;
using Tocsin.Node.Running;

namespace Tocsin.Node.Api;

/// <summary>Composes what programs speak to into a node: tokens, the JSON interface and its stream, features, feeds of CAP and MISP, TAXII.</summary>
static class ApiSetup
{
    const string Document = "Tocsin.Node.Api.openapi.json";

    static readonly Lazy<byte[]> OpenApi = new(() =>
    {
        using var stream = typeof(ApiSetup).Assembly.GetManifestResourceStream(Document)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    });

    /// <summary>Under its own name only for a program that asks by it: there are some, GDAL among them, that know the name of 3.0 alone, and read 3.1 well enough as plain JSON.</summary>
    static IResult Describe(HttpContext http)
    {
        http.Response.Headers.Vary = "Accept";
        return Conditional.Answer(http, OpenApi.Value, http.Request.Headers.Accept.ToString().Contains(OgcApi.OpenApiType, StringComparison.Ordinal) ? OgcApi.OpenApiType : RecordsApi.MediaType);
    }

    /// <summary>Adds the tokens and what else endpoints for programs need.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddTokens().AddSingleton<TokenRates>().AddSingleton<StreamDesk>().AddSingleton<FeedTimes>().AddSingleton<MispFeedShelf>().AddSingleton(provider => new StatusShelf(provider.GetRequiredService<TocsinNode>().Folder)).TryAddSingleton(StreamPace.Usual);
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, TokenHandler>(TokenHandler.SchemeName, null);
        services.Configure<AuthorizationOptions>(options =>
            options.AddPolicy(TokenHandler.SchemeName, policy => policy.AddAuthenticationSchemes(TokenHandler.SchemeName).RequireAuthenticatedUser()));
        return services;
    }

    /// <summary>Adds the tokens alone, as the command line needs them; the node, time and chance are there before.</summary>
    public static IServiceCollection AddTokens(this IServiceCollection services) =>
        services.AddSingleton(provider => new TokenStore(provider.GetRequiredService<TocsinNode>().Folder)).AddSingleton<TokenEvents>().AddSingleton<AddToken>().AddSingleton<RevokeToken>();

    /// <summary>Maps all of it.</summary>
    public static IEndpointRouteBuilder MapApi(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/openapi.json", Describe).AllowAnonymous();
        var api = routes.MapGroup("/api/v1").ForPrograms();
        RecordsApi.Map(api);
        WarningsApi.Map(api);
        VesselsApi.Map(api);
        ImportApi.Map(api);
        StreamApi.Map(api);
        OgcApi.Map(routes.MapGroup("/ogc").ForPrograms());
        CapApi.Map(routes.MapGroup("/cap").ForPrograms());
        MispApi.Map(routes.MapGroup(MispApi.Path).ForPrograms());
        TaxiiApi.Map(routes.MapGroup(TaxiiApi.Path).ForPrograms());
        ApiErrors.MapRest(routes);
        return routes;
    }
}
