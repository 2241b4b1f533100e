namespace Tocsin.Detection.Series;

/// <summary>What is expected of the judged point, or of the stretch before it.</summary>
/// <param name="Mean">The expected count; 0 where nothing was counted.</param>
/// <param name="Dispersion">Variance over mean, 1 or more.</param>
readonly record struct Expectation(double Mean, double Dispersion)
{
    public double Deviation => Math.Sqrt(Mean * Dispersion);

    /// <summary>The same, where the logarithm of the mean has a variance.</summary>
    public Expectation Wider(double variance) => this with { Dispersion = Dispersion + Mean * variance };
}

/// <summary>How far two counts in succession speak for an outbreak that began with the one or the other: the probability of the counts with an outbreak, over
/// all sizes that it may have, divided by that without one (a Bayes factor), and how often so large a factor would come about by chance.</summary>
sealed class OutbreakEvidence
{
    /// <summary>Below it a p-value says no more.</summary>
    public const double PValueMin = 1e-12;

    /// <summary>How much likelier it is that an outbreak began before the judged point than with it: one is sooner believed that lasts.</summary>
    public const double EarlierWeight = 4;

    /// <summary>Variances of the logarithm of the mean below which three values of it are enough.</summary>
    const double FewBelow = 0.04;

    const double Rounding = 1e-9;

    // Gauss and Hermite's points and weights for a normal distribution.
    static readonly double[] Nodes = [-2.856970013872806, -1.355626179974266, 0, 1.355626179974266, 2.856970013872806];
    static readonly double[] NodeWeights = [0.011257411327721, 0.222075922005613, 0.533333333333333, 0.222075922005613, 0.011257411327721];
    static readonly double[] FewNodes = [-1.7320508075688772, 0, 1.7320508075688772];
    static readonly double[] FewWeights = [1 / 6.0, 2 / 3.0, 1 / 6.0];

    readonly CountGrid early = new(), late = new();
    double[] weights = FewWeights;
    bool hasEarly;
    EvidenceTable? table;

    /// <summary>Makes ready to judge counts.</summary>
    /// <param name="before">The stretch before; a mean of 0 where nothing is known of it.</param>
    /// <param name="judged">The judged point, with a mean above 0.</param>
    /// <param name="variance">Of the logarithm of the expected counts, which err together.</param>
    /// <param name="shape">How an outbreak's cases fall.</param>
    public void Expect(Expectation before, Expectation judged, double variance, OutbreakShape shape)
    {
        hasEarly = before.Mean > 0;
        // Values of the mean must not lie further apart than the counts spread; what is left of its variance is theirs.
        var rest = Math.Max(0, variance - Math.Min(judged.Dispersion / judged.Mean, hasEarly ? before.Dispersion / before.Mean : variance));
        (variance, judged, before) = (variance - rest, judged.Wider(rest), before.Wider(rest));
        (var nodes, weights) = variance < FewBelow ? (FewNodes, FewWeights) : (Nodes, NodeWeights);
        Span<double> factors = stackalloc double[Nodes.Length];
        for (var i = 0; i < nodes.Length; i++) factors[i] = Math.Exp(Math.Sqrt(variance) * nodes[i]);
        factors = factors[..nodes.Length];
        late.Tabulate(judged, factors, shape.Now * judged.Deviation, shape.Later * before.Deviation);
        if (hasEarly) early.Tabulate(before, factors, 0, shape.Early * before.Deviation);
        // A mean that is hardly known explains a large count in either stretch, and then the factor does not grow with both counts.
        var isVague = weights.Length > FewWeights.Length && late.IsWhole && (!hasEarly || early.IsWhole) && (hasEarly ? early.Cells : 1) * late.Cells <= EvidenceTable.PairsMax;
        table = isVague ? new EvidenceTable(hasEarly ? early.Cells : 1, late.Cells, LeastCell, Factor) : null;
    }

    int LeastCell => late.CellOf(Math.Floor(late.Expected.Mean) + 1);

