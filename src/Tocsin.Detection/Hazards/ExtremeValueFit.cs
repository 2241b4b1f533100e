using Tocsin.Detection.Numerics;

namespace Tocsin.Detection.Hazards;

/// <summary>Fits extreme value distributions to the highest values of years.</summary>
/// <remarks>J. R. M. Hosking, J. R. Wallis and E. F. Wood, "Estimation of the generalized extreme-value distribution by the method of
/// probability-weighted moments", Technometrics 27 (1985) 251-261; S. Coles (2001), chapter 3.</remarks>
public static class ExtremeValueFit
{
    /// <summary>Fewer years say too little.</summary>
    public const int YearsMin = 5;

    const double EulerMascheroni = 0.57721566490153286061, Precision = 1e-13;
    const int StepsMax = 200;

    /// <summary>Gumbel's distribution by L-moments: quick, and steady where values are few.</summary>
    /// <param name="values">At least five, not all the same.</param>
    public static ExtremeValueDistribution GumbelByLMoments(ReadOnlySpan<double> values)
    {
        var moments = LMoments.Of(Checked(values));
        var scale = moments.Scale / Math.Log(2);
        return new(moments.Mean - EulerMascheroni * scale, scale, 0);
    }

    /// <summary>The generalised distribution by L-moments.</summary>
    /// <param name="values">At least five, not all the same.</param>
    public static ExtremeValueDistribution ByLMoments(ReadOnlySpan<double> values)
    {
        var moments = LMoments.Of(Checked(values));
        var c = 2 / (3 + moments.Skewness) - Math.Log(2) / Math.Log(3);
        var k = 7.8590 * c + 2.9554 * c * c;
        if (Math.Abs(k) < 1e-6) return GumbelByLMoments(values);
        var gamma = Math.Exp(Stirling.LogGamma(1 + k));
        var scale = moments.Scale * k / ((1 - Math.Pow(2, -k)) * gamma);
        return new(moments.Mean - scale * (1 - gamma) / k, scale, -k);
    }

    /// <summary>Gumbel's distribution by maximum likelihood.</summary>
    /// <param name="values">At least five, not all the same.</param>
    public static ExtremeValueDistribution Gumbel(ReadOnlySpan<double> values)
    {
        var scale = GumbelByLMoments(values).Scale;
        var (mean, least) = (Mean(values), Least(values));
        for (var step = 0; step < StepsMax; step++)
        {
            var (weights, first, second) = (0.0, 0.0, 0.0);
            foreach (var value in values)
            {
                var weight = Math.Exp((least - value) / scale);
                weights += weight;
                first += weight * (value - least);
                second += weight * (value - least) * (value - least);
            }
            // The scale is the mean less a mean with weights e^(-x / scale).
            var (centre, spread) = (first / weights, second / weights - first / weights * (first / weights));
            var next = scale - (scale - (mean - least) + centre) / (1 + spread / (scale * scale));
            var done = Math.Abs(next - scale) <= Precision * scale;
            scale = next > 0 ? next : scale / 2;
            if (done) break;
        }
        var sum = 0.0;
        foreach (var value in values) sum += Math.Exp((least - value) / scale);
        return new(least - scale * Math.Log(sum / values.Length), scale, 0);
    }

    /// <summary>The generalised distribution by maximum likelihood, with a shape above -1; nothing where the search does not settle.</summary>
    /// <param name="values">At least five, not all the same.</param>
    public static ExtremeValueDistribution? MaximumLikelihood(ReadOnlySpan<double> values) =>
        ExtremeValueLikelihood.Climb(Checked(values), Gumbel(values));

    static ReadOnlySpan<double> Checked(ReadOnlySpan<double> values)
    {
        if (values.Length < YearsMin) throw new ArgumentException($"{values.Length} years are too few: at least {YearsMin} are needed", nameof(values));
        foreach (var value in values)
            if (!double.IsFinite(value)) throw new ArgumentException($"{value} is no level", nameof(values));
        if (values.IndexOfAnyExcept(values[0]) < 0) throw new ArgumentException("all years have the same level", nameof(values));
        return values;
    }

    static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum / values.Length;
    }

    static double Least(ReadOnlySpan<double> values)
    {
        var least = double.PositiveInfinity;
        foreach (var value in values) least = Math.Min(least, value);
        return least;
    }
}
