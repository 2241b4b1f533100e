using Tocsin.Detection.Numerics;

namespace Tocsin.Detection.Hazards;

/// <summary>Which distribution the sums of a month are fitted with.</summary>
public enum DroughtDistribution
{
    /// <summary>Gamma, by Thom's approximation of maximum likelihood.</summary>
    Gamma,

    /// <summary>Pearson III, by L-moments.</summary>
    PearsonThree,
}

/// <summary>Standardised drought indices: how unusual the rain, or the climatic water balance, of the last months is for the time of year, as a
/// standard normal deviate. Below -1 it is dry, below -2 extremely.</summary>
/// <remarks>T. B. McKee, N. J. Doesken and J. Kleist, "The relationship of drought frequency and duration to time scales", 8th Conference on
/// Applied Climatology (1993); S. M. Vicente-Serrano et al., "A multiscalar drought index sensitive to global warming", Journal of
/// Climate 23 (2010) 1696-1718; H. C. S. Thom, "A note on the gamma distribution", Monthly Weather Review 86 (1958) 117-122.</remarks>
public static class DroughtIndex
{
    /// <summary>Further out the tails are a guess.</summary>
    public const double Limit = 3.09;

    /// <summary>Fewer years of a calendar month say too little.</summary>
    public const int YearsMin = 4;

    const int Months = 12;

    /// <summary>What is added to a month's water balance, so that a gamma distribution can be fitted to it.</summary>
    const double BalanceShiftMm = 1000;

    /// <summary>SPI, the standardised precipitation index.</summary>
    /// <param name="precipitationMm">Millimetres of each month; NaN where it is not known.</param>
    /// <param name="months">How many months are summed, 1 to 72.</param>
    /// <param name="distribution">The distribution.</param>
    /// <param name="calibration">The months that the distribution is fitted to; all, unless told otherwise.</param>
    /// <returns>The index of each month, from -3.09 to 3.09; NaN where it cannot be told.</returns>
    public static double[] Spi(ReadOnlySpan<double> precipitationMm, int months, DroughtDistribution distribution = DroughtDistribution.Gamma, Range? calibration = null)
    {
        foreach (var month in precipitationMm)
            if (month < 0 || double.IsInfinity(month)) throw new ArgumentOutOfRangeException(nameof(precipitationMm), month, "a month's precipitation is 0 or more");
        return Standardised(Sums(precipitationMm, months), distribution, calibration ?? Range.All);
    }

    /// <summary>SPEI, the same of precipitation less potential evapotranspiration.</summary>
    /// <param name="balanceMm">Millimetres of each month, above -1,000; NaN where it is not known.</param>
    /// <param name="months">How many months are summed, 1 to 72.</param>
    /// <param name="distribution">The distribution; gamma is fitted to the balance and 1,000 mm a month.</param>
    /// <param name="calibration">The months that the distribution is fitted to; all, unless told otherwise.</param>
    /// <returns>The index of each month, from -3.09 to 3.09; NaN where it cannot be told.</returns>
    public static double[] Spei(ReadOnlySpan<double> balanceMm, int months, DroughtDistribution distribution = DroughtDistribution.Gamma, Range? calibration = null)
    {
        var shifted = new double[balanceMm.Length];
        for (var i = 0; i < shifted.Length; i++)
        {
            if (balanceMm[i] <= -BalanceShiftMm || double.IsInfinity(balanceMm[i])) throw new ArgumentOutOfRangeException(nameof(balanceMm), balanceMm[i], "a month's balance is above -1000");
            shifted[i] = balanceMm[i] + BalanceShiftMm;
        }
        return Standardised(Sums(shifted, months), distribution, calibration ?? Range.All);
    }

    static double[] Sums(ReadOnlySpan<double> values, int months)
    {
        if (months is not (>= 1 and <= 72)) throw new ArgumentOutOfRangeException(nameof(months), months, "1 to 72 months are summed");
        var sums = new double[values.Length];
        for (var i = 0; i < sums.Length; i++)
        {
            if (i < months - 1) sums[i] = double.NaN;
            else foreach (var value in values[(i - months + 1)..(i + 1)]) sums[i] += value;
        }
        return sums;
    }

    static double[] Standardised(double[] sums, DroughtDistribution distribution, Range calibration)
    {
        var (begin, length) = calibration.GetOffsetAndLength(sums.Length);
        var index = new double[sums.Length];
        Array.Fill(index, double.NaN);
        for (var month = 0; month < Math.Min(Months, sums.Length); month++)
        {
            List<double> fitted = [];
            for (var i = month; i < begin + length; i += Months)
                if (i >= begin && !double.IsNaN(sums[i])) fitted.Add(sums[i]);
            if (fitted.Count < YearsMin || Fit(fitted, distribution) is not { } probability) continue;
            for (var i = month; i < sums.Length; i += Months)
                if (!double.IsNaN(sums[i])) index[i] = Math.Clamp(Deviate(probability(sums[i])), -Limit, Limit);
        }
        return index;
    }

    static double Deviate(double probability) => double.IsNaN(probability) ? probability : Normal.Quantile(Math.Clamp(probability, 0, 1));

    /// <summary>The probability of a sum or less; nothing where the sums cannot be fitted.</summary>
    static Func<double, double>? Fit(List<double> sums, DroughtDistribution distribution) => distribution == DroughtDistribution.Gamma ? FitGamma(sums) : FitPearsonThree(sums);

    /// <summary>Zeros have a probability of their own.</summary>
    static Func<double, double>? FitGamma(List<double> sums)
    {
        double[] positive = [.. sums.Where(sum => sum > 0)];
        if (positive.Length < YearsMin || Array.TrueForAll(positive, sum => sum == positive[0])) return null;
        var (mean, zeros) = (positive.Average(), 1 - (double)positive.Length / sums.Count);
        var a = Math.Log(mean) - positive.Average(Math.Log);
        var shape = (1 + Math.Sqrt(1 + 4 * a / 3)) / (4 * a);
        return sum => zeros + (1 - zeros) * IncompleteGamma.Lower(shape, sum * shape / mean);
    }

    static Func<double, double>? FitPearsonThree(List<double> sums)
    {
        var moments = LMoments.Of(sums.ToArray());
        if (!(moments.Scale > 0) || !(Math.Abs(moments.Skewness) < 1)) return null;
        if (Math.Abs(moments.Skewness) < 1e-6) return sum => 1 - Normal.Above((sum - moments.Mean) / (moments.Scale * Math.Sqrt(Math.PI)));
        var shape = PearsonShape(Math.Abs(moments.Skewness));
        var scale = moments.Scale * Math.Sqrt(Math.PI) * Math.Exp(Stirling.LogGamma(shape) - Stirling.LogGamma(shape + 0.5));
        var end = moments.Mean - Math.Sign(moments.Skewness) * shape * scale;
        return moments.Skewness > 0
            ? sum => IncompleteGamma.Lower(shape, Math.Max(0, (sum - end) / scale))
            : sum => IncompleteGamma.Upper(shape, Math.Max(0, (end - sum) / scale));
    }

    /// <summary>Hosking's rational approximations of the shape by the L-skewness.</summary>
    static double PearsonShape(double t)
    {
        if (t < 1.0 / 3)
        {
            var z = 3 * Math.PI * t * t;
            return (1 + 0.2906 * z) / (z + 0.1882 * z * z + 0.0442 * z * z * z);
        }
        var y = 1 - t;
        return y * (0.36067 - y * (0.59567 - y * 0.25361)) / (1 - y * (2.78861 - y * (2.56096 - y * 0.77045)));
    }
}
