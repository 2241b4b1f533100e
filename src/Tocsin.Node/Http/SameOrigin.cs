namespace Tocsin.Node.Http;

/// <summary>Refuses what a foreign page sends: posts, and WebSockets, which no same-origin policy of the browser covers.</summary>
/// <remarks>
/// This stands beside antiforgery tokens and strict cookies, and does not replace them. Programs that are no browser send no Origin;
/// they carry no cookie that a page could abuse, and are judged by their credentials.
/// </remarks>
sealed class SameOrigin(RequestDelegate next)
{
    /// <summary>Judges one request.</summary>
    public Task InvokeAsync(HttpContext http) =>
        IsHarmless(http) || LocalSocket.IsLocal(http) || IsOwn(http.Request)
            ? next(http)
            : Refusals.Say(http, 403, "That request came from a page of another site.");

    static bool IsHarmless(HttpContext http) =>
        !http.WebSockets.IsWebSocketRequest && !IsUpgrade(http.Request)
        && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)
            || HttpMethods.IsOptions(http.Request.Method));

    static bool IsUpgrade(HttpRequest request) =>
        request.Headers.Upgrade.Count > 0 || HttpMethods.IsConnect(request.Method);

    static bool IsOwn(HttpRequest request) => request.Headers.Origin switch
    {
        [] => request.Headers["Sec-Fetch-Site"] is [] or ["same-origin" or "none"],
        [{ } origin] => origin.Equals($"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };
}
