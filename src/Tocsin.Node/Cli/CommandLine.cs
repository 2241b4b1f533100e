using System.CommandLine;
using Tocsin.Node.Running;

namespace Tocsin.Node.Cli;

/// <summary>The command line: <c>tocsin VERB [OBJECT] [OPTIONS]</c>.</summary>
static class CommandLine
{
    /// <summary>Runs a command in this process, or in the node that runs on its data folder.</summary>
    public static async Task<int> Run(string[] args, Terminal terminal)
    {
        using var stopping = new StopSignals();
        return await Run(args, terminal, opened: null, stopping.Token);
    }

    /// <summary>Runs a command with a node that is open already, or with none.</summary>
    public static async Task<int> Run(string[] args, Terminal terminal, TocsinNode? opened, CancellationToken stop)
    {
        var parsed = Verbs.Root().Parse(args);
        if (parsed.Errors.Count > 0) return CommandRoot.Refuse(parsed, terminal.Err);
        if (parsed.CommandResult.Command is not Verb verb || parsed.Action is not Verb.Itself)
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = terminal.Out, Error = terminal.Err }, stop);

        var context = new VerbContext(terminal, parsed, opened);
        return await verb.Run(args, context, stop);
    }
}
