using Tocsin.Detection.Numerics;
using Tocsin.Detection.Series;
using Xunit;

namespace Tocsin.Tests.Detection.Series;

/// <summary>The detectors give what the reference implementations give, row by row.</summary>
public sealed class SeriesOracleTests
{
    /// <summary>The tables have 12 digits; what is smaller than this came of rounding in the reference.</summary>
    const double Noise = 1e-9;

    public static TheoryData<string> Ears() => [.. ReferenceRun.Names("ears")];

    public static TheoryData<string> Farrington() => [.. ReferenceRun.Names("ff_")];

    public static TheoryData<string> Dated() => [.. ReferenceRun.DatedNames()];

    [Theory]
    [MemberData(nameof(Ears))]
    public void Ears_is_the_reference(string name)
    {
        var run = ReferenceRun.Of(name);
        Assert.NotEmpty(run.Rows);
        Span<SeriesVerdict> one = new SeriesVerdict[1];
        foreach (var row in run.Rows)
        {
            run.Detector.Judge(run.Series[row["unit"]], int.Parse(row["t"]) - 1, one);
            var place = $"{name} unit {row["unit"]} t {row["t"]} ({one[0].Why})";
            Close(row["upper"], one[0].Upper, 1e-9, place);
            Assert.True(row["alarm"] == Alarm(one[0]), place);
        }
    }

    [Theory]
    [MemberData(nameof(Farrington))]
    public void Farrington_flexible_is_the_reference(string name) => CheckFarrington(ReferenceRun.Of(name), name);

    [Theory]
    [MemberData(nameof(Dated))]
    public void Farrington_flexible_is_the_reference_with_dates_and_populations(string name) => CheckFarrington(ReferenceRun.OfDated(name), name);

    [Theory]
    [InlineData("agona", "salmonella.agona", "1", 5)]
    [InlineData("shadar", "shadar", "1", 3)]
    [InlineData("influenza", "influMen", "1", 5)]
    [InlineData("meningo", "influMen", "2", 5)]
    public void The_standard_error_is_right_unless_the_reference_is_asked_for(string row, string series, string unit, int years)
    {
        var told = Oracle.Table(Path.Combine(Oracle.Folder(), "se_quirk_effect.csv")).Single(each => each["series"] == row);
        var counts = Oracle.Table(Path.Combine(Oracle.Folder(), "in", series + ".csv")).Where(each => each["unit"] == unit).Select(each => Oracle.Number(each["y"])).ToArray();
        var history = new SeriesHistory(SeriesCalendar.Undated(52), counts);
        var original = new FarringtonOptions { Years = years, WeightsThreshold = 1, Alpha = 0.005, CasesMin = 0 };
        var muan = FarringtonOptions.Noufaily with { Years = years, Method = ThresholdMethod.Muan, CasesMin = 0 };
        Close(told["origU_ref"], MeanUpper(history, original with { AsReference = true }), 1e-9, row);
        Close(told["origU_correct"], MeanUpper(history, original), 1e-9, row);
        Close(told["muanU_ref"], MeanUpper(history, muan with { AsReference = true }), 1e-9, row);
        Close(told["muanU_correct"], MeanUpper(history, muan), 1e-9, row);
    }

    [ForeignFact]
    public void The_fixtures_are_the_oracle()
    {
        foreach (var name in ReferenceRun.Names("ears").Concat(ReferenceRun.Names("ff_")))
            Assert.Equal(Oracle.Table(Foreign.Path($"oracle/out/{name}.csv")), Oracle.Table(Path.Combine(Oracle.Folder(), "out", name + ".csv")));
        var all = File.ReadLines(Foreign.Path("oracle/runs.csv")).Where(line => line.StartsWith("ears", StringComparison.Ordinal) || line.StartsWith("ff_", StringComparison.Ordinal));
        Assert.Equal(all, File.ReadLines(Path.Combine(Oracle.Folder(), "runs.csv")).Where(line => line.StartsWith("ears", StringComparison.Ordinal) || line.StartsWith("ff_", StringComparison.Ordinal)));
        foreach (var file in new[] { "se_quirk_effect.csv", "out/quantiles_nb_pois.csv" })
            Assert.Equal(File.ReadAllText(Foreign.Path("oracle/" + file)), File.ReadAllText(Path.Combine(Oracle.Folder(), file)));
    }

    static double MeanUpper(SeriesHistory history, FarringtonOptions options)
    {
        var verdicts = new SeriesVerdict[30];
        new FarringtonFlexible(options).Judge(history, history.Length - verdicts.Length, verdicts);
        return verdicts.Average(verdict => verdict.Upper);
    }

    static void CheckFarrington(ReferenceRun run, string name)
    {
        Assert.NotEmpty(run.Rows);
        var detector = (FarringtonFlexible)run.Detector;
        foreach (var row in run.Rows)
        {
            var unit = row.GetValueOrDefault("unit", "1");
            var judged = detector.Judge(run.Series[unit], int.Parse(row["t"]) - 1);
            var verdict = judged.Verdict;
            var place = $"{name} unit {unit} t {row["t"]} ({verdict.Why})";
            Close(row["upper"], verdict.Upper, 1e-6, $"{place} upper");
            Close(row["expected"], verdict.Expected, 1e-6, $"{place} expected");
            Close(row["score"], verdict.Score, 1e-6, $"{place} score");
            Close(row["pvalue"], verdict.PValue, 1e-6, $"{place} p-value");
            Close(row["phi"], judged.Dispersion, 1e-6, $"{place} dispersion");
            Close(row["trendcoef"], judged.Trend, 1e-6, $"{place} trend");
            // Whether a trend was kept, and the mean that the bound is a quantile of; of a delta bound the reference's is exponentiated twice.
            if (row.TryGetValue("trend", out var trend) && trend.Length > 0) Assert.True(trend is "1" or "TRUE" == !double.IsNaN(judged.Trend), $"{place} trend kept");
            if (row.TryGetValue("mu0", out var mean) && mean.Length > 0 && name.Contains("nbPlugin", StringComparison.Ordinal)) Close(mean, verdict.Expected, 1e-6, $"{place} mu0");
            if (mean is { Length: > 0 } && row["upper"].Length > 0 && name.StartsWith("ff_muan", StringComparison.Ordinal))
                Assert.True(Oracle.Number(row["upper"]) == new CountDistribution(Oracle.Number(mean), Oracle.Number(row["phi"])).Quantile(1 - 0.005), $"{place} mu0");
            Assert.True(row["alarm"] == Alarm(verdict), place);
        }
    }

    static string Alarm(SeriesVerdict verdict) => verdict.Alarm switch { true => "1", false => "0", null => "" };

    static void Close(string expected, double actual, double relative, string place)
    {
        var number = Oracle.Number(expected);
        var close = double.IsNaN(number) ? double.IsNaN(actual) : number == actual || Math.Abs(number - actual) <= Math.Max(relative * Math.Abs(number), Math.Abs(number) < Noise ? Noise : 0);
        Assert.True(close, $"{place}: {actual:R}, the reference has '{expected}'");
    }
}
