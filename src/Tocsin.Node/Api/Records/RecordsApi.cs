using System.Text.Json;
using Tocsin.Node.Api.Tokens;
using Tocsin.Node.Running;
using Tocsin.Share;
using Tocsin.Share.Doors;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Node.Api.Records;

/// <summary><c>/api/v1/records</c> and <c>/api/v1/circles</c>: what a program reads.</summary>
static class RecordsApi
{
    public const string MediaType = "application/json";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/circles", Circles);
        group.MapGet("/records", Page);
        group.MapGet("/records/{record}", One);
    }

    static IResult Circles(HttpContext http, TocsinNode node)
    {
        var (caller, query) = (ApiCaller.Of(http), new ApiQuery(http, node));
        if (query.Fault() is { } fault) return fault;
        var circles = caller.Circles(node).Select(id => id == node.Log.Circle
            ? new ApiCircle(id.ToBase64Url(), TocsinNode.PrivateName, node.Charter.Terms().IsExercise, $"TLP:{node.Charter.Terms().Marking.Name()}", caller.MayWrite(id))
            : node.Register.Circle(id)?.Current is { } charter
                ? new ApiCircle(id.ToBase64Url(), charter.Name, charter.Terms().IsExercise, $"TLP:{charter.Terms().Marking.Name()}", caller.MayWrite(id))
                : new ApiCircle(id.ToBase64Url(), node.Names.OfCircle(id) ?? id.ToBase64Url(), false, null, false));
        return Conditional.Answer(http, JsonSerializer.SerializeToUtf8Bytes(new ApiCircles([.. circles]), Plain.Json.ApiCircles), MediaType);
    }

    static async Task<IResult> Page(HttpContext http, TocsinNode node, CancellationToken stop)
    {
        var query = new ApiQuery(http, node);
        var (after, before) = (query.Whole("after", 0, long.MaxValue - 1), query.Whole("before", 1, long.MaxValue - 1));
        var order = query.Text("order");
        if (order is not (null or "arrival" or "latest")) query.Refuse("order", $"'{order}' is neither arrival nor latest.");
        var request = query.Records() with
        {
            AfterArrival = after ?? 0, BeforeArrival = before, Order = order == "latest" ? RecordOrder.LastArrival : RecordOrder.Arrival,
            IncludeEnded = query.Flag("ended"), Most = (int)(query.Whole("limit", 1, ApiLimits.PageRecordsMax) ?? ApiLimits.PageRecordsUsual),
        };
        if (query.Fault() is { } fault) return fault;
        var page = await new PageRecords(node.Views).Handle(request, stop);
        http.Response.Headers.CacheControl = "private, no-store";
        return TypedResults.Json(new ApiPage([.. page.Rows.Select(row => ApiRecord.Of(row, node))], page.Next, !page.IsLast), Plain.Json.ApiPage, MediaType);
    }

    static async Task<IResult> One(string record, HttpContext http, TocsinNode node, CancellationToken stop)
    {
        var query = new ApiQuery(http, node);
        if (query.Fault() is { } fault) return fault;
        // What the program may not read is, for it, not there: nothing is looked up.
        return RowFeatures.AddressOf(record) is { } address && ApiCaller.Of(http).MayRead(address.Log.Circle, node) && await new ShowRecord(node.Records, node.Views).Handle(address, stop) is { } shown
            ? Conditional.Answer(http, JsonSerializer.SerializeToUtf8Bytes(ApiShown.Of(shown, node), Plain.Json.ApiShown), MediaType)
            : Problem.NotFound($"There is no record '{record}' that this token may read.");
    }
}
