using Tocsin.Detection.Numerics;

namespace Tocsin.Detection.Series;

/// <summary>What is expected of the judged point, and of the stretch before it.</summary>
/// <param name="Mean">The expected count; 0 where nothing was counted.</param>
/// <param name="Dispersion">Variance over mean, 1 or more.</param>
readonly record struct Expectation(double Mean, double Dispersion)
{
    public double Deviation => Math.Sqrt(Mean * Dispersion);
}

/// <summary>How far two counts in succession speak for an outbreak that began with the one or the other: the probability of the counts with an
/// outbreak, over all sizes that it may have, divided by that without one (a Bayes factor), and how often so large a
/// factor would come about by chance.</summary>
sealed class OutbreakEvidence
{
    /// <summary>Sizes of outbreaks, in standard deviations of the count.</summary>
    static readonly double[] Sizes = [1, 2, 3, 4.5, 6.5, 9];

    // Gauss and Hermite's points and weights for a normal distribution: what the expected count may truly be.
    static readonly double[] Nodes = [-2.856970013872806, -1.355626179974266, 0, 1.355626179974266, 2.856970013872806];
    static readonly double[] NodeWeights = [0.011257411327721, 0.222075922005613, 0.533333333333333, 0.222075922005613, 0.011257411327721];
    static readonly double[] FewNodes = [-1.7320508075688772, 0, 1.7320508075688772];
    static readonly double[] FewWeights = [1 / 6.0, 2 / 3.0, 1 / 6.0];

    const double FewBelow = 0.04, ReachDeviations = 8, ReachDispersions = 20, ReachCounts = 8;
    const int CellsMax = 700;
    const double Rounding = 1e-9;

    /// <summary>Below it a p-value says no more.</summary>
    public const double PValueMin = 1e-12;

    public static double EarlierWeight = 3;

    OutbreakShape shape;
    double[] nodes = FewNodes, nodeWeights = FewWeights, scales = new double[5];
    readonly Grid early = new(), late = new();
    bool hasEarly;

    /// <summary>Makes ready to judge counts.</summary>
    /// <param name="before">The stretch before; a mean of 0 where nothing is known of it.</param>
    /// <param name="judged">The judged point, with a mean above 0.</param>
    /// <param name="variance">Of the logarithm of the expected counts.</param>
    /// <param name="told">How an outbreak's cases fall.</param>
    public void Expect(Expectation before, Expectation judged, double variance, OutbreakShape told)
    {
        shape = told;
        hasEarly = before.Mean > 0;
        (nodes, nodeWeights) = variance < FewBelow ? (FewNodes, FewWeights) : (Nodes, NodeWeights);
        for (var i = 0; i < nodes.Length; i++) scales[i] = Math.Exp(Math.Sqrt(variance) * nodes[i]);
        var largest = scales[nodes.Length - 1];
        late.Tabulate(judged, scales.AsSpan(0, nodes.Length), largest, shape.Now * judged.Deviation, shape.Later * (hasEarly ? before.Deviation : 0));
        if (hasEarly) early.Tabulate(before, scales.AsSpan(0, nodes.Length), largest, shape.Early * before.Deviation, 0);
    }

    /// <summary>The factor's logarithm. A count beyond what is tabulated counts as the last that is.</summary>
    public double Log(double earlier, double count)
    {
        if (hasEarly) earlier = early.Within(earlier);
        count = late.Within(count);
        var (with, without) = (0.0, 0.0);
        for (var node = 0; node < nodes.Length; node++)
        {
            var nothing = hasEarly ? early.Density(node, -1, earlier) : 1;
            without += nodeWeights[node] * nothing * late.Density(node, -1, count);
            for (var size = 0; size < Sizes.Length; size++)
            {
                with += nodeWeights[node] * nothing * late.Density(node, size, count);
                if (hasEarly) with += nodeWeights[node] * EarlierWeight * early.Density(node, size, earlier) * late.Density(node, Sizes.Length + size, count);
            }
        }
        return Math.Log(with / without / (Sizes.Length * (hasEarly ? 1 + EarlierWeight : 1)));
    }

    /// <summary>How often chance alone gives a count above the expected one with so large a factor; for a count that is not above it, how often chance gives so large a count.</summary>
    public double PValue(double earlier, double count) => count > late.Mean
        ? Above(Math.Exp(Log(earlier, count) - Rounding) * Sizes.Length * (hasEarly ? 1 + EarlierWeight : 1))
        : AtLeast(late.CellOf(count));

    double AtLeast(int cell)
    {
        var sum = 0.0;
        for (var node = 0; node < nodes.Length; node++) sum += nodeWeights[node] * late.Tail(node, cell);
        return Math.Min(sum, 1);
    }

    /// <summary>The largest count that is no alarm, beside an earlier one; at least <paramref name="least"/>.</summary>
    public double Upper(double earlier, double alpha, double least)
    {
        // Gallops up from the least, and halves what is left.
        var (below, step) = (Math.Floor(least), Math.Max(1, Math.Floor(late.Deviation)));
        if (IsAlarm(earlier, below + 1, alpha)) return below;
        below++;
        while (!IsAlarm(earlier, below + step, alpha)) below += step;
        for (var above = below + step; above - below > 1;)
        {
            var middle = Math.Floor((below + above) / 2);
            if (IsAlarm(earlier, middle, alpha)) above = middle;
            else below = middle;
        }
        return below;
    }

    bool IsAlarm(double earlier, double count, double alpha) => count >= late.Highest || PValue(earlier, count) <= alpha;

