using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using NetTopologySuite.Geometries;
using Tocsin.Node.Running;
using Tocsin.Share.Records;
using Tocsin.Warn;
using Tocsin.Warn.Geography;
using Tocsin.Warn.Threads;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin report</c> and <c>tocsin warn</c>: what an officer says and does.</summary>
static class WarnVerbs
{
    static readonly Argument<string> Thread = new("THREAD") { Description = "The warning's thread, or the beginning of its name" };
    static readonly Option<string> Event = new("--event") { Description = "What it is, in a few words", HelpName = "TEXT", Required = true };
    static readonly Option<Category> Category = new("--category") { Description = "CAP's category: Geo, Met, Safety, Security, Fire, Health, Env, Transport, Infra, CBRNE, Other", HelpName = "C", DefaultValueFactory = _ => Share.Records.Category.Safety };
    static readonly Option<Severity> Severity = new("--severity") { Description = "Extreme, Severe, Moderate, Minor or Unknown", HelpName = "S", DefaultValueFactory = _ => Share.Records.Severity.Unknown };
    static readonly Option<Urgency> Urgency = new("--urgency") { Description = "Immediate, Expected, Future, Past or Unknown", HelpName = "U", DefaultValueFactory = _ => Share.Records.Urgency.Immediate };
    static readonly Option<Certainty> Certainty = new("--certainty") { Description = "Observed, Likely, Possible, Unlikely or Unknown", HelpName = "C", DefaultValueFactory = _ => Share.Records.Certainty.Observed };
    static readonly Option<string?> At = new("--at") { Description = "Where: longitude,latitude in degrees", HelpName = "LON,LAT" };
    static readonly Option<double?> Radius = NumberOption.Real("--radius", "How far around, in kilometres", "KM", least: 0.001, most: 20_000);
    static readonly Option<string?> Place = new("--place") { Description = "Where, in words", HelpName = "TEXT" };
    static readonly Option<string?> Says = new("--text") { Description = "What there is to know", HelpName = "TEXT" };
    static readonly Option<string?> Instruction = new("--instruction") { Description = "What there is to do", HelpName = "TEXT" };
    static readonly Option<double?> Hours = NumberOption.Real("--hours", "How long it holds (default: 24)", "N", least: 0.01, most: 87_600);
    internal static readonly Option<string> Why = new("--why") { Description = "In one line, why", HelpName = "TEXT", Required = true };
    static readonly Option<Outcome> Outcome = new("--outcome") { Description = "Real, FalseAlarm, Duplicate, Drill or Other", HelpName = "O", Required = true };
    static readonly Option<bool> All = new("--all") { Description = "Closed ones too" };

    public static Verb Report() => new("report", "Reports an incident.", "tocsin report --event 'Armed robbery of a bulk carrier' --category Transport --severity Severe --at 103.9,1.2", RunReport)
    {
        Options = { Event, Category, Severity, At, Radius, Place, Says, CircleOption.In, OfficerOption.Officer },
    };

