using System.Numerics;

namespace Tocsin.Detection.Scan;

/// <summary>Why a scan was not done.</summary>
/// <param name="message">One sentence.</param>
public sealed class ScanTooLargeException(string message) : Exception(message);

/// <summary>Kulldorff's scan statistic: circles round centres, and windows of time, each compared with all the rest.</summary>
/// <remarks>M. Kulldorff, "A spatial scan statistic" (1997); "Prospective time periodic geographical disease surveillance using a scan statistic", Journal of the Royal
/// Statistical Society A 164 (2001) 61-72; M. Kulldorff et al., "A space-time permutation scan statistic for disease outbreak detection", PLoS Medicine 2 (2005) e59.
/// A p-value is (1 + replicates at or above) / (1 + replicates). Each replicate's chance comes from the seed and its number.</remarks>
public static class ScanStatistic
{
    /// <summary>The most memory that a scan may ask for.</summary>
    public const long BytesMax = 2L << 30;

    /// <summary>Scans.</summary>
    /// <param name="data">The cases.</param>
    /// <param name="geography">The places, as many as the data has, and the centres.</param>
    /// <param name="options">How.</param>
    /// <param name="stop">Stops between replicates.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="ScanTooLargeException">It would take more than <see cref="BytesMax"/>.</exception>
    public static ScanResult Run(ScanData data, ScanGeography geography, ScanOptions options, CancellationToken stop)
    {
        Check(data, geography, options);
        var windows = new ScanWindows(data.Intervals, options.MinIntervals, options.MaxIntervals, options.Alive);
        var populationMax = options.TimeAlone ? double.PositiveInfinity : options.MaxShare * data.TotalMeasure;
        CheckNeighbours(data, geography, options.TimeAlone ? 1 : options.MaxShare);
        var neighbours = geography.Neighbours(data.Measure.AsSpan(0, data.Places), populationMax, options.MaxRadius, options.Threads, stop);
        var plan = new ReplicatePlan(data, windows, neighbours, LikelihoodRatio.For(data), options.MinCases, options.Seed);
        // Only one window of time in all leaves nothing for another.
        var further = data.Intervals > 1 && !options.Alive;
        var ranking = new ClusterRanking(plan, geography, options.TimeAlone ? SecondaryCriterion.All : options.Secondary, data.Intervals > 1);
        var measureMax = options.TimeAlone ? data.TotalMeasure : populationMax;
        var fitsShort = data.TotalCases < short.MaxValue;
        var fitsBytes = fitsShort && plan.FitsBytes();
        var shared = neighbours.Sum(near => 2L * near.Length) + 32L * data.Cases.Length + 40 * Screening<int>.Bytes(measureMax);
        var each = Math.Max(RealScan.Bytes(plan, further), options.Replicates == 0 ? 0 : fitsBytes ? plan.ThreadBytes<short, byte>() : fitsShort ? plan.ThreadBytes<short, short>() : plan.ThreadBytes<int, int>());
        // Whether a scan is done must not depend on how many threads the machine has: those work that there is memory for.
        Refuse(shared + each);
        options = options with { Threads = (int)Math.Min(options.Threads, (BytesMax - shared) / Math.Max(1, each)) };
        var found = ranking.Rank(FindAll(plan, further, options.Threads, stop));
        var likeliest = found.Count == 0 ? 0 : found[0].Llr;
        double[] largest = options.Replicates == 0 ? []
            : fitsBytes ? Replicates<short, byte>(plan, measureMax, likeliest, options, stop)
            : fitsShort ? Replicates<short, short>(plan, measureMax, likeliest, options, stop)
            : Replicates<int, int>(plan, measureMax, likeliest, options, stop);
        var ranks = new ReplicateRanks(largest, options);
        var clusters = found.Where((window, i) => i == 0 || (window.Llr >= 0.001 && ranks.Tells(window.Llr))).Select((window, i) =>
        {
            int[] places = [.. ranking.PlacesOf(window)];
            return new ScanCluster(window.Centre, places, geography.Radius(window.Centre, places[^1]), window.Start, window.End, window.Cases, plan.Ratio.Expected(window.Measure), window.Llr,
                ranks.Of(window.Llr, i == 0), ranks.Gumbel(window.Llr));
        });
        return new([.. clusters], largest);
    }

