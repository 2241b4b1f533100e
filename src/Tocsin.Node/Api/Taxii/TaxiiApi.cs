using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Tocsin.Node.Api.Ogc;
using Tocsin.Node.Api.Tokens;
using Tocsin.Node.Running;

namespace Tocsin.Node.Api.Taxii;

/// <summary>TAXII 2.1 (OASIS Standard, 10 June 2021): discovery, the one API root, and a collection for each circle. See docs/taxii.md.</summary>
static class TaxiiApi
{
    /// <summary>The path of discovery, below which errors have TAXII's own form; and that of the API root.</summary>
    public const string Path = "/taxii2", Root = Path + "/tocsin/";

    public static void Map(RouteGroupBuilder group)
    {
        var taxii = group.AddEndpointFilter(TaxiiMedia.Negotiate);
        taxii.MapGet("/", Discover);
        taxii.MapGet("/tocsin/", Describe);
        taxii.MapGet("/tocsin/collections/", Collections);
        taxii.MapGet("/tocsin/collections/{collection}/", Collection);
        TaxiiObjects.Map(taxii);
        TaxiiPosts.Map(taxii);
    }

    static IResult Discover(HttpContext http, TocsinNode node)
    {
        var root = $"{OgcApi.Base(http)}{Root}";
        return new ApiQuery(http, node).Fault() ?? Answer(new TaxiiDiscovery($"{node.Party.Name} on Tocsin", "A collection for each circle that the token may read.", root, [root]), TaxiiText.Json.TaxiiDiscovery);
    }

    static IResult Describe(HttpContext http, TocsinNode node) =>
        new ApiQuery(http, node).Fault() ?? Answer(new TaxiiRoot(node.Party.Name, "Circles of this party.", [TaxiiMedia.Taxii], TaxiiLimits.PostBytesMax), TaxiiText.Json.TaxiiRoot);

    static IResult Collections(HttpContext http, TocsinNode node) =>
        new ApiQuery(http, node).Fault() ?? Answer(new TaxiiCollections(TaxiiCircles.All(ApiCaller.Of(http), node) is { Count: > 0 } all ? all : null), TaxiiText.Json.TaxiiCollections);

    static IResult Collection(string collection, HttpContext http, TocsinNode node) =>
        With(collection, http, node, circle => new ApiQuery(http, node).Fault() ?? Answer(TaxiiCircles.Describe(circle, ApiCaller.Of(http), node, ApiCaller.Of(http).Circles(node)), TaxiiText.Json.TaxiiCollection));

    /// <summary>What the program may not read is, for it, not there.</summary>
    public static T With<T>(string collection, HttpContext http, TocsinNode node, Func<Hash, T> answer, Func<IResult, T> refuse) =>
        TaxiiCircles.Find(collection, ApiCaller.Of(http), node) is { } circle ? answer(circle) : refuse(Problem.NotFound($"There is no collection '{collection}' that this token may read."));

    static IResult With(string collection, HttpContext http, TocsinNode node, Func<Hash, IResult> answer) => With(collection, http, node, answer, static refusal => refusal);

    public static Task<IResult> With(string collection, HttpContext http, TocsinNode node, Func<Hash, Task<IResult>> answer) => With(collection, http, node, answer, Task.FromResult);

    /// <summary>A resource.</summary>
    public static IResult Answer<T>(T resource, JsonTypeInfo<T> type, int status = 200) => TypedResults.Text(JsonSerializer.SerializeToUtf8Bytes(resource, type), TaxiiMedia.Taxii, status);
}
