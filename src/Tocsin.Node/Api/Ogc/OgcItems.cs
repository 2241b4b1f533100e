using System.Globalization;
using System.Text.Json;
using NetTopologySuite.Geometries;
using Tocsin.Node.Api.Tokens;
using Tocsin.Node.Running;
using Tocsin.Share;
using Tocsin.Share.Doors;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Node.Api.Ogc;

/// <summary>The features of a collection (OGC 17-069r4 §7.15, §7.16), page by page in the order of their arrival.</summary>
static class OgcItems
{
    public const string GeoJson = "application/geo+json", Crs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

    static readonly Duration Least = Duration.FromMilliseconds(1);

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/collections/{collection}/items", Page);
        group.MapGet("/collections/{collection}/items/{feature}", One);
    }

    static async Task<IResult> Page(string collection, HttpContext http, TocsinNode node, CancellationToken stop)
    {
        if (OgcApi.Find(collection, http, node, out var found) is { } refusal) return refusal;
        var query = new ApiQuery(http, node);
        OgcApi.Format(query);
        if (query.Text("bbox-crs") is { } crs and not Crs84) query.Refuse("bbox-crs", $"'{crs}' is not to be had: {Crs84} is.");
        // §7.15.3: what asks for more than there is in a page gets the largest page.
        var most = (int)Math.Min(query.Whole("limit", 1, int.MaxValue) ?? ApiLimits.PageRecordsUsual, ApiLimits.PageRecordsMax);
        var (since, until) = Interval(query);
        if (found!.IsThreads) return await OgcThreads.Page(http, node, query, most, since, until, stop);
        var request = new RecordQuery
        {
            Circles = ApiCaller.Of(http).Circles(node), Circle = query.Circle("circle"), Kind = found.Kind ?? query.Kind("kind"), Category = query.Word<Category>("category"),
            AtLeast = query.Word<Severity>("severity"), Words = query.Text("words"), Box = query.Box("bbox"), Since = since, Until = until,
            AfterArrival = query.Whole("after", 0, long.MaxValue - 1) ?? 0, Most = most,
        };
        if (query.Fault() is { } fault) return fault;
        var page = await new PageRecords(node.Views).Handle(request, stop);
        var geometries = new List<Geometry?>(page.Rows.Count);
        foreach (var row in page.Rows) geometries.Add(await GeometryOf(row, node, stop));
        return Answer(http, node, page.Rows.Count, page.IsLast ? null : page.Next.ToString(CultureInfo.InvariantCulture), json =>
        {
            for (var i = 0; i < page.Rows.Count; i++) RowFeatures.Write(json, page.Rows[i], geometries[i], node.Names);
        });
    }

    static async Task<IResult> One(string collection, string feature, HttpContext http, TocsinNode node, CancellationToken stop)
    {
        if (OgcApi.Find(collection, http, node, out var found) is { } refusal) return refusal;
        var query = new ApiQuery(http, node);
        OgcApi.Format(query);
        if (query.Fault() is { } fault) return fault;
        if (found!.IsThreads) return await OgcThreads.One(feature, http, node, stop);
        if (RowFeatures.AddressOf(feature) is not { } address || !ApiCaller.Of(http).MayRead(address.Log.Circle, node)
            || await node.Views.Row(address, stop) is not { State: RecordState.Current } row || found.Kind is { } kind && row.Kind != kind)
            return Problem.NotFound($"There is no feature '{feature}' in '{collection}' that this token may read.");
        var geometry = await GeometryOf(row, node, stop);
        return Conditional.Answer(http, OgcApi.WriteValue(json => RowFeatures.Write(json, row, geometry, node.Names)), GeoJson);
    }

    /// <summary>A point stands in the row; whatever has an extent is read from the record.</summary>
    static async Task<Geometry?> GeometryOf(RecordRow row, TocsinNode node, CancellationToken stop) =>
        row.IsPoint || row.Point is null ? null
        : await node.Records.Read(row.Address, stop) is { } stored && stored.Read().Try(out var record, out _) ? record.Where?.Geometry : null;

    /// <summary>A collection's page as a FeatureCollection with its links.</summary>
    public static IResult Answer(HttpContext http, TocsinNode node, int count, string? next, Action<Utf8JsonWriter> features)
    {
        var path = http.Request.Path.Value!;
        http.Response.Headers.CacheControl = "private, no-store";
        http.Response.Headers["Content-Crs"] = $"<{Crs84}>";
        return TypedResults.Bytes(OgcApi.Write(json =>
        {
            json.WriteString("type"u8, "FeatureCollection"u8);
            json.WriteString("timeStamp"u8, Api.Records.ApiRecord.Moment(node.Sources.Clock.Now()));
            json.WriteNumber("numberReturned"u8, count);
            if (next is null) OgcApi.Links(json, http, ("self", GeoJson, $"{path}{http.Request.QueryString}"));
            else OgcApi.Links(json, http, ("self", GeoJson, $"{path}{http.Request.QueryString}"), ("next", GeoJson, $"{path}{With(http, next)}"));
            json.WriteStartArray("features"u8);
            features(json);
            json.WriteEndArray();
        }), GeoJson);
    }

    /// <summary>The same question, after another number.</summary>
    static QueryString With(HttpContext http, string after) =>
        QueryString.Create(http.Request.Query.Where(each => each.Key != "after").Append(new("after", after)));

    /// <summary>§7.15.6: an instant, or two with a slash between them, of which one may be open.</summary>
    static (Instant? Since, Instant? Until) Interval(ApiQuery query)
    {
        if (query.Text("datetime") is not { } text) return (null, null);
        switch (text.Split('/'))
        {
            case [var instant]:
                return query.ReadTime("datetime", instant) is { } at ? (at, at + Least) : (null, null);
            case [var from, var to]:
                var (since, until) = (End(from), End(to));
                if (since > until) query.Refuse("datetime", $"'{text}' ends before it begins.");
                return (since, until + Least);
            default:
                query.Refuse("datetime", $"'{text}' is neither a time nor an interval such as 2018-02-01T00:00:00Z/2018-02-28T00:00:00Z.");
                return (null, null);
        }

        Instant? End(string end) => end is "" or ".." ? null : query.ReadTime("datetime", end);
    }
}
