namespace Tocsin.Detection.Series;

/// <summary>Estimates which share of a count has been reported after how many periods, from how earlier counts grew: the chain ladder of
/// insurers (Mack 1993), with the binomial variance of counts of which each case is reported in its own time.</summary>
/// <remarks>From one age to the next all counts together grew by a factor; the share reported is one over the product of the factors still to come. Where shares differ
/// from period to period by more than chance, Pearson's dispersion says by how much, and both the estimate and the count to be judged are that much less certain.</remarks>
public static class ReportingDelays
{
    /// <summary>Periods that must have been seen at an age and at the next one before a factor is believed.</summary>
    public const int PeriodsMin = 8;

    /// <summary>Cases that those periods must have had together.</summary>
    public const int CasesMin = 10;

    /// <summary>Ages at which a count is looked at, and the newest periods that are: at most.</summary>
    public const int AgesMax = 13, PeriodsMax = 60;

    const double CompleteFrom = 0.995, ShareMin = 0.01, LogVarianceMax = 4;

    /// <summary>The shares by age; <see cref="ReportedShares.Complete"/> where too few periods were seen to grow, or none did.</summary>
    /// <param name="triangle">For each period, the oldest first, its count as it stood when it was new, a period later, and so on: NaN where that is not known. The newest
    /// <see cref="PeriodsMax"/> periods and the first <see cref="AgesMax"/> ages are used.</param>
    public static ReportedShares Estimate(IReadOnlyList<IReadOnlyList<double>> triangle) => Estimate(triangle, PeriodsMin);

    internal static ReportedShares Estimate(IReadOnlyList<IReadOnlyList<double>> triangle, int periodsMin)
    {
        var rows = triangle.Skip(triangle.Count - PeriodsMax).ToList();
        var steps = new List<Step>();
        for (var age = 0; age + 1 < AgesMax && Step.Of(rows, age, periodsMin) is { } step; age++) steps.Add(step);
        var (shares, variances) = (new double[steps.Count], new double[steps.Count]);
        var (share, variance) = (1.0, 0.0);
        for (var age = steps.Count - 1; age >= 0; age--)
        {
            (share, variance) = (share * steps[age].Share, variance + steps[age].LogVariance);
            (shares[age], variances[age]) = (Math.Clamp(share, ShareMin, 1), Math.Min(variance, LogVarianceMax));
        }
        var last = Array.FindLastIndex(shares, each => each < CompleteFrom);
        return last < 0 ? ReportedShares.Complete : new(shares[..(last + 1)], variances[..(last + 1)]);
    }

    /// <summary>From one age to the next.</summary>
    /// <param name="Share">The share of the later count that the earlier one had; above 1 where counts shrink.</param>
    /// <param name="LogVariance">Of the logarithm of that share, as it will be in the period to be judged.</param>
    readonly record struct Step(double Share, double LogVariance)
    {
        public static Step? Of(List<IReadOnlyList<double>> rows, int age, int periodsMin)
        {
            var pairs = rows.Where(row => row.Count > age + 1 && !double.IsNaN(row[age]) && !double.IsNaN(row[age + 1])).Select(row => (Earlier: row[age], Later: row[age + 1])).ToList();
            var (earlier, later) = (pairs.Sum(pair => pair.Earlier), pairs.Sum(pair => pair.Later));
            if (pairs.Count < periodsMin || earlier <= 0 || later < CasesMin) return null;
            var share = earlier / later;
            if (share >= 1) return new(share, 0);
            var odds = (1 - share) / share;
            var pearson = pairs.Where(pair => pair.Later > 0).Sum(pair => Square(pair.Earlier - share * pair.Later) / (pair.Later * share * (1 - share)));
            var dispersion = pairs.Count > 1 ? Math.Max(1, pearson / (pairs.Count - 1)) : 1;
            // The estimate's own, and what a single period's share varies beyond chance.
            return new(share, dispersion * odds / later + (dispersion - 1) * odds * pairs.Count / later);
        }

        static double Square(double x) => x * x;
    }
}
