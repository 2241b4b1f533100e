using Tocsin.Simulation;

namespace Tocsin.Bench;

/// <summary>Many small worlds, one after another on each processor: whether every check holds in all of them, and how many fit into a minute.</summary>
static class SimulateBench
{
    const double Hours = 0.05;

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
}
