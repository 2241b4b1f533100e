using Tocsin.Detection.Numerics;
using Xunit;

namespace Tocsin.Tests.Detection.Series;

public sealed class DistributionTests
{
    [Fact]
    public void Quantiles_of_counts_are_those_of_R()
    {
        var rows = Oracle.Table(Path.Combine(Oracle.Folder(), "out", "quantiles_nb_pois.csv"));
        Assert.Equal(140, rows.Count);
        foreach (var row in rows)
            Assert.Equal(Oracle.Number(row["upper"]), new CountDistribution(Oracle.Number(row["mu"]), Oracle.Number(row["phi"])).Quantile(1 - Oracle.Number(row["alpha"])));
    }

    // R 4.2.2: qnorm, pnorm(lower.tail = FALSE), 2 * pt(-t, df), pnbinom and ppois(y - 1, lower.tail = FALSE).
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.975, 1.95996398454005)]
    [InlineData(0.995, 2.5758293035489)]
    [InlineData(1e-10, -6.36134090240406)]
    [InlineData(1e-300, -37.0470962993612)]
    public void Quantiles_of_the_normal_distribution(double p, double x) => Assert.Equal(x, Normal.Quantile(p), 1e-12);

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.158655253931457)]
    [InlineData(-2, 0.977249868051821)]
    [InlineData(2.999999, 0.00134990246348516)]
    [InlineData(3, 0.00134989803163009)]
    [InlineData(-3, 0.99865010196837)]
    [InlineData(6, 9.86587645037698e-10)]
    [InlineData(30, 4.90671392714819e-198)]
    public void Tails_of_the_normal_distribution(double x, double p) => Near(p, Normal.Above(x));

    [Theory]
    [InlineData(2, 10, 0.0733880347707404)]
    [InlineData(-2, 10, 0.0733880347707404)]
    [InlineData(0.1, 3, 0.926652348800806)]
    [InlineData(12, 200, 2.42213600524659e-25)]
    public void Students_t_on_both_sides(double t, double degrees, double p) => Near(p, StudentT.TwoSided(t, degrees));

    [Theory]
    [InlineData(7, 3, 30, 6.72558776633817e-04)]
    [InlineData(12, 1, 40, 1.55871131023646e-10)]
    [InlineData(1000, 10, 1300, 2.70606075514319e-03)]
    [InlineData(0.01, 2, 1, 6.90750456296410e-03)]
    public void Tails_of_counts(double mean, double dispersion, double count, double p) => Near(p, new CountDistribution(mean, dispersion).AtLeast(count));

    [Fact]
    public void Probabilities_of_counts_add_up_to_their_densities()
    {
        foreach (var (mean, dispersion) in new[] { (0.3, 1.0), (7, 1.0), (7, 1.000001), (4, 3.0), (250, 40.0), (1e6, 9.0) })
        {
            var counts = new CountDistribution(mean, dispersion);
            foreach (var count in new[] { 1.0, 5, 20, Math.Floor(mean), Math.Floor(mean + 5 * Math.Sqrt(mean * dispersion)) })
            {
                Assert.Equal(1, counts.AtLeast(count) + counts.AtMost(count - 1), 1e-12);
                Assert.InRange(counts.AtMost(count), counts.AtMost(count - 1), 1);
            }
        }
    }

    [Theory]
    [InlineData(1.0000001e10, 3)]
    [InlineData(9.999999e9, 3)]
    [InlineData(1e15, 1)]
    public void Vast_means_are_judged_too(double mean, double dispersion)
    {
        var counts = new CountDistribution(mean, dispersion);
        var upper = counts.Quantile(0.995);
        Assert.InRange((upper - mean) / Math.Sqrt(mean * dispersion), 2.575, 2.577);
        Assert.InRange(counts.AtLeast(upper), 0.00499, 0.00501);
    }

    [Fact]
    public void No_number_has_no_probability()
    {
        Assert.True(double.IsNaN(Normal.Above(double.NaN)));
        Assert.True(double.IsNaN(StudentT.TwoSided(double.NaN, 5)));
    }

    [Theory]
    [InlineData(0, 2, 5)]
    [InlineData(3, 1, 0)]
    public void The_ends_of_counts(double mean, double dispersion, double count)
    {
        var counts = new CountDistribution(mean, dispersion);
        Assert.Equal(count == 0 ? 1 : 0, counts.AtLeast(count));
        Assert.Equal(0, counts.AtMost(-1));
        Assert.Equal(0, counts.Quantile(0));
    }

    [Theory]
    [InlineData(double.NaN, 1)]
    [InlineData(-1, 1)]
    [InlineData(1, 0.99)]
    [InlineData(1, double.PositiveInfinity)]
    public void A_distribution_that_cannot_be_is_a_bug(double mean, double dispersion) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CountDistribution(mean, dispersion));

    static void Near(double expected, double actual) => Assert.InRange(actual / expected, 1 - 1e-11, 1 + 1e-11);
}
