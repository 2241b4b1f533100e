using System.Diagnostics;
using Tocsin.Detection.Scan;

namespace Tocsin.Bench;

/// <summary>The scan statistic against the CPU time of SaTScan 10.3.2 on sets of the same size, measured on a machine of this kind.</summary>
static class ScanBench
{
    public static void Run(int replicates)
    {
        var chance = new Random(1);
        // The first scan of a process compiles; the sets are told by what they are compared with.
        Scan(null, Permutation(chance, 50, 40, 2_000), 99, 10, alive: true, reference: 0);
        Scan(null, Poisson(chance, 50, 1, 2_000), 99, 1, alive: false, reference: 0);
        Scan("space-time permutation, 500 places x 365 days, prospective, 30 days", Permutation(chance, 500, 365, 20_025), replicates, 30, alive: true, 27.4 / 999);
        Scan("purely spatial Poisson, 3,000 places", Poisson(chance, 3_000, 1, 30_150), replicates, 1, alive: false, 24.1 / 999);
        Scan("retrospective space-time Poisson, 1,000 places x 52 weeks", Poisson(chance, 1_000, 52, 20_060), replicates, 26, alive: false, 2.6);
    }

    static void Scan(string? name, (ScanData Data, ScanGeography Map) set, int replicates, int longest, bool alive, double reference)
    {
        foreach (var threads in new[] { 1, 2 })
        {
            var options = new ScanOptions { MaxIntervals = longest, Alive = alive, Replicates = replicates, Threads = threads };
            var (began, spent, before) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(precise: true));
            var found = ScanStatistic.Run(set.Data, set.Map, options, default);
            if (name is null) continue;
            var cpu = (Environment.CpuUsage.TotalTime - spent).TotalSeconds;
            Figures.Say("scan", $"{name}, {threads} thread{(threads == 1 ? "" : "s")}", Stopwatch.GetElapsedTime(began).TotalSeconds, "s",
                $"{replicates} replicates, {found.Clusters.Count} clusters, {(GC.GetTotalAllocatedBytes(precise: true) - before) >> 20} MiB allocated");
            Figures.Say("scan", "CPU", cpu, "s");
            Figures.Say("scan", "reference / that", reference * replicates / cpu, "x", "the reference's CPU time was measured elsewhere");
        }
    }

    static (ScanData, ScanGeography) Permutation(Random chance, int places, int days, int cases)
    {
        var (map, weights) = Map(chance, places);
        return (ScanData.Permutation(places, days, [Cases(chance, weights, days, cases)]), map);
    }

    static (ScanData, ScanGeography) Poisson(Random chance, int places, int intervals, int cases)
    {
        var (map, weights) = Map(chance, places);
        return (ScanData.Poisson(places, intervals, Cases(chance, weights, intervals, cases), [.. Enumerable.Range(0, intervals).SelectMany(_ => weights)]), map);
    }

    static (ScanGeography, double[]) Map(Random chance, int places) => (
        ScanGeography.OnPlane([.. Enumerable.Range(0, places).Select(_ => new[] { chance.NextDouble() * 1000, chance.NextDouble() * 1000 })]),
        [.. Enumerable.Range(0, places).Select(_ => 500 + Math.Exp(8 + 1.2 * (chance.NextDouble() + chance.NextDouble() + chance.NextDouble() - 1.5)))]);

    static int[] Cases(Random chance, double[] weights, int intervals, int cases)
    {
        var (table, sums, sum) = (new int[weights.Length * intervals], new double[weights.Length], 0.0);
        for (var i = 0; i < weights.Length; i++) sums[i] = sum += weights[i];
        for (var i = 0; i < cases; i++)
        {
            var at = Array.BinarySearch(sums, chance.NextDouble() * sum);
            table[chance.Next(intervals) * weights.Length + Math.Min(weights.Length - 1, at < 0 ? ~at : at)]++;
        }
        return table;
    }
}
