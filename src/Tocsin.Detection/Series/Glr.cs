namespace Tocsin.Detection.Series;

/// <summary>A generalised likelihood ratio chart: how much likelier the counts since some point are with a raised mean than
/// with the expected one, for the likeliest such point. After an alarm it begins anew.</summary>
/// <remarks>M. Höhle and M. Paul, "Count data regression charts for the monitoring of surveillance time series", Computational
/// Statistics and Data Analysis 52 (2008) 4357-4368. Increases alone are looked for.</remarks>
public sealed class Glr : ISeriesDetector
{
    /// <summary>No more cases than a count can have.</summary>
    const double CasesMax = 1L << 53;

    /// <summary>What the reference's search for negative binomial cases says where it finds none: beyond so many, or from a count of 0.</summary>
    const double ReferenceNone = 1e99, ReferenceCasesMax = 10_000;

    readonly GlrOptions options;

    /// <summary>A detector with these parameters.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is out of its range.</exception>
    public Glr(GlrOptions options) => this.options = options.Checked();

    /// <inheritdoc/>
    public string Name => options.Overdispersion == 0 ? "glr-poisson" : "glr-negbin";

    /// <inheritdoc/>
    public bool AddsUp => true;

    /// <inheritdoc/>
    public int FirstPoint(SeriesCalendar calendar) => options.Baseline.FirstPoint(calendar);

    /// <inheritdoc/>
    public void Judge(SeriesHistory history, int from, Span<SeriesVerdict> verdicts)
    {
        var means = new double[verdicts.Length];
        var why = options.Baseline.Expect(history, from, means, options.Overdispersion, options.AsReference, out var overdispersion);
        // The reference looks for the likeliest epidemic change even where its size is told.
        GlrChart chart = options.KnownChange is { } change && !(options.AsReference && options.Change == GlrChange.Epidemic) ? new KnownChangeChart(options.Change, change, overdispersion) : new LikeliestChangeChart(options, overdispersion, verdicts.Length);
        // The reference does not know the count before the first.
        var before = from > 0 && !options.AsReference ? history.Counts[from - 1] : 0;
        for (var i = 0; i < verdicts.Length; i++)
        {
            var count = history.Counts[from + i];
            if (why != NotJudged.No || double.IsNaN(means[i])) verdicts[i] = SeriesVerdict.None(count, why == NotJudged.No ? NotJudged.NoConvergence : why);
            else verdicts[i] = Judge(chart, count, means[i], double.IsNaN(before) ? 0 : before);
            before = count;
        }
    }

    SeriesVerdict Judge(GlrChart chart, double count, double mean, double before)
    {
        var upper = options.Upper == UpperValue.Cases ? chart.CasesNeeded(mean, before, options.Threshold, CasesMax) : double.NaN;
        if (options is { Upper: UpperValue.Cases, AsReference: true, KnownChange: null, Overdispersion: not 0 } && (count == 0 || !(upper <= ReferenceCasesMax))) upper = ReferenceNone;
        if (double.IsNaN(count)) return new(count, mean, upper, double.NaN, double.NaN, null, NotJudged.CountMissing);
        var value = chart.Add(count, mean, before);
        var alarm = value >= options.Threshold;
        if (alarm) chart.Restart();
        return new(count, mean, options.Upper == UpperValue.Value ? value : upper, value / options.Threshold, double.NaN, alarm, NotJudged.No);
    }
}

/// <summary>Adds points up into a statistic.</summary>
abstract class GlrChart
{
    /// <summary>Takes a point and gives the statistic.</summary>
    public abstract double Add(double count, double mean, double before);

    /// <summary>The least count that would take the statistic to a threshold with the next point; NaN where there is none.</summary>
    public abstract double CasesNeeded(double mean, double before, double threshold, double casesMax);

    /// <summary>Forgets all points.</summary>
    public abstract void Restart();
}

/// <summary>A chart for a change of known size: a sum of log-likelihood ratios that never falls below 0. For such a sum the
/// count that is needed is not rounded, as in the reference.</summary>
sealed class KnownChangeChart(GlrChange change, double size, double overdispersion) : GlrChart
{
    double sum;

    public override double Add(double count, double mean, double before)
    {
        var (perCase, constant) = Ratio(mean, before);
        return sum = Math.Max(0, sum + (count > 0 ? count * perCase : 0) - constant);
    }

    public override double CasesNeeded(double mean, double before, double threshold, double casesMax)
    {
        var (perCase, constant) = Ratio(mean, before);
        return perCase > 0 ? Math.Max(0, (threshold - sum + constant) / perCase) : double.NaN;
    }

    public override void Restart() => sum = 0;

    /// <summary>The log-likelihood ratio of a point: so much for every case, less a constant.</summary>
    (double PerCase, double Constant) Ratio(double mean, double before)
    {
        if (change == GlrChange.Epidemic) return (Math.Log(1 + size * before / mean), size * before);
        if (overdispersion == 0) return (size, (Math.Exp(size) - 1) * mean);
        var growth = Math.Log((1 + overdispersion * mean * Math.Exp(size)) / (1 + overdispersion * mean));
        return (size - growth, growth / overdispersion);
    }
}