    public static Command Create() => Verbs.Group("warn", "Warnings: what rang, and what officers do with it.",
        new Verb("new", "Warns.", "tocsin warn new --event Tsunami --category Geo --severity Extreme --at 121.7,24.1 --radius 150", (c, s) => Issue(c, MessageType.Alert, s)) { Options = { Event, Category, Severity, Urgency, Certainty, At, Radius, Place, Says, Instruction, Hours, CircleOption.In, OfficerOption.Officer } },
        new Verb("update", "Updates a warning.", "tocsin warn update officer:01 --event Tsunami --category Geo --severity Severe", (c, s) => Issue(c, MessageType.Update, s)) { Arguments = { Thread }, Options = { Event, Category, Severity, Urgency, Certainty, At, Radius, Place, Says, Instruction, Hours, OfficerOption.Officer } },
        new Verb("cancel", "Cancels a warning.", "tocsin warn cancel officer:01 --why 'no wave was measured'", Cancel) { Arguments = { Thread }, Options = { Why, OfficerOption.Officer } },
        new Verb("list", "Lists open warnings, the worst first.", "tocsin warn list --json", List) { Options = { All }, ForAuditor = true },
        new Verb("show", "Shows a warning: why it rang, what was said and done.", "tocsin warn show earthquakes:us1000chhc", Show) { Arguments = { Thread }, ForAuditor = true },
        new Verb("ack", "Acknowledges a warning: somebody has seen it.", "tocsin warn ack earthquakes:us1000chhc --officer linh", Acknowledge) { Arguments = { Thread }, Options = { OfficerOption.Officer } },
        new Verb("take", "Takes a warning in hand.", "tocsin warn take earthquakes:us1000chhc --officer linh", Take) { Arguments = { Thread }, Options = { OfficerOption.Officer } },
        new Verb("close", "Closes a warning.", "tocsin warn close earthquakes:us1000chhc --outcome Real --why 'handed to relief'", Close) { Arguments = { Thread }, Options = { Outcome, Why, OfficerOption.Officer } },
        new Verb("shelve", "Lets a warning, or a rule, say nothing until a time.", "tocsin warn shelve --rule alerts --until 2018-02-07T06:00Z --why 'a drill of the weather service'", ShelfVerbs.Shelve) { Arguments = { ShelfVerbs.Thread }, Options = { ShelfVerbs.Rule, ShelfVerbs.Until, Why, OfficerOption.Officer } },
        new Verb("unshelve", "Lets it speak again.", "tocsin warn unshelve --rule alerts", ShelfVerbs.Unshelve) { Arguments = { ShelfVerbs.Thread }, Options = { ShelfVerbs.Rule, OfficerOption.Officer } },
        new Verb("replay", "Judges a rule's warning again, from its evidence.", "tocsin warn replay earthquakes:us1000chhc", Replay) { Arguments = { Thread }, ForAuditor = true });

