namespace Tocsin.Detection.Scan;

/// <summary>How a p-value is found.</summary>
public enum PValueMethod
{
    /// <summary>The rank among the replicates.</summary>
    MonteCarlo,

    /// <summary>The rank among the replicates, of which there are no more once so many are above the likeliest cluster that it can mean nothing.</summary>
    EarlyTermination,

    /// <summary>The upper tail of a Gumbel distribution fitted to the replicates by moments.</summary>
    Gumbel,

    /// <summary>Gumbel for clusters that few replicates are above, else the rank with early termination: SaTScan's default.</summary>
    Combined,
}

/// <summary>How to scan.</summary>
public sealed record ScanOptions
{
    /// <summary>The share of the measure (expected cases, people, or cases) that a circle takes in at most, above 0 and at most 0.5; of time alone it says nothing.</summary>
    public double MaxShare { get; init; } = 0.5;

    /// <summary>A circle's largest radius, in kilometres on the globe, else in the coordinates' unit.</summary>
    public double MaxRadius { get; init; } = double.PositiveInfinity;

    /// <summary>How many intervals a window takes in at least, from 1 on.</summary>
    public int MinIntervals { get; init; } = 1;

    /// <summary>How many intervals a window takes in at most, from 1 to all.</summary>
    public int MaxIntervals { get; init; } = 1;

    /// <summary>Whether only windows that reach to the end count (a prospective scan).</summary>
    public bool Alive { get; init; }

    /// <summary>Whether time alone is scanned, over one place.</summary>
    public bool TimeAlone { get; init; }

    /// <summary>The fewest cases of a cluster, from 1 on.</summary>
    public int MinCases { get; init; } = 2;

    /// <summary>How many replicates, 0 to <see cref="ReplicatesMax"/>.</summary>
    public int Replicates { get; init; } = 999;

    /// <summary>What the replicates' chance begins with.</summary>
    public ulong Seed { get; init; } = 12_345_678;

    /// <summary>How p-values are found.</summary>
    public PValueMethod PValue { get; init; } = PValueMethod.MonteCarlo;

    /// <summary>With early termination: how many replicates above the likeliest cluster are enough.</summary>
    public int EnoughAbove { get; init; } = 50;

    /// <summary>Which less likely clusters are told.</summary>
    public SecondaryCriterion Secondary { get; init; } = SecondaryCriterion.NoOverlap;

    /// <summary>How many threads work at most, from 1 on: where there is not memory for all, fewer do. The answer does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The most replicates.</summary>
    public const int ReplicatesMax = 1_000_000;
}
