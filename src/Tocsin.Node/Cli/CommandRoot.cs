using System.CommandLine;
using System.CommandLine.Help;

namespace Tocsin.Node.Cli;

/// <summary>What every command line of Tocsin has in common, whichever verbs it knows.</summary>
static class CommandRoot
{
    /// <summary>Exit codes: done; done, and the answer is bad; not done, the reason is on standard error.</summary>
    public const int Done = 0, BadAnswer = 1, NotDone = 2;

    /// <summary>The node's data folder; every verb takes it.</summary>
    public static readonly Option<string> Data = new("--data")
    {
        Description = "The node's data folder (default: TOCSIN_DATA, else ~/.local/share/tocsin)", HelpName = "DIR", Recursive = true,
    };

    /// <summary>Asks for one JSON document on standard output.</summary>
    public static readonly Option<bool> Json = new("--json") { Description = "Print one JSON document and nothing else", Recursive = true };

    /// <summary>The root without verbs, made anew for each command.</summary>
    public static Command Create() => new("tocsin", "Tocsin: agencies of different states warn each other in time.\n\nStart with 'tocsin demo'.")
    {
        Options = { new HelpOption(), new VersionOption(), Data, Json },
    };

    /// <summary>What a verb's help says of it.</summary>
    public static string Describe(string description, string example) => $"{description}\n\nExample:\n  {example}";

    /// <summary>Says what is wrong with a line that could not be read.</summary>
    public static int Refuse(ParseResult parsed, TextWriter err)
    {
        foreach (var error in parsed.Errors) err.WriteLine($"tocsin: {error.Message}");
        err.WriteLine($"See 'tocsin {string.Join(' ', Path(parsed.CommandResult.Command).Append("--help"))}'.");
        return NotDone;
    }

    /// <summary>Does a verb's work; whatever the world refuses becomes a sentence and an exit code.</summary>
    public static async Task<int> Guard(TextWriter err, Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // The system says of a folder only that it cannot be opened as a file.
            err.WriteLine(e is UnauthorizedAccessException && e.Message.Split('\'') is [_, var path, _] && Directory.Exists(path) ? $"tocsin: '{path}' is a folder, not a file" : $"tocsin: {e.Message}");
        }
        catch (OperationCanceledException)
        {
            err.WriteLine("tocsin: stopped");
        }
        return NotDone;
    }

    static IEnumerable<string> Path(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? Path(parent).Append(command.Name) : [];
}
