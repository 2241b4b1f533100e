namespace Tocsin.Detection.Series;

/// <summary>Which shares of a series' last counts have been reported by now, the newest first. Those beyond are complete.</summary>
/// <param name="Shares">Each above 0 and at most 1.</param>
/// <param name="LogVariances">How uncertain each is: the variance of its logarithm, 0 or more.</param>
public sealed record ReportedShares(IReadOnlyList<double> Shares, IReadOnlyList<double> LogVariances)
{
    /// <summary>All counts are complete, or nothing is known of how they grow.</summary>
    public static ReportedShares Complete { get; } = new([], []);

    /// <summary>The options with these shares in them.</summary>
    public TocsinOptions In(TocsinOptions options) => options with { Completeness = Shares, CompletenessVariances = LogVariances };
}
