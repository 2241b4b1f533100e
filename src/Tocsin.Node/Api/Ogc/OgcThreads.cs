using System.Text.Json;
using Tocsin.Node.Api.Records;
using Tocsin.Node.Running;
using Tocsin.Share.Doors;
using Tocsin.Share.Records;
using Tocsin.Warn;
using Tocsin.Warn.Threads;

namespace Tocsin.Node.Api.Ogc;

/// <summary>Threads of warnings as features: each where it stands now. Their pages go by the threads' names, which never change.</summary>
static class OgcThreads
{
    public static async Task<IResult> Page(HttpContext http, TocsinNode node, ApiQuery query, int most, Instant? since, Instant? until, CancellationToken stop)
    {
        var (category, severity, box, after) = (query.Word<Category>("category"), query.Word<Severity>("severity"), query.Box("bbox"), query.Text("after"));
        if (query.Fault() is { } fault) return fault;
        var (found, from, isLast) = (new List<WarningThread>(), after is null ? "" : after + '\0', false);
        while (found.Count < most && !isLast)
        {
            var page = await node.Views.ByKey(ThreadsFollower.View, from, "\U0010FFFF", ApiLimits.PageRecordsMax, stop);
            isLast = page.Count < ApiLimits.PageRecordsMax;
            foreach (var document in page)
            {
                if (found.Count == most)
                {
                    isLast = false;
                    break;
                }
                from = document.Key + '\0';
                if (ThreadDocuments.Read(document) is { } thread && Meets(thread)) found.Add(thread);
            }
        }
        return OgcItems.Answer(http, node, found.Count, isLast ? null : from[..^1], json => found.ForEach(thread => Write(json, thread)));

        // A thread is from its beginning until it ceases to hold.
        bool Meets(WarningThread thread) =>
            (category is null || thread.Category == category) && (severity is null || thread.Severity <= severity) && !(thread.Until < since) && !(thread.At >= until)
            && (box is not { } within || thread is { Longitude: { } lon, Latitude: { } lat } && lat >= within.South && lat <= within.North
                && (within.West > within.East ? lon >= within.West || lon <= within.East : lon >= within.West && lon <= within.East));
    }

    public static async Task<IResult> One(string id, HttpContext http, TocsinNode node, CancellationToken stop) =>
        await new ShowWarning(node.Views).Handle(id, stop) is { } thread
            ? Conditional.Answer(http, OgcApi.WriteValue(json => Write(json, thread)), OgcItems.GeoJson)
            : Problem.NotFound($"There is no feature '{id}' in 'threads'.");

    static void Write(Utf8JsonWriter json, WarningThread thread)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "Feature"u8);
        json.WriteString("id"u8, thread.Id);
        json.WritePropertyName("geometry"u8);
        if (thread is { Longitude: { } longitude, Latitude: { } latitude }) RowFeatures.Point(json, longitude, latitude);
        else json.WriteNullValue();
        json.WriteStartObject("properties"u8);
        json.WriteString("state"u8, thread.State.ToString());
        json.WriteBoolean("open"u8, thread.IsOpen);
        json.WriteBoolean("cancelled"u8, thread.IsCancelled);
        json.WriteString("status"u8, thread.Status.ToString());
        json.WriteString("category"u8, thread.Category.ToString());
        json.WriteString("severity"u8, thread.Severity.ToString());
        json.WriteString("urgency"u8, thread.Urgency.ToString());
        json.WriteString("certainty"u8, thread.Certainty.ToString());
        json.WriteString("headline"u8, thread.Headline);
        json.WriteString("why"u8, thread.Why);
        json.WriteString("place"u8, thread.Place);
        json.WriteString("time"u8, ApiRecord.Moment(thread.At));
        json.WriteString("until"u8, ApiRecord.Moment(thread.Until));
        json.WriteString("rule"u8, thread.Rule);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
