using System.Globalization;
using Tocsin.Detection.Series;
using Xunit;

namespace Tocsin.Tests.Detection.Series;

/// <summary>The classic detectors give what the reference implementations give, row by row.</summary>
public sealed class ClassicOracleTests
{
    /// <summary>Sums of logarithms as small as this came of rounding in the reference.</summary>
    const double Noise = 1e-13;

    public static TheoryData<string> Names() => [.. ClassicRun.Names()];

    public static TheoryData<string> FurtherNames() => [.. ClassicRun.FurtherNames()];

    [Fact]
    public void All_runs_of_the_oracle_are_here() => Assert.Equal((89, 63), (ClassicRun.Names().Count(), ClassicRun.FurtherNames().Count()));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_verdicts_are_the_references(string name) => Check(name, ClassicRun.Of(name));

    [Theory]
    [MemberData(nameof(FurtherNames))]
    public void The_verdicts_are_the_references_with_other_parameters_and_calendars(string name) => Check(name, ClassicRun.OfFurther(name));

    [ForeignFact]
    public void The_fixtures_are_the_oracle()
    {
        foreach (var name in ClassicRun.Names())
            Assert.Equal(Oracle.Table(Foreign.Path($"oracle/out/{name}.csv")), Oracle.Table(Path.Combine(Oracle.Folder(), "out", name + ".csv")));
        var told = File.ReadAllLines(Foreign.Path("oracle/runs.csv"));
        Assert.All(File.ReadLines(Path.Combine(Oracle.Folder(), "runs.csv")), line => Assert.Contains(line, told));
        Assert.Equal(told.Count(line => !line.StartsWith("stcd", StringComparison.Ordinal) && !line.StartsWith("knox", StringComparison.Ordinal) && !line.StartsWith("quantiles", StringComparison.Ordinal)),
            File.ReadLines(Path.Combine(Oracle.Folder(), "runs.csv")).Count());
    }

    static void Check(string name, ClassicRun run)
    {
        Assert.NotEmpty(run.Rows);
        // A closed form, or Newton's method on one.
        var relative = run.Detector is Glr or FarringtonClassic ? 1e-6 : 1e-9;
        foreach (var (row, verdict) in run.Judged())
        {
            var place = $"{name} unit {row.GetValueOrDefault("unit", "1")} t {row["t"]} ({verdict.Why})";
            Close(row["upper"], verdict.Upper, relative, $"{place} upper");
            if (row.TryGetValue("mu0", out var mean)) Close(mean, verdict.Expected, 1e-9, $"{place} expected");
            Assert.True(row["alarm"] == verdict.Alarm switch { true => "1", false => "0", null => "" }, $"{place}: alarm is {verdict.Alarm}, the reference has {row["alarm"]}");
        }
    }

    static void Close(string expected, double actual, double relative, string place)
    {
        var number = Oracle.Number(expected);
        var close = double.IsNaN(number) ? double.IsNaN(actual) : number == actual || Math.Abs(number - actual) <= Math.Max(relative * Math.Abs(number), Noise);
        Assert.True(close, string.Create(CultureInfo.InvariantCulture, $"{place}: {actual:R}, the reference has '{expected}'"));
    }
}
