using Tocsin.Detection.Series;
using Xunit;

namespace Tocsin.Tests.Detection.Series;

public sealed class ReportingDelaysTests
{
    static readonly SeriesCalendar Weeks = SeriesCalendar.Undated(52);

    /// <summary>The triangle of Taylor and Ashe (1983), and the factors of Mack (1993), table 2.</summary>
    [Fact]
    public void The_chain_ladder_gives_the_factors_of_its_paper()
    {
        double[][] triangle =
        [
            [357848, 1124788, 1735330, 2218270, 2745596, 3319994, 3466336, 3606286, 3833515, 3901463],
            [352118, 1236139, 2170033, 3353322, 3799067, 4120063, 4647867, 4914039, 5339085],
            [290507, 1292306, 2218525, 3235179, 3985995, 4132918, 4628910, 4909315],
            [310608, 1418858, 2195047, 3757447, 4029929, 4381982, 4588268],
            [443160, 1136350, 2128333, 2897821, 3402672, 3873311],
            [396132, 1333217, 2180715, 2985752, 3691712],
            [440832, 1288463, 2419861, 3483130],
            [359480, 1421128, 2864498],
            [376686, 1363294],
            [344014],
        ];
        double[] factors = [3.491, 1.747, 1.457, 1.174, 1.104, 1.086, 1.054, 1.077, 1.018];
        var shares = ReportingDelays.Estimate(triangle, periodsMin: 1).Shares;
        Assert.Equal(factors.Length, shares.Count);
        for (var age = 0; age < factors.Length; age++) Assert.Equal(factors[age], (age + 1 < shares.Count ? shares[age + 1] : 1) / shares[age], 0.0006);
        // By itself it does not believe in factors of fewer than eight periods.
        Assert.Equal(2, ReportingDelays.Estimate(triangle).Shares.Count);
    }

    [Fact]
    public void Shares_that_are_known_are_found_again_and_it_says_how_surely()
    {
        double[] reported = [0.4, 0.7, 0.9];
        var (draws, errors, expected) = (new CountDraws(9), 0.0, 0.0);
        for (var trial = 0; trial < 60; trial++)
        {
            var found = ReportingDelays.Estimate(Triangle(draws, reported, weeks: 30, mean: 12));
            for (var age = 0; age < reported.Length; age++) Assert.InRange(found.Shares[age] / reported[age], 0.75, 1.3);
            errors += Math.Pow(Math.Log(found.Shares[0] / reported[0]), 2);
            expected += found.LogVariances[0];
        }
        Assert.InRange(errors / expected, 0.25, 1.6);
    }

    [Fact]
    public void What_is_not_known_is_taken_as_complete()
    {
        var draws = new CountDraws(2);
        Assert.Same(ReportedShares.Complete, ReportingDelays.Estimate([]));
        Assert.Same(ReportedShares.Complete, ReportingDelays.Estimate(Triangle(draws, [0.5], weeks: 8, mean: 20)));
        Assert.NotEmpty(ReportingDelays.Estimate(Triangle(draws, [0.5], weeks: 9, mean: 20)).Shares);
        Assert.Same(ReportedShares.Complete, ReportingDelays.Estimate(Triangle(draws, [0.5], weeks: 20, mean: 0.2)));
        Assert.Same(ReportedShares.Complete, ReportingDelays.Estimate(Triangle(draws, [], weeks: 40, mean: 20)));
        // Counts that shrink, as when doubles are taken out, are not judged as if there were more to come, nor less.
        Assert.Same(ReportedShares.Complete, ReportingDelays.Estimate([.. Triangle(draws, [], weeks: 40, mean: 20).Select(row => (double[])[row[0] + 2, .. row.Skip(1)])]));
    }

    [Fact]
    public void One_period_that_was_corrected_out_of_all_measure_makes_it_unsure()
    {
        var triangle = Triangle(new CountDraws(5), [0.8], weeks: 30, mean: 20);
        var before = ReportingDelays.Estimate(triangle);
        triangle[10] = [5, .. triangle[10].Skip(1).Select(_ => 5_000.0)];
        var after = ReportingDelays.Estimate(triangle);
        Assert.True(after.LogVariances[0] > 100 * before.LogVariances[0], $"{before.LogVariances[0]} and {after.LogVariances[0]}");
    }