    static Task<int> RunReport(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        var officer = OfficerOption.Pseudonym(context, node);
        var report = new IncidentReport(context.Parsed.GetValue(Category), context.Parsed.GetValue(Event)!, context.Parsed.GetValue(Severity),
            node.Sources.Clock.Now(), WhereOf(context), Texts(context), officer);
        return await new ReportIncident(node.JournalIn(context.Parsed.GetValue(CircleOption.In)).Journal, node.Sources.Clock).Handle(report, stop) switch
        {
            Reporting.Done done => Say(context, $"reported: {done.Address}"),
            Reporting.Refused refused => throw new IOException(string.Join(" ", refused.Why)),
            _ => throw new UnreachableException(),
        };
    }, stop);

    static Task<int> Issue(VerbContext context, MessageType message, CancellationToken stop) => context.WithNode(async node =>
    {
        var now = node.Sources.Clock.Now();
        var request = new WarningRequest
        {
            Message = message,
            Thread = message == MessageType.Alert ? null : (await Find(context, node, stop)).Id,
            Category = context.Parsed.GetValue(Category), Event = context.Parsed.GetValue(Event)!, Severity = context.Parsed.GetValue(Severity),
            Urgency = context.Parsed.GetValue(Urgency), Certainty = context.Parsed.GetValue(Certainty),
            At = now, Until = now + Duration.FromHours(context.Parsed.GetValue(Hours) ?? 24), Why = context.Parsed.GetValue(Says) ?? context.Parsed.GetValue(Event)!,
            Where = WhereOf(context), Texts = Texts(context), Publisher = node.Party.Name, Officer = OfficerOption.Pseudonym(context, node),
        };
        return await Issued(context, node, request, stop);
    }, stop);

    static Task<int> Cancel(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        var thread = await Find(context, node, stop);
        var now = node.Sources.Clock.Now();
        var last = thread.Entries.Last(entry => entry.Message is not null).Message!;
        return await Issued(context, node, new WarningRequest
        {
            Message = MessageType.Cancel, Thread = thread.Id, Status = thread.Status, Category = last.Category, Event = last.Event, Severity = last.Severity,
            Urgency = Share.Records.Urgency.Past, Certainty = last.Certainty, At = last.At, Until = now + Duration.FromHours(1),
            Why = context.Parsed.GetValue(Why)!, Publisher = node.Party.Name, Officer = OfficerOption.Pseudonym(context, node),
        }, stop);
    }, stop);

    static async Task<int> Issued(VerbContext context, TocsinNode node, WarningRequest request, CancellationToken stop) =>
        await new IssueWarning(node.Journal, node.Records, node.Views, node.Sources.Clock, node.Sources.Chance).Handle(request, stop) switch
        {
            Issuing.Done done => await Publish(context, node, done, stop),
            Issuing.NotFound => throw new IOException("there is no such warning"),
            Issuing.Refused refused => throw new IOException(string.Join(" ", refused.Why)),
            _ => throw new UnreachableException(),
        };

    /// <summary>The warning stands in the private log, where officers work on it; the circle is told what it says.</summary>
    static async Task<int> Publish(VerbContext context, TocsinNode node, Issuing.Done done, CancellationToken stop)
    {
        Say(context, done.Thread);
        if (context.Parsed.GetValue(CircleOption.In) is { } circle && circle != TocsinNode.PrivateName) Say(context, await ShareVerbs.Publish(context, node, done.Address, circle, stop));
        return Verb.Done;
    }

    static Task<int> List(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        await node.Settle(stop);
        var threads = (await new ListWarnings(node.Views).Handle(ListWarnings.MostMax, stop)).Where(thread => thread.IsOpen || context.Parsed.GetValue(All)).ToList();
        if (context.Json) context.Out.WriteLine($"[{string.Join(',', threads.Select(thread => thread.ToJson()))}]");
        else foreach (var thread in threads) context.Out.WriteLine(Line(thread));
        return Verb.Done;
    }, stop);

    static string Line(WarningThread thread) =>
        $"{thread.RangAt:uuuu-MM-dd HH:mm}Z  {thread.Severity,-8} {thread.State,-12} {(thread.Status == CapStatus.Actual ? "" : $"{thread.Status.ToString().ToUpperInvariant()} ")}{thread.Headline}  [{thread.Id}]";

    static Task<int> Show(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        await node.Settle(stop);
        var thread = await Find(context, node, stop);
        if (context.Json)
        {
            context.Out.WriteLine(thread.ToJson());
            return Verb.Done;
        }
        context.Out.WriteLine(Line(thread));
        context.Out.WriteLine($"Why: {thread.Why}");
        if (await new ShowPublication(node.Log, node.Records, node.Folder.Identity(), node.FindCircle).Of(thread.Entries.Last(entry => entry.Message is not null).AddressIn(node.Log), stop) is { } publication)
            context.Out.WriteLine(publication.Sentence);
        foreach (var entry in thread.Entries)
            context.Out.WriteLine($"  {entry.Time:uuuu-MM-dd HH:mm:ss}Z  {Told(entry)}{(entry.Officer is null ? "" : $"  by {entry.Officer}")}  #{entry.Index}");
        return Verb.Done;
    }, stop);

    static string Told(ThreadEntry entry) => entry switch
    {
        { Message: { } message } => $"{message.Message}: {entry.Text ?? message.Event} ({message.Severity})",
        { Disposition: { } disposition } => $"{disposition.Action}{(disposition.Outcome is null ? "" : $" as {disposition.Outcome}")}{(disposition.Why is null ? "" : $": {disposition.Why}")}",
        _ => $"note: {entry.Text}",
    };

    static Task<int> Acknowledge(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
        await new AcknowledgeWarning(node.Journal, node.Records, node.Views).Handle((await Find(context, node, stop)).Id, OfficerOption.Pseudonym(context, node), stop) switch
        {
            Acknowledging.Done => Say(context, "acknowledged"),
            Acknowledging.Already already => Say(context, $"acknowledged already, by {already.Officer} at {already.Time}"),
            Acknowledging.Refused refused => throw new IOException(refused.Why),
            _ => throw new IOException("there is no such warning"),
        }, stop);

    static Task<int> Take(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
        await new TakeWarning(node.Journal, node.Records, node.Views).Handle((await Find(context, node, stop)).Id, OfficerOption.Pseudonym(context, node), stop) switch
        {
            Taking.Done => Say(context, "in hand"),
            Taking.Refused refused => throw new IOException(refused.Why),
            var other => throw new IOException($"{other}"),
        }, stop);

    static Task<int> Close(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
        await new CloseWarning(node.Journal, node.Records, node.Views).Handle((await Find(context, node, stop)).Id,
            context.Parsed.GetValue(Outcome), context.Parsed.GetValue(Why)!, OfficerOption.Pseudonym(context, node), stop) switch
        {
            Closing.Done => Say(context, "closed"),
            Closing.Already already => throw new IOException($"{already.Officer} closed it at {already.Time} as {already.Outcome}"),
            Closing.Refused refused => throw new IOException(refused.Why),
            _ => throw new IOException("there is no such warning"),
        }, stop);

    static Task<int> Replay(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        var thread = await Find(context, node, stop);
        var replay = new ReplayWarning(node.Records, node.World);
        var bad = false;
        foreach (var entry in thread.Entries.Where(entry => entry.Message is not null))
        {
            var said = await replay.Handle(entry.AddressIn(node.Log), stop) switch
            {
                Replaying.Same => "the same verdict",
                Replaying.EvidenceErased erased => $"evidence erased: leaf {string.Join(", ", erased.Leaves.Select(leaf => leaf.Log == node.Log ? $"{leaf.Index}" : $"{leaf}"))}",
                Replaying.Different different => $"made by {different.MadeBy}, now {different.NowBy}: {different.Why}",
                Replaying.ByAnOfficer => "an officer wrote it; there is nothing to judge again",
                _ => "not found",
            };
            bad |= said.StartsWith("made by", StringComparison.Ordinal);
            context.Out.WriteLine($"#{entry.Index} {entry.Message!.Message}: {said}");
        }
        return bad ? Verb.BadAnswer : Verb.Done;
    }, stop);

    static Task<WarningThread> Find(VerbContext context, TocsinNode node, CancellationToken stop) => Find(context.Parsed.GetValue(Thread)!, node, stop);

    internal static async Task<WarningThread> Find(string name, TocsinNode node, CancellationToken stop)
    {
        await node.Settle(stop);
        var found = await node.Views.ByKey(ThreadsFollower.View, name, name + "\uFFFF", 2, stop);
        if (found.Count == 0) throw new IOException($"there is no warning '{name}': 'tocsin warn list --all' lists them");
        if (found.Count > 1 && found[0].Key != name) throw new IOException($"'{name}' begins several warnings: {found[0].Key}, {found[1].Key}, ...");
        return WarningThread.Read(found[0]);
    }

    static Where? WhereOf(VerbContext context)
    {
        var (at, place) = (context.Parsed.GetValue(At), context.Parsed.GetValue(Place));
        if (at is null && context.Parsed.GetValue(Radius) is not null) throw new IOException("--radius needs --at: the middle of the circle");
        if (at is null) return place is null ? null : new Where { Name = place };
        if (at.Split(',') is not [var x, var y] || !double.TryParse(x, NumberStyles.Float, CultureInfo.InvariantCulture, out var longitude)
            || !double.TryParse(y, NumberStyles.Float, CultureInfo.InvariantCulture, out var latitude))
            throw new IOException($"'{at}' is not longitude,latitude in degrees");
        Geometry geometry = new Point(longitude, latitude);
        if (context.Parsed.GetValue(Radius) is { } km)
            geometry = GreatCircle.Circle(longitude, latitude, km) ?? throw new IOException($"a circle of {km} km there would hold a pole");
        return new Where { Geometry = geometry, Name = place };
    }

    static IReadOnlyList<TextBlock> Texts(VerbContext context) =>
        [new TextBlock { Headline = context.Parsed.GetValue(Event), Description = context.Parsed.GetValue(Says), Instruction = context.Parsed.GetValue(Instruction) }];

    static int Say(VerbContext context, string sentence)
    {
        context.Out.WriteLine(sentence);
        return Verb.Done;
    }
}
