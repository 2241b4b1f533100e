using Microsoft.Net.Http.Headers;

namespace Tocsin.Node.Http;

/// <summary>Says no in one sentence.</summary>
static class Refusals
{
    /// <summary>Answers with a sentence.</summary>
    public static Task Say(HttpContext http, int status, string sentence) => Result(status, sentence).ExecuteAsync(http);

    /// <summary>The same, for an endpoint to return.</summary>
    public static IResult Result(int status, string sentence) => TypedResults.Text(sentence + "\n", statusCode: status);

    /// <summary>Whether a person would see the answer as a page, so that sending them to another page helps.</summary>
    public static bool IsForPage(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && !IsFragment(request) && !request.HttpContext.WebSockets.IsWebSocketRequest
        && request.GetTypedHeaders().Accept.Any(type => type.IsSubsetOf(new MediaTypeHeaderValue("text/html")));

    /// <summary>Whether the page's own script asks.</summary>
    public static bool IsFragment(HttpRequest request) => request.Headers.ContainsKey("X-Fragment");
}
