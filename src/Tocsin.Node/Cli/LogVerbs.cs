using System.CommandLine;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin log</c>: the logs.</summary>
static class LogVerbs
{
    public static Command Create() => Verbs.Group("log", "The logs: heads, and whether they verify.",
        new Verb("show", "Prints the signed head of each log.", "tocsin log show", Show));

    static Task<int> Show(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        foreach (var log in await node.Heads.List(stop))
            context.Out.WriteLine((await node.Heads.Read(log, stop)).Note);
        return Verb.Done;
    }, stop);
}
