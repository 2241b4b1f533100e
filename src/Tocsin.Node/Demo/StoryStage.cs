using Tocsin.Node.Running;
using Tocsin.Share.Doors;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Warn;
using Tocsin.Warn.Shift;
using Tocsin.Warn.Threads;

namespace Tocsin.Node.Demo;

/// <summary>What the scenes of a story play on: the agencies' open nodes, their clock, and the sample officers.</summary>
/// <param name="Circles">The agencies; the first one's night is told.</param>
/// <param name="Feed">The earthquakes.</param>
sealed record StoryStage(StoryCircles Circles, SampleFeed Feed) : IAsyncDisposable
{
    /// <summary>The sample officers as they sign in.</summary>
    public const string First = "sample", Second = "second";

    static readonly IReadOnlyList<(string Name, string Shown)> Both = [(First, "Sample officer"), (Second, "Second sample officer")];

    readonly HashSet<string> acknowledged = [];

    /// <summary>The node on which the night is played.</summary>
    public TocsinNode Node => Circles.Coast.Node;

    /// <summary>The clock of all.</summary>
    public StoryClock Clock => Circles.Clock;

    /// <summary>The sample officers' pseudonyms, by the names that the sample roster uses.</summary>
    public IReadOnlyDictionary<string, string> Officers => Circles.Coast.Officers;

    /// <summary>Sets the stage: three new nodes below a folder, with sample officers, and lines between them.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="feed">The earthquakes.</param>
    /// <param name="passing">Called at the first node's crash points.</param>
    /// <param name="stop">Ends the opening.</param>
    public static async Task<StoryStage> Set(string folder, StoryClock clock, SampleFeed feed, Passing passing, CancellationToken stop)
    {
        var (network, sources) = (new StoryNetwork(), new NodeSources(clock, Chance.System, _ => { }));
        var parties = new List<StoryParty>();
        foreach (var (name, title) in new[] { ("coast", "Sample Coast Guard of Examplia"), ("health", "Sample Health Service of Illustria"), ("cyber", "Sample Cyber Team of Specimenia") })
        {
            var own = sources with { Reach = _ => network.Of(name), Passing = parties.Count == 0 ? passing : sources.Passing };
            parties.Add(await StoryParty.Open(folder, name, title, parties.Count == 0 ? Both : [Both[0]], own, stop));
            network.Connect(parties[^1].Node);
        }
        return new StoryStage(new StoryCircles(parties[0], parties[1], parties[2], network, clock, folder), feed);
    }

    /// <summary>The pseudonym of the officer as whom the audience looks on.</summary>
    public string Officer => Officers[First];

    /// <summary>How many warnings the sample officers acknowledged.</summary>
    public int Acknowledged => acknowledged.Count;

    /// <summary>What verification said of the log.</summary>
    public bool Verified { get; set; }

    /// <summary>What verification said of the copy in which a byte was changed.</summary>
    public string? TamperFound { get; set; }

    /// <summary>Takes a sample file in, as from a watched folder.</summary>
    public async Task Import(string sample, CancellationToken stop)
    {
        await using var file = File.OpenRead(World.Sample(sample));
        await Import(file, sample, stop);
    }

    /// <summary>Takes in what the earthquake feed has by a time, and sets the clock there.</summary>
    public async Task Quakes(Instant until, CancellationToken stop)
    {
        Clock.MoveTo(until);
        await using var part = Feed.Until(until);
        await Import(part, "all_week.geojson", stop);
    }

    /// <summary>The first officer acknowledges whatever nobody has acknowledged.</summary>
    public Task Acknowledge(CancellationToken stop) => Acknowledge(Officer, stop);

    /// <summary>An officer acknowledges whatever nobody has acknowledged.</summary>
    public async Task Acknowledge(string officer, CancellationToken stop)
    {
        foreach (var thread in await Threads(stop))
            if (thread.State == Warn.Threads.ThreadState.New && await new AcknowledgeWarning(Node.Journal, Node.Records, Node.Views).Handle(thread.Id, officer, stop) is Acknowledging.Done)
                acknowledged.Add(thread.Id);
        await Node.Settle(stop);
    }

    /// <summary>The first officer closes warnings that are not closed yet.</summary>
    public async Task Close(Func<WarningThread, bool> which, Outcome outcome, string why, CancellationToken stop)
    {
        foreach (var thread in (await Threads(stop)).Where(thread => thread.State != Warn.Threads.ThreadState.Closed && which(thread)))
            await new CloseWarning(Node.Journal, Node.Records, Node.Views).Handle(thread.Id, outcome, why, Officer, stop);
        await Node.Settle(stop);
    }

    /// <summary>Sets the clock forward, once all that rang is acknowledged: hours that the story leaves out are nobody's delay.</summary>
    public async Task GoOn(Instant time, CancellationToken stop)
    {
        await Acknowledge(stop);
        Clock.MoveTo(time);
    }

    /// <summary>Puts the sample roster in force.</summary>
    public async Task AdoptRoster(CancellationToken stop)
    {
        var yaml = await File.ReadAllTextAsync(World.Sample("roster.yaml"), stop);
        if (await new AdoptRoster(Node.Journal, Node.Records, Node.Views).Handle(yaml, Officers, ImmutableHashSet<string>.Empty, Officer, stop) is AdoptingRoster.Refused refused)
            throw new IOException($"the sample roster cannot come into force: {string.Join("; ", refused.Faults)}");
        await Node.Settle(stop);
    }

    /// <summary>Makes the calls that are due, as a node that serves does every few seconds; none is made twice.</summary>
    public async Task Call(CancellationToken stop)
    {
        await new EscalateWarnings(Node.Journal, Node.Records, Node.Views, Clock, () => new Staff([.. Officers.Values], [])).Tick(stop);
        await Node.Settle(stop);
    }

    /// <summary>All threads, the open ones first.</summary>
    public async Task<IReadOnlyList<WarningThread>> Threads(CancellationToken stop)
    {
        await Node.Settle(stop);
        return await new ListWarnings(Node.Views).Handle(ListWarnings.MostMax, stop);
    }

    /// <summary>Closes the nodes.</summary>
    public ValueTask DisposeAsync() => Circles.DisposeAsync();

    async Task Import(Stream bytes, string name, CancellationToken stop)
    {
        var report = await new Importer(Node.Journal, Node.Charter.Terms(), Clock).Import(bytes, name, new ImportOptions(), stop);
        if (report.Refused.Count > 0) throw new IOException($"the sample {name} was not taken whole: {report.Refused[0].At}: {report.Refused[0].Reason}");
        await Node.Settle(stop);
    }
}
