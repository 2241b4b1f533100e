using NetTopologySuite.Geometries;
using NodaTime.Text;
using Tocsin.Share;
using Tocsin.Share.Records;
using Tocsin.Warn;

namespace Tocsin.Node.Demo;

/// <summary>One scene: what the audience reads, and what happens.</summary>
/// <param name="Title">A few words.</param>
/// <param name="Narrative">One or two sentences.</param>
/// <param name="Pause">How long the audience has for it. Seconds.</param>
/// <param name="Play">What happens.</param>
sealed record Scene(string Title, string Narrative, int Pause, Func<StoryStage, CancellationToken, Task> Play);

/// <summary>The night of 6 February 2018, when an earthquake of magnitude 6.4 struck Hualien.</summary>
/// <remarks>The earthquakes are USGS's own; the flood, the fires, the phishing and the officer's words are samples.</remarks>
static class Story
{
    public static readonly Instant Start = At("2018-02-06T15:40:00Z");

    public static readonly ImmutableArray<Scene> Scenes =
    [
        new("A week that is history", "The week's earthquakes so far are taken in from USGS's feed. History builds what is known; it does not ring.", 3,
            (stage, stop) => stage.Quakes(Start, stop)),
        new("Hualien", "15:50 UTC: magnitude 6.4 off Hualien. It rings, with how many people felt how much. Press a to acknowledge it.", 18,
            (stage, stop) => stage.Quakes(At("2018-02-06T15:53:00Z"), stop)),
        new("Somebody has seen it", "The sample officer acknowledges it. Who, and when, is a record in the log.", 8,
            (stage, stop) => stage.Acknowledge(stop)),
        new("Aftershocks", "Earthquake after earthquake, and the console stays quiet: they update the sequence that is known.", 14, Aftershocks),
        new("A neighbour's flood alert", "Another agency's CAP alert comes in, in English and Vietnamese. It is severe, so it rings here too.", 12,
            (stage, stop) => stage.Import("flood-alert.xml", stop)),
        new("Fires, seen from orbit", "Hotspots of a satellite's pass: dots on the map, and in the log.", 8,
            (stage, stop) => stage.Import("fires.csv", stop)),
        new("A fraud follows the earthquake", "A partner's list names a phishing domain; our own resolvers' log has met it. The two find each other.", 14, Fraud),
        new("An officer speaks", "An officer warns of what no sensor saw: the coast road is cut.", 12, OfficerSpeaks),
        new("Handled", "Everything is acknowledged; the fraud is closed as real, with its reason in one line.", 8, Handle),
        new("Nothing was changed", "The whole log is verified: every leaf, every tile, every disclosure, the signature over the head.", 6, Verify),
        new("One byte", "In a copy of the log one byte is changed. Verification names the leaf.", 10, Tamper),
    ];

    static async Task Aftershocks(StoryStage stage, CancellationToken stop)
    {
        for (var time = At("2018-02-06T16:30:00Z"); time <= At("2018-02-06T22:30:00Z"); time += Duration.FromMinutes(60))
            await stage.Quakes(time, stop);
    }

    static async Task Fraud(StoryStage stage, CancellationToken stop)
    {
        stage.Clock.MoveTo(At("2018-02-06T23:20:00Z"));
        await stage.Import("phishing.csv", stop);
        await stage.Import("sightings.csv", stop);
    }

    static async Task OfficerSpeaks(StoryStage stage, CancellationToken stop)
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

    static async Task Handle(StoryStage stage, CancellationToken stop)
    {
        await stage.Acknowledge(stop);
        foreach (var thread in (await stage.Threads(stop)).Where(thread => thread.Category == Category.Security && thread.State != Warn.Threads.ThreadState.Closed))
            await new CloseWarning(stage.Node.Journal, stage.Node.Records, stage.Node.Views).Handle(thread.Id, Outcome.Real, "Domain blocked; the one who filled in the form was told.", stage.Officer, stop);
        await stage.Node.Settle(stop);
    }

    static async Task Verify(StoryStage stage, CancellationToken stop) =>
        stage.Verified = await new VerifyLog(stage.Node.Heads, stage.Node.Records).Verify(stage.Node.Log, stage.Node.Verifier, new Progress<long>(), stop) is LogVerdict.Whole;

    static async Task Tamper(StoryStage stage, CancellationToken stop)
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

    static Instant At(string text) => InstantPattern.ExtendedIso.Parse(text).Value;
}
