using System.CommandLine;
using Tocsin.Node.Running;
using Tocsin.Share.Parties;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin circle propose</c>: one change of a charter at a time.</summary>
static class ProposeVerbs
{
    static readonly Argument<string> Member = new("PARTY") { Description = "The member, by its name or the beginning of its id" };
    static readonly Option<string?> Name = new("--name") { Description = "Another name", HelpName = "N" };
    static readonly Option<string?> Purpose = new("--purpose") { Description = "Another purpose", HelpName = "P" };
    static readonly Option<string?> Quorum = new("--quorum") { Description = "How many members a change needs, or 'all'", HelpName = "K" };
    static readonly Option<string?> History = new("--history") { Description = "yes or no: whether whoever joins gets the content from before", HelpName = "YES|NO" };

    public static Command Create() => Verbs.Group("propose", "Proposes a change, to which the others consent.",
        new Verb("remove", "Puts a member out.", "tocsin circle propose remove health ministry", Remove) { Arguments = { CircleOption.Circle, Member }, Options = { CircleOption.Out } },
        new Verb("strike", "Strikes a member off that has said that it leaves.", "tocsin circle propose strike health ministry", Strike) { Arguments = { CircleOption.Circle, Member }, Options = { CircleOption.Out } },
        new Verb("terms", "Changes one of name, purpose, marking, quorum and history.", "tocsin circle propose terms health --tlp GREEN", Terms) { Arguments = { CircleOption.Circle }, Options = { Name, Purpose, CircleOption.Tlp, Quorum, History, CircleOption.Out } });

    static Task<int> Remove(VerbContext context, CancellationToken stop) => Propose(context, (node, circle) => MemberOf(context, node, circle) is var member ? (now, time) => now.Removed(member, time) : null!, stop);

    static Task<int> Strike(VerbContext context, CancellationToken stop) => Propose(context, (node, circle) => MemberOf(context, node, circle) is var member ? (now, time) => now.Left(member, time) : null!, stop);

    static Task<int> Terms(VerbContext context, CancellationToken stop) => Propose(context, (_, _) =>
    {
        var changes = new List<Func<Charter, Instant, Charter>>();
        if (context.Parsed.GetValue(Name) is { } name) changes.Add((now, time) => now.Renamed(name, time));
        if (context.Parsed.GetValue(Purpose) is { } purpose) changes.Add((now, time) => now.Repurposed(purpose, time));
        if (CircleOption.Marking(context) is { } marking) changes.Add((now, time) => now.Marked(marking, time));
        if (context.Parsed.GetValue(Quorum) is { } quorum) changes.Add(ReadQuorum(quorum) is var needed ? (now, time) => now.Deciding(needed, time) : null!);
        if (context.Parsed.GetValue(History) is { } history) changes.Add(ReadYes(history) is var granted ? (now, time) => now.Granting(granted, time) : null!);
        return changes is [var only] ? only : throw new IOException("a charter changes one thing at a time: give one of --name, --purpose, --tlp, --quorum and --history");
    }, stop);

    static Task<int> Propose(VerbContext context, Func<TocsinNode, Circle, Func<Charter, Instant, Charter>> change, CancellationToken stop) => context.WithNode(async node =>
    {
        var circle = CircleOption.Of(context, node);
        var signed = await CircleOption.Desk(context, node).Propose(circle, change(node, circle), stop);
        if (context.Parsed.GetValue(CircleOption.Out) is { } file) await CircleOption.Write(context, Share.Sync.PapersFile.Of(node.Register, circle, signed.Papers), file);
        CircleVerbs.Tell(context, node, circle);
        return Verb.Done;
    }, stop);

    static string MemberOf(VerbContext context, TocsinNode node, Circle circle)
    {
        var named = context.Parsed.GetValue(Member)!;
        var found = CircleOption.Called(node, circle.Current?.Members ?? [], named);
        return found is [var only] ? only : throw new IOException(found.Count == 0 ? $"'{named}' is no member of the circle" : $"several members are called '{named}': name one by its id");
    }

    static int? ReadQuorum(string text) => text == "all" ? null : int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : throw new IOException($"'{text}' is neither a number nor 'all'");

    static bool ReadYes(string text) => text switch { "yes" => true, "no" => false, _ => throw new IOException($"'{text}' is neither yes nor no") };
}
