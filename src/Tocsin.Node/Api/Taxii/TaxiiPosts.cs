using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;
using Tocsin.Node.Api.Records;
using Tocsin.Node.Api.Tokens;
using Tocsin.Node.Running;
using Tocsin.Share.Collections;

namespace Tocsin.Node.Api.Taxii;

/// <summary>§5.5 and §4.3: objects in, and what became of them. All of a post is judged, and durable, before it is answered: nothing is ever pending.</summary>
static partial class TaxiiPosts
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapPost("/tocsin/collections/{collection}/objects/", Post).WithMetadata(new DisableRequestSizeLimitAttribute());
        group.MapGet("/tocsin/status/{status}/", Status);
    }

    static Task<IResult> Post(string collection, HttpContext http, TocsinNode node, StatusShelf statuses, TokenEvents events, CancellationToken stop) => TaxiiApi.With(collection, http, node, async circle =>
    {
        var caller = ApiCaller.Of(http);
        if (new ApiQuery(http, node).Fault() is { } fault) return fault;
        if (!caller.MayWrite(circle)) return Problem.Of(403, "token", "This token may not write in this collection: 'tocsin token add NAME --circle C --write' makes one that may.");
        if (ImportApi.JournalOf(node, circle) is not var (journal, terms)) return Problem.Of(403, "path", "This party does not write in that circle now.");
        var now = node.Sources.Clock.Now();
        if (await Body(http.Request, stop) is not { } envelope) return Problem.Of(413, "body", $"The body has more than {TaxiiLimits.PostBytesMax} bytes: send fewer objects at a time.");
        switch (await new PostObjects(journal, terms, node.Sources.Clock).Handle(envelope, caller.Pseudonym, caller.Token!.Name, node.WarningLists, stop))
        {
            case PostingObjects.Unreadable bad: return Problem.Of(422, $"body, {bad.At}", ImportApi.Sentence(bad.Why));
            case PostingObjects.TooMany many: return Problem.Of(413, "body", string.Create(CultureInfo.InvariantCulture, $"The envelope has {many.Count} objects; {PostObjects.ObjectsMax} are the most."));
            case PostingObjects.Judged judged:
                var status = StatusOf(IdOf(node.Sources.Chance), now, judged.Objects);
                events.HandedIn(caller.Pseudonym, "taxii", circle.ToBase64Url(), status.SuccessCount, 0, 0, status.FailureCount);
                var text = JsonSerializer.SerializeToUtf8Bytes(status, TaxiiText.Json.TaxiiStatus);
                statuses.Keep(status.Id, caller.Pseudonym, now, text);
                return TypedResults.Text(text, TaxiiMedia.Taxii, 202);
            default: throw new System.Diagnostics.UnreachableException();
        }
    });

    static IResult Status(string status, HttpContext http, TocsinNode node, StatusShelf statuses) => new ApiQuery(http, node).Fault()
        ?? (statuses.Find(status, ApiCaller.Of(http).Pseudonym, node.Sources.Clock.Now()) is { } text
            ? TypedResults.Text(text, TaxiiMedia.Taxii, 200)
            : Problem.NotFound($"There is no status '{status}' of a post by this token; each is kept for {TaxiiLimits.StatusHours} hours."));

    static TaxiiStatus StatusOf(Guid id, Instant now, IReadOnlyList<PostedObject> posted)
    {
        var (good, bad) = (new List<TaxiiDetail>(posted.Count), new List<TaxiiDetail>());
        foreach (var each in posted) (each.Fault is null ? good : bad).Add(new TaxiiDetail(each.Id, TaxiiText.Version(each.Version), each.Fault is { } fault ? Plain(fault) : null));
        return new TaxiiStatus(id.ToString(), "complete", TaxiiText.Moment(now), posted.Count, good.Count, good.Count > 0 ? good : null, bad.Count, bad.Count > 0 ? bad : null, 0);
    }

    /// <summary>A reason without what it quotes: a status is kept when what was posted is erased.</summary>
    static string Plain(string fault)
    {
        var plain = Quoted().Replace(fault, "'…'");
        return plain.Length > TaxiiLimits.FaultCharsMax ? $"{plain[..TaxiiLimits.FaultCharsMax]}…" : plain;
    }

    [GeneratedRegex("""(?<!\w)'.*'(?!\w)|".*"|“.*”""", RegexOptions.Singleline)]
    private static partial Regex Quoted();

    static Guid IdOf(Chance chance)
    {
        Span<byte> id = stackalloc byte[16];
        chance.Fill(id);
        return Chance.Version4(id);
    }

    /// <summary>The body; nothing where it is too long.</summary>
    static async Task<byte[]?> Body(HttpRequest request, CancellationToken stop)
    {
        if (request.ContentLength > TaxiiLimits.PostBytesMax) return null;
        if (request.ContentLength is { } length)
        {
            var whole = new byte[length];
            await request.Body.ReadExactlyAsync(whole, stop);
            return whole;
        }
        using var body = new MemoryStream();
        var buffer = new byte[64 << 10];
        for (int count; (count = await request.Body.ReadAsync(buffer, stop)) > 0; body.Write(buffer, 0, count))
            if (body.Length + count > TaxiiLimits.PostBytesMax) return null;
        return body.ToArray();
    }
}
