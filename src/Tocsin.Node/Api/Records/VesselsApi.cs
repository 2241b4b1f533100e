using Tocsin.Node.Api.Tokens;
using Tocsin.Node.Running;
using Tocsin.Share.Doors;
using Tocsin.Warn;

namespace Tocsin.Node.Api.Records;

/// <summary><c>/api/v1/vessels</c>: the vessels that were near an incident at sea, by AIS.</summary>
static class VesselsApi
{
    public static void Map(RouteGroupBuilder group) => group.MapGet("/vessels", Near);

    static async Task<IResult> Near(HttpContext http, TocsinNode node, CancellationToken stop)
    {
        var query = new ApiQuery(http, node);
        var (near, record, warning, at) = (query.Text("near"), query.Text("record"), query.Text("warning"), query.Time("at"));
        var (miles, hours, most) = (query.Positive("nm", SeaIncident.MilesMax) ?? SeaIncident.MilesUsual, query.Positive("hours", SeaIncident.HoursMax) ?? SeaIncident.HoursUsual, (int)(query.Whole("limit", 1, VesselsNear.ListedMax) ?? ApiLimits.PageRecordsUsual));
        if (new[] { near, record, warning }.Count(each => each is not null) != 1) query.Refuse("near", "One of near, record and warning says near what.");
        else if (near is not null && SeaIncident.ReadPlace(near) is null) query.Refuse("near", $"'{near}' is not longitude,latitude in degrees.");
        else if (near is null == at is not null) query.Refuse("at", "With near, at says when; a record and a warning say it themselves.");
        if ((query.Fault() ?? (warning is null ? null : WarningsApi.Refusal(http, node))) is { } fault) return fault;
        var (incident, problem) = await Incident(http, node, near, record, warning, at, stop);
        if (incident is null) return problem!;
        var found = await new VesselsNear(node.Views, node.World.Countries)
            .Handle(incident with { Miles = miles, Hours = hours, Circles = ApiCaller.Of(http).Circles(node) }, most, stop);
        http.Response.Headers.CacheControl = "private, no-store";
        return TypedResults.Json(ApiVessels.Of(found), Plain.Json.ApiVessels, RecordsApi.MediaType);
    }

    static async Task<(SeaIncident?, IResult?)> Incident(HttpContext http, TocsinNode node, string? near, string? record, string? warning, Instant? at, CancellationToken stop)
    {
        if (near is not null) return (SeaIncident.ReadPlace(near) is var (longitude, latitude) ? SeaIncident.Of(longitude, latitude, at!.Value) : null, null);
        if (warning is not null)
            return await new ShowWarning(node.Views).Handle(warning, stop) is { } thread ? Placed(SeaIncident.Of(thread), "warning") : (null, Problem.NotFound($"There is no warning '{warning}'."));
        return RowFeatures.AddressOf(record!) is { } address && ApiCaller.Of(http).MayRead(address.Log.Circle, node) && await node.Views.Row(address, stop) is { } row
            ? Placed(SeaIncident.Of(row), "record") : (null, Problem.NotFound($"There is no record '{record}' that this token may read."));

        static (SeaIncident?, IResult?) Placed(SeaIncident? incident, string name) => (incident, incident is null ? Problem.Of(400, $"parameter '{name}'", "It has no place on the map.") : null);
    }
}
