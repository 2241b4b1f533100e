using System.CommandLine;
using System.Diagnostics;
using Tocsin.Node.Running;
using Tocsin.Warn;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin warn shelve</c> and <c>unshelve</c>.</summary>
static class ShelfVerbs
{
    public static readonly Argument<string?> Thread = new("THREAD") { Description = "The warning's thread, or the beginning of its name; nothing with --rule", Arity = ArgumentArity.ZeroOrOne };
    public static readonly Option<string?> Rule = new("--rule") { Description = "The rule, in place of a warning", HelpName = "NAME" };
    public static readonly Option<Instant?> Until = Required(QueryOptions.Time("--until", "Until when"));

    public static Task<int> Shelve(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        var (shelve, officer, until, why) = (Of(node), OfficerOption.Pseudonym(context, node), context.Parsed.GetValue(Until)!.Value, context.Parsed.GetValue(WarnVerbs.Why)!);
        await node.Settle(stop);
        return Say(context, Target(context) switch
        {
            (null, { } rule) => await shelve.Rule(rule, until, why, officer, stop),
            var (thread, _) => await shelve.Thread((await WarnVerbs.Find(thread!, node, stop)).Id, until, why, officer, stop),
        }, $"shelved until {until}");
    }, stop);

    public static Task<int> Unshelve(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        var (shelve, officer) = (Of(node), OfficerOption.Pseudonym(context, node));
        await node.Settle(stop);
        return Say(context, Target(context) switch
        {
            (null, { } rule) => await shelve.UnshelveRule(rule, officer, stop),
            var (thread, _) => await shelve.UnshelveThread((await WarnVerbs.Find(thread!, node, stop)).Id, officer, stop),
        }, "off the shelf");
    }, stop);

    static (string? Thread, string? Rule) Target(VerbContext context) => (context.Parsed.GetValue(Thread), context.Parsed.GetValue(Rule)) switch
    {
        (null, null) or (not null, not null) => throw new IOException("name one thing: a warning's thread, or a rule with --rule"),
        var target => target,
    };

    static int Say(VerbContext context, Shelving shelving, string done)
    {
        context.Out.WriteLine(shelving switch
        {
            Shelving.Done => done,
            Shelving.NotFound => throw new IOException("there is no such rule, or nothing is shelved under that name"),
            Shelving.Refused refused => throw new IOException(refused.Why),
            _ => throw new UnreachableException(),
        });
        return Verb.Done;
    }

    static ShelveWarning Of(TocsinNode node) => new(node.Journal, node.Records, node.Views, node.Sources.Clock);

    static Option<Instant?> Required(Option<Instant?> option)
    {
        option.Required = true;
        return option;
    }
}
