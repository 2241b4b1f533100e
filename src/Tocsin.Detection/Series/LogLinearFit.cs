using System.Runtime.Intrinsics;

namespace Tocsin.Detection.Series;

/// <summary>A quasi-Poisson regression of counts on levels and time with a logarithmic link, by iteratively reweighted
/// least squares. Each level has its own intercept, so a step needs no matrix: within its level everything is measured
/// from the weighted mean, which is what a QR decomposition comes to for such a design.</summary>
/// <remarks>It starts at y + 0.1 and ends where the deviance changes by less than 1e-8 of itself plus 0.1, as R's glm. Weights,
/// leverages and variances are those of the last step, from before its update. One for each thread.</remarks>
sealed class LogLinearFit
{
    const double StartAbove = 0.1, Converged = 1e-8, LeverageMax = 1 - 10 * MeanMin;
    const int StepsMax = 25, Lanes = LogLinearValues.Lanes;

    /// <summary>No mean is smaller: the machine epsilon, as in R.</summary>
    const double MeanMin = 2.220446049250313e-16, LogMeanMin = -36.04365338911715;

    /// <summary>Time that varies less within the levels than this, relative to its square, carries no trend: R's tolerance for columns, squared.</summary>
    const double VariationMin = 1e-22;

    double[] weights = [], eta = [], mean = [], meanBefore = [];
    double[] intercepts = [], interceptsBefore = [], totals = [], centres = [];
    double slopeBefore, variation;
    LogLinearValues values = new();

    /// <summary>The trend's coefficient; 0 without one.</summary>
    public double Slope { get; private set; }

    /// <summary>Whether the last fit has a trend.</summary>
    public bool HasTrend { get; private set; }

    /// <summary>The variance of the slope, for a dispersion of 1.</summary>
    public double SlopeVariance => 1 / variation;

    /// <summary>Values less coefficients.</summary>
    public int DegreesOfFreedom => values.Count - values.Levels - (HasTrend ? 1 : 0);

    /// <summary>The logarithm of the mean on a level, without an offset.</summary>
    public double Predict(int level, double time) => intercepts[level] + Slope * time;

    /// <summary>The variance of <see cref="Predict"/>, for a dispersion of 1.</summary>
    public double PredictionVariance(int level, double time)
    {
        var distance = time - centres[level];
        return 1 / totals[level] + (HasTrend ? distance * distance / variation : 0);
    }

    /// <summary>Takes the values to fit to, each with weight 1.</summary>
    public void Begin(LogLinearValues of)
    {
        values = of;
        if (mean.Length < of.Length) (weights, eta, mean, meanBefore) = (new double[of.Length], new double[of.Length], new double[of.Length], new double[of.Length]);
        if (intercepts.Length < of.Levels) (intercepts, interceptsBefore, totals, centres) = (new double[of.Levels], new double[of.Levels], new double[of.Levels], new double[of.Levels]);
        ResetWeights();
    }

    /// <summary>Gives each value weight 1 again.</summary>
    public void ResetWeights() => values.Present.AsSpan(0, values.Length).CopyTo(weights);

    /// <summary>Fits the model.</summary>
    /// <returns>Whether it converged. What it came to can be asked for in any case where it took a step.</returns>
    public bool Fit(bool trend)
    {
        HasTrend = trend;
        var deviance = Start();
        for (var step = 1; step <= StepsMax; step++)
        {
            (slopeBefore, interceptsBefore, intercepts) = (Slope, intercepts, interceptsBefore);
            if (!Solve()) return false;
            (mean, meanBefore) = (meanBefore, mean);
            var next = Update();
            if (!double.IsFinite(next) && (step == 1 || !Halve(out next))) return false;
            if (Math.Abs(next - deviance) / (Math.Abs(next) + 0.1) < Converged) return true;
            deviance = next;
        }
        return false;
    }

    double Start()
    {
        var (from, shift) = (values.Y, Vector256.Create(StartAbove));
        for (var i = 0; i < values.Length; i += Lanes)
        {
            var start = Vector256.LoadUnsafe(ref from[i]) + shift;
            start.StoreUnsafe(ref mean[i]);
            Vector256.Log(start).StoreUnsafe(ref eta[i]);
        }
        var deviance = Vector256<double>.Zero;
        for (var i = 0; i < values.Length; i += Lanes) deviance += Deviance(i, Vector256.LoadUnsafe(ref eta[i]), Vector256.LoadUnsafe(ref mean[i]));
        return 2 * Vector256.Sum(deviance);
    }

