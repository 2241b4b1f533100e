namespace Tocsin.Detection.Series;

/// <summary>The method once used at the Robert Koch Institute: the mean of past counts and two standard deviations where the mean is above 20,
/// else the upper limit of a confidence interval of Poisson counts.</summary>
/// <remarks>Limits: E. L. Crow and R. S. Gardner, "Confidence intervals for the expectation of a Poisson variable", Biometrika 46 (1959)
/// 441-453, 95 %, for whole counts; a mean is rounded down. At a mean of 20 the bound falls: from 30.0 to about 20 plus two deviations.</remarks>
public sealed class Rki : ISeriesDetector
{
    const double Deviations = 2;

    readonly ReferencePoints points;

    /// <summary>A detector.</summary>
    /// <param name="points">What a point is compared with; nine points of each of the two years before (the reference's "RKI 3") unless told otherwise.</param>
    public Rki(ReferencePoints? points = null) => this.points = (points ?? Usual).Checked();

    /// <summary>The reference's "RKI 3": four points either side of the anniversaries of two years.</summary>
    public static ReferencePoints Usual { get; } = new() { Years = 2, HalfWindow = 4 };

    static ReadOnlySpan<double> UpperLimits =>
    [
        3.285, 5.323, 6.686, 8.102, 9.598, 11.177, 12.817, 13.765, 14.921, 16.768, 17.633,
        19.050, 20.335, 21.364, 22.945, 23.762, 25.400, 26.306, 27.735, 28.966, 30.017,
    ];

    /// <inheritdoc/>
    public string Name => "rki";

    /// <inheritdoc/>
    public int FirstPoint(SeriesCalendar calendar) => points.FirstPoint(calendar);

    /// <inheritdoc/>
    public void Judge(SeriesHistory history, int from, Span<SeriesVerdict> verdicts)
    {
        for (var i = 0; i < verdicts.Length; i++) verdicts[i] = Judge(history, from + i);
    }

    SeriesVerdict Judge(SeriesHistory history, int at)
    {
        var count = history.Counts[at];
        if (at < FirstPoint(history.Calendar)) return SeriesVerdict.None(count, NotJudged.HistoryTooShort);
        var (all, known, sum) = points.Total(history, at);
        if (known < all) return SeriesVerdict.None(count, NotJudged.BaselineMissing);
        if (all < 2) return SeriesVerdict.None(count, NotJudged.TooFewValues);
        var mean = sum / all;
        var upper = mean > UpperLimits.Length - 1 ? mean + Deviations * Deviation(history, at, mean, all) : UpperLimits[(int)mean];
        if (double.IsNaN(count)) return new(count, mean, upper, double.NaN, double.NaN, null, NotJudged.CountMissing);
        var score = upper > mean ? (count - mean) / (upper - mean) : double.NaN;
        return new(count, mean, upper, score, double.NaN, count > upper, NotJudged.No);
    }

    double Deviation(SeriesHistory history, int at, double mean, int all)
    {
        var squares = 0.0;
        for (var year = 0; year <= points.Years; year++)
            foreach (var count in points.Window(history, at, year)) squares += (count - mean) * (count - mean);
        return Math.Sqrt(squares / (all - 1));
    }
}
