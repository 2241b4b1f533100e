using Microsoft.AspNetCore.Http;
using Tocsin.Node.Feeds;
using Tocsin.Node.Running;
using Tocsin.Share.Parties;
using Tocsin.Warn.Feeds;
using Xunit;

namespace Tocsin.Tests.Node.Feeds;

/// <summary>A node that asks one server.</summary>
/// <param name="patience">How long it waits for an answer.</param>
public abstract class FeedReading(TimeSpan patience) : IAsyncLifetime
{
    private protected readonly string folder = Directory.CreateTempSubdirectory("tocsin-feeds-").FullName;
    private protected readonly FeedFetch fetch = new(TimeProvider.System, patience);
    private protected FeedServer server = null!;
    private protected TocsinNode node = null!;

    public async Task InitializeAsync()
    {
        server = await FeedServer.Start(Serve);
        node = await TocsinNode.Open(NodeFolder.Create(Path.Combine(folder, "node"), Founding.Of("Reader", TimeProvider.System, Chance.System).Value, "Reader", Chance.System), NodeSources.System, default);
    }

    public async Task DisposeAsync()
    {
        await node.DisposeAsync();
        await server.DisposeAsync();
        fetch.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>What the server answers until it is told otherwise.</summary>
    private protected virtual Task Serve(HttpContext http) => Task.CompletedTask;

    private protected Task<FeedHealth> Ask(UrlFeed feed, FeedHealth health) => new AskFeed(node, fetch).Handle(feed, health, default);
}
