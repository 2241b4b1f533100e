using Tocsin.Detection.Numerics;

namespace Tocsin.Detection.Series;

/// <summary>A Farrington verdict with what led to it.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Dispersion">Variance over mean of the baseline, at least 1; NaN without a model.</param>
/// <param name="Trend">The trend's coefficient for a step of time; NaN where none was kept.</param>
public readonly record struct FarringtonVerdict(SeriesVerdict Verdict, double Dispersion, double Trend);

/// <summary>Farrington flexible: a quasi-Poisson regression on the same weeks of past years, past outbreaks weighed down.</summary>
/// <remarks>A. Noufaily et al., "An improved algorithm for outbreak detection in multiple surveillance systems", Statistics in
/// Medicine 32 (2013) 1206-1222; C. P. Farrington et al., "A statistical algorithm for the early detection of outbreaks of
/// infectious disease", Journal of the Royal Statistical Society A 159 (1996) 547-563.</remarks>
public sealed class FarringtonFlexible : ISeriesDetector
{
    const int TrendYearsMin = 3;

    [ThreadStatic]
    static Workspace? workspace;

    readonly FarringtonOptions options;
    readonly double z;

    /// <summary>A detector with these parameters.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is out of its range.</exception>
    public FarringtonFlexible(FarringtonOptions options)
    {
        this.options = options.Checked();
        z = Normal.Quantile(1 - options.Alpha);
    }

    /// <inheritdoc/>
    public string Name => "farrington-flexible";

    /// <inheritdoc/>
    public int FirstPoint(SeriesCalendar calendar) => calendar.Frequency * options.Years + options.HalfWindow;

    /// <inheritdoc/>
    public void Judge(SeriesHistory history, int from, Span<SeriesVerdict> verdicts)
    {
        for (var i = 0; i < verdicts.Length; i++) verdicts[i] = Judge(history, from + i).Verdict;
    }

    /// <summary>Judges one point, and says what the model was.</summary>
    /// <param name="history">The series; what comes after the point has no influence.</param>
    /// <param name="at">The point, from 0.</param>
    public FarringtonVerdict Judge(SeriesHistory history, int at)
    {
        var work = workspace ??= new Workspace();
        var count = history.Counts[at];
        if (options.PopulationOffset && history.Populations.IsEmpty) return None(count, NotJudged.NoPopulation);
        work.Baseline.LayOut(history.Calendar, at, options);
        if (work.Baseline.Why != NotJudged.No) return None(count, work.Baseline.Why);
        if (!Load(history, work, out var first)) return None(count, NotJudged.TooFewValues);
        if (options is { Classic: true, AsReference: true } && work.Values.Count < work.Baseline.Points.Length) return None(count, NotJudged.BaselineMissing);

        var calendar = history.Calendar;
        // The reference measures the point's time from the first count that is not missing, the baseline's from the first point.
        var time = Time(calendar, at) - Time(calendar, options.AsReference && calendar.IsDated && !options.Classic ? first : work.Baseline.First);
        var shift = options.PopulationOffset ? Math.Log(history.Populations[at]) : 0;
        var fit = work.Fit;
        fit.Begin(work.Values);
        var trend = options.Trend && options.Years >= TrendYearsMin && work.Values.Count > work.Values.Levels + 1;
        if (FitWithTrend(fit, trend) is not { } model) return NoConvergence(count);
        if (fit.HasTrend && !KeepsTrend(fit, model, time, shift, work.Values))
        {
            fit.ResetWeights();
            if (FitWithTrend(fit, trend: false) is not { } plain) return NoConvergence(count);
            model = plain;
        }
        var level = work.Values.Levels - 1;
        var bound = Bound(count, fit.Predict(level, time) + shift, fit.PredictionVariance(level, time) * model.Variance, model.Dispersion);
        return new(Postprocess(history, at, bound), model.Dispersion, fit.HasTrend ? fit.Slope : double.NaN);
    }

    /// <summary>The classic method counts points; so a month is a month, however long.</summary>
    double Time(SeriesCalendar calendar, int at) => options.Classic ? at : calendar.Time(at);

    /// <summary>Takes the baseline's counts over, the windows' level last. The windows must have one.</summary>
    bool Load(SeriesHistory history, Workspace work, out int first)
    {
        var counts = history.Counts;
        var populations = history.Populations;
        var calendar = history.Calendar;
        var points = work.Baseline.Points;
        var starts = work.Baseline.Starts;
        var values = work.Values;
        var origin = Time(calendar, work.Baseline.First);
        first = int.MaxValue;
        values.Clear(points.Length, starts.Length - 1);
        var last = 0;
        for (var level = 0; level + 1 < starts.Length; level++)
        {
            last = values.Count;
            foreach (var point in points[starts[level]..starts[level + 1]])
            {
                if (double.IsNaN(counts[point])) continue;
                values.Add(counts[point], Time(calendar, point) - origin, options.PopulationOffset ? Math.Log(populations[point]) : 0);
                first = Math.Min(first, point);
            }
            values.CloseLevel();
        }
        return values.Count > last && values.Count > values.Levels;
    }

