using Tocsin.Simulation;
using Tocsin.Tests.Program;
using Xunit;

namespace Tocsin.Tests.Simulation;

/// <summary>Small worlds in which everything goes wrong that may, each from its seed, checked after every step.</summary>
public abstract class WorldTests
{
    const double Hours = 0.05;

    /// <summary>What faults come to where they are really injected, and what goes on among them.</summary>
    static readonly string[] Injected =
    [
        "partitions", "messages cut off", "messages lost", "messages that take their own time", "requests doubled", "slow messages", "crashes", "nodes that went down", "torn writes", "full disks",
        "nodes ended by their disk", "clock jumps", "backups restored", "changes of the charter", "removals", "removals in force", "refusals of who was removed", "invitations", "forks", "lies told: withhold", "lies told: replay", "lies told: forge", "lies told: stale",
        "lies told: charters", "lies told: rivals", "lies told: documents", "lies told: strip", "members that convict a liar", "relays", "relays refused", "relays taken back", "consents to relays", "withdrawals",
        "relays of what is never passed on", "relays without consent", "relays with a forged group", "relays without the facts", "relays of an exercise", "relays of what was erased",
        "writes", "erasures", "rung", "growth brought", "cosignatures", "receipts",
    ];

    /// <summary>Every seed from one on, so many apart.</summary>
    protected static void Run(int from, int apart)
    {
        var injected = new Dictionary<string, int>();
        for (var seed = from; seed <= 200; seed += apart)
        {
            var options = new SimulationOptions(3 + seed % 3, seed, Hours, SimulationOptions.All);
            // One odd and one even seed of forty: every twentieth world verifies each signature, as a node does.
            var report = seed % 40 is 5 or 30 ? Simulate.OnTheCurve(options, Mutant.None, CancellationToken.None) : Simulate.Run(options, CancellationToken.None);
            report.MustHold();
            foreach (var (what, count) in report.Injected) injected[what] = injected.GetValueOrDefault(what) + count;
        }
        Assert.DoesNotContain(Injected, what => injected.GetValueOrDefault(what) == 0);
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

/// <summary>Larger worlds: each member speaks with every other, so that one of 129 costs what ten of 40 do. In that one nobody changes the charter.</summary>
[Trait("Group", "Simulation")]
public sealed class LargeWorldTests
{
    [Fact]
    public void A_world_of_40_parties_holds_through_a_crash_a_partition_two_histories_a_removal_and_an_erasure()
    {
        var report = Simulate.Run(new SimulationOptions(40, 1, 0.005, [Fault.Partition, Fault.Slow, Fault.Crash, Fault.Members, Fault.Fork]), CancellationToken.None);
        report.MustHold();
        foreach (var what in new[] { "writes", "erasures", "partitions", "messages cut off", "slow messages", "nodes that went down", "removals", "forks", "growth brought", "receipts" })
            Assert.True(report.Injected.GetValueOrDefault(what) > 0, $"there were no {what}\nagain: {report.Options.Command}");
        Assert.True(report.Injected["removals in force"] >= 38, "the removal is in force at all honest members that are left");
        Assert.True(report.Injected["refusals of who was removed"] >= 38, "and each of them refuses whom it removed");
        Assert.True(report.Injected["members that convict a liar"] >= 38, "all honest members that are left convict the liar");
        Assert.True(report.Injected["cosignatures"] >= 39 * 38, "everybody cosigns everybody's log");
    }
}

/// <summary>As many as the largest of the meetings that it is made for.</summary>
[Trait("Group", "Simulation")]
public sealed class LargestWorldTests
{
    const int Parties = 129;

    [RoomyFact]
    public void A_world_of_129_parties_holds_through_a_crash_a_partition_two_histories_and_an_erasure()
    {
        var report = Simulate.Run(new SimulationOptions(Parties, 1, 0.002, [Fault.Partition, Fault.Crash, Fault.Fork]), CancellationToken.None);
        report.MustHold();
        foreach (var what in new[] { "writes", "erasures", "partitions", "messages cut off", "nodes that went down", "forks", "growth brought", "receipts" })
            Assert.True(report.Injected.GetValueOrDefault(what) > 0, $"there were no {what}\nagain: {report.Options.Command}");
        Assert.Equal(Parties - 1, report.Injected["members that convict a liar"]);
        Assert.True(report.Injected["cosignatures"] >= Parties * (Parties - 1), "everybody cosigns everybody's log");
    }

    /// <summary>A test that takes 3 GB; skipped by name where there is less than twice that, a continuous integration aside.</summary>
    sealed class RoomyFactAttribute : FactAttribute
    {
        const long Room = 6L << 30;

        public RoomyFactAttribute() => Skip = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >= Room || Environment.GetEnvironmentVariable("CI") == "true" ? null
            : $"it takes 3 GB of memory, and this machine has less than {Room >> 30} GB";
    }
}

/// <summary>Worlds in which two charters come into force, each on one side, until the sides meet.</summary>
[Trait("Group", "Simulation")]
public sealed class FrozenWorldTests
{
    [Theory]
    [InlineData(5, "partition,charters")]
    [InlineData(5, "partition,loss,reorder,duplicate,slow,crash,torn,full,clock,restore,charters,drill,relay")]
    [InlineData(7, "partition,loss,crash,torn,full,restore,charters")]
    public void A_circle_that_is_frozen_is_frozen_for_all(int parties, string faults)
    {
        var frozen = 0;
        for (var seed = 1000; seed <= 1012; seed += 4)
        {
            var report = Simulate.Run(new SimulationOptions(parties, seed, 0.03, SimulationOptions.ReadFaults(faults).Value), CancellationToken.None);
            report.MustHold();
            frozen += report.Injected["circles frozen"];
        }
        Assert.InRange(frozen, 1, 4);
    }
}

/// <summary>Worlds large enough that others' heads rest between two tellings, with everything that may go wrong.</summary>
[Trait("Group", "Simulation")]
public sealed class RestingWorldTests
{
    [Fact]
    public void Every_check_holds()
    {
        for (var seed = 1; seed <= 6; seed++) Simulate.Run(new SimulationOptions(8 + seed % 6, seed, 0.02, SimulationOptions.All), CancellationToken.None).MustHold();
    }
}

/// <summary>Worlds in which a check did not hold once.</summary>
[Trait("Group", "Simulation")]
public sealed class RegressionWorldTests
{
    [Theory]
    [InlineData(8, 1208, 0.05, "partition,loss,crash,torn,full,clock,restore,members,charters,relay")]
    [InlineData(5, 25, 0.05, "partition,torn,full,restore,members")]
    public void It_holds(int parties, long seed, double hours, string faults) =>
        Simulate.Run(new SimulationOptions(parties, seed, hours, SimulationOptions.ReadFaults(faults).Value), CancellationToken.None).MustHold();
}

static class HoldingReport
{
    public static void MustHold(this SimulationReport report) =>
        Assert.True(report.Failure is null, $"{report.Failure?.Check}: {report.Failure?.Sentence}\nagain: {report.Options.Command}");
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
    public void A_signature_that_is_remembered_counts_as_one_that_is_verified_and_no_other_does()
    {
        var options = new SimulationOptions(4, 3, 0.01, SimulationOptions.All);
        Assert.Equal(Simulate.OnTheCurve(options, Mutant.None, CancellationToken.None).Trace, Simulate.Run(options, CancellationToken.None).Trace);
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
    [InlineData("all", 22)]
    [InlineData("none", 0)]
    [InlineData("fork,crash,fork", 2)]
    public void A_list_of_faults_is_read(string list, int count) => Assert.Equal(count, SimulationOptions.ReadFaults(list).Value.Length);

    [Fact]
    public void A_fault_that_there_is_not_is_named() => Assert.StartsWith("there is no fault 'rain': partition, loss", SimulationOptions.ReadFaults("crash,rain").Reason, StringComparison.Ordinal);
}
