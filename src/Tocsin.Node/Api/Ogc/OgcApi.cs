using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tocsin.Node.Api.Records;
using Tocsin.Node.Running;

namespace Tocsin.Node.Api.Ogc;

/// <summary>OGC API - Features, Part 1 (OGC 17-069r4) and the queryables of Part 3 (OGC 19-079r2): a node as a layer of a map program.</summary>
static class OgcApi
{
    public const string OpenApiType = "application/vnd.oai.openapi+json;version=3.1";

    const string Json = "application/json", SchemaJson = "application/schema+json";

    static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>No class for HTML, and none for OpenAPI 3.0: the document is of 3.1.</summary>
    static readonly ImmutableArray<string> ConformsTo =
    [
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
        "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
        "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    ];

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/", Landing);
        group.MapGet("/conformance", Conformance);
        group.MapGet("/collections", Collections);
        group.MapGet("/collections/{collection}", Collection);
        group.MapGet("/collections/{collection}/queryables", Queryables);
        OgcItems.Map(group);
    }

    static IResult Landing(HttpContext http, TocsinNode node) => Fault(http, node) ?? Answer(http, Json, json =>
    {
        json.WriteString("title"u8, $"Tocsin: {node.Party.Name}");
        json.WriteString("description"u8, "Records, events and warnings of this node, as far as the token may read them.");
        Links(json, http, ("self", Json, "/ogc/"), ("service-desc", OpenApiType, "/api/openapi.json"), ("conformance", Json, "/ogc/conformance"), ("data", Json, "/ogc/collections"));
    });

    static IResult Conformance(HttpContext http, TocsinNode node) => Fault(http, node) ?? Answer(http, Json, json =>
    {
        json.WriteStartArray("conformsTo"u8);
        foreach (var name in ConformsTo) json.WriteStringValue(name);
        json.WriteEndArray();
    });

    static IResult Collections(HttpContext http, TocsinNode node) => Fault(http, node) ?? Answer(http, Json, json =>
    {
        Links(json, http, ("self", Json, "/ogc/collections"));
        json.WriteStartArray("collections"u8);
        foreach (var collection in OgcCollection.All.Where(each => !each.IsThreads || WarningsApi.Refusal(http, node) is null))
        {
            json.WriteStartObject();
            Describe(json, http, collection);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    static IResult Collection(string collection, HttpContext http, TocsinNode node) =>
        Fault(http, node) ?? Find(collection, http, node, out var found) ?? Answer(http, Json, json => Describe(json, http, found!));

    static IResult Queryables(string collection, HttpContext http, TocsinNode node) => Fault(http, node) ?? Find(collection, http, node, out var found) ?? Answer(http, SchemaJson, json =>
    {
        json.WriteString("$schema"u8, "https://json-schema.org/draft/2020-12/schema"u8);
        json.WriteString("$id"u8, $"{Base(http)}/ogc/collections/{found!.Id}/queryables");
        json.WriteString("type"u8, "object"u8);
        json.WriteString("title"u8, found.Title);
        json.WriteStartObject("properties"u8);
        foreach (var (name, title, schema) in found.Queryables())
        {
            json.WriteStartObject(name);
            json.WriteString("title"u8, title);
            foreach (var member in JsonElement.Parse(schema).EnumerateObject()) member.WriteTo(json);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteBoolean("additionalProperties"u8, false);
    });

    /// <summary>A collection by its name, or why the program gets none.</summary>
    public static IResult? Find(string named, HttpContext http, TocsinNode node, out OgcCollection? found)
    {
        found = OgcCollection.Find(named);
        return found is null ? Problem.NotFound($"There is no collection '{named}': {string.Join(", ", OgcCollection.All.Select(each => each.Id))}.")
            : found.IsThreads ? WarningsApi.Refusal(http, node) : null;
    }

    static IResult? Fault(HttpContext http, TocsinNode node)
    {
        var query = new ApiQuery(http, node);
        Format(query);
        return query.Fault();
    }

    /// <summary>Programs may ask for JSON by name: there is nothing else.</summary>
    public static void Format(ApiQuery query)
    {
        if (query.Text("f") is { } format and not "json") query.Refuse("f", $"'{format}' is not to be had: json is.");
    }

    static void Describe(Utf8JsonWriter json, HttpContext http, OgcCollection collection)
    {
        json.WriteString("id"u8, collection.Id);
        json.WriteString("title"u8, collection.Title);
        json.WriteString("description"u8, collection.Description);
        json.WriteString("itemType"u8, "feature"u8);
        json.WriteStartArray("crs"u8);
        json.WriteStringValue(OgcItems.Crs84);
        json.WriteEndArray();
        json.WriteStartObject("extent"u8);
        json.WriteStartObject("spatial"u8);
        json.WriteString("crs"u8, OgcItems.Crs84);
        json.WritePropertyName("bbox"u8);
        json.WriteRawValue("[[-180,-90,180,90]]");
        json.WriteEndObject();
        json.WriteStartObject("temporal"u8);
        json.WritePropertyName("interval"u8);
        json.WriteRawValue("[[null,null]]");
        json.WriteEndObject();
        json.WriteEndObject();
        var path = $"/ogc/collections/{collection.Id}";
        Links(json, http, ("self", Json, path), ("items", OgcItems.GeoJson, $"{path}/items"), ("http://www.opengis.net/def/rel/ogc/1.0/queryables", SchemaJson, $"{path}/queryables"));
    }

    /// <summary>Links, as OGC API Common wants them: absolute.</summary>
    public static void Links(Utf8JsonWriter json, HttpContext http, params ReadOnlySpan<(string Relation, string Type, string Path)> links)
    {
        json.WriteStartArray("links"u8);
        foreach (var (relation, type, path) in links)
        {
            json.WriteStartObject();
            json.WriteString("rel"u8, relation);
            json.WriteString("type"u8, type);
            json.WriteString("href"u8, $"{Base(http)}{path}");
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>Where the program found this node.</summary>
    public static string Base(HttpContext http) => $"{http.Request.Scheme}://{http.Request.Host.Value}";

    /// <summary>One JSON object.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> members) => WriteValue(json =>
    {
        json.WriteStartObject();
        members(json);
        json.WriteEndObject();
    });

    /// <summary>One JSON value.</summary>
    public static byte[] WriteValue(Action<Utf8JsonWriter> value)
    {
        var buffer = new ArrayBufferWriter<byte>(4_096);
        using (var json = new Utf8JsonWriter(buffer, Plain)) value(json);
        return buffer.WrittenSpan.ToArray();
    }

    static IResult Answer(HttpContext http, string mediaType, Action<Utf8JsonWriter> members) => Conditional.Answer(http, Write(members), mediaType);
}
