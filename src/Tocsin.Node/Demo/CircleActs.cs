using System.Text;
using NetTopologySuite.Geometries;
using NodaTime.Text;
using Tocsin.Share;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Tocsin.Warn;

namespace Tocsin.Node.Demo;

/// <summary>How three agencies share: they found circles, warn each other, are cut off, catch up, and erase.</summary>
static class CircleActs
{
    /// <summary>Whom the erased record names; nobody is called so.</summary>
    const string Named = "Sample Mariner Quillfeather";

    static readonly Instant Start = InstantPattern.ExtendedIso.Parse("2018-02-14T06:00:00Z").Value;

    /// <summary>A circle of three, and one of two; what is private stays where it is.</summary>
    public static async Task Found(StoryStage stage, CancellationToken stop)
    {
        await stage.GoOn(Start, stop);
        var circles = stage.Circles;
        await circles.Found(new(StoryCircles.Strait, "Attacks on ships, outbreaks and frauds that cross a border", Tlp.Amber, Exercise: false, History: false, Quorum: null, Succeeds: null),
            circles.Parties, stop);
        await circles.Found(new(StoryCircles.Ports, "Illness on board of ships that call at a port", Tlp.AmberStrict, Exercise: false, History: false, Quorum: null, Succeeds: null),
            [circles.Coast, circles.Health], stop);
        await Report(circles.Health, StoryCircles.Ports, "Illness on board", "SAMPLE: two of a crew are ill; the ship lies at anchor", personal: null, stage.Clock, stop);
        await circles.Meet(StoryCircles.Ports, [circles.Coast, circles.Health], stop);
    }

    /// <summary>What the coast guard's officer warns of and publishes rings at the two others.</summary>
    public static async Task Warned(StoryStage stage, CancellationToken stop)
    {
        var (coast, now) = (stage.Circles.Coast, stage.Clock.Now());
        var issued = await new IssueWarning(coast.Node.Journal, coast.Node.Records, coast.Node.Views, stage.Clock, coast.Node.Sources.Chance).Handle(new WarningRequest
        {
            Message = MessageType.Alert, Category = Category.Security, Event = "Attack on a ship", Severity = Severity.Severe, Urgency = Urgency.Immediate,
            Certainty = Certainty.Observed, At = now - Duration.FromMinutes(20), Until = now + Duration.FromHours(24), Why = "The master called on channel 16 while they were on board.",
            Where = new Where { Geometry = new Point(103.9, 1.2), Name = "Eastern approach of the strait" },
            Texts = [new TextBlock { Headline = "SAMPLE: Bulk carrier boarded in the eastern approach of the strait", Instruction = "Keep a lookout astern; report small craft." }],
            Publisher = coast.Title, Officer = stage.Officer,
        }, stop);
        if (issued is not Issuing.Done done) throw new IOException(issued is Issuing.Refused refused ? string.Join(" ", refused.Why) : "the warning was not issued");
        var (journal, terms) = coast.Node.JournalIn(StoryCircles.Strait);
        await coast.Node.Settle(stop);
        if (await new PublishRecord(coast.Node.Log, journal, terms, coast.Node.Records, coast.Node.Views).Publish(done.Address, [], marking: null, stage.Officer, stop) is not Publishing.Published)
            throw new IOException("the warning was not published");
        await stage.Circles.Meet(StoryCircles.Strait, stage.Circles.Parties, stop);
    }

    /// <summary>The cyber team shares a domain; the health service's own resolvers have met it.</summary>
    public static async Task Met(StoryStage stage, CancellationToken stop)
    {
        await stage.Acknowledge(stop);
        await stage.Circles.Import(stage.Circles.Health, "sightings-clinic.csv", circle: null, stop);
        await stage.Circles.Import(stage.Circles.Cyber, "phishing-shared.csv", StoryCircles.Strait, stop);
        await stage.Circles.Meet(StoryCircles.Strait, stage.Circles.Parties, stop);
    }

    /// <summary>The cyber team's lines are cut; the others go on, and both sides see who is silent.</summary>
    public static async Task CutOff(StoryStage stage, CancellationToken stop)
    {
        var circles = stage.Circles;
        Lines(circles, cut: true);
        await circles.Import(circles.Coast, "nav-warnings.json", StoryCircles.Strait, stop);
        await circles.Import(circles.Coast, "fires.csv", StoryCircles.Strait, stop);
        await Report(circles.Health, StoryCircles.Strait, "Illness ashore", "SAMPLE: five cases of the same illness in one port", personal: null, stage.Clock, stop);
        await circles.Meet(StoryCircles.Strait, [circles.Coast, circles.Health], stop);
        stage.Clock.MoveTo(stage.Clock.Now() + Duration.FromSeconds(2 * SyncLimits.SilentAfterSeconds));
        foreach (var party in circles.Parties) await party.Journal(StoryCircles.Strait).Restate(stop);
        await circles.Until(async () => !await Silent(circles.Coast, circles.Health) && !await Silent(circles.Health, circles.Coast), "the heads of those who are not cut off", stop);
        var found = new List<(string, string)>();
        foreach (var here in circles.Parties)
            foreach (var author in circles.Parties.Where(author => author != here))
                if (await Silent(here, author)) found.Add((here.Name, author.Name));
        circles.FoundSilent = found;

        async Task<bool> Silent(StoryParty here, StoryParty author) => await here.StateOf(author, StoryCircles.Strait, stop) is not { IsSilent: false };
    }

