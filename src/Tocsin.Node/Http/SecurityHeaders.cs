namespace Tocsin.Node.Http;

/// <summary>Tells the browser, with every answer, what this node's pages never do.</summary>
/// <remarks>
/// MapLibre's worker is a file of ours, and its images are blobs; MapLibre and uPlot set styles through the object model, which
/// needs no <c>unsafe-inline</c>; the live channel is the node's own.
/// </remarks>
sealed class SecurityHeaders(RequestDelegate next)
{
    const string Content =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
        + "worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    /// <summary>Sets them before anything can answer.</summary>
    public Task InvokeAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Content;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // Never for loopback names: every program on the machine shares them.
        if (http.Request.IsHttps && !HostNames.IsLoopback(http.Request.Host.Host))
            headers.StrictTransportSecurity = "max-age=31536000";
        return next(http);
    }
}
