using System.Globalization;
using System.Runtime.CompilerServices;
using Tocsin.Detection.Hazards;
using Xunit;

namespace Tocsin.Tests.Detection;

public sealed class HazardTests
{
    static string Fixture([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "Fixtures", "oracle", "gardner_knopoff_windows.csv");

    [Fact]
    public void Aftershock_windows_are_those_of_Gardner_and_Knopoff() => CheckWindows(Fixture());

    [ForeignFact]
    public void The_fixture_is_the_oracle() =>
        Assert.Equal(File.ReadAllText(Foreign.Path("oracle/hazard/gardner_knopoff_windows.csv")), File.ReadAllText(Fixture()));

    static void CheckWindows(string path)
    {
        var rows = File.ReadLines(path).Skip(1).Select(line => line.Split(',').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray()).ToList();
        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            var window = AftershockWindow.Of(row[0]);
            Assert.InRange(window.RadiusKm / row[1], 1 - 1e-9, 1 + 1e-9);
            Assert.InRange(window.Days / row[2], 1 - 1e-9, 1 + 1e-9);
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(55)]
    public void A_magnitude_that_cannot_be_is_a_bug(double magnitude) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AftershockWindow.Of(magnitude));

    // OpenQuake's verification table AWW_IPE_RHYPO_MEAN.csv, computed by the paper's authors' Matlab code.
    [Theory]
    [InlineData(5, 1, 8.1928149)]
    [InlineData(5, 10, 5.9736099)]
    [InlineData(5, 50, 3.7394023)]
    [InlineData(5, 300, 1.3680280)]
    [InlineData(6, 20, 6.4046804)]
    [InlineData(6, 100, 4.2486195)]
    [InlineData(7, 1, 8.2924672)]
    [InlineData(7, 50, 6.5368604)]
    [InlineData(7, 300, 4.2223319)]
    public void Intensity_is_that_of_Allen_Wald_and_Worden(double magnitude, double km, double mmi) =>
        Assert.Equal(mmi, IntensityPrediction.At(magnitude, km), 1e-6);

    [Theory]
    [InlineData(6.4, 10.64, 6)]
    [InlineData(7.8, 17.9, 7)]
    [InlineData(5.0, -0.3, 4)]
    public void At_the_radius_the_intensity_is_met(double magnitude, double depthKm, double intensity)
    {
        var radius = IntensityPrediction.RadiusKm(magnitude, depthKm, intensity);
        var hypocentral = Math.Sqrt(radius!.Value * radius.Value + Math.Pow(Math.Max(depthKm, 0), 2));
        Assert.Equal(intensity, IntensityPrediction.At(magnitude, hypocentral), 1e-3);
    }

    [Fact]
    public void An_intensity_that_is_not_reached_has_no_radius() => Assert.Null(IntensityPrediction.RadiusKm(4.5, 150, 6));
}
