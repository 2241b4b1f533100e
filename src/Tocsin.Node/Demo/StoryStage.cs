using Tocsin.Node.Running;
using Tocsin.Share.Doors;
using Tocsin.Share.Records;
using Tocsin.Warn;
using Tocsin.Warn.Shift;
using Tocsin.Warn.Threads;

namespace Tocsin.Node.Demo;

/// <summary>What the scenes of a story play on: an open node, its clock, and the sample officers.</summary>
/// <param name="Node">The node.</param>
/// <param name="Clock">Its clock.</param>
/// <param name="Feed">The earthquakes.</param>
/// <param name="Officers">The sample officers' pseudonyms, by the names that the sample roster uses.</param>
sealed record StoryStage(TocsinNode Node, StoryClock Clock, SampleFeed Feed, IReadOnlyDictionary<string, string> Officers)
{
    /// <summary>The sample officers as they sign in.</summary>
    public const string First = "sample", Second = "second";

    readonly HashSet<string> acknowledged = [];

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

    async Task Import(Stream bytes, string name, CancellationToken stop)
    {
        var report = await new Importer(Node.Journal, Node.Charter.Terms(), Clock).Import(bytes, name, new ImportOptions(), stop);
        if (report.Refused.Count > 0) throw new IOException($"the sample {name} was not taken whole: {report.Refused[0].At}: {report.Refused[0].Reason}");
        await Node.Settle(stop);
    }
}