    [Fact]
    public void A_triangle_is_made_of_what_was_told_when()
    {
        double[] ends = [7, 14, 21, 28];
        var triangle = ReportingTriangle.Of(ends, [new(0, 8, 3), new(0, 15, 5), new(1, 15, 2), new(1, 21.6, 9), new(2, 23.5, 4), new(3, 29, 6), new(3, 30, 99)], now: 29);
        // The third was a day and a half late, and stands at what it was told as first; what comes after now is not known.
        Assert.Equal([[3, 5, 5, 5], [2, 9, 9], [4, 4], [6]], triangle);
        // What was taken in at once, long after, tells nothing of how it grew.
        Assert.Equal([[double.NaN, double.NaN, double.NaN, 3], [double.NaN, double.NaN, 2], [4, 4], [6]], ReportingTriangle.Of(ends, [new(0, 29, 3), new(1, 29, 2), new(2, 29, 4), new(3, 29, 6)], now: 29));
    }

    /// <summary>Half of the newest week is out: who has seen how weeks grew detects about what one who is told the shares does, and rings as rarely.</summary>
    [Fact]
    public void A_detector_that_estimates_is_nearly_as_good_as_one_that_is_told()
    {
        double[] reported = [0.5, 0.8];
        var (draws, plain, told) = (new CountDraws(31), new TocsinDetector(new() { Alpha = 0.02 }), new TocsinDetector(new() { Alpha = 0.02, Completeness = reported }));
        var (found, foundTold, foundPlain, rang, trials) = (0, 0, 0, 0, 250);
        for (var trial = 0; trial < trials; trial++)
        {
            var triangle = Triangle(draws, reported, weeks: 60, mean: 15);
            double[] counts = [.. Enumerable.Range(0, 60).Select(_ => (double)draws.Count(15, 1)), .. triangle.Select(row => row[^1])];
            var shares = plain.With(ReportingDelays.Estimate(triangle));
            if (shares.JudgeLast(new(Weeks, counts)).Alarm == true) rang++;
            counts[^1] += draws.Count(7, 1);
            if (shares.JudgeLast(new(Weeks, counts)).Alarm == true) found++;
            if (told.JudgeLast(new(Weeks, counts)).Alarm == true) foundTold++;
            if (plain.JudgeLast(new(Weeks, counts)).Alarm == true) foundPlain++;
        }
        Assert.True(rang <= 0.02 * trials + 4 * Math.Sqrt(0.02 * trials), $"{rang} of {trials} rang by chance");
        Assert.True(found > 0.85 * foundTold && found > 4 * foundPlain + 20, $"{found} found, {foundTold} where the shares are told, {foundPlain} where nobody knows of them");
    }

    [Fact]
    public void Uncertain_shares_make_a_detector_slower_to_ring()
    {
        var draws = new CountDraws(21);
        double[] counts = [.. Enumerable.Range(0, 200).Select(_ => (double)draws.Count(30, 1.5)), 15, 34];
        double P(double variance) => new TocsinDetector().With(new([0.5], [variance])).JudgeLast(new(Weeks, counts)).PValue;
        Assert.True(P(0) < P(0.05) && P(0.05) < P(0.3));
        Assert.Throws<ArgumentOutOfRangeException>(() => P(-1));
    }

    /// <summary>Weekly counts as they grew.</summary>
    static List<double[]> Triangle(CountDraws draws, double[] reported, int weeks, double mean)
    {
        var triangle = new List<double[]>();
        for (var week = 0; week < weeks; week++)
        {
            var (row, sum, before) = (new double[Math.Min(weeks - week, ReportingDelays.AgesMax)], 0.0, 0.0);
            for (var age = 0; age < row.Length; age++)
            {
                var share = age < reported.Length ? reported[age] : 1;
                row[age] = sum += share > before ? draws.Count(mean * (share - before), 1) : 0;
                before = Math.Max(before, share);
            }
            triangle.Add(row);
        }
        return triangle;
    }
}
