namespace Tocsin.Detection.Numerics;

/// <summary>The digamma function, the derivative of ln Γ, and its own derivative.</summary>
static class Digamma
{
    const double SeriesFrom = 10, SummedMax = 64;

    /// <summary>ψ(x), for x above 0.</summary>
    public static double At(double x)
    {
        var shift = 0.0;
        for (; x < SeriesFrom; x++) shift -= 1 / x;
        var s = 1 / (x * x);
        return shift + Math.Log(x) - 0.5 / x - s * (1 / 12.0 - s * (1 / 120.0 - s * (1 / 252.0 - s * (1 / 240.0 - s * (1 / 132.0 - s * (691 / 32760.0))))));
    }

    /// <summary>ψ(x + n) - ψ(x) for a whole number n from 0 on.</summary>
    public static double Difference(double x, double n)
    {
        if (n > SummedMax) return At(x + n) - At(x);
        var sum = 0.0;
        for (var i = 0; i < n; i++) sum += 1 / (x + i);
        return sum;
    }

    /// <summary>ψ'(x), for x above 0.</summary>
    public static double SlopeAt(double x)
    {
        var shift = 0.0;
        for (; x < SeriesFrom; x++) shift += 1 / (x * x);
        var s = 1 / (x * x);
        return shift + 1 / x + s / 2 + s / x * (1 / 6.0 - s * (1 / 30.0 - s * (1 / 42.0 - s * (1 / 30.0 - s * (5 / 66.0)))));
    }
}
