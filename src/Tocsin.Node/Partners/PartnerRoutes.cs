using Microsoft.AspNetCore.Http.Features;
using Tocsin.Share.Sync;

namespace Tocsin.Node.Partners;

/// <summary>A request of HTTP as the sync sees it, and its answer as HTTP has it.</summary>
static class PartnerRoutes
{
    /// <summary>Header fields that the sync reads; whatever else a client sends is not looked at.</summary>
    static readonly ImmutableArray<string> Read = ["content-type", "content-digest", "signature", "signature-input", RequestSignature.RecipientField, RequestSignature.CircleField];

    /// <summary>Answers.</summary>
    /// <param name="http">The request.</param>
    /// <param name="refuse">Refuses it by what stands in its head; nothing where its body is worth reading.</param>
    /// <param name="answer">Answers it.</param>
    /// <param name="patience">For how long that may take, the reading of the body included.</param>
    public static async Task Answer(HttpContext http, Func<PartnerRequest, PartnerAnswer?> refuse, Func<PartnerRequest, CancellationToken, Task<PartnerAnswer>> answer, TimeSpan patience)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        time.CancelAfter(patience);
        try
        {
            var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
            var hasBody = http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true;
            var head = new PartnerRequest(http.Request.Method, target, Headers(http.Request), default);
            if (http.Request.QueryString.HasValue || !target.StartsWith('/')) await Refuse(http, StatusCodes.Status400BadRequest, "a request names a path, and no query");
            else if (hasBody && HttpMethods.IsGet(http.Request.Method)) await Refuse(http, StatusCodes.Status400BadRequest, "a GET has no body");
            else if (http.Request.ContentLength > SyncLimits.RequestBytesMax) await Refuse(http, StatusCodes.Status413PayloadTooLarge, $"a request has at most {SyncLimits.RequestBytesMax} bytes");
            else if (refuse(head) is { } refused) await Send(http, refused, time.Token);
            else await Send(http, await answer(head with { Body = hasBody ? await Body(http.Request, time.Token) : default }, time.Token), time.Token);
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
