using Tocsin.Node.Running;
using Tocsin.Share.Doors;
using Tocsin.Warn;
using Tocsin.Warn.Threads;

namespace Tocsin.Node.Demo;

/// <summary>What the scenes of a story play on: an open node, its clock, and the sample officer.</summary>
/// <param name="Node">The node.</param>
/// <param name="Clock">Its clock.</param>
/// <param name="Feed">The earthquakes.</param>
/// <param name="Officer">The sample officer's pseudonym.</param>
sealed record StoryStage(TocsinNode Node, StoryClock Clock, SampleFeed Feed, string Officer)
{
    /// <summary>How many warnings the sample officer acknowledged.</summary>
    public int Acknowledged { get; private set; }

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

    /// <summary>Acknowledges whatever nobody has acknowledged.</summary>
    public async Task Acknowledge(CancellationToken stop)
    {
        foreach (var thread in await Threads(stop))
            if (thread.State == Warn.Threads.ThreadState.New && await new AcknowledgeWarning(Node.Journal, Node.Records, Node.Views).Handle(thread.Id, Officer, stop) is Acknowledging.Done)
                Acknowledged++;
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
