using System.Numerics;
using Tocsin.Detection.Numerics;

namespace Tocsin.Detection.Series;

/// <summary>A regression of counts with a logarithmic link whose coefficients are drawn towards zero, as far as the counts themselves say: each
/// group of columns has a variance of its own, which is estimated with it. Outbreaks of the past are weighed down.</summary>
/// <remarks>Fisher scoring for the coefficients, MacKay's fixed point for the variances (D. J. C. MacKay, "Bayesian interpolation", Neural
/// Computation 4 (1992) 415-447), in turn. The variance of a count is its dispersion times its mean.</remarks>
sealed class ExpectationFit
{
    /// <summary>Cases that the prior adds to the level: Jeffreys' for a Poisson rate.</summary>
    const double PriorCases = 0.5;

    const int StepsMax = 14, RobustFrom = 3;
    const double StepMax = 1.5, VarianceStart = 0.1, VarianceMin = 1e-7, Converged = 1e-4;

    public static double ResidualMax = 2, PriorDispersion = 1.2, DispersionWeight = 8, HyperWeight = 0.5, HyperVariance = 0.01;
    public static int Debug;

    readonly ExpectationColumns columns;
    double[] means = [], weights = [], scaled = [], weighed = [], linear = [], offsets = [], counts = [];
    double[] coefficients = [], solution = [], information = [], covariance = [], variances = [];
    int known;

    public ExpectationFit(ExpectationColumns columns) => this.columns = columns;

    /// <summary>The dispersion, at least 1.</summary>
    public double Dispersion { get; private set; }

    /// <summary>Fits to counts.</summary>
    /// <param name="values">Counts, as many as are known.</param>
    /// <param name="logExposures">Logarithms of what they are in proportion to; as many.</param>
    public bool Fit(ReadOnlySpan<double> values, ReadOnlySpan<double> logExposures)
    {
        known = values.Length;
        MakeRoom(columns.Stride, columns.Count, columns.GroupCount);
        values.CopyTo(counts);
        logExposures.CopyTo(offsets);
        var (cases, exposure) = (PriorCases, 0.0);
        for (var i = 0; i < known; i++) (cases, exposure) = (cases + counts[i], exposure + Math.Exp(offsets[i]));
        coefficients[0] = Math.Log(cases / exposure);
        Array.Fill(variances, VarianceStart);
        weights.AsSpan(0, known).Fill(1);
        Dispersion = 1;
        Predict();
        for (var step = 0; step < StepsMax; step++)
        {
            Judge(robust: step >= RobustFrom);
            if (!Solve()) return false;
            var largest = Move();
            if (step > RobustFrom + 1 && largest < Converged) break;
        }
        Judge(robust: true);
        return double.IsFinite(coefficients[0]);
    }

    /// <summary>The logarithm of an expected rate, and its variance.</summary>
    public (double Log, double Variance) At(int place)
    {
        var (log, variance) = (0.0, 0.0);
        for (var a = 0; a < columns.Count; a++)
        {
            log += coefficients[a] * columns[a][place];
            var sum = 0.0;
            for (var b = 0; b < columns.Count; b++) sum += covariance[a * columns.Count + b] * columns[b][place];
            variance += sum * columns[a][place];
        }
        return (log, variance);
    }

    /// <summary>How two logarithms of expected rates vary together.</summary>
    public double Covariance(int place, int other)
    {
        var total = 0.0;
        for (var a = 0; a < columns.Count; a++)
        {
            var sum = 0.0;
            for (var b = 0; b < columns.Count; b++) sum += covariance[a * columns.Count + b] * columns[b][other];
            total += sum * columns[a][place];
        }
        return total;
    }

    public ReadOnlySpan<double> Means => means.AsSpan(0, known);

    void MakeRoom(int rows, int width, int groups)
    {
        if (means.Length < rows)
            (means, weights, scaled, weighed, linear, offsets, counts) = (new double[rows], new double[rows], new double[rows], new double[rows], new double[rows], new double[rows], new double[rows]);
        Array.Clear(scaled);
        (coefficients, solution, information, covariance, variances) = (new double[width], new double[width], new double[width * width], new double[width * width], new double[groups]);
    }