    /// <summary>How often chance alone gives a count above the expected one with so large a factor; for a count that is not above it, how often chance gives so large a count.</summary>
    public double PValue(double earlier, double count) =>
        Math.Clamp(count > late.Expected.Mean ? Above(Ratio(earlier, count) * (1 - Rounding)) : AtLeast(count), PValueMin, 1);

    /// <summary>The largest count that is no alarm, beside an earlier one; at least what is expected.</summary>
    public double Upper(double earlier, double alpha)
    {
        var (below, step) = (Math.Floor(late.Expected.Mean), Math.Max(1, Math.Floor(late.Expected.Deviation)));
        if (IsAlarm(earlier, below + 1, alpha)) return below;
        below++;
        for (; !IsAlarm(earlier, below + step, alpha); step *= 2) below += step;
        for (var above = below + step; above - below > 1;)
        {
            var middle = Math.Floor((below + above) / 2);
            if (middle <= below || middle >= above) break;      // Beyond 2^53 there is no count between.
            if (IsAlarm(earlier, middle, alpha)) above = middle;
            else below = middle;
        }
        return below;
    }

    bool IsAlarm(double earlier, double count, double alpha) => count >= late.Highest || PValue(earlier, count) <= alpha;

    /// <summary>The factor, but for a constant. A count beyond what is tabulated counts as the last that is.</summary>
    double Ratio(double earlier, double count)
    {
        if (table is not null) return table.At(hasEarly ? early.CellOf(earlier) : 0, late.CellOf(count));
        var (with, without) = (0.0, 0.0);
        for (var node = 0; node < weights.Length; node++)
        {
            var nothing = weights[node] * (hasEarly ? early.Density(node, earlier) : 1);
            without += nothing * late.Density(node, count);
            for (var size = 0; size < CountGrid.Sizes.Length; size++)
            {
                with += nothing * late.DensityNow(node, size, count);
                if (hasEarly) with += weights[node] * EarlierWeight * early.DensityEarlier(node, size, earlier) * late.DensityEarlier(node, size, count);
            }
        }
        return with / without;
    }

    double AtLeast(double count)
    {
        var (sum, cell) = (0.0, late.CellOf(count));
        for (var node = 0; node < weights.Length; node++) sum += weights[node] * late.Tail(node, cell);
        return sum;
    }

    /// <summary>The probability of so large a factor. It grows with the judged count, so the pairs that have it lie above a line of steps.</summary>
    double Above(double ratio)
    {
        var (sum, cell, least) = (0.0, late.Cells, LeastCell);
        for (var i = 0; i < (hasEarly ? early.Cells : 1); i++)
        {
            if (table is not null) cell = table.FirstOf(i, ratio);
            else
            {
                while (cell < late.Cells && !IsEnough(i, cell, ratio)) cell++;
                while (cell > least && IsEnough(i, cell - 1, ratio)) cell--;
            }
            for (var node = 0; node < weights.Length; node++)
                sum += weights[node] * (hasEarly ? early.Mass(node, i) : 1) * late.Tail(node, cell);
        }
        return sum;
    }

    bool IsEnough(int earlier, int later, double ratio)
    {
        var (with, without) = Weigh(earlier, later);
        return with >= ratio * without;
    }

    /// <summary>The factor of a pair of cells; 0 where neither has a probability.</summary>
    double Factor(int earlier, int later)
    {
        var (with, without) = Weigh(earlier, later);
        return with == 0 ? 0 : with / without;
    }

    (double With, double Without) Weigh(int earlier, int later)
    {
        var (with, without) = (0.0, 0.0);
        for (var node = 0; node < weights.Length; node++)
        {
            var nothing = weights[node] * (hasEarly ? early.Nothing(node, earlier) : 1);
            without += nothing * late.Nothing(node, later);
            with += nothing * late.BegunNow(node, later);
            if (!hasEarly) continue;
            var before = early.BegunEarlier(node, earlier);
            var after = late.BegunEarlier(node, later);
            var both = 0.0;
            for (var size = 0; size < before.Length; size++) both += before[size] * after[size];
            with += weights[node] * EarlierWeight * both;
        }
        return (with, without);
    }
}
