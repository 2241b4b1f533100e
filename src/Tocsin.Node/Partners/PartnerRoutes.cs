using Microsoft.AspNetCore.Http.Features;
using Tocsin.Share.Sync;

namespace Tocsin.Node.Partners;

/// <summary>A request of HTTP as the sync sees it, and its answer as HTTP has it.</summary>
static class PartnerRoutes
{
    /// <summary>Header fields that the sync reads; whatever else a client sends is not looked at.</summary>
    static readonly ImmutableArray<string> Read = ["content-type", "content-digest", "signature", "signature-input", RequestSignature.RecipientField, RequestSignature.CircleField];

    public static async Task Answer(HttpContext http, Func<PartnerRequest, CancellationToken, Task<PartnerAnswer>> answer)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        time.CancelAfter(TimeSpan.FromSeconds(SyncLimits.RequestTimeoutSeconds));
        try
        {
            if (!http.Request.QueryString.HasValue && http.Features.Get<IHttpRequestFeature>()!.RawTarget is var target && target.StartsWith('/'))
                await Send(http, await answer(new PartnerRequest(http.Request.Method, target, Headers(http.Request), await Body(http.Request, time.Token)), time.Token), time.Token);
            else await Refuse(http, StatusCodes.Status400BadRequest, "a request names a path, and no query");
        }
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            await Refuse(http, e.StatusCode, e.Message);
        }
        catch (OperationCanceledException) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            await Refuse(http, StatusCodes.Status503ServiceUnavailable, "the answer took too long");
        }
        catch (OperationCanceledException)
        {
            http.Abort();   // Whoever asked is gone.
        }
    }

    static ImmutableDictionary<string, string> Headers(HttpRequest request) =>
        Read.Where(name => request.Headers.ContainsKey(name)).ToImmutableDictionary(name => name, name => request.Headers[name].ToString());

    static async Task<ReadOnlyMemory<byte>> Body(HttpRequest request, CancellationToken stop)
    {
        if (request.ContentLength is 0 || request.ContentLength is null && HttpMethods.IsGet(request.Method)) return default;
        using var body = new MemoryStream((int)Math.Min(request.ContentLength ?? 0, SyncLimits.RequestBytesMax));
        await request.Body.CopyToAsync(body, stop);
        return body.ToArray();
    }

    static async Task Send(HttpContext http, PartnerAnswer answer, CancellationToken stop)
    {
        http.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers) http.Response.Headers[name] = value;
        http.Response.ContentLength = answer.Body.Length;
        await http.Response.Body.WriteAsync(answer.Body, stop);
    }

    static Task Refuse(HttpContext http, int status, string sentence) => TypedResults.Problem(sentence, statusCode: status).ExecuteAsync(http);
}
