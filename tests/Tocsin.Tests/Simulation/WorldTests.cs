using Tocsin.Simulation;
using Tocsin.Tests.Program;
using Xunit;

namespace Tocsin.Tests.Simulation;

/// <summary>Small worlds in which everything goes wrong that may, each from its seed, checked after every step.</summary>
public abstract class WorldTests
{
    const double Hours = 0.05;

    /// <summary>Every seed from one on, so many apart.</summary>
    protected static void Run(int from, int apart)
    {
        for (var seed = from; seed <= 200; seed += apart)
        {
            var report = Simulate.Run(new SimulationOptions(3 + seed % 3, seed, Hours, SimulationOptions.All), CancellationToken.None);
            Assert.True(report.Failure is null, $"{report.Failure?.Check}: {report.Failure?.Sentence}\nagain: {report.Options.Command}");
        }
    }
}

[Trait("Group", "Simulation")]
public sealed class OddWorldTests : WorldTests
{
    [Fact]
    public void Every_check_holds() => Run(1, 2);
}

[Trait("Group", "Simulation")]
public sealed class EvenWorldTests : WorldTests
{
    [Fact]
    public void Every_check_holds() => Run(2, 2);
}

/// <summary>A larger world: each member speaks with every other, so that one of 129 costs what ten of 40 do: that one is a bench.</summary>
[Trait("Group", "Simulation")]
public sealed class LargeWorldTests
{
    [Fact]
    public void A_world_of_25_parties_holds() => Run(25, 0.01);

    static void Run(int parties, double hours)
    {
        var report = Simulate.Run(new SimulationOptions(parties, 1, hours, [Fault.Loss, Fault.Reorder, Fault.Crash]), CancellationToken.None);
        Assert.True(report.Failure is null, $"{report.Failure?.Check}: {report.Failure?.Sentence}\nagain: {report.Options.Command}");
    }
}

/// <summary>What is said of all worlds.</summary>
[Trait("Group", "Simulation")]
public sealed class SimulateTests
{
    [Fact]
    public void One_seed_is_one_run_and_another_is_another()
    {
        var options = new SimulationOptions(4, 11, 0.03, SimulationOptions.All);
        var first = Simulate.Run(options, CancellationToken.None);
        Assert.Equal(first.Trace, Simulate.Run(options, CancellationToken.None).Trace);
        Assert.NotEqual(first.Trace, Simulate.Run(options with { Seed = 12 }, CancellationToken.None).Trace);
    }

    [Fact]
    public async Task The_command_makes_the_same_run_again()
    {
        var report = Simulate.Run(new SimulationOptions(4, 5, 0.02, [Fault.Partition, Fault.Duplicate]), CancellationToken.None);
        Assert.Equal("tocsin simulate --parties 4 --seed 5 --hours 0.02 --faults partition,duplicate", report.Options.Command);
        var ran = (await Cli.Run("/nowhere", report.Options.Command.Split(' ')[1..])).Done();
        Assert.Contains($"trace: {report.Trace}", ran.Out, StringComparison.Ordinal);
        Assert.Contains("every check held", ran.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("all", 20)]
    [InlineData("none", 0)]
    [InlineData("fork,crash,fork", 2)]
    public void A_list_of_faults_is_read(string list, int count) => Assert.Equal(count, SimulationOptions.ReadFaults(list).Value.Length);

    [Fact]
    public void A_fault_that_there_is_not_is_named() => Assert.StartsWith("there is no fault 'rain': partition, loss", SimulationOptions.ReadFaults("crash,rain").Reason, StringComparison.Ordinal);
}
