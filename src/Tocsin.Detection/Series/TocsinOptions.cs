namespace Tocsin.Detection.Series;

/// <summary>What may be told to <see cref="TocsinDetector"/>. None of it has to be.</summary>
public sealed record TocsinOptions
{
    /// <summary>Points of which the completeness may be told, at most.</summary>
    public const int CompletenessMax = 366;

    /// <summary>How often a point without an outbreak may be an alarm, 1e-6 to 0.5.</summary>
    public double Alpha { get; init; } = 0.01;

    /// <summary>Which share of a history's last counts has been reported by now, the newest first; each above 0 and at most 1. Those not told are complete.</summary>
    public IReadOnlyList<double> Completeness { get; init; } = [];

    /// <summary>How uncertain each of <see cref="Completeness"/> is: the variance of its logarithm, 0 or more; those not told are certain.</summary>
    public IReadOnlyList<double> CompletenessVariances { get; init; } = [];

    internal TocsinOptions Checked()
    {
        Parameter.Check(Alpha is >= 1e-6 and <= 0.5, "alpha is from 1e-6 to 0.5", Alpha);
        Parameter.Check(Completeness.Count <= CompletenessMax, $"the completeness of at most {CompletenessMax} points is told", Completeness.Count);
        foreach (var share in Completeness) Parameter.Check(share is > 0 and <= 1, "a completeness is above 0 and at most 1", share);
        foreach (var variance in CompletenessVariances) Parameter.Check(variance is >= 0 and <= 100, "the variance of a completeness is from 0 to 100", variance);
        return this;
    }

    /// <summary>The share of a point's count that has been reported.</summary>
    internal double CompletenessOf(SeriesHistory history, int at) => history.Length - 1 - at is var age && age < Completeness.Count ? Completeness[age] : 1;

    /// <summary>The variance of the logarithm of that share.</summary>
    internal double VarianceOf(SeriesHistory history, int at) => history.Length - 1 - at is var age && age < CompletenessVariances.Count ? CompletenessVariances[age] : 0;
}
