namespace Tocsin.Detection.Series;

/// <summary>Why a point was not judged, or was judged without a bound.</summary>
public enum NotJudged
{
    /// <summary>It was judged.</summary>
    No,

    /// <summary>The series does not go back far enough.</summary>
    HistoryTooShort,

    /// <summary>The count itself is missing.</summary>
    CountMissing,

    /// <summary>A count that the bound needs is missing.</summary>
    BaselineMissing,

    /// <summary>The baseline does not vary, so that there is no bound.</summary>
    BaselineConstant,

    /// <summary>The year has too few points for so many periods and so wide a window.</summary>
    TooManyPeriods,

    /// <summary>Too few values are left to fit the model to.</summary>
    TooFewValues,

    /// <summary>The model did not converge, as with a baseline of zeros.</summary>
    NoConvergence,

    /// <summary>No alarm can be raised: there were too few cases lately.</summary>
    TooFewCases,

    /// <summary>One of the last counts is missing, so that it is not known whether there were enough.</summary>
    RecentCountMissing,

    /// <summary>The population is not known, but the model needs it.</summary>
    NoPopulation,

    /// <summary>The bound is beyond every number.</summary>
    BoundInfinite,
}

/// <summary>What a detector says of one point. A number that there is none of is NaN.</summary>
/// <param name="Observed">The count.</param>
/// <param name="Expected">The count that the baseline makes likely.</param>
/// <param name="Upper">The bound; a count above it is an alarm.</param>
/// <param name="Score">How far the count goes towards the bound: above 1 it is beyond.</param>
/// <param name="PValue">The probability of such a count, or a larger one, without an outbreak.</param>
/// <param name="Alarm">Whether there is an alarm; nothing where the detector cannot tell.</param>
/// <param name="Why">Why it was not judged.</param>
public readonly record struct SeriesVerdict(double Observed, double Expected, double Upper, double Score, double PValue, bool? Alarm, NotJudged Why)
{
    /// <summary>A verdict that says nothing but why.</summary>
    public static SeriesVerdict None(double observed, NotJudged why) => new(observed, double.NaN, double.NaN, double.NaN, double.NaN, null, why);
}
