using System.CommandLine;
using Tocsin.Node.Running;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Tocsin.Warn.Following;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin circle</c>: with whom this party shares, and under which charter.</summary>
static class CircleVerbs
{
    static readonly Argument<string> Name = new("NAME") { Description = "What the circle is called: 1 to 100 characters" };
    static readonly Option<string> Purpose = new("--purpose") { Description = "What its members share for", HelpName = "P", Required = true };
    static readonly Option<bool> Exercise = new("--exercise") { Description = "It is an exercise; that never changes" };
    static readonly Option<bool> History = new("--history") { Description = "Whoever joins gets the content from before, too" };
    static readonly Option<int?> Quorum = new("--quorum") { Description = "How many members a change needs, always more than half (default: all)", HelpName = "K" };
    static readonly Option<string?> Succeeds = new("--succeeds") { Description = "The frozen or stuck circle that it follows", HelpName = "C" };
    static readonly Argument<string> PartyFile = new("PARTYFILE") { Description = "What the party gave: 'tocsin party show --out FILE' writes it" };
    static readonly Argument<string> PapersArgument = new("FILE") { Description = "Papers that a partner gave" };
    static readonly Argument<string?> Proposal = new("PROPOSAL") { Description = "The proposal, by the beginning of its hash, where several wait", Arity = ArgumentArity.ZeroOrOne };
    static readonly Option<string?> Export = new("--export") { Description = "Writes each document of evidence into this folder", HelpName = "DIR" };

    public static Command Create() => Verbs.Group("circle", "Circles: parties that share with each other under one charter.",
        new Verb("new", "Founds a circle; invite the others into it.", "tocsin circle new health --purpose 'Outbreaks that may cross a border' --tlp AMBER", New)
        {
            Arguments = { Name }, Options = { Purpose, CircleOption.Tlp, Exercise, History, Quorum, Succeeds, CircleOption.Root },
        },
        new Verb("invite", "Proposes that a party joins, and writes what is to be given to it.", "tocsin circle invite health ministry.party --out ministry.invitation", Invite)
        {
            Arguments = { CircleOption.Circle, PartyFile }, Options = { CircleOption.Out, CircleOption.Root },
        },
        new Verb("join", "Joins the circle to which a file invites; --out writes the answer where the node cannot be reached.", "tocsin circle join ministry.invitation", Join)
        {
            Arguments = { PapersArgument }, Options = { CircleOption.Out, CircleOption.Root },
        },
        new Verb("take", "Takes papers that a partner handed over: an answer to an invitation, a proposal.", "tocsin circle take ministry.answer", Take) { Arguments = { PapersArgument } },
        ProposeVerbs.Create(),
        new Verb("consent", "Agrees to what another member proposed.", "tocsin circle consent health", Consent) { Arguments = { CircleOption.Circle, Proposal }, Options = { CircleOption.Root } },
        new Verb("leave", "Leaves a circle: this party's own act.", "tocsin circle leave health", Leave) { Arguments = { CircleOption.Circle }, Options = { CircleOption.Out } },
        new Verb("list", "Lists the circles that this node knows of.", "tocsin circle list", List) { ForAuditor = true },
        CircleShow.Create(),
        new Verb("evidence", "Lists what convicts a party of having said two things; --export writes it.", "tocsin circle evidence --export ./evidence", Evidence) { Options = { Export }, ForAuditor = true });

