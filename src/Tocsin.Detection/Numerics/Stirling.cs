namespace Tocsin.Detection.Numerics;

/// <summary>What Stirling's formula leaves out of the logarithm of the gamma function. Densities written with it and
/// with deviances keep their relative precision where differences of large logarithms would lose it.</summary>
/// <remarks>C. Loader, "Fast and accurate computation of binomial probabilities" (2000).</remarks>
static class Stirling
{
    const double LogRootTwoPi = 0.91893853320467274178;
    const double SeriesFrom = 16;

    /// <summary>ln Γ(z) - [(z - 1/2) ln z - z + ln √(2π)], for z above 0.</summary>
    public static double Remainder(double z)
    {
        if (z >= SeriesFrom)
        {
            var s = 1 / (z * z);
            return (1 / 12.0 - s * (1 / 360.0 - s * (1 / 1260.0 - s * (1 / 1680.0 - s * (1 / 1188.0 - s * (691 / 360360.0)))))) / z;
        }
        var (product, shifted) = (1.0, z);
        while (shifted < SeriesFrom) product *= shifted++;
        return Remainder(shifted) + (shifted - 0.5) * Math.Log(shifted) - shifted - Math.Log(product) - ((z - 0.5) * Math.Log(z) - z);
    }

    /// <summary>ln Γ(z), for z above 0.</summary>
    public static double LogGamma(double z) => Remainder(z) + (z - 0.5) * Math.Log(z) - z + LogRootTwoPi;

    /// <summary>m^y e^-m / Γ(y + 1): the Poisson probability of y at mean m, for real y from 0 on.</summary>
    public static double PoissonDensity(double y, double m)
    {
        if (m == 0) return y == 0 ? 1 : 0;
        if (y == 0) return Math.Exp(-m);
        return Math.Exp(-Remainder(y) - y * Excess((m - y) / y, m / y) - LogRootTwoPi - 0.5 * Math.Log(y));
    }

    /// <summary>x^a y^b / B(a, b), where y is 1 - x and both are given, so that the smaller one is exact.</summary>
    public static double BetaDensity(double a, double b, double x, double y)
    {
        var sum = a + b;
        var shift = y < x ? b / sum - y : x - a / sum;
        var exponent = a * LogOnePlus(shift * sum / a, x * sum / a) + b * LogOnePlus(-shift * sum / b, y * sum / b);
        return Math.Exp(exponent + Remainder(sum) - Remainder(a) - Remainder(b) - LogRootTwoPi + 0.5 * Math.Log(a / sum * b));
    }

    /// <summary>t - ln(1 + t), where <paramref name="whole"/> is 1 + t.</summary>
    static double Excess(double t, double whole) => t - LogOnePlus(t, whole);

    /// <summary>The logarithm of <paramref name="whole"/>, which is 1 + <paramref name="t"/>.</summary>
    public static double LogOnePlus(double t, double whole)
    {
        if (Math.Abs(t) > 0.1) return Math.Log(whole);
        // ln(1 + t) = 2 artanh(t / (2 + t)), by its series.
        var s = t / (2 + t);
        var (square, power, sum) = (s * s, s, s);
        for (var k = 3; k < 23; k += 2) sum += (power *= square) / k;
        return 2 * sum;
    }
}
