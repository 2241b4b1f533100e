using Tocsin.Simulation;

namespace Tocsin.Bench;

/// <summary>Many small worlds, one after another on each processor: whether every check holds in all of them, and how many fit into a minute.</summary>
static class SimulateBench
{
    const double Hours = 0.05, CrowdHours = 0.005;

    public static void Run(int worlds)
    {
        var (spent, held, next, gate) = (new Spent(), 0, 0, new Lock());
        var runners = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            for (var seed = Interlocked.Increment(ref next); seed <= worlds; seed = Interlocked.Increment(ref next))
            {
                var report = Simulate.Run(new SimulationOptions(3 + seed % 3, seed, Hours, SimulationOptions.All), CancellationToken.None);
                if (report.Failure is null) Interlocked.Increment(ref held);
                else lock (gate) Console.WriteLine($"{report.Failure.Check}: {report.Failure.Sentence}\nagain: {report.Options.Command}");
            }
        })).ToList();
        runners.ForEach(runner => runner.Start());
        runners.ForEach(runner => runner.Join());
        Figures.Say("simulate", "worlds in which every check held", held, $"of {worlds}");
        Figures.Say("simulate", "worlds", worlds / spent.Seconds * 60, "a minute", $"of 3 to 5 parties and {Hours * 60} minutes each");
        Figures.Say("simulate", "processors", spent.MicrosecondsOf(worlds) / 1e6, "s a world");
    }

    /// <summary>One large world: each member speaks with every other.</summary>
    public static void Crowd(int parties)
    {
        var spent = new Spent();
        var report = Simulate.Run(new SimulationOptions(parties, 1, CrowdHours, [Fault.Partition, Fault.Slow, Fault.Crash, Fault.Members, Fault.Fork]), CancellationToken.None);
        if (report.Failure is { } failure) Console.WriteLine($"{failure.Check}: {failure.Sentence}\nagain: {report.Options.Command}");
        Console.WriteLine(string.Join(", ", report.Injected.Select(each => $"{each.Key} {each.Value}")));
        Figures.Say("simulate-crowd", $"a world of {parties} in which every check held", report.Failure is null ? 1 : 0, "of 1");
        Figures.Say("simulate-crowd", "requests in it", report.Injected.GetValueOrDefault("requests"), "", $"{report.Simulated.TotalSeconds:N0} s of theirs");
        Figures.Say("simulate-crowd", "processors", spent.MicrosecondsOf(1) / 1e6, "s");
    }
}
