namespace Tocsin.Detection.Numerics;

/// <summary>The regularised incomplete beta function.</summary>
static class IncompleteBeta
{
    const int StepsMax = 1_000_000;
    const double Precision = 4e-16, Tiny = 1e-300;

    /// <summary>I_x(a, b), for a and b above 0; y is 1 - x, given apart so that the smaller one is exact. Values below
    /// one half keep their relative precision where x is below the distribution's middle.</summary>
    public static double At(double a, double b, double x, double y)
    {
        if (x <= 0) return 0;
        if (y <= 0) return 1;
        return x < (a + 1) / (a + b + 2) ? Fraction(a, b, x, y) : 1 - Fraction(b, a, y, x);
    }

    /// <summary>The continued fraction 8.17.22 of the NIST Digital Library of Mathematical Functions, by Lentz's method.</summary>
    static double Fraction(double a, double b, double x, double y)
    {
        var front = Stirling.BetaDensity(a, b, x, y) / a;
        if (front == 0) return 0;
        var (c, d) = (1.0, 1 / NotZero(1 - (a + b) * x / (a + 1)));
        var value = d;
        for (var m = 1; m < StepsMax; m++)
        {
            var even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / NotZero(1 + even * d);
            c = NotZero(1 + even / c);
            value *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / NotZero(1 + odd * d);
            c = NotZero(1 + odd / c);
            value *= d * c;
            if (Math.Abs(d * c - 1) < Precision) break;
        }
        return front * value;
    }

    static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;
}
