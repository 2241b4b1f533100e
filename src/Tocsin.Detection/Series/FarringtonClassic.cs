namespace Tocsin.Detection.Series;

/// <summary>The parameters of <see cref="FarringtonClassic"/>, with the reference implementation's defaults.</summary>
public sealed record FarringtonClassicOptions
{
    /// <summary>b: how many years to go back, 1 to 100.</summary>
    public int Years { get; init; } = 5;

    /// <summary>w: how many points either side of an anniversary belong to its window, 0 to 182.</summary>
    public int HalfWindow { get; init; } = 3;

    /// <summary>Whether past outbreaks are given less weight.</summary>
    public bool Reweight { get; init; } = true;

    /// <summary>Whether a trend in time is tried. It is kept with three years or more, where it is significant at 5 % and does not predict more than was ever seen.</summary>
    public bool Trend { get; init; } = true;

    /// <summary>alpha: how often a point without an outbreak may be outside the prediction interval, above or below; above 0 and at most 0.5.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>limit54, first: no alarm where the last points have fewer cases together, from 0 on.</summary>
    public double CasesMin { get; init; } = 5;

    /// <summary>limit54, second: how many last points, the one judged included, 1 to 10,000.</summary>
    public int CasesOver { get; init; } = 4;

    /// <summary>powertrans.</summary>
    public PowerTransformation Power { get; init; } = PowerTransformation.TwoThirds;

    /// <summary>Whether the reference implementation's known faults are reproduced.</summary>
    public bool AsReference { get; init; }

    /// <summary>The same model in the terms of the flexible method.</summary>
    internal FarringtonOptions AsFlexible() => new()
    {
        Classic = true, AsReference = AsReference, Years = Years, HalfWindow = HalfWindow, Reweight = Reweight, WeightsThreshold = 1, Trend = Trend,
        Alpha = Alpha / 2, CasesMin = CasesMin, CasesOver = CasesOver, Power = Power,
    };
}

/// <summary>Farrington's method of 1996: a quasi-Poisson regression on the same weeks of past years, and a prediction interval on a power
/// scale. It is <see cref="FarringtonFlexible"/> with one level of the season, past outbreaks weighed down from a
/// residual of 1 on, and an alpha for both sides of the interval.</summary>
/// <remarks>C. P. Farrington, N. J. Andrews, A. D. Beale and M. A. Catchpole, "A statistical algorithm for the early detection of
/// outbreaks of infectious disease", Journal of the Royal Statistical Society A 159 (1996) 547-563.</remarks>
public sealed class FarringtonClassic : ISeriesDetector
{
    readonly FarringtonFlexible flexible;

    /// <summary>A detector with these parameters.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is out of its range.</exception>
    public FarringtonClassic(FarringtonClassicOptions options)
    {
        Parameter.Check(options.Alpha is > 0 and <= 0.5, "alpha is above 0 and at most 0.5", options.Alpha);
        flexible = new(options.AsFlexible());
    }

    /// <inheritdoc/>
    public string Name => "farrington";

    /// <inheritdoc/>
    public int FirstPoint(SeriesCalendar calendar) => flexible.FirstPoint(calendar);

    /// <inheritdoc/>
    public void Judge(SeriesHistory history, int from, Span<SeriesVerdict> verdicts) => flexible.Judge(history, from, verdicts);
}
