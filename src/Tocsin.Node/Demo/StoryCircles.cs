using Tocsin.Node.Running;
using Tocsin.Share.Doors;
using Tocsin.Share.Sync;

namespace Tocsin.Node.Demo;

/// <summary>The three agencies of the story, of three countries, and the lines between their nodes.</summary>
/// <param name="Coast">The coast guard, on whose node the night is played.</param>
/// <param name="Health">The health service.</param>
/// <param name="Cyber">The cyber team.</param>
/// <param name="Network">The lines.</param>
/// <param name="Clock">The time of the story, which is the same for all.</param>
/// <param name="Folder">Where all of it stands, for as long as the story lasts.</param>
sealed record StoryCircles(StoryParty Coast, StoryParty Health, StoryParty Cyber, StoryNetwork Network, StoryClock Clock, string Folder) : IAsyncDisposable
{
    /// <summary>The names of the circle of three, and of the bilateral one of the coast guard and the health service.</summary>
    public const string Strait = "strait", Ports = "ports";

    static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20), Patience = TimeSpan.FromMinutes(1);

    readonly CancellationTokenSource closing = new();
    readonly List<Task> sharing = [];

    /// <summary>All three.</summary>
    public IReadOnlyList<StoryParty> Parties => [Coast, Health, Cyber];

    /// <summary>Who found whose log silent or cut off, while the cyber team was.</summary>
    public IReadOnlyList<(string Here, string Silent)> FoundSilent { get; set; } = [];

    /// <summary>How many records the one that was cut off then took, in logs that verified.</summary>
    public long CaughtUp { get; set; }

    /// <summary>The ledger of the erasure, by the partners' own signed words.</summary>
    public IReadOnlyList<Holding> Erasure { get; set; } = [];

    /// <summary>In how many files the name of the erased record stood, before and after.</summary>
    public (int Before, int After) Traces { get; set; }

    /// <summary>What convicts who signed two histories, where both of the others hold it and it verifies by itself.</summary>
    public string? Convicted { get; set; }

    /// <summary>Shares with partners, as a node does that serves.</summary>
    public void Share() => sharing.AddRange(Parties.Select(party => Task.Run(() => party.Node.Sharing.Run(_ => { }, closing.Token))));

    /// <summary>Founds a circle: a party alone, which invites the others one after the other; whoever is in it agrees to the next.</summary>
    public async Task Found(CircleDesk.Plan plan, IReadOnlyList<StoryParty> members, CancellationToken stop)
    {
        var (founder, desk) = (members[0], new CircleDesk(members[0].Node, root: null));
        var circle = await desk.Found(plan, stop);
        for (var guest = 1; guest < members.Count; guest++)
        {
            var papers = new List<PapersFile> { await desk.Invite(circle, PapersFile.Of(members[guest].Node.Register.Chain(members[guest].Id)!), stop) };
            foreach (var member in members.Take(guest).Skip(1)) papers.Add(await Agree(member, papers[0], plan.Name, stop));
            papers.Add((await new CircleDesk(members[guest].Node, root: null).Join(papers[0], stop)).Answer);
            foreach (var member in members.Take(guest + 1))
            {
                foreach (var paper in papers) await paper.TakeInto(member.Node.Register, stop);
                await member.Node.Logs.Follow(stop);
            }
        }
        if (circle.Current?.Members.Count != members.Count) throw new IOException($"the circle '{plan.Name}' of {founder.Title} was not joined by all");
        foreach (var member in members) await member.Sync(plan.Name, stop);
        foreach (var member in members)
            foreach (var other in members.Where(other => other != member)) await Ask(member, other, plan.Name, stop);
        await Meet(plan.Name, members, stop);
    }

    /// <summary>Waits until each holds all that the others have written in a circle, and has judged it.</summary>
    public async Task Meet(string circle, IReadOnlyList<StoryParty> members, CancellationToken stop)
    {
        await Until(async () =>
        {
            foreach (var holder in members)
                foreach (var author in members.Where(author => author != holder))
                    if (!await holder.Holds(author, circle, stop)) return false;
            return true;
        }, $"all records of the circle '{circle}'", stop);
        foreach (var member in members) await member.Node.Settle(stop);
    }

    /// <summary>One asks another now, and does not wait for the end of a pause.</summary>
    public static async Task Ask(StoryParty who, StoryParty whom, string circle, CancellationToken stop)
    {
        var session = new PartnerSession(await who.Sync(circle, stop), whom.Id);
        try
        {
            // The first tells, the second hears what followed from it.
            for (var round = 0; round < 2; round++) await session.Exchange(waitSeconds: 0, stop);
        }
        catch (IOException)
        {
            // Its own session tries again, and says so.
        }
    }

    /// <summary>Takes a sample file into a party's log: its private one, or the one in a circle.</summary>
    public async Task Import(StoryParty party, string sample, string? circle, CancellationToken stop)
    {
        var (journal, terms) = party.Node.JournalIn(circle);
        await using var file = File.OpenRead(World.Sample(sample));
        var report = await new Importer(journal, terms, Clock).Import(file, sample, new ImportOptions(), stop);
        if (report.Refused.Count > 0) throw new IOException($"the sample {sample} was not taken whole: {report.Refused[0].At}: {report.Refused[0].Reason}");
    }

    /// <summary>Waits for what the nodes do by themselves.</summary>
    /// <exception cref="IOException">It does not happen.</exception>
    public async Task Until(Func<Task<bool>> holds, string what, CancellationToken stop)
    {
        for (var began = TimeProvider.System.GetTimestamp(); !await holds(); await Task.Delay(LookAgain, stop))
        {
            foreach (var task in sharing.Where(task => task.IsFaulted)) await task;
            if (TimeProvider.System.GetElapsedTime(began) > Patience) throw new IOException($"the story waited {Patience.TotalSeconds:0} s for {what}, and nothing came");
        }
    }

    static async Task<PapersFile> Agree(StoryParty member, PapersFile invitation, string name, CancellationToken stop)
    {
        await invitation.TakeInto(member.Node.Register, stop);
        var circle = member.Node.Circle(name);
        return PapersFile.Of(member.Node.Register, circle, (await new CircleDesk(member.Node, root: null).Consent(circle, circle.Proposals.Single(), stop)).Papers);
    }

    /// <summary>Ends the sharing, and closes the nodes.</summary>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        foreach (var task in sharing) await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var party in Parties) await party.Node.DisposeAsync();
        closing.Dispose();
    }
}
