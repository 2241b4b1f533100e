using NetTopologySuite.Geometries;
using Tocsin.Share;
using Tocsin.Share.Records;
using Tocsin.Warn;

namespace Tocsin.Node.Demo;

/// <summary>What the officers of the story do, and what the auditor does at its end.</summary>
static class StoryActs
{
    public static async Task FalseAlarm(StoryStage stage, CancellationToken stop)
    {
        await stage.Acknowledge(stop);
        await stage.Close(thread => thread.Category == Category.CBRNE, Outcome.FalseAlarm, "The probe was being tested with a sealed source; the two stations beside it read 0.12.", stop);
    }

    public static async Task OfficerSpeaks(StoryStage stage, CancellationToken stop)
    {
        var now = stage.Clock.Now();
        var issued = await new IssueWarning(stage.Node.Journal, stage.Node.Records, stage.Node.Views, stage.Clock, stage.Node.Sources.Chance).Handle(new WarningRequest
        {
            Message = MessageType.Alert, Category = Category.Transport, Event = "Coast road cut", Severity = Severity.Severe, Urgency = Urgency.Immediate,
            Certainty = Certainty.Observed, At = now, Until = now + Duration.FromHours(24), Why = "Rockfall reported by the road service after the earthquake.",
            Where = new Where { Geometry = new Point(121.65, 24.22), Name = "Coast road north of Hualien" },
            Texts = [new TextBlock { Headline = "SAMPLE: Coast road cut by rockfall north of Hualien", Instruction = "Use the inland road." }],
            Publisher = stage.Node.Party.Name, Officer = stage.Officer,
        }, stop);
        if (issued is Issuing.Refused refused) throw new IOException(string.Join(" ", refused.Why));
        await stage.Node.Settle(stop);
    }

    /// <summary>From here on the roster counts: what rings calls the officer on duty.</summary>
    public static async Task Attack(StoryStage stage, CancellationToken stop)
    {
        await stage.Acknowledge(stop);
        await stage.AdoptRoster(stop);
        await stage.Import("ship-attacks.csv", stop);
        await stage.Call(stop);
    }

    public static async Task NobodyAnswers(StoryStage stage, CancellationToken stop)
    {
        var deadline = (await stage.Threads(stop)).Where(thread => thread.State == Warn.Threads.ThreadState.New).Max(thread => thread.AcknowledgeBy);
        if (deadline is { } passed) stage.Clock.MoveTo(passed + Duration.FromMinutes(1));
        await stage.Call(stop);
    }

    /// <summary>Sets the clock to when no warning of a fire holds any more, and closes them.</summary>
    public static async Task WaitForFiresToEnd(StoryStage stage, CancellationToken stop)
    {
        var last = (await stage.Threads(stop)).Where(thread => thread.Category == Category.Fire).Max(thread => (Instant?)thread.Until);
        if (last is { } until) await stage.GoOn(until + Duration.FromMinutes(1), stop);
        var now = stage.Clock.Now();
        await stage.Close(thread => thread.Category == Category.Fire && thread.IsExpired(now), Outcome.Real, "Burnt out: no satellite has seen a hotspot there since.", stop);
    }

    public static async Task Handle(StoryStage stage, CancellationToken stop)
    {
        await stage.Acknowledge(stop);
        await stage.Close(thread => thread is { Rule: "sightings", Category: Category.Security }, Outcome.Real, "Domain blocked; the one who filled in the form was told.", stop);
    }

    public static async Task Verify(StoryStage stage, CancellationToken stop) =>
        stage.Verified = await new VerifyLog(stage.Node.Heads, stage.Node.Records).Verify(stage.Node.Log, stage.Node.Verifier, new Progress<long>(), stop) is LogVerdict.Whole;

    public static async Task Tamper(StoryStage stage, CancellationToken stop)
    {
        var copy = Path.Combine(Directory.CreateTempSubdirectory("tocsin-copy-").FullName, "journal.db");
        try
        {
            if (await TamperedCopy.Verify(stage.Node, copy, stop) is LogVerdict.Broken broken) stage.TamperFound = broken.Sentence;
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(copy)!, recursive: true);
        }
    }
}
