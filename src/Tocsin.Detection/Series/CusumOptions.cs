namespace Tocsin.Detection.Series;

/// <summary>How <see cref="Cusum"/> standardises a count x whose expected count is m.</summary>
public enum CusumTransformation
{
    /// <summary>(x - m) / √m.</summary>
    Standard,

    /// <summary>(x - 3m + 2√(xm)) / (2√m): Rossi's, closer to normal for small m.</summary>
    Rossi,

    /// <summary>Anscombe's residual, 3/2 (x^(2/3) - m^(2/3)) / m^(1/6).</summary>
    Anscombe,

    /// <summary>The same with the expectation of x^(2/3) to the second order (Pierce and Schafer).</summary>
    Anscombe2nd,

    /// <summary>(x - m) / √(m + αm²).</summary>
    PearsonNegBin,

    /// <summary>x as it is.</summary>
    None,
}

/// <summary>The parameters of <see cref="Cusum"/>, with the reference implementation's defaults.</summary>
public sealed record CusumOptions
{
    /// <summary>k: what a point may exceed its expectation by without adding to the sum, 0 to 1,000.</summary>
    public double ReferenceValue { get; init; } = 1.04;

    /// <summary>h: the sum at which there is an alarm, above 0 and at most 1,000,000.</summary>
    public double DecisionInterval { get; init; } = 2.26;

    /// <summary>trans.</summary>
    public CusumTransformation Transformation { get; init; }

    /// <summary>m: where the expected counts come from. A season has one harmonic in the reference.</summary>
    public BaselineModel Baseline { get; init; } = BaselineModel.Mean;

    /// <summary>alpha: the negative binomial's overdispersion, its variance being m + alpha m²; from 0 to 1,000. For <see cref="CusumTransformation.PearsonNegBin"/>.</summary>
    public double Overdispersion { get; init; }

    /// <summary>Whether the reference implementation's known faults are reproduced.</summary>
    public bool AsReference { get; init; }

    internal CusumOptions Checked()
    {
        Parameter.Check(ReferenceValue is >= 0 and <= 1_000, "k is from 0 to 1000", ReferenceValue);
        Parameter.Check(DecisionInterval is > 0 and <= 1_000_000, "h is above 0 and at most 1000000", DecisionInterval);
        Parameter.Check(Overdispersion is >= 0 and <= 1_000, "alpha is from 0 to 1000", Overdispersion);
        return this;
    }
}
