using Tocsin.Node.Cli.Scanning;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin clusters</c> as a verb of the whole program.</summary>
static class ClustersVerb
{
    public static Verb Create()
    {
        var verb = new Verb(ClustersCommand.Name, ClustersCommand.Summary, ClustersCommand.Example,
            (context, stop) => Task.FromResult(ClustersCommand.Run(context.Parsed, context.Terminal, stop)))
        {
            ConcernsNode = false,
        };
        foreach (var option in ClustersCommand.Options) verb.Options.Add(option);
        return verb;
    }
}
