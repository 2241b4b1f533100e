namespace Tocsin.Detection.Numerics;

/// <summary>The first three L-moments of a sample, by unbiased probability-weighted moments.</summary>
/// <remarks>J. R. M. Hosking, "L-moments: analysis and estimation of distributions using linear combinations of order statistics",
/// Journal of the Royal Statistical Society B 52 (1990) 105-124.</remarks>
/// <param name="Mean">The first.</param>
/// <param name="Scale">The second.</param>
/// <param name="Skewness">The third over the second; NaN for fewer than three values, or values that do not vary.</param>
readonly record struct LMoments(double Mean, double Scale, double Skewness)
{
    public static LMoments Of(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        var n = sorted.Length;
        var (b0, b1, b2) = (0.0, 0.0, 0.0);
        for (var i = 0; i < n; i++)
        {
            b0 += sorted[i] / n;
            b1 += sorted[i] * i / (n - 1.0) / n;
            b2 += sorted[i] * i * (i - 1.0) / ((n - 1.0) * (n - 2.0)) / n;
        }
        return new(b0, 2 * b1 - b0, (6 * b2 - 6 * b1 + b0) / (2 * b1 - b0));
    }
}
