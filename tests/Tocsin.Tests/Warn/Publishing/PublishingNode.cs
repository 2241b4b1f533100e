using Tocsin.Log;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Warn;
using Tocsin.Warn.Following;
using Tocsin.Warn.Rules;
using Xunit;
using Record = Tocsin.Share.Records.Record;

namespace Tocsin.Tests.Warn.Publishing;

/// <summary>A node in the circle "health", whose rule for earthquakes publishes there.</summary>
sealed class PublishingNode : IAsyncDisposable
{
    static readonly Identity Identity = new(new byte[Identity.SecretBytes]);

    PublishingNode(WarnNode node, Journal own, Journal partner) => (Node, Own, Partner) = (node, own, partner);

    public static string Rules(string circle) => RuleBook.DefaultText().Replace("    kind: earthquake\n", $"    kind: earthquake\n    publish: {circle}\n", StringComparison.Ordinal);

    public WarnNode Node { get; }

    /// <summary>This party's log in the circle, and another's.</summary>
    public Journal Own { get; }
    public Journal Partner { get; }

    /// <summary>The circles that rules may name.</summary>
    public Dictionary<string, PublishingCircle> Circles { get; } = [];

    public static async Task<PublishingNode> Open(string? rules = null, byte partner = 9)
    {
        var node = await WarnNode.Open(rules ?? Rules("health"));
        var publishing = new PublishingNode(node, await node.Other(7, null), await node.Other(7, partner));
        publishing.Circles["health"] = new PublishingCircle("health", publishing.Own, new CircleTerms(Tlp.AmberStrict, IsExercise: false));
        return publishing;
    }

    public Parsed<PublishingCircle> Find(string named) => Circles.TryGetValue(named, out var circle) ? new(circle) : new($"there is no circle '{named}': 'tocsin circle list' lists them");

    public PublishFollower Follower => new(Node.Journal.Log, Node.Records, Node.Views, Identity, Find);

    /// <summary>Judges, publishes, and judges what that brought.</summary>
    public async Task Settle()
    {
        await Node.Settle();
        await Node.Step(Follower);
        await Node.Settle();
    }

    /// <summary>What the circle was told by this party.</summary>
    public async Task<IReadOnlyList<Record>> Told(Journal? log = null)
    {
        var told = new List<Record>();
        foreach (var stored in await Node.Records.ReadAfter(0, 10_000, WarnNode.Stop))
            if (stored.Address.Log == (log ?? Own).Log && stored.Read().Value is { What: WarningFacts } record) told.Add(record);
        return told;
    }

    public async Task<string[]> Messages() => [.. (await Told()).Select(record => (WarningFacts)record.What!).Select(facts => $"{facts.Message} {facts.Severity}")];

    /// <summary>What the page of a warning says of its publication; of the latest message.</summary>
    public async Task<string?> Sentence() =>
        (await new ShowPublication(Node.Journal.Log, Node.Records, Identity, Find).Of((await Node.Warnings())[^1].Address, WarnNode.Stop))?.Sentence;

    public async Task Check()
    {
        Assert.IsType<Tocsin.Share.Views.Rebuilding.Same>(await Node.Rebuild());
        var before = (await Told()).Count;
        foreach (var stored in await Node.Records.ReadAfter(0, 10_000, WarnNode.Stop)) await Follower.Follow([stored], WarnNode.Stop);
        Assert.Equal(before, (await Told()).Count);     // As after a crash, and after a rebuild.
    }

    public ValueTask DisposeAsync() => Node.DisposeAsync();
}
