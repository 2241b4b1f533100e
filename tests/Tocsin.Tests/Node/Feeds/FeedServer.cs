using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Tocsin.Tests.Node.Feeds;

/// <summary>What a feed's server was asked.</summary>
sealed record FeedQuestion(string Path, string Query, string Accept, string? Authorization, string? IfNoneMatch, string? IfModifiedSince);

/// <summary>A feed's server on a free port of loopback: it remembers what it was asked, and answers as it is told to.</summary>
sealed class FeedServer : IAsyncDisposable
{
    readonly List<FeedQuestion> seen = [];
    readonly WebApplication server;

    FeedServer(Func<HttpContext, Task> serve)
    {
        Serve = serve;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        server = builder.Build();
        server.Run(http =>
        {
            var (request, headers) = (http.Request, http.Request.Headers);
            lock (seen) seen.Add(new(request.Path, request.QueryString.Value ?? "", headers.Accept.ToString(), headers.Authorization, headers.IfNoneMatch, headers.IfModifiedSince));
            return Serve(http);
        });
    }

    public Func<HttpContext, Task> Serve { get; set; }

    public Uri Origin => new(server.Urls.First());

    /// <summary>What it was asked, in order.</summary>
    public IReadOnlyList<FeedQuestion> Seen
    {
        get { lock (seen) return [.. seen]; }
    }

    public static async Task<FeedServer> Start(Func<HttpContext, Task> serve)
    {
        var started = new FeedServer(serve);
        await started.server.StartAsync();
        return started;
    }

    /// <summary>What it was asked since the last time.</summary>
    public IReadOnlyList<FeedQuestion> Take()
    {
        lock (seen)
        {
            FeedQuestion[] taken = [.. seen];
            seen.Clear();
            return taken;
        }
    }

    public async ValueTask DisposeAsync() => await server.DisposeAsync();
}
