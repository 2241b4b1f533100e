namespace Tocsin.Detection.Numerics;

/// <summary>The regularised incomplete gamma function: the smaller of its two sides keeps its relative precision.</summary>
static class IncompleteGamma
{
    const int StepsMax = 1_000_000;
    const double Precision = 1e-16, Tiny = 1e-300;

    /// <summary>P(a, x), for a above 0 and x from 0 on.</summary>
    public static double Lower(double a, double x) => x == 0 ? 0 : x < a + 1 ? Series(a, x) : 1 - Fraction(a, x);

    /// <summary>Q(a, x) = 1 - P(a, x).</summary>
    public static double Upper(double a, double x) => x == 0 ? 1 : x < a + 1 ? 1 - Series(a, x) : Fraction(a, x);

    static double Series(double a, double x)
    {
        var (term, sum) = (1.0, 1.0);
        for (var n = 1; n < StepsMax; n++)
        {
            sum += term *= x / (a + n);
            if (term < sum * Precision) break;
        }
        return sum * Stirling.PoissonDensity(a, x);
    }

    /// <summary>Legendre's continued fraction, by Lentz's method.</summary>
    static double Fraction(double a, double x)
    {
        if (double.IsInfinity(x)) return 0;
        var b = x + 1 - a;
        var (c, d) = (1 / Tiny, 1 / b);
        var value = d;
        for (var n = 1; n < StepsMax; n++)
        {
            var numerator = -n * (n - a);
            b += 2;
            d = 1 / NotZero(numerator * d + b);
            c = NotZero(b + numerator / c);
            value *= d * c;
            if (Math.Abs(d * c - 1) < Precision * 4) break;
        }
        return value * a * Stirling.PoissonDensity(a, x);
    }

    static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;
}