    /// <summary>A model's dispersion, and what the variances of its coefficients are multiplied by: for a prediction, and to judge the trend.</summary>
    readonly record struct Model(double Dispersion, double Variance, double TrendVariance);

    /// <summary>Fits with a trend, or without one where that does not converge; nothing where neither does.</summary>
    Model? FitWithTrend(LogLinearFit fit, bool trend)
    {
        if (!fit.Fit(trend) && !(trend && fit.Fit(trend: false))) return null;
        var pearson = fit.Dispersion(weighByMean: true);
        if (options.Reweight)
        {
            fit.Reweigh(Math.Max(pearson, 1), options.WeightsThreshold);
            fit.Fit(fit.HasTrend);
            pearson = fit.Dispersion(weighByMean: true);
        }
        var dispersion = Math.Max(pearson, 1);
        if (!options.AsReference) return new(dispersion, dispersion, dispersion);
        if (options.Classic) return new(dispersion, dispersion, pearson);
        var faulty = options.Reweight ? fit.Dispersion(weighByMean: false) : pearson;
        return new(dispersion, faulty, faulty);
    }

    /// <summary>A trend stays where it is significant and does not predict more than was ever seen.</summary>
    bool KeepsTrend(LogLinearFit fit, Model model, double time, double shift, LogLinearValues values)
    {
        if (Math.Exp(fit.Predict(values.Levels - 1, time) + shift) > values.Largest) return false;
        return StudentT.TwoSided(fit.Slope / Math.Sqrt(fit.SlopeVariance * model.TrendVariance), fit.DegreesOfFreedom) < options.TrendPValueBelow;
    }

    SeriesVerdict Bound(double count, double predicted, double variance, double dispersion)
    {
        var expected = Math.Exp(predicted);
        if (options.Method == ThresholdMethod.Delta)
        {
            var power = options.Exponent;
            var centre = Math.Pow(expected, power);
            // Var(Y^p - m^p) by the delta method: p^2 m^(2p-2) (dispersion m + m^2 Var(log m)).
            var deviation = power * Math.Sqrt(Math.Pow(expected, 2 * power - 1) * (dispersion + variance * expected));
            var limit = Math.Pow(centre + z * deviation, 1 / power);
            return new(count, expected, limit, (count - expected) / (limit - expected), Normal.Above((Math.Pow(count, power) - centre) / deviation), count > limit && count != 0, NotJudged.No);
        }
        var mean = options.Method == ThresholdMethod.NbPlugin ? expected : Math.Exp(predicted + z * Math.Sqrt(variance));
        if (!double.IsFinite(mean)) return Unknown(SeriesVerdict.None(count, NotJudged.BoundInfinite));
        var counts = new CountDistribution(mean, dispersion);
        var upper = counts.Quantile(1 - options.Alpha);
        var probability = double.IsNaN(count) ? double.NaN : counts.AtLeast(count);
        return new(count, expected, upper, (count - predicted) / (upper - predicted), probability, count > upper && count != 0, NotJudged.No);
    }

    SeriesVerdict Postprocess(SeriesHistory history, int at, SeriesVerdict bound)
    {
        if (bound.Why != NotJudged.No) return bound;
        var (lately, from) = (0.0, Math.Max(0, at - options.CasesOver + 1));
        foreach (var count in history.Counts[from..(at + 1)]) lately += count;
        if (lately >= options.CasesMin) return bound;
        bound = bound with { Expected = double.NaN, Upper = options is { Classic: true, AsReference: true } ? 0 : double.NaN };
        if (lately < options.CasesMin) return bound with { Alarm = false, Why = NotJudged.TooFewCases };
        return Unknown(bound with { Why = double.IsNaN(bound.Observed) ? NotJudged.CountMissing : NotJudged.RecentCountMissing });
    }

    /// <summary>No alarm can be told; the reference's flexible method calls that none.</summary>
    SeriesVerdict Unknown(SeriesVerdict verdict) => verdict with { Alarm = options is { AsReference: true, Classic: false } ? false : null };

    /// <summary>The reference leaves the expected count of such a point at 0.</summary>
    FarringtonVerdict NoConvergence(double count)
    {
        var none = None(count, NotJudged.NoConvergence);
        return options.AsReference ? none with { Verdict = none.Verdict with { Expected = 0 } } : none;
    }

    static FarringtonVerdict None(double count, NotJudged why) => new(SeriesVerdict.None(count, why), double.NaN, double.NaN);

    sealed class Workspace
    {
        public FarringtonBaseline Baseline { get; } = new();

        public LogLinearValues Values { get; } = new();

        public LogLinearFit Fit { get; } = new();
    }
}