    /// <summary>It is back: it takes what it missed, and all of it verifies.</summary>
    public static async Task CatchUp(StoryStage stage, CancellationToken stop)
    {
        var circles = stage.Circles;
        StoryParty[] others = [circles.Coast, circles.Health];
        var before = await Held();
        Lines(circles, cut: false);
        foreach (var other in others)
        {
            await StoryCircles.Ask(circles.Cyber, other, StoryCircles.Strait, stop);
            await StoryCircles.Ask(other, circles.Cyber, StoryCircles.Strait, stop);
        }
        await circles.Meet(StoryCircles.Strait, circles.Parties, stop);
        circles.CaughtUp = await Held() - before;

        // What does not verify counts for nothing.
        async Task<long> Held()
        {
            var (held, node) = (0L, circles.Cyber.Node);
            foreach (var log in others.Select(other => other.Journal(StoryCircles.Strait).Log))
            {
                var kept = await node.Papers.Read(Mirror.HeadKind, log.ToString(), stop) is { IsEmpty: false } note ? Encoding.UTF8.GetString(note.Span) : null;
                if (await new VerifyLog(node.Heads, node.Records).Verify(log, node.VerifiersOf(log), kept, new Progress<long>(), stop) is LogVerdict.Whole whole) held += whole.Head.Size;
            }
            return held;
        }
    }

    /// <summary>A record with a name in it is erased by its author, at all three.</summary>
    public static async Task Erase(StoryStage stage, CancellationToken stop)
    {
        var (circles, health) = (stage.Circles, stage.Circles.Health);
        var personal = new Personal("To find whoever shared a cabin", stage.Clock.Now() + Duration.FromDays(30), new Dictionary<string, string> { ["patient"] = Named });
        var address = await Report(health, StoryCircles.Strait, "Contact sought", "SAMPLE: somebody who was on board is sought", personal, stage.Clock, stop);
        await circles.Meet(StoryCircles.Strait, circles.Parties, stop);
        var before = FileTraces.Count(circles.Folder, Named);
        var journal = health.Journal(StoryCircles.Strait);
        if (await new EraseRecord(journal, health.Node.Records, health.Node.Views).Erase(address, [], "The person was found.", stop) is not Erasing.Erased) throw new IOException("the record was not erased");
        var erasure = new RecordAddress(journal.Log, journal.Head.Size - 1);
        await circles.Meet(StoryCircles.Strait, circles.Parties, stop);
        stage.Clock.MoveTo(stage.Clock.Now() + Duration.FromSeconds(SyncLimits.ReceiptSecondsMin));
        await circles.Until(async () =>
        {
            foreach (var partner in new[] { circles.Coast, circles.Cyber }) await StoryCircles.Ask(partner, health, StoryCircles.Strait, stop);
            circles.Erasure = await new ShareStatus(await health.Sync(StoryCircles.Strait, stop)).Of(erasure, stop) ?? [];
            if (circles.Erasure.Count > 0 && circles.Erasure.All(line => line.Standing == Standing.Erased)) return true;
            // One receipt follows another after some seconds at the earliest.
            stage.Clock.MoveTo(stage.Clock.Now() + Duration.FromSeconds(1));
            return false;
        }, "the partners' receipts", stop);
        circles.Traces = (before, FileTraces.Count(circles.Folder, Named));
    }

    /// <summary>Reports what happened in a party's log of a circle.</summary>
    internal static async Task<RecordAddress> Report(StoryParty party, string circle, string what, string headline, Personal? personal, TimeProvider clock, CancellationToken stop) =>
        await party.Journal(circle).Append(new Draft
        {
            Kind = Kind.Incident,
            What = new EventFacts { Type = "report", Category = Category.Health, Event = what, Severity = Severity.Minor, Certainty = Certainty.Observed, At = clock.Now() },
            Texts = [new TextBlock { Headline = headline }],
            Source = new Source { Publisher = party.Title },
            Personal = personal,
        }, stop) is Appended.Stored stored ? stored.Address : throw new IOException($"'{what}' was not reported");

    static void Lines(StoryCircles circles, bool cut)
    {
        foreach (var other in new[] { circles.Coast, circles.Health })
            foreach (var (from, to) in new[] { (other, circles.Cyber), (circles.Cyber, other) })
                if (cut) circles.Network.Cut(from.Name, to.Node);
                else circles.Network.Mend(from.Name, to.Node);
    }
}
