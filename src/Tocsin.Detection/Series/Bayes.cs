using Tocsin.Detection.Numerics;

namespace Tocsin.Detection.Series;

/// <summary>The Bayes method: a quantile of what past counts predict, for a Poisson rate with Jeffreys' prior; so the
/// prediction is a negative binomial distribution.</summary>
/// <remarks>M. Höhle, "surveillance: an R package for the monitoring of infectious diseases", Computational Statistics 22 (2007) 571-582.</remarks>
public sealed class Bayes : ISeriesDetector
{
    const double PriorCases = 0.5;

    readonly ReferencePoints points;
    readonly double alpha;

    /// <summary>A detector.</summary>
    /// <param name="points">What a point is compared with; the last six points (the reference's "Bayes 1") unless told otherwise.</param>
    /// <param name="alpha">How often a point without an outbreak may be above the bound, 1e-15 to 0.5.</param>
    public Bayes(ReferencePoints? points = null, double alpha = 0.05)
    {
        Parameter.Check(alpha is >= 1e-15 and <= 0.5, "alpha is from 1e-15 to 0.5", alpha);
        (this.points, this.alpha) = ((points ?? Usual).Checked(), alpha);
    }

    /// <summary>The reference's "Bayes 1": the last six points.</summary>
    public static ReferencePoints Usual { get; } = new() { HalfWindow = 6, CurrentYear = true };

    /// <inheritdoc/>
    public string Name => "bayes";

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
        var (_, known, sum) = points.Total(history, at);
        if (known == 0) return SeriesVerdict.None(count, NotJudged.BaselineMissing);
        // Gamma(sum + 1/2, known) mixed with a Poisson: a size of sum + 1/2 and a probability of known / (known + 1).
        var predicted = new CountDistribution((sum + PriorCases) / known, (known + 1.0) / known);
        var upper = predicted.Quantile(1 - alpha);
        if (double.IsNaN(count)) return new(count, predicted.Mean, upper, double.NaN, double.NaN, null, NotJudged.CountMissing);
        return new(count, predicted.Mean, upper, (count - predicted.Mean) / (upper - predicted.Mean), predicted.AtLeast(count), count > upper, NotJudged.No);
    }
}
