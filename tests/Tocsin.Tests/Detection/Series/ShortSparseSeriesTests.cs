using Tocsin.Detection.Series;
using Xunit;

namespace Tocsin.Tests.Detection.Series;

/// <summary>A few small counts leave the mean unknown by a factor: there too a p-value is a probability, and falls as the count rises.</summary>
public sealed class ShortSparseSeriesTests
{
    public static TheoryData<int, double> Worlds => new() { { 6, 0.3 }, { 7, 0.7 }, { 8, 1.5 }, { 10, 0.4 }, { 14, 2 }, { 20, 0.2 } };

    [Theory]
    [MemberData(nameof(Worlds))]
    public void P_falls_as_the_count_rises(int points, double mean)
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var counts = Counts(new Random(seed), points, mean);
            var last = 1.0;
            for (var count = 0; count <= 60; count++)
            {
                counts[^1] = count;
                if (Judge(counts) is not { Alarm: not null } verdict || !(count > verdict.Expected)) continue;
                Assert.True(verdict.PValue <= last + 1e-9, $"{points} points, mean {mean}, seed {seed}, before {counts[^2]}: p({count}) = {verdict.PValue:G6} > p({count - 1}) = {last:G6}");
                last = verdict.PValue;
            }
        }
    }

    /// <summary>Under the detector's own doubt about the mean, so rare a p-value is as rare as it says, or rarer.</summary>
    [Theory]
    [InlineData(0.3, 0.3)]
    [InlineData(0.5, 1)]
    [InlineData(1, 2)]
    [InlineData(3, 0.6)]
    public void P_is_a_probability(double mean, double variance)
    {
        var (evidence, before, judged) = (new OutbreakEvidence(), new Expectation(mean, 1), new Expectation(mean, 1));
        evidence.Expect(before, judged, variance, OutbreakShape.Usual(52));
        var random = new Random(7);
        // What lies beyond the counts' spread is taken for dispersion: then counts are drawn from what the evidence holds to be true.
        var rest = Math.Max(0, variance - 1 / mean);
        var (steps, weights) = ((double[])[-2.856970013872806, -1.355626179974266, 0, 1.355626179974266, 2.856970013872806], (double[])[0.011257411327721, 0.222075922005613, 0.533333333333333, 0.222075922005613, 0.011257411327721]);
        var ps = new List<double>();
        for (var draw = 0; draw < 4_000; draw++)
        {
            var (left, node) = (random.NextDouble(), 0);
            while (node < 4 && (left -= weights[node]) > 0) node++;
            var (factor, dispersion) = (Math.Exp(Math.Sqrt(variance - rest) * steps[node]), 1 + mean * rest);
            ps.Add(evidence.PValue(Draw(random, mean * factor, dispersion), Draw(random, mean * factor, dispersion)));
        }
        foreach (var alpha in (double[])[0.01, 0.05, 0.2])
            Assert.True(ps.Count(p => p <= alpha) <= ps.Count * alpha + 4 * Math.Sqrt(ps.Count * alpha), $"{ps.Count(p => p <= alpha)} of {ps.Count} at most {alpha}");
    }

    /// <summary>A Poisson count, or a negative binomial one as a sum of groups.</summary>
    static double Draw(Random random, double mean, double dispersion)
    {
        var distribution = new Tocsin.Detection.Numerics.CountDistribution(mean, dispersion);
        var (u, count) = (random.NextDouble(), 0);
        while (distribution.AtLeast(count + 1) > u) count++;
        return count;
    }

    static SeriesVerdict Judge(double[] counts) => new TocsinDetector().JudgeLast(new SeriesHistory(SeriesCalendar.Undated(52), counts));

    static double[] Counts(Random random, int points, double mean)
    {
        var counts = new double[points];
        for (var i = 0; i < points; i++)
            for (var left = random.NextDouble(); left > Math.Exp(-mean); left *= random.NextDouble()) counts[i]++;
        return counts;
    }
}
