using Tocsin.Detection.Numerics;

namespace Tocsin.Detection.Series;

/// <summary>A regression of counts on the season and on time with a logarithmic link, Poisson or negative binomial, by
/// iteratively reweighted least squares. It starts and ends as R's glm does, so that it comes to the same numbers.</summary>
sealed class SeasonalRegression
{
    const double StartAbove = 0.1, Converged = 1e-8, ShapeConverged = 1e-10, RoughShapeConverged = 1e-8;
    const int StepsMax = 25, ShapesMax = 50;

    readonly double[] counts, means;
    readonly double[][] rows;
    readonly double[] coefficients;
    readonly double[] information;
    readonly int width;

    SeasonalRegression(BaselineModel model, SeriesHistory history, int from)
    {
        var known = Enumerable.Range(0, from).Where(at => !double.IsNaN(history.Counts[at])).ToArray();
        counts = [.. known.Select(at => history.Counts[at])];
        rows = [.. known.Select(at => Row(model, history.Calendar.Frequency, from, at))];
        width = 1 + 2 * model.Harmonics + (model.Trend ? 1 : 0);
        (means, coefficients, information) = (new double[counts.Length], new double[width], new double[width * width]);
    }

    /// <summary>Fits the model to the points before <paramref name="from"/>, and tells the expected counts from there on; NaN where a trend has led beyond all numbers.</summary>
    public static NotJudged Expect(BaselineModel model, SeriesHistory history, int from, Span<double> expected, double? overdispersion, bool asReference, out double estimated)
    {
        var fit = new SeasonalRegression(model, history, from);
        estimated = overdispersion ?? 0;
        if (fit.counts.Length <= fit.width) return NotJudged.TooFewValues;
        fit.Start(overdispersion);
        if (!fit.Fit(estimated)) return NotJudged.NoConvergence;
        if (overdispersion is null && !(asReference ? fit.FitShapeRoughly(out estimated) : fit.FitShape(out estimated))) return NotJudged.NoConvergence;
        for (var i = 0; i < expected.Length; i++)
        {
            var mean = Math.Exp(fit.Predict(Row(model, history.Calendar.Frequency, from, from + i)));
            expected[i] = mean > 0 && double.IsFinite(mean) ? mean : double.NaN;
        }
        return NotJudged.No;
    }

    /// <summary>1, time from -1 to 1 over the baseline, and the harmonics, whose phase counts from the series' first point as 1.</summary>
    static double[] Row(BaselineModel model, int frequency, int from, int at)
    {
        List<double> row = [1];
        if (model.Trend) row.Add(2.0 * at / from - 1);
        for (var harmonic = 1; harmonic <= model.Harmonics; harmonic++)
        {
            var (sine, cosine) = Math.SinCos(Math.Tau * harmonic * (at + 1) / frequency);
            row.AddRange([sine, cosine]);
        }
        return [.. row];
    }

    double Predict(double[] row)
    {
        var sum = 0.0;
        for (var i = 0; i < width; i++) sum += row[i] * coefficients[i];
        return sum;
    }

    void Start(double? overdispersion)
    {
        for (var i = 0; i < counts.Length; i++)
            means[i] = overdispersion > 0 ? (counts[i] == 0 ? 1.0 / 6 : counts[i]) : counts[i] + StartAbove;
    }

    bool Fit(double overdispersion)
    {
        var deviance = Deviance(overdispersion);
        for (var step = 0; step < StepsMax; step++)
        {
            if (!Solve(overdispersion)) return false;
            for (var i = 0; i < counts.Length; i++) means[i] = Math.Exp(Predict(rows[i]));
            var next = Deviance(overdispersion);
            if (!double.IsFinite(next)) return false;
            if (Math.Abs(next - deviance) / (Math.Abs(next) + 0.1) < Converged) return true;
            deviance = next;
        }
        return false;
    }

    /// <summary>The overdispersion's maximum likelihood and the regression's, in turn; 0 where counts vary less than a Poisson's.</summary>
    bool FitShape(out double overdispersion)
    {
        overdispersion = NegativeBinomialShape.Overdispersion(counts, means);
        for (var i = 0; i < ShapesMax && overdispersion > 0; i++)
        {
            if (!Fit(overdispersion)) return false;
            var before = overdispersion;
            overdispersion = NegativeBinomialShape.Overdispersion(counts, means);
            if (Math.Abs(overdispersion - before) <= ShapeConverged * before) return true;
        }
        return overdispersion == 0 && Fit(0);
    }

    /// <summary>The same as R's glm.nb does it: each overdispersion is that of the regression before the last, and all ends sooner.</summary>
    bool FitShapeRoughly(out double overdispersion)
    {
        overdispersion = NegativeBinomialShape.RoughOverdispersion(counts, means);
        for (var i = 0; i < ShapesMax && overdispersion > 0; i++)
        {
            var (before, next) = (overdispersion, NegativeBinomialShape.RoughOverdispersion(counts, means));
            if (!Fit(overdispersion)) return false;
            overdispersion = next;
            if (i > 0 && Math.Abs(1 / next - 1 / before) <= RoughShapeConverged) return true;
        }
        return overdispersion == 0 && Fit(0);
    }

    bool Solve(double overdispersion)
    {
        Array.Clear(information);
        Array.Clear(coefficients);
        for (var i = 0; i < counts.Length; i++)
        {
            var weight = means[i] / (1 + overdispersion * means[i]);
            var response = Math.Log(means[i]) + (counts[i] - means[i]) / means[i];
            var row = rows[i];
            for (var a = 0; a < width; a++)
            {
                var weighted = weight * row[a];
                coefficients[a] += weighted * response;
                for (var b = 0; b <= a; b++) information[a * width + b] += weighted * row[b];
            }
        }
        return Cholesky.Solve(information, coefficients);
    }

    double Deviance(double overdispersion)
    {
        var sum = 0.0;
        for (var i = 0; i < counts.Length; i++)
        {
            var (y, m) = (counts[i], means[i]);
            sum += y > 0 ? y * Math.Log(y / m) : 0;
            sum -= overdispersion > 0 ? (y + 1 / overdispersion) * Math.Log((1 + overdispersion * y) / (1 + overdispersion * m)) : y - m;
        }
        return 2 * sum;
    }
}
