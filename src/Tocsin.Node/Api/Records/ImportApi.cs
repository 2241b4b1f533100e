using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Tocsin.Formats;
using Tocsin.Node.Api.Tokens;
using Tocsin.Node.Running;
using Tocsin.Share.Doors;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;

namespace Tocsin.Node.Api.Records;

/// <summary><c>POST /api/v1/records</c>: takes in a file of any format that the node reads, and answers with the report of <c>tocsin import</c>.</summary>
static class ImportApi
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/records", Import).WithMetadata(new RequestSizeLimitAttribute(ApiLimits.FileBytesMax));

    static async Task<IResult> Import(HttpContext http, TocsinNode node, TokenEvents events, CancellationToken stop)
    {
        var (caller, query) = (ApiCaller.Of(http), new ApiQuery(http, node));
        var (circle, name, formatName, publisher) = (query.Circle("circle"), query.Text("name"), query.Text("format"), query.Text("publisher"));
        var isHashed = query.Flag("hash_values");
        var format = FileFormat.Unknown;
        if (formatName is not null && !DoorFormats.TryParse(formatName, out format)) query.Refuse("format", $"'{formatName}' is none of {DoorFormats.All}.");
        if (query.Fault() is { } fault) return fault;
        if (caller.Token is not { MayWrite: true } token) return Problem.Of(403, "token", "This token may read and not write: 'tocsin token add NAME --circle C --write' makes one that may.");
        if (circle is null && token.Circles is [var only]) circle = only;
        if (circle is not { } into) return Problem.Of(400, "parameter 'circle'", "This token may write in several circles: say which.");
        if (JournalOf(node, into) is not var (journal, terms)) return Problem.Of(409, "parameter 'circle'", "This party does not write in that circle now.");

        if (isHashed && into == node.Log.Circle) return Problem.Of(400, "parameter 'hash_values'", "Hashes in place of values are told to a circle's members: in the private circle there is nobody to hide them from.");

        // The doors read as from a file, on the caller's thread: so the body has to be whole before they begin.
        await using var body = new FileBufferingReadStream(http.Request.Body, ApiLimits.FileBytesInMemory, ApiLimits.FileBytesMax, () => node.Folder.Path);
        await body.DrainAsync(stop);
        body.Position = 0;
        var options = node.Importing with { Format = format, Publisher = publisher ?? token.Name, Officer = caller.Pseudonym, Salt = isHashed ? ValueSalt.Of(node.Register.Circle(into)!.Current!) : null };
        var report = await new Importer(journal, terms, node.Sources.Clock).Import(body, name ?? "body", options, stop);
        events.HandedIn(caller.Pseudonym, report.Format, into.ToBase64Url(), report.Accepted, report.Revised, report.Duplicates, report.Refused.Count);
        return report.Failure is not { } failure ? TypedResults.Text(report.ToJson(), RecordsApi.MediaType)
            : Problem.Of(new ProblemDocument("about:blank", Problem.Title(422), 422, Sentence(failure), "body") { Report = JsonElement.Parse(report.ToJson()) });
    }

    /// <summary>Where this party writes in a circle now; nothing where it does not.</summary>
    public static (Journal Journal, CircleTerms Terms)? JournalOf(TocsinNode node, Hash circle) =>
        circle == node.Log.Circle ? (node.Journal, node.Charter.Terms())
        : node.Logs.Of(circle) is { } journal && node.Register.Circle(circle)?.Current is { } charter ? (journal, charter.Terms())
        : null;

    /// <summary>A reason as a sentence.</summary>
    public static string Sentence(string reason) => $"{char.ToUpperInvariant(reason[0])}{reason[1..]}{(reason.EndsWith('.') ? "" : ".")}";
}
