using System.Text;
using Tocsin.Node.Api.Tokens;
using Tocsin.Node.Running;
using Tocsin.Share.Records;
using Tocsin.Warn;

namespace Tocsin.Node.Api.Records;

/// <summary><c>/api/v1/warnings</c>: the threads of this party's warnings, as the duty officer has them.</summary>
static class WarningsApi
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/warnings", List);
        group.MapGet("/warnings/{thread}", One);
    }

    /// <summary>Threads are kept of the private circle alone; a program that may not read it finds warnings among the records of its circles.</summary>
    public static IResult? Refusal(HttpContext http, TocsinNode node) => ApiCaller.Of(http).MayRead(node.Log.Circle, node) ? null
        : Problem.Of(403, "token", "The threads of warnings are kept in the private circle, which this token may not read. Warnings in its circles are records of the kind 'warning'.");

    static async Task<IResult> List(HttpContext http, TocsinNode node, CancellationToken stop)
    {
        var query = new ApiQuery(http, node);
        var (severity, category, open) = (query.Word<Severity>("severity"), query.Word<Category>("category"), query.Flag("open"));
        var most = (int)(query.Whole("limit", 1, ApiLimits.WarningsMax) ?? ApiLimits.PageRecordsUsual);
        if ((query.Fault() ?? Refusal(http, node)) is { } fault) return fault;
        var threads = (await new ListWarnings(node.Views).Handle(ListWarnings.MostMax, stop))
            .Where(thread => (severity is null || thread.Severity <= severity) && (category is null || thread.Category == category) && (!open || thread.IsOpen)).Take(most);
        return Conditional.Answer(http, Encoding.UTF8.GetBytes($$"""{"warnings":[{{string.Join(',', threads.Select(thread => (thread with { Entries = [] }).ToJson()))}}]}"""), RecordsApi.MediaType);
    }

    static async Task<IResult> One(string thread, HttpContext http, TocsinNode node, CancellationToken stop)
    {
        if ((new ApiQuery(http, node).Fault() ?? Refusal(http, node)) is { } fault) return fault;
        return await new ShowWarning(node.Views).Handle(thread, stop) is { } found
            ? Conditional.Answer(http, Encoding.UTF8.GetBytes(found.ToJson()), RecordsApi.MediaType)
            : Problem.NotFound($"There is no warning '{thread}'.");
    }
}
