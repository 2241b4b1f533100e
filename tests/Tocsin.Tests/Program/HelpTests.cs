using System.CommandLine;
using System.Text;
using Tocsin.Node.Cli;
using Xunit;

namespace Tocsin.Tests.Program;

/// <summary>Every verb explains itself, and what its example shows is a command.</summary>
[Trait("Group", "Program")]
public sealed class HelpTests
{
    public static TheoryData<string> AllVerbs() => [.. Paths(Verbs.Root(), "")];

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task A_verb_has_help_with_an_example_that_parses(string verb)
    {
        var (exit, text, err) = await InProcess([.. verb.Split(' '), "--help"]);
        Assert.Equal((0, ""), (exit, err));
        var example = text.Split('\n').Select(line => line.Trim()).SkipWhile(line => line != "Example:").Skip(1).First();
        Assert.StartsWith($"tocsin {verb}", example, StringComparison.Ordinal);
        Assert.Empty(Verbs.Root().Parse(Words(example).Skip(1).ToList()).Errors);
    }

    [Theory]
    [InlineData("", "Required command was not provided")]
    [InlineData("foo", "Unrecognized command or argument 'foo'")]
    [InlineData("warn", "Required command was not provided")]
    [InlineData("warn foo", "foo")]
    [InlineData("import", "Required argument missing")]
    [InlineData("import a.csv --colour red", "--colour")]
    [InlineData("init", "--party")]
    [InlineData("withdraw 3", "--why")]
    [InlineData("warn close t --why x", "--outcome")]
    [InlineData("restore", "Required argument missing")]
    [InlineData("demo --port x", "'x'")]
    public async Task A_wrong_command_is_not_done_and_points_to_help(string args, string word)
    {
        var (exit, text, err) = await InProcess(args.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((2, ""), (exit, text));
        Assert.Contains(word, err, StringComparison.Ordinal);
        Assert.Matches(@"\nSee 'tocsin( [a-z]+)* --help'\.\n$", err);
    }

    [Fact]
    public async Task The_process_itself_does_the_same()
    {
        (await Cli.Run("/nowhere", "records", "--limit", "x")).NotDone("See 'tocsin records --help'.");
        Assert.Contains("tocsin import all_week.geojson", (await Cli.Run("/nowhere", "import", "--help")).Done().Out, StringComparison.Ordinal);
        Assert.Matches(@"^\d+\.\d+\.\d+", (await Cli.Run("/nowhere", "--version")).Done().Out);
    }

    /// <summary>All verbs, as they are typed: <c>log verify</c>.</summary>
    internal static IEnumerable<string> Paths(Command command, string path) =>
        command.Subcommands.SelectMany(each => each is Verb ? [$"{path}{each.Name}"] : Paths(each, $"{path}{each.Name} "));

    /// <summary>The words of a command as a shell splits them; what is redirected is no word.</summary>
    internal static IEnumerable<string> Words(string line)
    {
        var word = new StringBuilder();
        var (quoted, any) = (false, false);
        foreach (var letter in line + " ")
        {
            if (letter == '\'') (quoted, any) = (!quoted, true);
            else if (letter is '<' or '>' && !quoted) yield break;
            else if (letter != ' ' || quoted) (any, _) = (true, word.Append(letter));
            else if (any)
            {
                yield return word.ToString();
                (any, _) = (false, word.Clear());
            }
        }
    }

    static async Task<(int Exit, string Out, string Err)> InProcess(string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exit = await CommandLine.Run(args, new Terminal(Stream.Null, output, error, "/nowhere", _ => null), opened: null, default);
        return (exit, output.ToString(), error.ToString());
    }
}