    static void Check(ScanData data, ScanGeography geography, ScanOptions options)
    {
        if (geography.Places != data.Places) throw new ArgumentException("the data and the map have as many places", nameof(geography));
        if (options.MaxShare is not (> 0 and <= 0.5)) throw new ArgumentOutOfRangeException(nameof(options), options.MaxShare, "a share is above 0 and at most 0.5");
        if (!(options.MaxRadius >= 0)) throw new ArgumentOutOfRangeException(nameof(options), options.MaxRadius, "a radius is 0 or more");
        if (options.MinIntervals < 1 || options.MaxIntervals < options.MinIntervals || options.MaxIntervals > data.Intervals) throw new ArgumentOutOfRangeException(nameof(options), options.MaxIntervals, "a window has 1 to all intervals");
        if (options.MinCases < 1) throw new ArgumentOutOfRangeException(nameof(options), options.MinCases, "a cluster has 1 case or more");
        if (options.Replicates is < 0 or > ScanOptions.ReplicatesMax) throw new ArgumentOutOfRangeException(nameof(options), options.Replicates, "there are 0 to 1,000,000 replicates");
        if (options.EnoughAbove < 1) throw new ArgumentOutOfRangeException(nameof(options), options.EnoughAbove, "early termination needs 1 replicate or more");
        if (options.Threads < 1) throw new ArgumentOutOfRangeException(nameof(options), options.Threads, "at least one thread works");
        if (options.TimeAlone && data.Places != 1) throw new ArgumentException("time alone is scanned over one place", nameof(options));
        if (data.Model == ScanModel.Permutation && data.Places == 1) throw new ArgumentException("a permutation needs places to exchange", nameof(data));
    }

    static void CheckNeighbours(ScanData data, ScanGeography geography, double share) => Refuse((long)(2.0 * geography.Centres * data.Places * share));

    static void Refuse(long bytes)
    {
        if (bytes > BytesMax) throw new ScanTooLargeException($"the scan would take about {bytes >> 20} MiB of memory, and at most {BytesMax >> 20} MiB are used: scan fewer places, smaller circles or longer intervals");
    }

    static List<ScanCandidate> FindAll(ReplicatePlan plan, bool further, int threads, CancellationToken stop)
    {
        var crew = new Crew<RealScan>(threads, () => new(plan, further), stop);
        crew.Do(plan.Neighbours.Length, (scan, centre) => scan.Find(centre));
        return [.. crew.Workers.SelectMany(scan => scan.Found)];
    }

    /// <summary>The largest ratio of each replicate, up to the one that is enough where there is early termination.</summary>
    static double[] Replicates<T, TCell>(ReplicatePlan plan, double measureMax, double likeliest, ScanOptions options, CancellationToken stop)
        where T : unmanaged, IBinaryInteger<T> where TCell : unmanaged, IBinaryInteger<TCell>
    {
        var screening = new Screening<T>(plan.Ratio, measureMax, plan.CasesMin, plan.Data.TotalCases);
        var largest = new double[options.Replicates];
        var lanes = ReplicateScan<T, TCell>.Lanes;
        var early = options.PValue is PValueMethod.EarlyTermination or PValueMethod.Combined;
        // With early termination the threads meet after each round; what lies beyond the replicate that is enough is thrown away.
        var round = early ? options.Threads * lanes : options.Replicates;
        var redistributions = Redistribution.ForThreads(plan.Data, plan.Windows.First);
        var crew = new Crew<ReplicateScan<T, TCell>>(options.Threads, () => new(plan, screening, redistributions()), stop);
        for (int from = 0, above = 0, seen = 0; from < options.Replicates; from += round)
        {
            var (begin, to) = (from, Math.Min(options.Replicates, from + round));
            crew.Do((to - from + lanes - 1) / lanes, (scan, batch) =>
            {
                var first = begin + batch * lanes;
                scan.Run(first, largest.AsSpan(first, Math.Min(lanes, to - first)), stop);
            });
            if (!early) continue;
            for (; seen < to; seen++)
                if (largest[seen] >= likeliest - ClusterRanking.Same && ++above == options.EnoughAbove && seen + 1 < options.Replicates) return largest[..(seen + 1)];
        }
        return largest;
    }
}
