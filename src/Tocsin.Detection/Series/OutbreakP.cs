namespace Tocsin.Detection.Series;

/// <summary>OutbreakP: how much likelier all counts so far are with a mean that never falls than with one that never changes.</summary>
/// <remarks>M. Frisén, E. Andersson and L. Schiöler, "Robust outbreak surveillance of epidemics in Sweden", Statistics in Medicine 28 (2009)
/// 476-493; M. Frisén and E. Andersson, "Semiparametric surveillance of monotonic changes", Sequential Analysis 28 (2009) 434-454. The rising mean is
/// fitted by pooling adjacent violators, a point at a time. It is made for a season's onset, and not for seasons that come and go.</remarks>
public sealed class OutbreakP : ISeriesDetector
{
    readonly double logThreshold;
    readonly UpperValue upper;

    /// <summary>A detector.</summary>
    /// <param name="threshold">k: the ratio of likelihoods above which there is an alarm, above 1.</param>
    /// <param name="upper">What the verdicts' bound is.</param>
    public OutbreakP(double threshold = 100, UpperValue upper = UpperValue.Cases)
    {
        Parameter.Check(threshold > 1 && double.IsFinite(threshold), "k is above 1", threshold);
        (logThreshold, this.upper) = (Math.Log(threshold), upper);
    }

    /// <inheritdoc/>
    public string Name => "outbreakp";

    /// <inheritdoc/>
    public bool AddsUp => true;

    /// <inheritdoc/>
    public int FirstPoint(SeriesCalendar calendar) => 0;

    /// <inheritdoc/>
    public void Judge(SeriesHistory history, int from, Span<SeriesVerdict> verdicts)
    {
        var rising = new RisingMean(from + verdicts.Length);
        foreach (var count in history.Counts[..from]) rising.Add(count);
        for (var i = 0; i < verdicts.Length; i++) verdicts[i] = Judge(rising, history.Counts[from + i]);
    }

    SeriesVerdict Judge(RisingMean rising, double count)
    {
        var bound = upper == UpperValue.Cases ? CasesNeeded(rising) : double.NaN;
        if (double.IsNaN(count)) return SeriesVerdict.None(count, NotJudged.CountMissing) with { Upper = bound };
        rising.Add(count);
        var ratio = rising.LogRatio;
        if (upper == UpperValue.Value) bound = Math.Exp(ratio);
        return new(count, rising.Mean, bound, ratio / logThreshold, double.NaN, ratio > logThreshold, NotJudged.No);
    }

    /// <summary>The least count that would be an alarm; none where every count would be, or none at all. More cases never make it less likely.</summary>
    double CasesNeeded(RisingMean rising)
    {
        if (rising.Count == 0 || rising.LogRatioWith(0) > logThreshold) return double.NaN;
        var (below, found) = (0.0, 1.0);
        for (; rising.LogRatioWith(found) <= logThreshold; found *= 2) below = found;
        while (found - below > 1)
        {
            var middle = Math.Floor((below + found) / 2);
            if (rising.LogRatioWith(middle) > logThreshold) found = middle;
            else below = middle;
        }
        return found;
    }

    /// <summary>Counts in blocks of one mean each, every block's mean above the one before.</summary>
    sealed class RisingMean(int pointsMax)
    {
        readonly double[] sums = new double[pointsMax], sizes = new double[pointsMax];

        /// <summary>The sum of s ln(s/n) over the blocks so far, s being a block's cases and n its points.</summary>
        readonly double[] likelihoods = new double[pointsMax + 1];

        double total;
        int blocks;

        public int Count { get; private set; }

        public double Mean => total / Count;

        public double LogRatio => Math.Max(0, likelihoods[blocks] - Entropy(total, Count));

        public void Add(double count)
        {
            if (double.IsNaN(count)) return;
            var (block, sum, size) = Pool(count);
            (sums[block], sizes[block], likelihoods[block + 1]) = (sum, size, likelihoods[block] + Entropy(sum, size));
            blocks = block + 1;
            total += count;
            Count++;
        }

        /// <summary>What <see cref="LogRatio"/> would be with one count more.</summary>
        public double LogRatioWith(double count)
        {
            var (block, sum, size) = Pool(count);
            return Math.Max(0, likelihoods[block] + Entropy(sum, size) - Entropy(total + count, Count + 1));
        }

        /// <summary>The block that one count more would belong to, with it.</summary>
        (int Block, double Sum, double Size) Pool(double count)
        {
            var (block, sum, size) = (blocks, count, 1.0);
            for (; block > 0 && sums[block - 1] * size >= sum * sizes[block - 1]; block--) (sum, size) = (sum + sums[block - 1], size + sizes[block - 1]);
            return (block, sum, size);
        }

        static double Entropy(double sum, double size) => sum > 0 ? sum * Math.Log(sum / size) : 0;
    }
}