    double Above(double ratio)
    {
        // Walks down from the least later count that is enough beside an earlier one of zero.
        var (sum, cell, least) = (0.0, late.Cells, late.CellOf(Math.Floor(late.Mean) + 1));
        var cells = hasEarly ? early.Cells : 1;
        for (var i = 0; i < cells; i++)
        {
            while (cell > least && IsEnough(i, cell - 1, ratio)) cell--;
            for (var node = 0; node < nodes.Length; node++)
                sum += nodeWeights[node] * (hasEarly ? early.Mass(node, i) : 1) * late.Tail(node, cell);
        }
        return Math.Min(sum, 1);
    }

    bool IsEnough(int earlier, int later, double ratio)
    {
        var (with, without) = (0.0, 0.0);
        for (var node = 0; node < nodes.Length; node++)
        {
            var weight = nodeWeights[node];
            var nothing = hasEarly ? early[node, -1, earlier] : 1;
            without += weight * nothing * late[node, -1, later];
            with += weight * nothing * late.AllSizes(node, later);
            if (!hasEarly) continue;
            for (var size = 0; size < Sizes.Length; size++) with += weight * EarlierWeight * early[node, size, earlier] * late[node, Sizes.Length + size, later];
        }
        return with >= ratio * without;
    }

    /// <summary>Probabilities of one count, for each node, without an outbreak and with one of each size.</summary>
    sealed class Grid
    {
        double[] table = [], tails = [], all = [];
        double low, step;
        Expectation expected;
        double[] scales = [];
        double now, later;
        int kinds;

        public int Cells { get; private set; }

        public double this[int node, int kind, int cell] => table[(node * kinds + kind + 1) * Cells + cell];

        public double Mass(int node, int cell) => this[node, -1, cell] * step;

        public double Tail(int node, int cell) => cell >= Cells ? 0 : tails[node * Cells + cell];

        public double AllSizes(int node, int cell) => all[node * Cells + cell];

        public double Mean => expected.Mean;

        public double Deviation => expected.Deviation;

        /// <summary>The first cell that is not below a count.</summary>
        public int CellOf(double count) => (int)Math.Clamp(Math.Ceiling((count - low) / step), 0, Cells - 1);

        public double Highest => low + (Cells - 1) * step;

        public double Within(double count) => Math.Clamp(count, low, Highest);

        public double Density(int node, int kind, double count) => Math.Exp(LogDensity(node, kind, count));

        double Added(int kind) => kind < 0 ? 0 : kind < Sizes.Length ? now * Sizes[kind] : later * Sizes[kind - Sizes.Length];

        double LogDensity(int node, int kind, double count)
        {
            var (mean, dispersion) = Of(node, kind);
            if (dispersion - 1 < 1e-9) return count * Math.Log(mean) - mean - Stirling.LogGamma(count + 1);
            var size = mean / (dispersion - 1);
            return Stirling.LogGamma(count + size) - Stirling.LogGamma(size) - Stirling.LogGamma(count + 1) - size * Math.Log(dispersion) + count * Math.Log((dispersion - 1) / dispersion);
        }

        (double Mean, double Dispersion) Of(int node, int kind)
        {
            var (mean, added) = (expected.Mean * scales[node], Added(kind));
            return (mean + added, expected.Dispersion);
        }

        public void Tabulate(Expectation what, ReadOnlySpan<double> factors, double largest, double perSize, double laterPerSize)
        {
            (expected, now, later, scales) = (what, perSize, laterPerSize, factors.ToArray());
            kinds = laterPerSize > 0 ? 1 + 2 * Sizes.Length : 1 + Sizes.Length;
            var (small, large) = (what.Mean * scales[0], what.Mean * largest);
            low = Math.Max(0, Math.Floor(small - ReachDeviations * Math.Sqrt(small * what.Dispersion)));
            var high = Math.Ceiling(large + ReachDeviations * Math.Sqrt(large * what.Dispersion) + ReachDispersions * (what.Dispersion - 1) + ReachCounts);
            step = Math.Max(1, Math.Ceiling((high - low) / CellsMax));
            Cells = (int)((high - low) / step) + 1;
            var length = scales.Length * kinds * Cells;
            if (table.Length < length) table = new double[length];
            if (tails.Length < scales.Length * Cells) (tails, all) = (new double[scales.Length * Cells], new double[scales.Length * Cells]);
            for (var node = 0; node < scales.Length; node++)
            {
                for (var kind = -1; kind < kinds - 1; kind++) Fill(node, kind);
                var sum = 0.0;
                for (var cell = Cells - 1; cell >= 0; cell--)
                {
                    tails[node * Cells + cell] = sum += Mass(node, cell);
                    var with = 0.0;
                    for (var size = 0; size < Sizes.Length; size++) with += this[node, size, cell];
                    all[node * Cells + cell] = with;
                }
            }
        }

        void Fill(int node, int kind)
        {
            var row = table.AsSpan((node * kinds + kind + 1) * Cells, Cells);
            if (step > 1)
            {
                for (var cell = 0; cell < Cells; cell++) row[cell] = Math.Exp(LogDensity(node, kind, low + cell * step));
                return;
            }
            // From the mean up and down, by the ratio of neighbours.
            var (mean, dispersion) = Of(node, kind);
            var (size, odds) = dispersion - 1 < 1e-9 ? (double.PositiveInfinity, 0) : (mean / (dispersion - 1), (dispersion - 1) / dispersion);
            var middle = (int)Math.Clamp(Math.Floor(mean) - low, 0, Cells - 1);
            row[middle] = Math.Exp(LogDensity(node, kind, low + middle));
            for (var cell = middle; cell + 1 < Cells; cell++)
                row[cell + 1] = row[cell] * (odds > 0 ? (low + cell + size) * odds : mean) / (low + cell + 1);
            for (var cell = middle; cell > 0; cell--)
                row[cell - 1] = row[cell] * (low + cell) / (odds > 0 ? (low + cell - 1 + size) * odds : mean);
        }
    }
}
