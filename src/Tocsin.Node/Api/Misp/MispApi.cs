using Tocsin.Formats.Misp;
using Tocsin.Node.Api.Records;
using Tocsin.Node.Api.Tokens;
using Tocsin.Node.Running;
using Tocsin.Share.Doors;

namespace Tocsin.Node.Api.Misp;

/// <summary>A MISP feed of each circle, as MISP instances pull them: <c>manifest.json</c>, <c>hashes.csv</c>, and a file for each event.</summary>
static class MispApi
{
    /// <summary>The path below which the feeds lie.</summary>
    public const string Path = "/misp";

    /// <summary>Says that a circle has more than its feed holds.</summary>
    public const string CutHeader = "Tocsin-Cut";

    const string HashesType = "text/csv";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/{circle}/manifest.json", Manifest);
        group.MapGet("/{circle}/hashes.csv", Hashes);
        group.MapGet("/{circle}/{event:guid}.json", Event);
    }

    static Task<IResult> Manifest(string circle, HttpContext http, TocsinNode node, MispFeedShelf feeds, CancellationToken stop) =>
        Answer(circle, MispManifest.FileName, RecordsApi.MediaType, http, node, id => feeds.Renewed(id, stop));

    static Task<IResult> Hashes(string circle, HttpContext http, TocsinNode node, MispFeedShelf feeds, CancellationToken stop) =>
        Answer(circle, MispFeed.HashesName, HashesType, http, node, id => feeds.Kept(id, stop));

    static Task<IResult> Event(string circle, Guid @event, HttpContext http, TocsinNode node, MispFeedShelf feeds, CancellationToken stop) =>
        Answer(circle, $"{@event}.json", RecordsApi.MediaType, http, node, id => feeds.Kept(id, stop));

    static async Task<IResult> Answer(string circle, string file, string mediaType, HttpContext http, TocsinNode node, Func<Hash, Task<MispFeed>> read)
    {
        if (new ApiQuery(http, node).Fault() is { } fault) return fault;
        if (ApiQuery.CircleOf(node, ApiCaller.Of(http), circle) is not { } id) return Problem.NotFound($"There is no circle '{circle}' that this token may read.");
        var feed = await read(id);
        if (feed.IsCut) http.Response.Headers[CutHeader] = "true";
        return feed.Files.TryGetValue(file, out var bytes) ? Conditional.Answer(http, bytes, mediaType) : Problem.NotFound($"There is no event '{file[..^5]}' in this feed now: its manifest tells which there are.");
    }
}
