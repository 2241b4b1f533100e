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
    readonly Serving serving;
    readonly string? folder;
    readonly Task? sharing;

    SharingNode(TocsinNode node, PartnersHost host, Serving serving, string? folder)
    {
        (Node, this.host, this.serving, this.folder) = (node, host, serving, folder);
        // A node behind a console shares by itself.
        if (folder is not null) sharing = Task.Run(() => node.Sharing.Run(_ => { }, closing.Token));
    }

    public TocsinNode Node { get; }

    /// <summary>Whether what it serves of logs is not what their heads are of: parts of them, and the growth that comes along with heads.</summary>
    public bool ServesFalsely { get => serving.IsFalse; set => serving.IsFalse = value; }

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
        var serving = new Serving();
        var host = await PartnersHost.Start("https://127.0.0.1:0", new OwnCertificate.Source(node.Own, node.Sources.Clock), node.Sharing.Server.RefuseUnread, async (request, stop) =>
        {
            var answer = await node.Sharing.Server.Answer(request, stop);
            return serving.IsFalse ? Falsified(request.Target, answer) : answer;
        }, PartnerPatience.Served, Stop);
        await node.Own.Amend(null, document => document.At([host.Addresses[0]], Tocsin.Log.Hash.TryParseBase64Url(document.Tls, out var pin) ? pin : null), Stop);
        return new SharingNode(node, host, serving, folder);
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

    static PartnerAnswer Falsified(string target, PartnerAnswer answer)
    {
        if (target.Contains("/tile/", StringComparison.Ordinal)) return answer with { Body = Falsified(answer.Body) };
        return target.EndsWith("/sync", StringComparison.Ordinal) && SyncMessage.Read(answer.Body.Span).Try(out var message, out _) && message.Growth is { } growth
            ? answer with { Body = (message with { Growth = growth with { Entries = Falsified(growth.Entries) } }).Bytes() }
            : answer;
    }

    static byte[] Falsified(ReadOnlyMemory<byte> bytes) => [.. bytes.ToArray().Select(one => (byte)(one ^ 1))];

    sealed class Serving
    {
        public bool IsFalse { get; set; }
    }

    sealed class LateClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() - by;
    }
}
