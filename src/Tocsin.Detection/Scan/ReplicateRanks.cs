namespace Tocsin.Detection.Scan;

/// <summary>P-values from the largest ratios of replicates.</summary>
sealed class ReplicateRanks
{
    /// <summary>Fewer replicates give no p-value.</summary>
    public const int ReplicatesMin = 99;

    /// <summary>From this rank on the combined method counts ranks.</summary>
    const int GumbelRanks = 10;

    const double EulerGamma = 0.5772156649015329;

    readonly double[] sorted;
    readonly ScanOptions options;
    readonly double scale, mode;

    public ReplicateRanks(IReadOnlyList<double> largest, ScanOptions options)
    {
        (sorted, this.options) = ([.. largest.Order()], options);
        if (sorted.Length == 0) return;
        var mean = sorted.Average();
        scale = Math.Sqrt(sorted.Sum(llr => (llr - mean) * (llr - mean)) / sorted.Length * 6) / Math.PI;
        mode = mean - EulerGamma * scale;
    }

    /// <summary>Replicates that are above a ratio or the same.</summary>
    public int Above(double llr)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] >= llr - ClusterRanking.Same) high = middle;
            else low = middle + 1;
        }
        return sorted.Length - low;
    }

    /// <summary>Whether a cluster is told: all replicates above it say that it is none.</summary>
    public bool Tells(double llr) => sorted.Length == 0 || Above(llr) < sorted.Length;

    public double? Of(double llr, bool isFirst)
    {
        if (options.Replicates < ReplicatesMin) return null;
        if (options.PValue == PValueMethod.Gumbel || (options.PValue == PValueMethod.Combined && Above(llr) + 1 < GumbelRanks)) return Gumbel(llr);
        if (sorted.Length == options.Replicates) return (1.0 + Above(llr)) / (1 + sorted.Length);
        return (isFirst ? options.EnoughAbove : Above(llr)) / (double)sorted.Length;
    }

    public double? Gumbel(double llr) => options.Replicates < ReplicatesMin || scale == 0 ? null : Math.Max(1e-17, -Expm1(-Math.Exp((mode - llr) / scale)));

    /// <summary>exp(x) - 1 without loss near 0 (Kahan).</summary>
    static double Expm1(double x)
    {
        if (Math.Abs(x) > 0.5) return Math.Exp(x) - 1;
        var u = Math.Exp(x);
        if (u == 1) return x;
        return (u - 1) * x / Math.Log(u);
    }
}
