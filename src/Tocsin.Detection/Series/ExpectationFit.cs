using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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

    /// <summary>Sums are made in four lanes on every machine, so that verdicts are the same on all.</summary>
    public const int Lanes = 4;

    const int StepsMax = 14, RobustFrom = 3;
    const double StepMax = 1.5, Converged = 1e-4, VarianceStart = 0.1, VarianceMin = 1e-7;

    /// <summary>Residuals beyond this weigh a count down.</summary>
    const double ResidualMax = 2;

    /// <summary>The dispersion that few counts are taken to have, and how many counts that is worth.</summary>
    const double PriorDispersion = 1.2, PriorDispersionCounts = 8;

    /// <summary>The variance that a group of coefficients has where the counts say nothing, and how many coefficients that is worth.</summary>
    const double PriorVariance = 0.003, PriorVarianceCoefficients = 0.5;

    /// <summary>What a count that is weighed down adds to the dispersion at most, in dispersions.</summary>
    const double PartMax = 25;

    /// <summary>The share of the variance that one count may make, among so many counts for each such.</summary>
    const double HiddenShare = 0.5;
    const int HiddenFrom = 20;

    readonly ExpectationColumns columns;
    double[] means = [], weights = [], scaled = [], weighed = [], linear = [], offsets = [], counts = [];
    double[] coefficients = [], solution = [], information = [], covariance = [], variances = [];
    double effective;
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
        Array.Fill(variances, VarianceStart);
        StartLevel();
        (Dispersion, effective) = (1, 1);
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

    /// <summary>The level at which to start. A count that makes most of the variance by itself has no weight at first: it would hide itself.</summary>
    void StartLevel()
    {
        weights.AsSpan(0, known).Fill(1);
        for (var left = known >= HiddenFrom ? known / HiddenFrom : 0; ; left--)
        {
            var (cases, exposure, sum, largest, at) = (PriorCases, 0.0, 0.0, 0.0, -1);
            for (var i = 0; i < known; i++) (cases, exposure) = (cases + weights[i] * counts[i], exposure + weights[i] * Math.Exp(offsets[i]));
            coefficients[0] = Math.Log(cases / exposure);
            for (var i = 0; i < known; i++)
            {
                var mean = cases / exposure * Math.Exp(offsets[i]);
                var part = weights[i] * (counts[i] - mean) * (counts[i] - mean) / mean;
                sum += part;
                if (part > largest && counts[i] > mean) (largest, at) = (part, i);
            }
            if (left == 0 || largest <= HiddenShare * sum) return;
            weights[at] = 0;
        }
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

    void MakeRoom(int rows, int width, int groups)
    {
        if (means.Length < rows)
            (means, weights, scaled, weighed, linear, offsets, counts) = (new double[rows], new double[rows], new double[rows], new double[rows], new double[rows], new double[rows], new double[rows]);
        Array.Clear(scaled);
        Array.Clear(coefficients);
        if (coefficients.Length != width)
            (coefficients, solution, information, covariance) = (new double[width], new double[width], new double[width * width], new double[width * width]);
        if (variances.Length != groups) variances = new double[groups];
    }

    static Vector256<double> At(ReadOnlySpan<double> values, int place) => Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)place);

    /// <summary>Means from the coefficients.</summary>
    void Predict()
    {
        offsets.AsSpan(0, known).CopyTo(linear);
        for (var a = 0; a < columns.Count; a++)
        {
            if (coefficients[a] == 0) continue;
            var column = columns[a];
            var factor = Vector256.Create(coefficients[a]);
            for (var i = 0; i < known; i += Lanes)
                (At(linear, i) + factor * At(column, i)).CopyTo(linear.AsSpan(i));
        }
        for (var i = 0; i < known; i += Lanes) Vector256.Exp(At(linear, i)).CopyTo(means.AsSpan(i));
    }

    /// <summary>The dispersion, and what weight each count has.</summary>
    void Judge(bool robust)
    {
        var (sum, size) = (0.0, 0.0);
        if (robust)
            for (var i = 0; i < known; i++)
            {
                // Anscombe's residual of a Poisson count: nearly normal.
                var (m, y) = (means[i], counts[i]);
                weights[i] = 1;
                if ((y - m) * Math.Abs(y - m) <= ResidualMax * ResidualMax * m * Dispersion) continue;  // Pearson's residual is never less.
                var cube = Math.Cbrt(y / m);
                var residual = 1.5 * Math.Sqrt(m / Dispersion) * (cube * cube - 1);
                if (residual > ResidualMax) weights[i] = ResidualMax * ResidualMax / (residual * residual);
            }
        for (var i = 0; i < known; i++)
        {
            var difference = counts[i] - means[i];
            var part = weights[i] * difference * difference / means[i];
            sum += weights[i] < 1 ? Math.Min(part, PartMax * Dispersion) : part;
            size += weights[i];
        }
        var free = Math.Max(size - effective, 1);
        Dispersion = Math.Max(1, (sum + PriorDispersionCounts * PriorDispersion) / (free + PriorDispersionCounts));
    }

    bool Solve()
    {
        var width = columns.Count;
        for (var i = 0; i < known; i++) scaled[i] = weights[i] * means[i] / Dispersion;
        for (var a = 0; a < width; a++)
        {
            var column = columns[a];
            for (var i = 0; i < known; i += Lanes) (At(scaled, i) * At(column, i)).CopyTo(weighed.AsSpan(i));
            for (var b = 0; b <= a; b++) information[a * width + b] = Product(weighed, columns[b]);
        }
        linear.AsSpan(known).Clear();
        for (var i = 0; i < known; i++) linear[i] = weights[i] * (counts[i] - means[i]) / Dispersion;
        for (var a = 0; a < width; a++)
        {
            solution[a] = Product(linear, columns[a]) - (columns.Groups[a] < 0 ? 0 : coefficients[a] / variances[columns.Groups[a]]);
            if (columns.Groups[a] >= 0) information[a * width + a] += 1 / variances[columns.Groups[a]];
            else
            {
                solution[a] += PriorCases / Dispersion;
                information[a * width + a] += PriorCases / Dispersion;
            }
        }
        return Cholesky.Invert(information, width, covariance);
    }

    double Product(ReadOnlySpan<double> one, ReadOnlySpan<double> other)
    {
        var (even, odd) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var i = 0;
        for (; i + Lanes < known; i += 2 * Lanes)
        {
            even += At(one, i) * At(other, i);
            odd += At(one, i + Lanes) * At(other, i + Lanes);
        }
        if (i < known) even += At(one, i) * At(other, i);
        return Vector256.Sum(even + odd);
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
        effective = 1;
        for (var group = 0; group < variances.Length; group++)
        {
            var (squares, determined) = (0.0, 0.0);
            for (var a = 0; a < width; a++)
            {
                if (columns.Groups[a] != group) continue;
                squares += coefficients[a] * coefficients[a];
                determined += Math.Clamp(1 - covariance[a * width + a] / variances[group], 0, 1);
            }
            effective += determined;
            variances[group] = Math.Max(VarianceMin, (squares + PriorVarianceCoefficients * PriorVariance) / (determined + PriorVarianceCoefficients));
        }
        Predict();
        return largest;
    }
}
