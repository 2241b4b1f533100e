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
        var heads = TwoHeads().Select(note => VerifiedHead.Read(note, Alpha.Node.Register.KeysEver(BetasLog)).Value).ToImmutableArray();
        var evidence = ForkEvidence.Of(heads[0], heads[1]);
        await Alpha.Node.Papers.PutNew(Mirror.EvidenceKind, evidence.Key(), Encoding.UTF8.GetBytes(evidence.Text()), Stop);
        return evidence.Key();
    }

    /// <summary>The second member tells this node one history of its log and the third another: it finds out by itself.</summary>
    public async Task Fork()
    {
        var sync = await Alpha.Node.Sharing.Of(Circle, Stop);
        foreach (var (from, note) in new[] { Beta, Gamma }.Zip(TwoHeads())) Xunit.Assert.Null(await sync.TakeNote(from.Node.Own.Id, note, Stop));
        sync.Signal();
        await Until(() => sync.Logs.Any(log => log.Log == BetasLog && log.Frozen is not null));
    }

    Origin BetasLog => Beta.Node.Logs.Of(Circle.Id)!.Log;

    string[] TwoHeads()
    {
        using var key = Beta.Node.Own.Keys.Read(NodeKeys.LogOf(Id));
        var log = new LogKey(BetasLog, new EcdsaSigningKey(key), TimeProvider.System);
        return [.. new[] { "one", "other" }.Select(root => log.Sign(new Checkpoint(BetasLog.ToString(), 7, Hash.Of(Encoding.UTF8.GetBytes(root)))))];
    }

    /// <summary>Two charters of one epoch come into force, to both of which the second member agrees; everybody hears of both.</summary>
    public async Task Freeze()
    {
        await Agree(Circle.Current!.Deciding(2, Alpha.Node.Sources.Clock.Now()), Alpha, Beta, Gamma);
        var (now, time) = (Circle.Current!, Alpha.Node.Sources.Clock.Now());
        await Agree(now.Renamed("fevers", time), Alpha, Beta);
        await Agree(now.Repurposed("Fevers alone", time), Beta, Gamma);
        await Until(() => new[] { Alpha, Beta, Gamma }.All(each => each.Node.Register.Circle(Circle.Id)!.IsFrozen && each.Node.Logs.Of(Circle.Id) is null));
    }

    /// <summary>A charter by the first of these, to which all of them agree, and which this node takes: with their own keys, whatever they agreed to before.</summary>
    async Task Agree(Charter charter, params SharingNode[] parties)
    {
        var consents = parties.Select(each => new Consent(charter.Hash().ToBase64Url(), charter.CircleId(), charter.Epoch, each.Node.Own.Id, charter.Time).Sign(each.Node.Own.Signing(NodeKeys.Charter)));
        await Alpha.Node.Register.Take(Circle, new CharterPapers(charter.Sign(parties[0].Node.Own.Id, parties[0].Node.Own.Signing(NodeKeys.Charter)), [.. consents]), Stop);
        await Alpha.Node.Logs.Follow(Stop);
    }

    /// <summary>The third member joins a circle of this party alone.</summary>
    public Task Follow(Circle circle) => Join(Alpha, Gamma, circle, []);

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
