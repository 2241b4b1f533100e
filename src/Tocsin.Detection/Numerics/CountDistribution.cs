namespace Tocsin.Detection.Numerics;

/// <summary>Counts with a mean and a dispersion: Poisson where the dispersion is 1, else negative binomial with the
/// variance dispersion x mean, so size = mean / (dispersion - 1) and probability = 1 / dispersion.</summary>
public readonly record struct CountDistribution
{
    /// <summary>Above both, a quantile is the Cornish-Fisher expansion's, and a probability the normal distribution's.</summary>
    const double ExpandedMeanMin = 1e10, ExpandedSizeMin = 1e7;

    /// <summary>How far below p a cumulative probability may stay that should be p but for rounding, as in R.</summary>
    const double Fuzz = 64 * 2.220446049250313e-16;

    readonly double size;

    /// <summary>The distribution of a mean and a dispersion.</summary>
    /// <param name="mean">0 or more, finite.</param>
    /// <param name="dispersion">1 or more, finite: variance over mean.</param>
    public CountDistribution(double mean, double dispersion)
    {
        if (!(mean >= 0 && double.IsFinite(mean))) throw new ArgumentOutOfRangeException(nameof(mean), mean, "a mean is 0 or more");
        if (!(dispersion >= 1 && double.IsFinite(dispersion))) throw new ArgumentOutOfRangeException(nameof(dispersion), dispersion, "a dispersion is 1 or more");
        (Mean, Dispersion, size) = (mean, dispersion, mean / (dispersion - 1));
    }

    /// <summary>The mean.</summary>
    public double Mean { get; }

    /// <summary>Variance over mean.</summary>
    public double Dispersion { get; }

    double Deviation => Math.Sqrt(Mean * Dispersion);

    bool IsVast => Mean > ExpandedMeanMin && size > ExpandedSizeMin;

    bool IsPoisson => double.IsInfinity(size) || Dispersion == 1;

    /// <summary>The probability of <paramref name="count"/> or fewer.</summary>
    /// <param name="count">A whole number.</param>
    public double AtMost(double count)
    {
        if (count < 0) return 0;
        if (Mean == 0) return 1;
        if (IsVast) return Normal.Above((Mean - count - 0.5) / Deviation);
        return IsPoisson ? IncompleteGamma.Upper(count + 1, Mean) : IncompleteBeta.At(size, count + 1, 1 / Dispersion, (Dispersion - 1) / Dispersion);
    }

    /// <summary>The probability of <paramref name="count"/> or more; small ones keep their relative precision.</summary>
    /// <param name="count">A whole number.</param>
    public double AtLeast(double count)
    {
        if (count <= 0) return 1;
        if (Mean == 0) return 0;
        if (IsVast) return Normal.Above((count - 0.5 - Mean) / Deviation);
        return IsPoisson ? IncompleteGamma.Lower(count, Mean) : IncompleteBeta.At(count, size, (Dispersion - 1) / Dispersion, 1 / Dispersion);
    }

    /// <summary>The smallest count that is not exceeded with probability <paramref name="p"/>.</summary>
    /// <param name="p">A probability from 0 to below 1.</param>
    public double Quantile(double p)
    {
        if (p is not (>= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(p), p, "a probability is from 0 to below 1");
        if (p == 0 || Mean == 0) return 0;
        var start = Expansion(p);
        if (IsVast) return start;
        p *= 1 - Fuzz;
        // The answer lies above `below` and is at most `found`.
        var (below, found, step) = (start, start, 1.0);
        if (AtMost(start) >= p)
            for (below = start - 1; below >= 0 && AtMost(below) >= p; below = Math.Max(found - step, -1), step *= 2) found = below;
        else
            for (found = start + 1; AtMost(found) < p; found += step *= 2) below = found;
        while (found - below > 1)
        {
            var middle = Math.Floor((found + below) / 2);
            if (middle <= below || middle >= found) break;
            if (AtMost(middle) >= p) found = middle;
            else below = middle;
        }
        return found;
    }

    double Expansion(double p)
    {
        var skewness = (2 * Dispersion - 1) / Deviation;
        var z = Normal.Quantile(p);
        return Math.Max(0, Math.Floor(Mean + Deviation * (z + skewness * (z * z - 1) / 6) + 0.5));
    }
}
