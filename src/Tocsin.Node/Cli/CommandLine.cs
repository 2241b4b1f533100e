using System.CommandLine;
using Tocsin.Node.Running;

namespace Tocsin.Node.Cli;

/// <summary>The command line: <c>tocsin VERB [OBJECT] [OPTIONS]</c>.</summary>
static class CommandLine
{
    /// <summary>Runs a command in this process, or in the node that runs on its data folder.</summary>
    public static async Task<int> Run(string[] args, Terminal terminal)
    {
        using var stopping = new CancellationTokenSource();
        using var interrupt = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGINT, Stop);
        using var terminate = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, Stop);
        return await Run(args, terminal, opened: null, stopping.Token);

        void Stop(System.Runtime.InteropServices.PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopping.Cancel();
        }
    }

    /// <summary>Runs a command with a node that is open already, or with none.</summary>
    public static async Task<int> Run(string[] args, Terminal terminal, TocsinNode? opened, CancellationToken stop)
    {
        var parsed = Verbs.Root().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) terminal.Err.WriteLine($"tocsin: {error.Message}");
            terminal.Err.WriteLine($"See 'tocsin {string.Join(' ', Path(parsed.CommandResult.Command).Append("--help"))}'.");
            return Verb.NotDone;
        }
        if (parsed.CommandResult.Command is not Verb verb || parsed.Action is not Verb.Itself)
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = terminal.Out, Error = terminal.Err }, stop);

        var context = new VerbContext(terminal, parsed, opened);
        return await verb.Run(args, context, stop);
    }

    static IEnumerable<string> Path(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? Path(parent).Append(command.Name) : [];
}
