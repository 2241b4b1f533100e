using Tocsin.Simulation;
using Tocsin.Tests.Conventions;
using Xunit;

namespace Tocsin.Tests.Simulation;

/// <summary>A check that nothing ever fails says nothing: each rule is broken once, and the check that guards it must see it.</summary>
[Trait("Group", "Simulation")]
public sealed class MutantTests
{
    const int SeedsMax = 40;

    public static TheoryData<string> Names() => [.. Mutants.All.Select(mutant => mutant.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mutant_is_caught(string name)
    {
        var mutant = Mutants.All.Single(each => each.Name == name);
        for (var seed = 1; seed <= SeedsMax; seed++)
        {
            if (Simulate.Run(new SimulationOptions(5, seed, 0.05, mutant.Among), mutant, CancellationToken.None).Failure is not { } failure) continue;
            Assert.True(mutant.CaughtBy.Contains(failure.Check), $"seed {seed}: caught by '{failure.Check}', not by '{string.Join("' or '", mutant.CaughtBy)}': {failure.Sentence}");
            return;
        }
        Assert.Fail($"nobody caught '{name}' in {SeedsMax} seeds");
    }

    [Fact]
    public void The_page_lists_every_mutant()
    {
        var page = File.ReadAllText(Path.Combine(SourceFiles.Root, "docs", "simulation.md"));
        foreach (var mutant in Mutants.All) Assert.Contains($"| `{mutant.Name}` | {mutant.Breaks} | {string.Join(", ", mutant.CaughtBy)} |", page, StringComparison.Ordinal);
        foreach (var fault in SimulationOptions.All) Assert.Contains($"| `{SimulationOptions.Name(fault)}` |", page, StringComparison.Ordinal);
    }
}
