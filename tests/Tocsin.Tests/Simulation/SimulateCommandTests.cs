using Tocsin.Node.Cli;
using Tocsin.Simulation;
using Tocsin.Tests.Program;
using Xunit;

namespace Tocsin.Tests.Simulation;

/// <summary>What <c>tocsin simulate</c> says, in this process.</summary>
[Trait("Group", "Simulation")]
public sealed class SimulateCommandTests
{
    /// <summary>The first mutant that a small world's seed catches, and what came of that run.</summary>
    static readonly Lazy<(Mutant Mutant, SimulationReport Report)> Found = new(() =>
    {
        const int SeedsMax = 100;
        for (var seed = 1; seed <= SeedsMax; seed++)
            foreach (var mutant in Mutants.All.Take(3))
                if (Simulate.Run(new SimulationOptions(4, seed, 0.02, SimulationOptions.All), mutant, CancellationToken.None) is { Failure: not null } report) return (mutant, report);
        throw new InvalidOperationException($"no seed up to {SeedsMax} catches one of the first three mutants with 4 parties in 0.02 hours");
    });

    static Ran Tell(SimulationReport report, params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var terminal = new Terminal(Stream.Null, output, error, Path.GetTempPath(), _ => null);
        return new Ran(SimulateVerb.Tell(new VerbContext(terminal, Verbs.Root().Parse(["simulate", .. args]), null), report), output.ToString(), error.ToString());
    }

    [Fact]
    public async Task The_json_says_what_was_injected_and_that_all_held_and_its_command_does_it_again()
    {
        var told = (await Cli.RunHere("simulate", "--parties", "3", "--seed", "5", "--hours", "0.01", "--faults", "crash,partition", "--json")).Done().Json();
        Assert.Equal((3, 5, true), (told.GetProperty("parties").GetInt32(), told.GetProperty("seed").GetInt64(), told.GetProperty("held").GetBoolean()));
        Assert.False(told.TryGetProperty("check", out _));
        Assert.True(told.GetProperty("checks").GetInt64() > 0 && told.GetProperty("injected").EnumerateObject().Any());
        var command = told.GetProperty("command").GetString()!.Split(' ');
        Assert.Equal("tocsin", command[0]);
        var again = (await Cli.RunHere([.. command[1..], "--json"])).Done().Json();
        Assert.Equal(told.GetRawText(), again.GetRawText());
        Assert.Contains($"trace: {told.GetProperty("trace").GetString()}", (await Cli.RunHere(command[1..])).Done().Out, StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_hold_is_exit_1_with_a_sentence_and_the_command_that_does_it_again()
    {
        var (mutant, report) = Found.Value;
        var ran = Tell(report);
        Assert.Equal(1, ran.Exit);
        Assert.Contains($"'{report.Failure!.Check}' does not hold after ", ran.Out, StringComparison.Ordinal);
        Assert.Contains(report.Failure.Sentence, ran.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("every check held", ran.Out, StringComparison.Ordinal);

        // What is printed leads to the same options, and these to the same failure.
        var command = ran.Out.Split("again: ")[1].Trim().Split(' ');
        var parsed = Verbs.Root().Parse(command[1..]);
        Assert.Empty(parsed.Errors);
        Assert.True(SimulationOptions.ReadFaults(parsed.GetValue<string>("--faults")!).Try(out var faults, out _));
        var options = new SimulationOptions(parsed.GetValue<int>("--parties"), parsed.GetValue<int>("--seed"), parsed.GetValue<double?>("--hours")!.Value, faults);
        var again = Simulate.Run(options, mutant, CancellationToken.None);
        Assert.Equal((report.Failure, report.Trace), (again.Failure, again.Trace));
    }

    [Fact]
    public void The_json_says_which_check_does_not_hold_and_when()
    {
        var report = Found.Value.Report;
        var ran = Tell(report, "--json");
        var told = ran.Json();
        Assert.Equal((1, false, report.Failure!.Check, report.Failure.Sentence, report.Failure.At.TotalSeconds, report.Options.Command),
            (ran.Exit, told.GetProperty("held").GetBoolean(), told.GetProperty("check").GetString(), told.GetProperty("sentence").GetString(), told.GetProperty("atSeconds").GetDouble(), told.GetProperty("command").GetString()));
    }
}
