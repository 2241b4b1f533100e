using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Tocsin.Tests.Share.Doors;
using Xunit;

namespace Tocsin.Tests.Program;

/// <summary>What a process of the program answered.</summary>
sealed record Ran(int Exit, string Out, string Err)
{
    /// <summary>Standard output as the one JSON document that it must be.</summary>
    public JsonElement Json() => JsonDocument.Parse(Out).RootElement;

    /// <summary>It was done.</summary>
    public Ran Done()
    {
        Assert.True(Exit == 0, $"exit {Exit}: {Err}");
        return this;
    }

    /// <summary>It was not done, and standard error says so in words.</summary>
    public Ran NotDone(string sentence)
    {
        Assert.True(Exit == 2, $"exit {Exit}: {Out}{Err}");
        Assert.Contains(sentence, Err, StringComparison.Ordinal);
        return this;
    }
}

/// <summary>The real program, as it was built beside the tests, run as a process.</summary>
static class Cli
{
    static readonly string Configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/')))!;

    /// <summary>Longer than any command here takes on a busy machine.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The program's file.</summary>
    public static string Program { get; } = Checkout.Path($"src/Tocsin.Node/bin/{Configuration}/net10.0/Tocsin.Node");

    /// <summary>A sample that the repository brings along.</summary>
    public static string Sample(string name) => Checkout.Path($"samples/{name}");

    /// <summary>Runs a command on a data folder.</summary>
    public static Task<Ran> Run(string data, params string[] args) => Run(data, input: null, args);

    /// <summary>Runs a command, with these bytes on standard input.</summary>
    public static async Task<Ran> Run(string data, byte[]? input, params string[] args)
    {
        using var process = Start(data, args);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            if (input is not null) await process.StandardInput.BaseStream.WriteAsync(input, patience.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(patience.Token);
            return Checked(new Ran(process.ExitCode, await output, await error));
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    /// <summary>Runs a command in this process, on a node that is open in it.</summary>
    public static Task<Ran> Run(Tocsin.Node.Running.TocsinNode node, params string[] args) => RunHere(node, data: null, args);

    /// <summary>Runs a command that needs no node in this process.</summary>
    public static Task<Ran> RunHere(params string[] args) => RunHere(opened: null, data: null, args);

    /// <summary>Asks the process that serves a data folder to run a command, as the program does; where none serves it, the command opens the folder in this process.</summary>
    /// <remarks>A process begins with half a second of a processor, and this with none.</remarks>
    public static Task<Ran> Ask(string data, params string[] args) => RunHere(opened: null, data, args).WaitAsync(Patience);

    static async Task<Ran> RunHere(Tocsin.Node.Running.TocsinNode? opened, string? data, string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var terminal = new Tocsin.Node.Cli.Terminal(Stream.Null, output, error, Path.GetTempPath(), name => name == "TOCSIN_DATA" ? data : null);
        var exit = await Tocsin.Node.Cli.CommandLine.Run(args, terminal, opened, default);
        return Checked(new Ran(exit, output.ToString(), error.ToString()));
    }

    /// <summary>Starts it, and leaves its three streams to the caller.</summary>
    public static Process Start(string data, params IReadOnlyList<string> args)
    {
        var start = new ProcessStartInfo(Program)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath(),
            StandardOutputEncoding = new UTF8Encoding(false), StandardErrorEncoding = new UTF8Encoding(false),
        };
        foreach (var arg in args) start.ArgumentList.Add(arg);
        start.Environment["TOCSIN_DATA"] = data;
        start.Environment.Remove("TOCSIN_OFFICER");
        return Process.Start(start)!;
    }

    /// <summary>Nobody who uses the program ever sees a stack trace.</summary>
    public static Ran Checked(Ran ran)
    {
        Assert.DoesNotContain("Unhandled exception", ran.Err, StringComparison.Ordinal);
        Assert.DoesNotContain("\n   at ", ran.Err, StringComparison.Ordinal);
        Assert.InRange(ran.Exit, 0, 2);
        return ran;
    }
}
