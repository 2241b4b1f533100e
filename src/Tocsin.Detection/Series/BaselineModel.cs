namespace Tocsin.Detection.Series;

/// <summary>Where a detector that adds up over time takes the expected counts from. It is made once, from the points
/// before the first that is judged.</summary>
public sealed record BaselineModel
{
    BaselineModel(double known, int harmonics, bool trend) => (KnownMean, Harmonics, Trend) = (known, harmonics, trend);

    /// <summary>The mean of the counts before.</summary>
    public static BaselineModel Mean { get; } = new(double.NaN, -1, trend: false);

    /// <summary>A log-linear regression of the counts before on the season, and on time where there is a trend.</summary>
    /// <param name="harmonics">Pairs of sine and cosine, a year being the longest wave: 0 to 6.</param>
    /// <param name="trend">Whether the counts grow or shrink by a constant share.</param>
    public static BaselineModel Seasonal(int harmonics = 1, bool trend = false) =>
        harmonics is >= 0 and <= 6 ? new(double.NaN, harmonics, trend) : throw new ArgumentOutOfRangeException(nameof(harmonics), harmonics, "a season has 0 to 6 harmonics");

    /// <summary>A mean that is known.</summary>
    /// <param name="mean">Above 0.</param>
    public static BaselineModel Known(double mean) =>
        mean > 0 && double.IsFinite(mean) ? new(mean, -1, trend: false) : throw new ArgumentOutOfRangeException(nameof(mean), mean, "a mean is above 0");

    internal double KnownMean { get; }

    internal int Harmonics { get; }

    internal bool Trend { get; }

    internal bool IsSeasonal => Harmonics >= 0;

    /// <summary>Two years, so that a season and a trend can be told apart.</summary>
    internal int FirstPoint(SeriesCalendar calendar) => double.IsNaN(KnownMean) ? 2 * calendar.Frequency : 0;

    /// <summary>The expected counts of the points from <paramref name="from"/> on.</summary>
    /// <param name="history">The series.</param>
    /// <param name="from">The first point, from 0.</param>
    /// <param name="means">Takes them.</param>
    /// <param name="overdispersion">The variance is mean + overdispersion x mean²; where there is none it is estimated.</param>
    /// <param name="asReference">Whether it is estimated as roughly as in the reference.</param>
    /// <param name="estimated">The overdispersion that the regression was made with.</param>
    internal NotJudged Expect(SeriesHistory history, int from, Span<double> means, double? overdispersion, bool asReference, out double estimated)
    {
        estimated = overdispersion ?? 0;
        means.Fill(KnownMean);
        if (!double.IsNaN(KnownMean)) return NotJudged.No;
        var (sum, known) = (0.0, 0);
        foreach (var count in history.Counts[..from])
        {
            if (double.IsNaN(count)) continue;
            sum += count;
            known++;
        }
        if (known == 0) return NotJudged.HistoryTooShort;
        if (sum == 0) return NotJudged.BaselineConstant;
        means.Fill(sum / known);
        return IsSeasonal ? SeasonalRegression.Expect(this, history, from, means, overdispersion, asReference, out estimated) : NotJudged.No;
    }
}
