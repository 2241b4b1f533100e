using System.Globalization;
using Tocsin.Node.Api.Ogc;
using Tocsin.Node.Api.Records;
using Tocsin.Node.Api.Tokens;
using Tocsin.Node.Running;
using Tocsin.Share;
using Tocsin.Share.Doors;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn;

namespace Tocsin.Node.Api.Cap;

/// <summary>Warnings out as CAP 1.2: an Atom feed for each circle and each watch, in pages (RFC 5005 §3), and the documents that it links to.</summary>
static class CapApi
{
    const string AtomType = "application/atom+xml";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/{circle}.atom", OfCircle);
        group.MapGet("/watch/{watch:guid}.atom", OfWatch);
        group.MapGet("/alerts/{record}.xml", Document);
    }

    static async Task<IResult> OfCircle(string circle, HttpContext http, TocsinNode node, CancellationToken stop)
    {
        if (ApiQuery.CircleOf(node, ApiCaller.Of(http), circle) is not { } id) return Problem.NotFound($"There is no circle '{circle}' that this token may read.");
        var query = new ApiQuery(http, node);
        var request = new RecordQuery
        {
            Circles = [id], Kind = Kind.Warning.Name, Category = query.Word<Category>("category"), AtLeast = query.Word<Severity>("severity"),
            Since = query.Time("since"), Until = query.Time("until"), Box = query.Box("bbox"), Words = query.Text("words"),
            BeforeArrival = query.Whole("before", 1, long.MaxValue - 1), Order = RecordOrder.LastArrival, Most = Limit(query),
        };
        if (query.Fault() is { } fault) return fault;
        var page = await new PageRecords(node.Views).Handle(request, stop);
        var (key, name) = (id.ToBase64Url(), node.Names.Circle(id));
        return Feed(http, node, $"urn:tocsin:warnings:{key}", $"Warnings in {name}", $"/cap/{key}.atom", page.Rows, page.IsLast ? null : page.Next.ToString(CultureInfo.InvariantCulture));
    }

    static async Task<IResult> OfWatch(Guid watch, HttpContext http, TocsinNode node, CancellationToken stop)
    {
        var query = new ApiQuery(http, node);
        var (category, severity, skip, most) = (query.Word<Category>("category"), query.Word<Severity>("severity"), query.Whole("before", 0, ListWatchWarnings.ThreadsMax * 100L), Limit(query));
        if ((query.Fault() ?? WarningsApi.Refusal(http, node)) is { } fault) return fault;
        if (await new ListWatchWarnings(node.Log, node.Views).Handle(watch, stop) is not { } said) return Problem.NotFound($"There is no watch '{watch}'.");
        var rows = new List<RecordRow>();
        var left = skip is { } index ? said.SkipWhile(address => address.Index >= index && address.Log == node.Log) : said;
        foreach (var address in left)
        {
            if (await node.Views.Row(address, stop) is { State: RecordState.Current } row && (category is null || row.Category == category) && (severity is null || row.Severity <= severity)) rows.Add(row);
            if (rows.Count > most) break;
        }
        var next = rows.Count > most ? rows[most - 1].Address.Index.ToString(CultureInfo.InvariantCulture) : null;
        return Feed(http, node, $"urn:tocsin:watch:{watch}", $"Warnings of the watch {watch}", $"/cap/watch/{watch}.atom", [.. rows.Take(most)], next);
    }

    static int Limit(ApiQuery query) => (int)(query.Whole("limit", 1, ApiLimits.FeedEntriesMax) ?? ApiLimits.FeedEntriesUsual);

    static IResult Feed(HttpContext http, TocsinNode node, string id, string title, string path, IReadOnlyList<RecordRow> rows, string? next)
    {
        var (site, filters) = (OgcApi.Base(http), http.Request.Query.Where(each => each.Key != "before").ToList());
        var links = new List<KeyValuePair<string, string>>
        {
            new("self", $"{site}{path}{http.Request.QueryString}"),
            new("first", $"{site}{path}{QueryString.Create(filters)}"),
        };
        if (next is not null) links.Add(new("next", $"{site}{path}{QueryString.Create([.. filters, new("before", next)])}"));
        var body = CapFeed.Write(new FeedHead(id, title, node.Party.Name, links), rows, row => node.Names.Party(row.Address.Log.Party), row => $"{site}/cap/alerts/{RowFeatures.IdOf(row.Address)}.xml");
        var tag = Conditional.TagOf(body);
        var modified = http.RequestServices.GetRequiredService<FeedTimes>().LastModified(links[0].Value + ApiCaller.Of(http).Pseudonym, tag);
        var headers = http.Response.GetTypedHeaders();
        headers.LastModified = modified;
        // RFC 9110 §13.1.3: the time is asked for only where no tag is.
        if (http.Request.Headers.IfNoneMatch.Count == 0 && modified is { } time && http.Request.GetTypedHeaders().IfModifiedSince >= time)
        {
            headers.ETag = tag;
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }
        return Conditional.Answer(http, body, AtomType);
    }

    static async Task<IResult> Document(string record, HttpContext http, TocsinNode node, CancellationToken stop)
    {
        if (new ApiQuery(http, node).Fault() is { } fault) return fault;
        if (RowFeatures.AddressOf(record) is not { } address || !ApiCaller.Of(http).MayRead(address.Log.Circle, node) || await node.Views.Row(address, stop) is not { } row || row.Kind != Kind.Warning.Name)
            return Problem.NotFound($"There is no warning '{record}' that this token may read.");
        using var bytes = new MemoryStream();
        var report = await new Exporter(node.Views, node.Records, node.CollectionCircles).Export(ExportFormat.Cap, address, bytes, stop);
        return report.LeftOut is [var (_, reason), ..] ? Problem.Of(410, "path", $"This warning is no CAP document: {reason}.") : Conditional.Answer(http, bytes.ToArray(), CapFeed.CapType);
    }
}
