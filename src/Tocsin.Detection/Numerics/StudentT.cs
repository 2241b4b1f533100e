namespace Tocsin.Detection.Numerics;

/// <summary>Student's t distribution.</summary>
public static class StudentT
{
    /// <summary>The probability of a value at least as far from 0, on either side.</summary>
    /// <param name="t">The value.</param>
    /// <param name="degrees">Degrees of freedom, above 0.</param>
    public static double TwoSided(double t, double degrees)
    {
        var square = t * t;
        if (double.IsNaN(square)) return square;
        if (double.IsInfinity(square)) return 0;
        var sum = degrees + square;
        return IncompleteBeta.At(degrees / 2, 0.5, degrees / sum, square / sum);
    }
}
