namespace Tocsin.Detection.Hazards;

/// <summary>The generalised extreme value distribution, as of the highest water of each year.</summary>
/// <remarks>S. Coles, "An Introduction to Statistical Modeling of Extreme Values" (2001), chapter 3.</remarks>
/// <param name="Location">In the values' unit.</param>
/// <param name="Scale">In the values' unit, above 0.</param>
/// <param name="Shape">0 is Gumbel's distribution; above 0 the tail is heavy, below 0 it has an end.</param>
public readonly record struct ExtremeValueDistribution(double Location, double Scale, double Shape)
{
    const double ShapeMin = 1e-9;

    /// <summary>The level that a year exceeds with probability 1/years.</summary>
    /// <param name="years">Above 1.</param>
    public double ReturnLevel(double years)
    {
        if (!(years > 1 && double.IsFinite(years))) throw new ArgumentOutOfRangeException(nameof(years), years, "a return period is above one year");
        // -ln(1 - 1/years), exact for long periods too.
        var y = Math.Abs(Shape) < ShapeMin ? -Math.Log(-LogOfOneLess(1 / years)) : (Math.Pow(-LogOfOneLess(1 / years), -Shape) - 1) / Shape;
        return Location + Scale * y;
    }

    /// <summary>How many years pass on average between years that exceed a level; infinite where none can.</summary>
    /// <param name="level">In the values' unit.</param>
    public double ReturnPeriod(double level)
    {
        var rate = ExceedanceRate(level);
        // 1 - e^-rate, exact for small rates too.
        return 1 / (rate < 1e-5 ? rate * (1 - rate / 2) : 1 - Math.Exp(-rate));
    }

    /// <summary>-ln of the probability that a year stays at or below a level.</summary>
    double ExceedanceRate(double level)
    {
        var y = (level - Location) / Scale;
        if (Math.Abs(Shape) < ShapeMin) return Math.Exp(-y);
        var t = 1 + Shape * y;
        if (t <= 0) return Shape < 0 ? 0 : double.PositiveInfinity;
        return Math.Pow(t, -1 / Shape);
    }

    /// <summary>The logarithm of the likelihood of some values; minus infinity where one is impossible.</summary>
    public double LogLikelihood(ReadOnlySpan<double> values)
    {
        var sum = -values.Length * Math.Log(Scale);
        foreach (var value in values)
        {
            var y = (value - Location) / Scale;
            if (Math.Abs(Shape) < ShapeMin)
            {
                sum -= y + Math.Exp(-y);
                continue;
            }
            var t = 1 + Shape * y;
            if (t <= 0) return double.NegativeInfinity;
            sum -= (1 + 1 / Shape) * Math.Log(t) + Math.Pow(t, -1 / Shape);
        }
        return sum;
    }

    static double LogOfOneLess(double p) => p < 1e-5 ? -p * (1 + p / 2 + p * p / 3) : Math.Log(1 - p);
}
