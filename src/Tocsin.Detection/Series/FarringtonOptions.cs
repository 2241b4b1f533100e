namespace Tocsin.Detection.Series;

/// <summary>How the bound is made from the model.</summary>
public enum ThresholdMethod
{
    /// <summary>A prediction interval on a power scale, by the delta method (Farrington et al. 1996).</summary>
    Delta,

    /// <summary>A quantile of the negative binomial distribution with the predicted mean.</summary>
    NbPlugin,

    /// <summary>The same with the upper confidence limit of the mean in the mean's place.</summary>
    Muan,
}

/// <summary>The power scale of <see cref="ThresholdMethod.Delta"/>.</summary>
public enum PowerTransformation
{
    /// <summary>2/3: it takes the skewness out of Poisson counts.</summary>
    TwoThirds,

    /// <summary>1/2: it makes the variance of Poisson counts constant.</summary>
    Half,

    /// <summary>No transformation.</summary>
    None,
}

/// <summary>The parameters of <see cref="FarringtonFlexible"/>, with the reference implementation's defaults.</summary>
public sealed record FarringtonOptions
{
    /// <summary>The settings that Noufaily et al. (2013) recommend: ten periods a year, half a year left out, the trend always kept.</summary>
    public static FarringtonOptions Noufaily { get; } = new()
    {
        Periods = 10, RecentExcluded = 26, TrendPValueBelow = 1, Alpha = 0.005, Method = ThresholdMethod.NbPlugin,
    };

    /// <summary>b: how many years to go back, 1 to 100.</summary>
    public int Years { get; init; } = 5;

    /// <summary>w: how many points either side of an anniversary belong to its window, 0 to 182.</summary>
    public int HalfWindow { get; init; } = 3;

    /// <summary>noPeriods: levels of the season, 1 to 100: the windows, and the rest of the year in so many less one. With 1 the rest is left out.</summary>
    public int Periods { get; init; } = 1;

    /// <summary>pastWeeksNotIncluded: how many points before the one judged are left out, 0 to 10,000; by default as many as <see cref="HalfWindow"/>.</summary>
    public int? RecentExcluded { get; init; }

    /// <summary>Whether past outbreaks are given less weight.</summary>
    public bool Reweight { get; init; } = true;

    /// <summary>weightsThreshold: the standardised Anscombe residual above which they are, from 0 on.</summary>
    public double WeightsThreshold { get; init; } = 2.58;

    /// <summary>Whether a trend in time is tried.</summary>
    public bool Trend { get; init; } = true;

    /// <summary>pThresholdTrend: the p-value below which a trend is kept, 0 to 1.</summary>
    public double TrendPValueBelow { get; init; } = 0.05;

    /// <summary>alpha: how often a point without an outbreak may be above the bound, above 0 and at most 0.5.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>limit54, first: no alarm where the last points have fewer cases together, from 0 on.</summary>
    public double CasesMin { get; init; } = 5;

    /// <summary>limit54, second: how many last points, the one judged included, 1 to 10,000.</summary>
    public int CasesOver { get; init; } = 4;

    /// <summary>thresholdMethod.</summary>
    public ThresholdMethod Method { get; init; } = ThresholdMethod.Delta;

    /// <summary>powertrans, for <see cref="ThresholdMethod.Delta"/>.</summary>
    public PowerTransformation Power { get; init; } = PowerTransformation.TwoThirds;

    /// <summary>populationOffset: whether rates are modelled, and not counts.</summary>
    public bool PopulationOffset { get; init; }

    /// <summary>Whether the reference implementation's known faults are reproduced.</summary>
    public bool AsReference { get; init; }

    /// <summary>Whether the reference is the classic method, where the two differ.</summary>
    internal bool Classic { get; init; }

    internal int Recent => RecentExcluded ?? HalfWindow;

    internal double Exponent => Power switch { PowerTransformation.TwoThirds => 2.0 / 3, PowerTransformation.Half => 0.5, _ => 1 };

    internal FarringtonOptions Checked()
    {
        Parameter.Check(Years is >= 1 and <= 100, "b (years) is from 1 to 100", Years);
        Parameter.Check(HalfWindow is >= 0 and <= 182, "w (half window) is from 0 to 182", HalfWindow);
        Parameter.Check(Periods is >= 1 and <= 100, "noPeriods is from 1 to 100", Periods);
        Parameter.Check(Recent is >= 0 and <= 10_000, "pastWeeksNotIncluded is from 0 to 10000", Recent);
        Parameter.Check(WeightsThreshold >= 0, "weightsThreshold is 0 or more", WeightsThreshold);
        Parameter.Check(TrendPValueBelow is >= 0 and <= 1, "pThresholdTrend is from 0 to 1", TrendPValueBelow);
        Parameter.Check(Alpha is > 0 and <= 0.5, "alpha is above 0 and at most 0.5", Alpha);
        Parameter.Check(CasesMin >= 0, "limit54's cases are 0 or more", CasesMin);
        Parameter.Check(CasesOver is >= 1 and <= 10_000, "limit54's points are from 1 to 10000", CasesOver);
        return this;
    }
}
