using Tocsin.Node.Partners;
using Tocsin.Node.Running;
using Tocsin.Share.Parties;
using Tocsin.Share.Sync;

namespace Tocsin.Tests.Console;

/// <summary>A node that partners reach at a port of its own, in this process.</summary>
sealed class SharingNode : IAsyncDisposable
{
    static readonly CancellationToken Stop = CancellationToken.None;

    readonly CancellationTokenSource closing = new();
    readonly PartnersHost host;
    readonly string? folder;
    readonly Task? sharing;

    SharingNode(TocsinNode node, PartnersHost host, string? folder)
    {
        (Node, this.host, this.folder) = (node, host, folder);
        // A node behind a console shares by itself.
        if (folder is not null) sharing = Task.Run(() => node.Sharing.Run(_ => { }, closing.Token));
    }

    public TocsinNode Node { get; }

    public CircleDesk Desk => new(Node, root: null);

    /// <summary>A partner's node, made in a folder of its own.</summary>
    /// <param name="name">What the party is called.</param>
    /// <param name="late">By how much its clock is late: whatever it says was said so long ago.</param>
    public static async Task<SharingNode> Start(string name, TimeSpan late = default)
    {
        var folder = Directory.CreateTempSubdirectory("tocsin-partner-").FullName;
        var clock = new LateClock(late);
        var made = NodeFolder.Create(folder, Founding.Of(name, clock, Chance.System).Value, name, Chance.System);
        return await Open(await TocsinNode.Open(made, NodeSources.System with { Clock = clock }, Stop), folder);
    }

    /// <summary>The port of a node that is served already; the node stays its owner's.</summary>
    public static Task<SharingNode> Of(ConsoleNode console) => Open(console.Node, folder: null);

    static async Task<SharingNode> Open(TocsinNode node, string? folder)
    {
        var host = await PartnersHost.Start("https://127.0.0.1:0", new OwnCertificate.Source(node.Own, node.Sources.Clock), node.Sharing.Server.RefuseUnread, node.Sharing.Server.Answer, Stop);
        await node.Own.Amend(null, document => document.At([host.Addresses[0]], Tocsin.Log.Hash.TryParseBase64Url(document.Tls, out var pin) ? pin : null), Stop);
        return new SharingNode(node, host, folder);
    }

    /// <summary>Takes papers that another handed over.</summary>
    public async Task Take(PapersFile papers)
    {
        await papers.TakeInto(Node.Register, Stop);
        await Node.Logs.Follow(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        if (sharing is not null) await sharing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await host.DisposeAsync();
        closing.Dispose();
        if (folder is null) return;
        await Node.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    sealed class LateClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() - by;
    }
}
