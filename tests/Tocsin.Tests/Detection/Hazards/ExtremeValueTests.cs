using Tocsin.Detection.Hazards;
using Xunit;

namespace Tocsin.Tests.Detection.Hazards;

/// <summary>Annual maxima of four gauges, fitted by the R package evd.</summary>
public sealed class ExtremeValueTests
{
    static readonly string Folder = Path.Combine(Oracle.Folder(), "hazard");

    public static TheoryData<string> Gauges() => ["portpirie", "oxford", "sask", "venice1"];

    [Theory]
    [MemberData(nameof(Gauges))]
    public void Gumbel_by_L_moments_is_the_closed_form(string gauge) => Check(gauge, "Gumbel L-moments", ExtremeValueFit.GumbelByLMoments(Maxima(gauge)), 1e-9);

    [Theory]
    [MemberData(nameof(Gauges))]
    public void Gumbel_by_maximum_likelihood(string gauge)
    {
        var (values, fit) = (Maxima(gauge), ExtremeValueFit.Gumbel(Maxima(gauge)));
        Check(gauge, "Gumbel MLE", fit, 2e-5);
        CheckTop(gauge, "Gumbel MLE", values, fit);
    }

    [Theory]
    [MemberData(nameof(Gauges))]
    public void The_generalised_distribution_by_maximum_likelihood(string gauge)
    {
        var values = Maxima(gauge);
        var fit = ExtremeValueFit.MaximumLikelihood(values)!.Value;
        Check(gauge, "GEV MLE", fit, 1e-3);
        CheckTop(gauge, "GEV MLE", values, fit);
    }

    /// <summary>The package's own search stops a little below the top of the likelihood; ours must not.</summary>
    static void CheckTop(string gauge, string name, double[] values, ExtremeValueDistribution fit)
    {
        var theirs = -Oracle.Number(Fit(gauge, name)["nllh"]);
        var ours = fit.LogLikelihood(values);
        Assert.InRange(ours, theirs - 1e-9 * Math.Abs(theirs), theirs + 1e-6 * Math.Abs(theirs));
        foreach (var (location, scale) in new[] { (1e-4, 0.0), (-1e-4, 0), (0, 1e-4), (0, -1e-4) })
            Assert.True(ours > (fit with { Location = fit.Location + location * fit.Scale, Scale = fit.Scale * (1 + scale) }).LogLikelihood(values));
    }

    [Fact]
    public void The_generalised_distribution_by_L_moments_finds_the_distribution_again()
    {
        foreach (var told in new[] { new ExtremeValueDistribution(10, 3, 0.2), new(100, 20, -0.3), new(0, 1, 0.01) })
        {
            double[] values = [.. Enumerable.Range(1, 4000).Select(i => told.ReturnLevel(1 / (1 - (i - 0.5) / 4000)))];
            foreach (var fit in new[] { ExtremeValueFit.ByLMoments(values), ExtremeValueFit.MaximumLikelihood(values)!.Value })
            {
                Assert.Equal(told.Location, fit.Location, 0.02 * told.Scale);
                Assert.Equal(told.Scale, fit.Scale, 0.02 * told.Scale);
                Assert.Equal(told.Shape, fit.Shape, 0.01);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(-0.3)]
    public void A_level_returns_after_its_period(double shape)
    {
        var fit = new ExtremeValueDistribution(5, 2, shape);
        foreach (var years in new[] { 1.5, 10, 100, 1e6, 1e9 }) Assert.Equal(1, fit.ReturnPeriod(fit.ReturnLevel(years)) / years, 1e-6);
    }

    [Fact]
    public void A_tail_with_an_end_has_levels_that_never_come() =>
        Assert.Equal((double.PositiveInfinity, 1), (new ExtremeValueDistribution(5, 2, -0.5).ReturnPeriod(9.1), new ExtremeValueDistribution(5, 2, 0.5).ReturnPeriod(0.9)));

    [Fact]
    public void Values_that_cannot_be_fitted_are_refused()
    {
        Assert.Contains("at least 5", Assert.Throws<ArgumentException>(() => ExtremeValueFit.GumbelByLMoments([1, 2, 3, 4])).Message, StringComparison.Ordinal);
        Assert.Contains("same level", Assert.Throws<ArgumentException>(() => ExtremeValueFit.MaximumLikelihood([2, 2, 2, 2, 2])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ExtremeValueFit.ByLMoments([1, 2, 3, 4, double.NaN]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExtremeValueDistribution(1, 1, 0).ReturnLevel(1));
    }

    [ForeignFact]
    public void The_fixtures_are_the_oracle()
    {
        foreach (var file in new[] { "annual_maxima.csv", "extremes_fits.csv" })
            Assert.Equal(File.ReadAllText(Foreign.Path("oracle/hazard/" + file)), File.ReadAllText(Path.Combine(Folder, file)));
    }

    static void Check(string gauge, string name, ExtremeValueDistribution fit, double relative)
    {
        var row = Fit(gauge, name);
        Near(row["loc"], fit.Location, relative, fit.Scale);
        Near(row["scale"], fit.Scale, relative, 0);
        Near(row["shape"], fit.Shape, relative, relative);
        foreach (var years in new[] { 2, 5, 10, 20, 50, 100 }) Near(row[$"rl{years}"], fit.ReturnLevel(years), relative, 0);

        void Near(string expected, double actual, double share, double unit) =>
            Assert.True(Math.Abs(Oracle.Number(expected) - actual) <= share * Math.Max(Math.Abs(Oracle.Number(expected)), unit), $"{gauge}, {name}: {actual:R}, the reference has {expected}");
    }

    static Dictionary<string, string> Fit(string gauge, string name) => Oracle.Table(Path.Combine(Folder, "extremes_fits.csv")).Single(row => row["series"] == gauge && row["fit"] == name);

    static double[] Maxima(string gauge) => [.. Oracle.Table(Path.Combine(Folder, "annual_maxima.csv")).Where(row => row["series"] == gauge).Select(row => Oracle.Number(row["value"]))];
}
