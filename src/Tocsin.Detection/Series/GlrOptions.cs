namespace Tocsin.Detection.Series;

/// <summary>Which change <see cref="Glr"/> looks for.</summary>
public enum GlrChange
{
    /// <summary>From some point on the mean is e^κ times the expected one.</summary>
    Intercept,

    /// <summary>From some point on every case makes λ cases more a point later: the mean is the expected one and λ times the count before. Poisson alone.</summary>
    Epidemic,
}

/// <summary>The parameters of <see cref="Glr"/>, with the reference implementation's defaults.</summary>
public sealed record GlrOptions
{
    /// <summary>c.ARL: the statistic at which there is an alarm, above 0 and at most 1,000,000.</summary>
    public double Threshold { get; init; } = 5;

    /// <summary>mu0: where the expected counts come from.</summary>
    public BaselineModel Baseline { get; init; } = BaselineModel.Seasonal();

    /// <summary>alpha: the overdispersion, the variance being m + alpha m², from 0 (Poisson) to 1,000; nothing: it is estimated with the baseline.</summary>
    public double? Overdispersion { get; init; } = 0;

    /// <summary>change.</summary>
    public GlrChange Change { get; init; }

    /// <summary>theta: a change of known size (κ, or λ), above 0 and at most 100, for which nothing is maximised but its beginning. Nothing: the likeliest size.</summary>
    public double? KnownChange { get; init; }

    /// <summary>M: the change began at most so many points ago, 0 to 100,000; nothing: any time since the last alarm.</summary>
    public int? Window { get; init; }

    /// <summary>Mtilde: how many points a change must have lasted, 1 to 1,000.</summary>
    public int Shortest { get; init; } = 1;

    /// <summary>ret: what the verdicts' bound is.</summary>
    public UpperValue Upper { get; init; }

    /// <summary>Whether the reference implementation's known faults are reproduced.</summary>
    public bool AsReference { get; init; }

    internal GlrOptions Checked()
    {
        Parameter.Check(Threshold is > 0 and <= 1_000_000, "c.ARL is above 0 and at most 1000000", Threshold);
        Parameter.Check(Overdispersion is null or (>= 0 and <= 1_000), "alpha is from 0 to 1000", Overdispersion ?? 0);
        Parameter.Check(KnownChange is null or (> 0 and <= 100), "theta is above 0 and at most 100", KnownChange ?? 0);
        Parameter.Check(Window is null or (>= 0 and <= 100_000), "M is from 0 to 100000", Window ?? 0);
        Parameter.Check(Shortest is >= 1 and <= 1_000, "Mtilde is from 1 to 1000", Shortest);
        Parameter.Check(Overdispersion is not null || Baseline.IsSeasonal, "alpha is estimated with a seasonal baseline alone", Baseline);
        Parameter.Check(Change == GlrChange.Intercept || Overdispersion == 0, "an epidemic change is for Poisson counts (alpha 0)", Change);
        return this;
    }
}