    static Task<int> New(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        var plan = new CircleDesk.Plan(context.Parsed.GetValue(Name)!, context.Parsed.GetValue(Purpose)!, CircleOption.Marking(context) ?? Tlp.Amber,
            context.Parsed.GetValue(Exercise), context.Parsed.GetValue(History), context.Parsed.GetValue(Quorum), context.Parsed.GetValue(Succeeds));
        var circle = await CircleOption.Desk(context, node).Found(plan, stop);
        if (context.Json) context.WriteJson(CircleAnswer.Of(node, circle), CircleVerbsJson.Default.CircleAnswer);
        else context.Out.WriteLine($"the circle '{plan.Name}' is founded: {circle.Id.ToBase64Url()}");
        return Verb.Done;
    }, stop);

    static Task<int> Invite(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        var circle = CircleOption.Of(context, node);
        await CircleOption.Write(context, await CircleOption.Desk(context, node).Invite(circle, CircleOption.Read(context, context.Parsed.GetValue(PartyFile)!), stop), context.Parsed.GetValue(CircleOption.Out));
        foreach (var waiting in circle.Proposals) context.Err.WriteLine(CircleShow.Line(node, waiting));
        return Verb.Done;
    }, stop);

    static Task<int> Join(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        var (circle, answer) = await CircleOption.Desk(context, node).Join(CircleOption.Read(context, context.Parsed.GetValue(PapersArgument)!), stop);
        if (context.Parsed.GetValue(CircleOption.Out) is { } file) await CircleOption.Write(context, answer, file);
        Tell(context, node, circle);
        return Verb.Done;
    }, stop);

    static Task<int> Take(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        var taken = await CircleOption.Read(context, context.Parsed.GetValue(PapersArgument)!).TakeInto(node.Register, stop);
        await node.Logs.Follow(stop);
        foreach (var circle in taken.Select(each => each.Circle).Distinct()) Tell(context, node, circle);
        if (taken.Count == 0) context.Out.WriteLine("the party's documents are taken");
        return Verb.Done;
    }, stop);

    static Task<int> Consent(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        var circle = CircleOption.Of(context, node);
        var begins = context.Parsed.GetValue(Proposal) ?? "";
        var open = circle.Proposals.Where(each => each.Lacking.Contains(node.Own.Id) && each.Charter.Hash().ToBase64Url().StartsWith(begins, StringComparison.Ordinal)).ToList();
        if (open is not [var proposal])
            throw new IOException(open.Count == 0 ? "nothing waits there for this party's agreement" : $"several proposals wait: name one of {string.Join(", ", open.Select(each => $"{PartyNames.Short(each.Charter.Hash())} ({CircleDesk.Say(each.Charter)})"))}");
        await CircleOption.Desk(context, node).Consent(circle, proposal, stop);
        Tell(context, node, circle);
        return Verb.Done;
    }, stop);

    static Task<int> Leave(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        var circle = CircleOption.Of(context, node);
        var papers = await CircleOption.Desk(context, node).Leave(circle, stop);
        if (context.Parsed.GetValue(CircleOption.Out) is { } file) await CircleOption.Write(context, papers, file);
        context.Out.WriteLine($"this party has left '{circle.Current!.Name}'; what it shared there stays with the others");
        return Verb.Done;
    }, stop);

    static Task<int> List(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        var circles = node.Register.Circles.Where(circle => circle.Current is not null || circle.Proposals.Length > 0).OrderBy(circle => circle.Current?.Name, StringComparer.Ordinal).ToList();
        if (context.Json) context.WriteJson([.. circles.Select(circle => CircleAnswer.Of(node, circle))], CircleVerbsJson.Default.CircleAnswerArray);
        else foreach (var answer in circles.Select(circle => CircleAnswer.Of(node, circle)))
            context.Out.WriteLine($"{answer.Name}  TLP:{answer.Tlp}{(answer.Exercise ? "  EXERCISE" : "")}  epoch {answer.Epoch}, {answer.Members.Count} member{(answer.Members.Count == 1 ? "" : "s")}, {answer.State}{(answer.Proposals.Count == 0 ? "" : $", {answer.Proposals.Count} proposed")}  [{answer.Id}]");
        if (await HashedValueCircles.Beyond(node.Views, stop) is > 0 and var beyond)
            context.Err.WriteLine($"{beyond} circle{(beyond == 1 ? "" : "s")} too many: values are held against the hashes of {HashedValueCircles.Most} circles, the first by their ids");
        return Verb.Done;
    }, stop);

    static Task<int> Evidence(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        var found = (await new ListEvidence(node.Register, node.Papers).All(stop)).Select(document => (Name: $"{(document.Fork is null ? "conviction" : "evidence")}-{document.Name.Replace('/', '-')}.json", document.Text)).ToList();
        if (context.Parsed.GetValue(Export) is { } folder)
        {
            var path = Directory.CreateDirectory(context.Terminal.Path(folder)).FullName;
            foreach (var (name, text) in found) await File.WriteAllTextAsync(Path.Combine(path, name), text, stop);
            context.Err.WriteLine($"{found.Count} written to {path}");
        }
        if (context.Json) context.Out.WriteLine($"[{string.Join(',', found.Select(each => each.Text.TrimEnd()))}]");
        else foreach (var (name, _) in found) context.Out.WriteLine(name);
        return found.Count == 0 ? Verb.Done : Verb.BadAnswer;
    }, stop);

    internal static void Tell(VerbContext context, TocsinNode node, Circle circle)
    {
        if (context.Json) context.WriteJson(CircleAnswer.Of(node, circle), CircleVerbsJson.Default.CircleAnswer);
        else
        {
            context.Out.WriteLine(circle.Current is { } now
                ? $"'{now.Name}' is in epoch {now.Epoch} with {now.Members.Count} member{(now.Members.Count == 1 ? "" : "s")}; this party {CircleAnswer.StateOf(node, circle)}"
                : "the circle's charter is not in force yet");
            foreach (var waiting in circle.Proposals) context.Out.WriteLine(CircleShow.Line(node, waiting));
        }
    }
}
