using Tocsin.Detection.Hazards;
using Xunit;

namespace Tocsin.Tests.Detection.Hazards;

public sealed class DroughtIndexTests
{
    // The project climate_indices' own fixture: 1895-2017; one of its tables is calibrated on 1981-2010.
    static readonly Range Normal = ((1981 - 1895) * 12)..((2011 - 1895) * 12);

    [ForeignFact]
    public void The_indices_are_those_of_climate_indices()
    {
        var rows = Oracle.Table(Foreign.Path("oracle/hazard/spi_climate_indices_fixture.csv"));
        double[] Column(string name) => [.. rows.Select(row => Oracle.Number(row[name]))];
        var rain = Column("precips_mm_monthly");
        double[] balance = [.. rain.Zip(Column("pet_thornthwaite")).Select(month => month.First - month.Second)];
        Check(Column("spi_01_gamma"), DroughtIndex.Spi(rain, 1), 1e-8);
        Check(Column("spi_06_gamma"), DroughtIndex.Spi(rain, 6), 1e-8);
        Check(Column("spi_06_pearson3"), DroughtIndex.Spi(rain, 6, DroughtDistribution.PearsonThree, Normal), 1e-8);
        // These two tables have five and three decimals.
        Check(Column("spei_06_gamma"), DroughtIndex.Spei(balance, 6), 1e-5);
        Check(Column("spei_06_pearson3"), DroughtIndex.Spei(balance, 6, DroughtDistribution.PearsonThree), 1e-3);
    }

    static void Check(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(double.IsNaN(expected[i]) ? double.IsNaN(actual[i]) : Math.Abs(expected[i] - actual[i]) <= tolerance, $"month {i}: {actual[i]:R}, the reference has {expected[i]}");
    }

    [Theory]
    [InlineData(DroughtDistribution.Gamma)]
    [InlineData(DroughtDistribution.PearsonThree)]
    public void Rain_that_is_exponential_gives_its_own_deviates(DroughtDistribution distribution)
    {
        // Every calendar month has the quantiles of an exponential distribution, a gamma of shape 1, in an order of its own.
        const int Years = 400;
        double[] rain = [.. Enumerable.Range(0, 12 * Years).Select(month => -50 * Math.Log(1 - Share(month)))];
        var index = DroughtIndex.Spi(rain, 1, distribution);
        for (var month = 0; month < rain.Length; month++)
            if (Share(month) is > 0.02 and < 0.98) Assert.Equal(Tocsin.Detection.Numerics.Normal.Quantile(Share(month)), index[month], 0.05);

        static double Share(int month) => ((month / 12 * 7919 + month) % Years + 0.5) / Years;
    }

    [Fact]
    public void Months_without_rain_share_one_index_and_what_is_missing_has_none()
    {
        double[] rain = [.. Enumerable.Range(0, 240).Select(month => month % 12 < 6 && month / 12 % 2 == 0 ? 0.0 : 10 + month * 37 % 91)];
        rain[100] = double.NaN;
        var index = DroughtIndex.Spi(rain, 1);
        Assert.True(double.IsNaN(index[100]));
        // Half of the Januaries are dry: none is dry for January.
        Assert.Equal(0, index[0], 1e-9);
        var summed = DroughtIndex.Spi(rain, 3);
        Assert.Equal([0, 1, 100, 101, 102], Enumerable.Range(0, 240).Where(month => double.IsNaN(summed[month])));
    }

    [Fact]
    public void Far_out_the_index_ends()
    {
        double[] rain = [.. Enumerable.Range(0, 240).Select(month => 50.0 + month * 37 % 17)];
        (rain[120], rain[121]) = (5000, 0.001);
        var index = DroughtIndex.Spi(rain, 1, DroughtDistribution.Gamma, 0..108);
        Assert.Equal((DroughtIndex.Limit, -DroughtIndex.Limit), (index[120], index[121]));
    }

    [Fact]
    public void What_cannot_be_is_a_bug()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => DroughtIndex.Spi([1, -1], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => DroughtIndex.Spi([1, 1], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => DroughtIndex.Spi([1, 1], 73));
        Assert.Throws<ArgumentOutOfRangeException>(() => DroughtIndex.Spei([1, -1000], 1));
        Assert.All(DroughtIndex.Spi(new double[36], 1), month => Assert.True(double.IsNaN(month)));
        Assert.Empty(DroughtIndex.Spei([], 1));
    }
}
