namespace Tocsin.Detection.Series;

/// <summary>A one-sided CUSUM of standardised counts: what goes beyond the expectation by more than k is added up, and
/// there is an alarm while the sum is h or more. An alarm does not set it back.</summary>
/// <remarks>G. Rossi, L. Lampugnani and M. Marchi, "An approximate CUSUM procedure for surveillance of health events",
/// Statistics in Medicine 18 (1999) 2111-2122; D. A. Pierce and D. W. Schafer, "Residuals in generalized linear models",
/// Journal of the American Statistical Association 81 (1986) 977-986.</remarks>
public sealed class Cusum : ISeriesDetector
{
    readonly CusumOptions options;

    /// <summary>A detector with these parameters.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is out of its range.</exception>
    public Cusum(CusumOptions options) => this.options = options.Checked();

    /// <inheritdoc/>
    public string Name => "cusum";

    /// <inheritdoc/>
    public bool AddsUp => true;

    /// <inheritdoc/>
    public int FirstPoint(SeriesCalendar calendar) => options.Baseline.FirstPoint(calendar);

    /// <inheritdoc/>
    public void Judge(SeriesHistory history, int from, Span<SeriesVerdict> verdicts)
    {
        var means = new double[verdicts.Length];
        var why = options.Baseline.Expect(history, from, means, overdispersion: 0, options.AsReference, out _);
        var sum = 0.0;
        for (var i = 0; i < verdicts.Length; i++)
        {
            var count = history.Counts[from + i];
            if (why != NotJudged.No || double.IsNaN(means[i])) verdicts[i] = SeriesVerdict.None(count, why == NotJudged.No ? NotJudged.NoConvergence : why);
            else verdicts[i] = Judge(count, means[i], ref sum);
        }
    }

    SeriesVerdict Judge(double count, double mean, ref double sum)
    {
        var upper = Bound(mean, options.DecisionInterval + options.ReferenceValue - sum);
        if (double.IsNaN(count)) return new(count, mean, upper, double.NaN, double.NaN, null, NotJudged.CountMissing);
        sum = Math.Max(0, sum + Standardised(count, mean) - options.ReferenceValue);
        // The reference's bound on untransformed counts is what is left of h once the point is in the sum.
        if (options.AsReference && options.Transformation == CusumTransformation.None) upper = Math.Max(0, options.DecisionInterval - sum);
        return new(count, mean, upper, sum / options.DecisionInterval, double.NaN, sum >= options.DecisionInterval, NotJudged.No);
    }

    double Standardised(double x, double m) => options.Transformation switch
    {
        CusumTransformation.Standard => (x - m) / Math.Sqrt(m),
        CusumTransformation.Rossi => (x - 3 * m + 2 * Math.Sqrt(x * m)) / (2 * Math.Sqrt(m)),
        CusumTransformation.Anscombe => 1.5 * (TwoThirds(x) - TwoThirds(m)) / Math.Pow(m, 1.0 / 6),
        CusumTransformation.Anscombe2nd => 1.5 * (TwoThirds(x) - TwoThirds(m) + 1 / (9 * Math.Cbrt(m))) / Math.Pow(m, 1.0 / 6),
        CusumTransformation.PearsonNegBin => (x - m) / Math.Sqrt(m + options.Overdispersion * m * m),
        _ => x,
    };

    /// <summary>The count that is worth so much when it is standardised; 0 where it would have to be negative.</summary>
    double Bound(double m, double z) => Math.Max(0, options.Transformation switch
    {
        CusumTransformation.Standard => Math.Ceiling(m + z * Math.Sqrt(m)),
        CusumTransformation.Rossi => RossiBound(m, z),
        CusumTransformation.Anscombe => ThreeHalves(TwoThirds(m) + z / 1.5 * Math.Pow(m, 1.0 / 6)),
        CusumTransformation.Anscombe2nd => ThreeHalves(TwoThirds(m) + z / 1.5 * Math.Pow(m, 1.0 / 6) - (options.AsReference ? Math.Cbrt(m) : 1 / Math.Cbrt(m)) / 9),
        CusumTransformation.PearsonNegBin => m + z * Math.Sqrt(m + options.Overdispersion * m * m),
        _ => z,
    });

    static double TwoThirds(double x) => Math.Cbrt(x) * Math.Cbrt(x);

    static double ThreeHalves(double x) => x > 0 ? x * Math.Sqrt(x) : 0;

    /// <summary>√x from Rossi's quadratic equation; the reference squares a negative root too.</summary>
    double RossiBound(double m, double z)
    {
        var root = Math.Sqrt(4 * m + 2 * z * Math.Sqrt(m)) - Math.Sqrt(m);
        return root > 0 || (options.AsReference && root < 0) ? root * root : 0;
    }
}
