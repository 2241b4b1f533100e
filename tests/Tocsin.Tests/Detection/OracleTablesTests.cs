using System.Globalization;
using Tocsin.Tests.Conventions;
using Xunit;

namespace Tocsin.Tests.Detection;

/// <summary>The oracle's tables of what it holds and what it took.</summary>
public sealed class OracleTablesTests
{
    [Fact]
    public void The_series_are_those_of_the_list()
    {
        var list = Oracle.Table(Path.Combine(Oracle.Folder(), "series.csv"));
        Assert.Equal(8, list.Count);
        foreach (var row in list)
        {
            var units = Oracle.Table(Path.Combine(Oracle.Folder(), "in", row["series"] + ".csv")).GroupBy(each => each["unit"]).ToList();
            Assert.Equal(int.Parse(row["units"], CultureInfo.InvariantCulture), units.Count);
            Assert.All(units, unit => Assert.Equal(Enumerable.Range(1, int.Parse(row["n"], CultureInfo.InvariantCulture)), unit.Select(each => int.Parse(each["t"], CultureInfo.InvariantCulture))));
            Assert.Equal(Oracle.Number(row["total"]), units.Sum(unit => unit.Select(each => Oracle.Number(each["y"])).Where(double.IsFinite).Sum()));
            Assert.Equal(int.Parse(row["outbreak_periods"], CultureInfo.InvariantCulture), units.Sum(unit => unit.Count(each => each["state"] == "1")));
            Assert.Equal("52", row["freq"]);
        }
    }

    /// <summary>The benches compare with the CPU time of the reference that the oracle measured.</summary>
    [ForeignTheory]
    [InlineData("farringtonFlexible nbPlugin", "FarringtonBench", 21_800)]
    [InlineData("farringtonFlexible nbPlugin", "DetectorsBench", 21_800)]
    [InlineData("farrington classic", "DetectorsBench", 10_118.8)]
    [InlineData("earsC C1 salmNewport", "DetectorsBench", 32.6)]
    [InlineData("earsC C2 salmNewport", "DetectorsBench", 34.9)]
    [InlineData("earsC C3 salmNewport", "DetectorsBench", 50.7)]
    [InlineData("cusum rossi glm", "DetectorsBench", 34.5)]
    [InlineData("bayes b=0 w=6", "DetectorsBench", 28.4)]
    [InlineData("glrnb M=26", "DetectorsBench", 224.0)]
    [InlineData("outbreakP value", "DetectorsBench", 2_038.9)]
    [InlineData("stcd SR, 3000", "DetectorsBench", 4_358.7)]
    public void A_bench_s_reference_is_the_one_that_was_measured(string what, string bench, double microseconds)
    {
        var line = File.ReadLines(Foreign.Path("oracle/timing.csv")).Single(each => each.StartsWith($"\"{what}", StringComparison.Ordinal));
        Assert.Equal(1, double.Parse(line.Split(',')[^1], CultureInfo.InvariantCulture) / microseconds, 0.002);
        var source = File.ReadAllText(SourceFiles.Of("bench", ".cs").Single(file => Path.GetFileNameWithoutExtension(file) == bench)).Replace("_", "", StringComparison.Ordinal);
        Assert.Contains(microseconds.ToString(microseconds == Math.Floor(microseconds) && microseconds > 1000 ? "0" : "0.0", CultureInfo.InvariantCulture), source, StringComparison.Ordinal);
    }
}
