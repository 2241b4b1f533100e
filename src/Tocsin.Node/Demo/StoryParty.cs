using System.Security.Cryptography;
using Tocsin.Node.Cli;
using Tocsin.Node.Officers;
using Tocsin.Node.Running;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Sync;
using Tocsin.Warn;
using Tocsin.Warn.Threads;

namespace Tocsin.Node.Demo;

/// <summary>An agency of the story: its open node, and the officers who sign in there.</summary>
/// <param name="Name">Its short name: the folder's.</param>
/// <param name="Node">Its node.</param>
/// <param name="Officers">Its sample officers' pseudonyms, by the names under which they sign in.</param>
sealed record StoryParty(string Name, TocsinNode Node, IReadOnlyDictionary<string, string> Officers)
{
    /// <summary>Its id.</summary>
    public string Id => Node.Own.Id;

    /// <summary>What it calls itself.</summary>
    public string Title => Node.Party.Name;

    /// <summary>Makes its node in a folder of its own.</summary>
    public static async Task<StoryParty> Open(string folder, string name, string title, IReadOnlyList<(string Name, string Shown)> officers, NodeSources sources, CancellationToken stop)
    {
        var founding = Founding.Of(title, sources.Clock, sources.Chance).Value;
        var node = await TocsinNode.Open(NodeFolder.Create(Path.Combine(folder, name), founding, title, sources.Chance), sources, stop);
        return new StoryParty(name, node, await Add(officers, node));
    }

    /// <summary>Its log in a circle.</summary>
    public Journal Journal(string circle) => Node.JournalIn(circle).Journal;

    /// <summary>What it shares in a circle.</summary>
    public Task<CircleSync> Sync(string circle, CancellationToken stop) => Node.Sharing.Of(Node.Circle(circle), stop);

    /// <summary>How it stands here with another's log in a circle; nothing where it is not known yet.</summary>
    public async Task<LogState?> StateOf(StoryParty author, string circle, CancellationToken stop) =>
        (await Sync(circle, stop)).Logs.FirstOrDefault(log => log.Log == author.Journal(circle).Log);

    /// <summary>Whether it holds all that another has written in a circle.</summary>
    public async Task<bool> Holds(StoryParty author, string circle, CancellationToken stop) =>
        await StateOf(author, circle, stop) is { } state && state.Size >= author.Journal(circle).Head.Size;

    /// <summary>Its warnings.</summary>
    public async Task<IReadOnlyList<WarningThread>> Threads(CancellationToken stop)
    {
        await Node.Settle(stop);
        return await new ListWarnings(Node.Views).Handle(ListWarnings.MostMax, stop);
    }

    /// <summary>Those of them that cite what another party wrote.</summary>
    public async Task<IReadOnlyList<WarningThread>> WarnedByOthers(CancellationToken stop) =>
        [.. (await Threads(stop)).Where(thread => thread.Entries.Any(entry => entry.Message?.Judgement?.Evidence.Addresses().Any(leaf => leaf.Log.Party != Node.Log.Party) == true))];

    static async Task<IReadOnlyDictionary<string, string>> Add(IReadOnlyList<(string Name, string Shown)> officers, TocsinNode node)
    {
        await using var services = OfficerOption.Services(node.Folder);
        await using var scope = services.CreateAsyncScope();
        var add = scope.ServiceProvider.GetRequiredService<AddOfficer>();
        var pseudonyms = new Dictionary<string, string>();
        foreach (var (name, shown) in officers)
            pseudonyms[name] = ((AddOfficer.Outcome.Added)await add.Run(new(name, shown, Roles.Officer | Roles.Analyst, RandomNumberGenerator.GetHexString(32)))).Officer.Id;
        return pseudonyms;
    }
}
