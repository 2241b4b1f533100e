using System.Collections.Immutable;
using System.Text;
using Tocsin.Log;
using Tocsin.Node.Officers;
using Tocsin.Node.Running;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;

namespace Tocsin.Tests.Console;

/// <summary>A console in a circle of three that shares over loopback, whose third member has been silent for three minutes; and in an exercise of its own.</summary>
sealed class CircleNode : IAsyncDisposable
{
    static readonly CancellationToken Stop = CancellationToken.None;

    CircleNode(ConsoleNode console, SharingNode alpha, SharingNode beta, SharingNode gamma, Circle circle, Circle drill) =>
        (Console, Alpha, Beta, Gamma, Circle, Drill) = (console, alpha, beta, gamma, circle, drill);

    public ConsoleNode Console { get; }
    public SharingNode Alpha { get; }
    public SharingNode Beta { get; }
    public SharingNode Gamma { get; }
    public Circle Circle { get; }
    public Circle Drill { get; }

    public string Id => Circle.Id.ToBase64Url();

    public static async Task<CircleNode> Start(Entry? entry = null, Action<Microsoft.Extensions.DependencyInjection.IServiceCollection>? add = null)
    {
        var console = await ConsoleNode.Start(entry, add: add);
        var alpha = await SharingNode.Of(console);
        var (beta, gamma) = (await SharingNode.Start("Ministry of Beta"), await SharingNode.Start("Agency of Gamma", late: TimeSpan.FromMinutes(3)));
        var circle = await alpha.Desk.Found(new("health", "Outbreaks that may cross a border", Tlp.Amber, Exercise: false, History: true, Quorum: null, Succeeds: null), Stop);
        await Join(alpha, beta, circle, []);
        await Join(alpha, gamma, circle, [beta]);
        var drill = await alpha.Desk.Found(new("drill", "Rehearsing an outbreak", Tlp.Green, Exercise: true, History: false, Quorum: null, Succeeds: null), Stop);
        return new CircleNode(console, alpha, beta, gamma, circle, drill);
    }

    /// <summary>By papers handed over: who is a member by then consents, and all take what came of it.</summary>
    static async Task Join(SharingNode founder, SharingNode joining, Circle circle, IReadOnlyList<SharingNode> members)
    {
        var invitation = await founder.Desk.Invite(circle, PapersFile.Of(joining.Node.Register.Chain(joining.Node.Own.Id)!), Stop);
        foreach (var member in members)
        {
            await member.Take(invitation);
            var theirs = member.Node.Register.Circle(circle.Id)!;
            await founder.Take(PapersFile.Of(member.Node.Register, theirs, (await member.Desk.Consent(theirs, theirs.Proposals.Single(), Stop)).Papers));
        }
        await founder.Take((await joining.Desk.Join(invitation, Stop)).Answer);
        foreach (var member in members.Append(joining)) await member.Take(PapersFile.Of(founder.Node.Register, circle));
    }

    /// <summary>Another member proposes another purpose, and this node hears of it.</summary>
    public async Task Propose(string purpose)
    {
        var theirs = Beta.Node.Register.Circle(Circle.Id)!;
        await Beta.Desk.Propose(theirs, (now, time) => now.Repurposed(purpose, time), Stop);
        await Until(() => Circle.Proposals.Length > 0);
    }

    /// <summary>Evidence that the second member signed two histories of its log, made with its own key.</summary>
    public async Task<string> Convict()
    {
        var log = Beta.Node.Logs.Of(Circle.Id)!.Log;
        using var key = Beta.Node.Own.Keys.Read(NodeKeys.LogOf(Id));
        var heads = new[] { "one", "other" }.Select(root => new LogKey(log, new EcdsaSigningKey(key), TimeProvider.System).Sign(new Checkpoint(log.ToString(), 7, Hash.Of(Encoding.UTF8.GetBytes(root)))))
            .Select(note => VerifiedHead.Read(note, Alpha.Node.Register.KeysEver(log)).Value).ToImmutableArray();
        var evidence = ForkEvidence.Of(heads[0], heads[1]);
        await Alpha.Node.Papers.PutNew(Mirror.EvidenceKind, evidence.Key(), Encoding.UTF8.GetBytes(evidence.Text()), Stop);
        return evidence.Key();
    }

    /// <summary>Waits until all members' logs are heard here, and the second member holds and acknowledged what this node has written.</summary>
    public Task Shared() => Until(async () =>
    {
        var sync = await Alpha.Node.Sharing.Of(Circle, Stop);
        var own = (await Alpha.Node.Heads.Read(sync.Own, Stop)).Head.Size;
        return sync.Logs.Count == 3 && sync.Logs.All(log => log.Size > 0) && await sync.Shelf.Newest(sync.Own, Beta.Node.Own.Id, Stop) is { } receipt && receipt.Leaves >= own && receipt.Withheld.Count == 0;
    });

    public static Task Until(Func<bool> isSo) => Until(() => Task.FromResult(isSo()));

    public static async Task Until(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!await isSo()) await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Gamma.DisposeAsync();
        await Beta.DisposeAsync();
        await Alpha.DisposeAsync();
        await Console.DisposeAsync();
    }
}