    /// <summary>Means from the coefficients.</summary>
    void Predict()
    {
        offsets.AsSpan(0, known).CopyTo(linear);
        for (var a = 0; a < columns.Count; a++)
        {
            if (coefficients[a] == 0) continue;
            var column = columns[a];
            var factor = new Vector<double>(coefficients[a]);
            for (var i = 0; i < known; i += Vector<double>.Count)
                (new Vector<double>(linear, i) + factor * new Vector<double>(column[i..])).CopyTo(linear, i);
        }
        for (var i = 0; i < known; i++) means[i] = Math.Exp(linear[i]);
    }

    /// <summary>The dispersion, and what weight each count has.</summary>
    void Judge(bool robust)
    {
        var (sum, size) = (0.0, 0.0);
        if (robust)
            for (var i = 0; i < known; i++)
            {
                // Anscombe's residual of a Poisson count: nearly normal.
                var m = means[i];
                var cube = Math.Cbrt(counts[i] / m);
                var residual = 1.5 * Math.Sqrt(m / Dispersion) * (cube * cube - 1);
                weights[i] = residual > ResidualMax ? ResidualMax * ResidualMax / (residual * residual) : 1;
            }
        for (var i = 0; i < known; i++)
        {
            var difference = counts[i] - means[i];
            sum += weights[i] * difference * difference / means[i];
            size += weights[i];
        }
        var free = Math.Max(size - Effective, 1);
        Dispersion = Math.Max(1, (sum + DispersionWeight * PriorDispersion) / (free + DispersionWeight));
    }

    /// <summary>How many coefficients the regression has in effect.</summary>
    double Effective { get; set; } = 1;

    bool Solve()
    {
        var width = columns.Count;
        for (var i = 0; i < known; i++) scaled[i] = weights[i] * means[i] / Dispersion;
        for (var a = 0; a < width; a++)
        {
            var column = columns[a];
            for (var i = 0; i < known; i += Vector<double>.Count)
                (new Vector<double>(scaled, i) * new Vector<double>(column[i..])).CopyTo(weighed, i);
            for (var b = 0; b <= a; b++)
            {
                var other = columns[b];
                var sum = Vector<double>.Zero;
                for (var i = 0; i < known; i += Vector<double>.Count) sum += new Vector<double>(weighed, i) * new Vector<double>(other[i..]);
                information[a * width + b] = Vector.Sum(sum);
            }
        }
        for (var i = 0; i < known; i++) linear[i] = weights[i] * (counts[i] - means[i]) / Dispersion;
        for (var a = 0; a < width; a++)
        {
            var column = columns[a];
            var sum = 0.0;
            for (var i = 0; i < known; i++) sum += linear[i] * column[i];
            solution[a] = sum - (columns.Groups[a] < 0 ? 0 : coefficients[a] / variances[columns.Groups[a]]);
            if (columns.Groups[a] >= 0) information[a * width + a] += 1 / variances[columns.Groups[a]];
            else
            {
                solution[a] += PriorCases / Dispersion;
                information[a * width + a] += PriorCases / Dispersion;
            }
        }
        return Cholesky.Invert(information, width, covariance);
    }

    /// <summary>Moves the coefficients, then the variances; tells how far the logarithms of the means moved at most.</summary>
    double Move()
    {
        var width = columns.Count;
        var largest = 0.0;
        for (var a = 0; a < width; a++)
        {
            var sum = 0.0;
            for (var b = 0; b < width; b++) sum += covariance[a * width + b] * solution[b];
            information[a] = sum;
            largest = Math.Max(largest, Math.Abs(sum));
        }
        var factor = largest > StepMax ? StepMax / largest : 1;
        for (var a = 0; a < width; a++) coefficients[a] += factor * information[a];
        Effective = 1;
        for (var group = 0; group < variances.Length; group++)
        {
            var (squares, determined) = (0.0, 0.0);
            for (var a = 0; a < width; a++)
            {
                if (columns.Groups[a] != group) continue;
                squares += coefficients[a] * coefficients[a];
                determined += Math.Clamp(1 - covariance[a * width + a] / variances[group], 0, 1);
            }
            Effective += determined;
            variances[group] = Math.Max(VarianceMin, (squares + HyperWeight * HyperVariance) / (determined + HyperWeight));
        }
        Predict();
        return largest;
    }
}