    /// <summary>One weighted least-squares step from the means at hand to new coefficients.</summary>
    bool Solve()
    {
        var starts = values.Starts;
        var (time, offset, y) = (values.Time, values.Offset, values.Y);
        var (joint, squares) = (0.0, 0.0);
        variation = 0;
        for (var level = 0; level < values.Levels; level++)
        {
            Vector256<double> sumW = default, sumT = default, sumTT = default, sumZ = default, sumTZ = default;
            for (var i = starts[level]; i < starts[level + 1]; i += Lanes)
            {
                var (m, prior, t) = (Vector256.LoadUnsafe(ref mean[i]), Vector256.LoadUnsafe(ref weights[i]), Vector256.LoadUnsafe(ref time[i]));
                var w = prior * m;
                var z = w * (Vector256.LoadUnsafe(ref eta[i]) - Vector256.LoadUnsafe(ref offset[i])) + prior * (Vector256.LoadUnsafe(ref y[i]) - m);
                sumW += w;
                sumZ += z;
                sumT += w * t;
                sumTT += w * t * t;
                sumTZ += t * z;
            }
            var (total, squareSum) = (Vector256.Sum(sumW), Vector256.Sum(sumTT));
            var (centre, response) = (Vector256.Sum(sumT) / total, Vector256.Sum(sumZ) / total);
            (totals[level], centres[level], intercepts[level]) = (total, centre, response);
            variation += squareSum - total * centre * centre;
            joint += Vector256.Sum(sumTZ) - total * centre * response;
            squares += squareSum;
        }
        if (HasTrend && !(variation > VariationMin * squares)) return false;
        Slope = HasTrend ? joint / variation : 0;
        var finite = double.IsFinite(Slope);
        for (var level = 0; level < values.Levels; level++)
        {
            intercepts[level] -= Slope * centres[level];
            finite &= double.IsFinite(intercepts[level]);
        }
        return finite;
    }

    /// <summary>The means that the coefficients predict, and the deviance from them.</summary>
    double Update()
    {
        var starts = values.Starts;
        var (time, offset) = (values.Time, values.Offset);
        var (deviance, slope, least) = (Vector256<double>.Zero, Vector256.Create(Slope), Vector256.Create(MeanMin));
        for (var level = 0; level < values.Levels; level++)
        {
            var intercept = Vector256.Create(intercepts[level]);
            for (var i = starts[level]; i < starts[level + 1]; i += Lanes)
            {
                var predicted = intercept + slope * Vector256.LoadUnsafe(ref time[i]) + Vector256.LoadUnsafe(ref offset[i]);
                var m = Vector256.Max(Vector256.Exp(predicted), least);
                predicted.StoreUnsafe(ref eta[i]);
                m.StoreUnsafe(ref mean[i]);
                deviance += Deviance(i, predicted, m);
            }
        }
        return 2 * Vector256.Sum(deviance);
    }

    Vector256<double> Deviance(int i, Vector256<double> logMean, Vector256<double> m)
    {
        var observed = Vector256.LoadUnsafe(ref values.Y[i]);
        var ratio = Vector256.LoadUnsafe(ref values.LogY[i]) - Vector256.Max(logMean, Vector256.Create(LogMeanMin));
        return Vector256.LoadUnsafe(ref weights[i]) * (observed * ratio - (observed - m));
    }

    /// <summary>Goes back half the way, until the deviance is a number.</summary>
    bool Halve(out double deviance)
    {
        deviance = double.NaN;
        for (var i = 0; i < StepsMax && !double.IsFinite(deviance); i++)
        {
            Slope = (Slope + slopeBefore) / 2;
            for (var level = 0; level < values.Levels; level++) intercepts[level] = (intercepts[level] + interceptsBefore[level]) / 2;
            deviance = Update();
        }
        return double.IsFinite(deviance);
    }

    /// <summary>Pearson's estimate of the dispersion, 0 or more.</summary>
    /// <param name="weighByMean">Whether residuals are weighed as they must be, by weight and mean, or by weight alone.</param>
    public double Dispersion(bool weighByMean)
    {
        var (sum, y) = (Vector256<double>.Zero, values.Y);
        for (var i = 0; i < values.Length; i += Lanes)
        {
            var m = Vector256.LoadUnsafe(ref mean[i]);
            var residual = (Vector256.LoadUnsafe(ref y[i]) - m) / m;
            var weight = Vector256.LoadUnsafe(ref weights[i]);
            sum += (weighByMean ? weight * Vector256.LoadUnsafe(ref meanBefore[i]) : weight) * residual * residual;
        }
        return Vector256.Sum(sum) / DegreesOfFreedom;
    }

    /// <summary>Weighs values down whose standardised Anscombe residual is above a threshold: by its inverse square, all scaled to a mean of 1.</summary>
    public void Reweigh(double dispersion, double threshold)
    {
        var starts = values.Starts;
        var (time, y, sum) = (values.Time, values.Y, 0.0);
        for (var level = 0; level < values.Levels; level++)
            for (var i = starts[level]; i < starts[level + 1]; i++)
            {
                if (values.Present[i] == 0) continue;
                var distance = time[i] - centres[level];
                var leverage = weights[i] * meanBefore[i] * (1 / totals[level] + (HasTrend ? distance * distance / variation : 0));
                // A value that alone decides its own mean cannot deviate from it.
                var residual = leverage > LeverageMax ? 0 : Anscombe(y[i], mean[i]) / Math.Sqrt(dispersion * (1 - leverage));
                weights[i] = residual > threshold ? 1 / (residual * residual) : 1;
                sum += weights[i];
            }
        var scale = values.Count / sum;
        for (var i = 0; i < values.Length; i++) weights[i] *= scale;
    }

    static double Anscombe(double y, double mean)
    {
        var root = Math.Cbrt(y);
        var meanRoot = Math.Sqrt(mean);
        return 1.5 * (root * root / Math.Cbrt(meanRoot) - meanRoot);
    }
}
