namespace Tocsin.Detection.Numerics;

/// <summary>How much more counts vary than a Poisson's, by maximum likelihood.</summary>
static class NegativeBinomialShape
{
    const double LogShapeMin = -12, LogShapeMax = 16, Precision = 1e-13, RoughPrecision = 0.0001220703125;
    const int RoughStepsMax = 25;

    /// <summary>The overdispersion α of counts with these means, the variance being m + α m²; 0 where they do not vary more.</summary>
    public static double Overdispersion(ReadOnlySpan<double> counts, ReadOnlySpan<double> means)
    {
        var (low, high) = (LogShapeMin, LogShapeMax);
        if (Slope(counts, means, Math.Exp(high)) >= 0) return 0;
        if (Slope(counts, means, Math.Exp(low)) <= 0) return Math.Exp(-low);
        while (high - low > Precision * Math.Max(1, Math.Abs(high)))
        {
            var middle = (low + high) / 2;
            if (middle <= low || middle >= high) break;
            if (Slope(counts, means, Math.Exp(middle)) > 0) low = middle;
            else high = middle;
        }
        return Math.Exp(-(low + high) / 2);
    }

    /// <summary>The same as R's glm.nb has it: Newton's method from the moments' estimate, ended at 2^-13; 0 where it leads nowhere.</summary>
    public static double RoughOverdispersion(ReadOnlySpan<double> counts, ReadOnlySpan<double> means)
    {
        var squares = 0.0;
        for (var i = 0; i < counts.Length; i++) squares += (counts[i] / means[i] - 1) * (counts[i] / means[i] - 1);
        var (shape, change) = (counts.Length / squares, 1.0);
        for (var step = 0; step < RoughStepsMax && Math.Abs(change) > RoughPrecision; step++)
        {
            shape = Math.Abs(shape);
            var curvature = 0.0;
            for (var i = 0; i < counts.Length; i++)
            {
                var sum = means[i] + shape;
                curvature += Digamma.SlopeAt(shape) - Digamma.SlopeAt(shape + counts[i]) - 1 / shape + 2 / sum - (counts[i] + shape) / (sum * sum);
            }
            shape += change = Slope(counts, means, shape) / curvature;
        }
        return shape > 0 && double.IsFinite(shape) ? 1 / shape : 0;
    }

    /// <summary>The derivative of the log-likelihood by the shape, 1/α.</summary>
    static double Slope(ReadOnlySpan<double> counts, ReadOnlySpan<double> means, double shape)
    {
        var sum = 0.0;
        for (var i = 0; i < counts.Length; i++)
            sum += Digamma.Difference(shape, counts[i]) + Stirling.LogOnePlus(-means[i] / (shape + means[i]), shape / (shape + means[i])) + (means[i] - counts[i]) / (means[i] + shape);
        return sum;
    }
}
