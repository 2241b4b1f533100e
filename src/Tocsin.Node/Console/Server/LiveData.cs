using Tocsin.Node.Http;
using Tocsin.Node.Officers;
using Tocsin.Node.Running;
using Tocsin.Share.Doors;

namespace Tocsin.Node.Ui;

/// <summary>What the page's script asks for by itself: the timeline, areas, places; and a warning as CAP.</summary>
static class LiveData
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/live/timeline", async (TocsinNode node, CancellationToken stop) =>
            TypedResults.Json(await TimelineSeries.Read(node, stop), ConsoleJson.Default.TimelineSeries)).RequirePermission(Permission.Look);
        routes.MapGet("/live/areas", async (AreaFeatures areas, CancellationToken stop) =>
            TypedResults.Bytes(await areas.Json(stop), "application/geo+json")).RequirePermission(Permission.Look);
        routes.MapGet("/live/places", async (string? words, PlaceReading places, CancellationToken stop) => TypedResults.Json(
            [.. (await places.Find(words ?? "", stop)).Select(place => new PlaceAnswer(place.Name, place.Country, Round(place.Longitude), Round(place.Latitude)))],
            ConsoleJson.Default.PlaceAnswerArray)).RequirePermission(Permission.Look);
        routes.MapGet("/live/records/{arrival:long}", async (long arrival, TocsinNode node, CancellationToken stop) => await node.KeyOf(arrival, stop) is { } id
            ? TypedResults.LocalRedirect($"/records/{id}")
            : Refusals.Result(StatusCodes.Status404NotFound, Texts.Of("record.missing"))).RequirePermission(Permission.Look);
        routes.MapGet("/live/leaves/{leaf:long}", async (long leaf, TocsinNode node, CancellationToken stop) =>
            leaf >= 0 && await node.Views.Row(new Share.Records.RecordAddress(node.Log, leaf), stop) is { } row
                ? TypedResults.LocalRedirect($"/records/{row.Id}")
                : Refusals.Result(StatusCodes.Status404NotFound, Texts.Of("record.missing"))).RequirePermission(Permission.Look);
        routes.MapGet("/warnings/{id}/cap.xml", Cap).RequirePermission(Permission.Look);
    }

    /// <summary>The thread's last message as a CAP 1.2 document.</summary>
    static async Task<IResult> Cap(string id, TocsinNode node, WarningBoard board, CancellationToken stop)
    {
        if (await board.Find(id, stop) is not { } thread) return Refusals.Result(StatusCodes.Status404NotFound, Texts.Of("warning.missing"));
        using var bytes = new MemoryStream();
        var last = thread.Entries.Last(entry => entry.Message is not null);
        var report = await new Exporter(node.Views, node.Records, node.CollectionCircles).Export(ExportFormat.Cap, last.AddressIn(node.Log), bytes, stop);
        return report.LeftOut is [var (_, reason), ..]
            ? Refusals.Result(StatusCodes.Status409Conflict, reason)
            : TypedResults.File(bytes.ToArray(), "application/cap+xml", $"{thread.Id.Replace(':', '-')}.cap.xml");
    }

    static double Round(double degrees) => Math.Round(degrees, 5);
}
