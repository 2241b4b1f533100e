using Tocsin.Detection.Hazards;
using Xunit;

namespace Tocsin.Tests.Detection.Hazards;

public sealed class SurgeTests
{
    // R 4.2.2: poisson.test(c(recent, before), c(recentTime, beforeTime), alternative = "greater").
    [Theory]
    [InlineData(12, 1, 30, 10, 4, 0.000260334247529082)]
    [InlineData(3, 7, 0, 28, double.PositiveInfinity, 0.008)]
    [InlineData(1, 1, 1, 1, 1, 0.75)]
    [InlineData(500, 1, 4000, 10, 1.25, 2.64828241825373e-06)]
    public void A_surge_is_a_binomial_tail(long recent, double recentTime, long before, double beforeTime, double ratio, double p)
    {
        var surge = RateSurge.Of(recent, recentTime, before, beforeTime);
        Assert.Equal(ratio, surge.Ratio, 1e-12);
        Assert.InRange(surge.PValue / p, 1 - 1e-9, 1 + 1e-9);
    }

    [Fact]
    public void Nothing_lately_is_no_surge()
    {
        Assert.Equal(new RateSurge(0, 1), RateSurge.Of(0, 1, 5, 1));
        Assert.Equal(new RateSurge(double.NaN, 1), RateSurge.Of(0, 1, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RateSurge.Of(-1, 1, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RateSurge.Of(1, 0, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RateSurge.Of(1, 1, 0, double.NaN));
    }

    [Fact]
    public void A_dose_rate_stands_against_the_stations_own_background()
    {
        // Median 100, median absolute deviation 2; rain has once doubled it.
        double[] past = [96, 98, 100, 102, 104, 97, 98, 100, 102, 103, 210];
        var over = DoseRate.Over(past, 130)!.Value;
        Assert.Equal((100, 30, 1.3), (over.Background, over.Net, over.Ratio));
        Assert.Equal(30 / (1.4826 * 2), over.Deviations, 1e-12);
        Assert.Equal(0, DoseRate.Over(past, 100)!.Value.Deviations);
        Assert.Equal(double.PositiveInfinity, DoseRate.Over([.. Enumerable.Repeat(80.0, 10)], 81)!.Value.Deviations);
        Assert.Null(DoseRate.Over([.. Enumerable.Repeat(80.0, 9), double.NaN], 81));
        Assert.Throws<ArgumentOutOfRangeException>(() => DoseRate.Over(past, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => DoseRate.Over([0], 1));
    }
}
