using System.Globalization;
using Tocsin.Detection.Series;
using Xunit;

namespace Tocsin.Tests.Detection.Series;

/// <summary>What the references score on the 420 simulated series, and ours on the same.</summary>
public sealed class SimulationOracleTests
{
    const int From = 575, Judged = 49;

    static readonly SeriesCalendar Weeks = SeriesCalendar.Undated(52);

    static readonly ISeriesDetector Flexible = new FarringtonFlexible(FarringtonOptions.Noufaily with { CasesMin = 0, AsReference = true });

    public static TheoryData<string> Methods() => ["ears_C1", "ears_C2", "ears_C3", "bayes1_.05", "bayes2_.05", "bayes3_.05", "bayes3_.01", "rki1", "rki2", "rki3", "ff_nbPlugin_.005"];

    static ISeriesDetector Detector(string method) => method switch
    {
        "ears_C1" => new Ears(EarsMethod.C1), "ears_C2" => new Ears(EarsMethod.C2), "ears_C3" => new Ears(EarsMethod.C3),
        "bayes1_.05" => new Bayes(), "bayes2_.05" => new Bayes(new() { Years = 1, HalfWindow = 6, CurrentYear = true }),
        "bayes3_.05" => new Bayes(new() { Years = 2, HalfWindow = 4 }), "bayes3_.01" => new Bayes(new() { Years = 2, HalfWindow = 4 }, 0.01),
        "rki1" => new Rki(new() { HalfWindow = 6, CurrentYear = true }), "rki2" => new Rki(new() { Years = 1, HalfWindow = 6, CurrentYear = true }), "rki3" => new Rki(Rki.Usual),
        _ => Flexible,
    };

    /// <summary>By its own alarms: the share of weeks that ring for nothing, and of outbreaks that are detected. Of the table's EARS over 28 weeks nobody says the least deviation.</summary>
    [ForeignTheory]
    [MemberData(nameof(Methods))]
    public void Alarms_are_as_many_as_the_references(string method)
    {
        var told = Oracle.Table(Foreign.Path("oracle/sim42/results.csv")).Single(row => row["method"] == method);
        var (wrong, found, series) = (0, 0, SimulatedOutbreaks.All(Foreign.Path("oracle/sim42/series.csv")));
        foreach (var (without, with) in series)
        {
            wrong += Judge(Detector(method), without).Count(verdict => verdict.Alarm == true);
            if (Judge(Detector(method), with).Where((verdict, i) => with[From + i] > without[From + i] && verdict.Alarm == true).Any()) found++;
        }
        Assert.Equal(Oracle.Number(told["FPR"]), wrong / (double)(series.Count * Judged), 12);
        Assert.Equal(Oracle.Number(told["POD"]), found / (double)series.Count, 12);
    }

    /// <summary>At the same rates of false alarms: the table ranks weeks by a number that it does not name, ours by the p-value; of 420 outbreaks 5 are found by the one alone, at most.</summary>
    [ForeignTheory]
    [InlineData("ff_nbPlugin_.005")]
    [InlineData("ff_nbPlugin_ptrend05fixedSE_.005")]
    [InlineData("farrington_orig_.005")]
    public void At_the_same_rate_of_false_alarms_as_many_are_detected(string method)
    {
        var told = Oracle.Table(Foreign.Path("oracle/sim42/matched.csv")).Single(row => row["method"] == method);
        ISeriesDetector detector = method switch
        {
            "farrington_orig_.005" => new FarringtonClassic(new() { CasesMin = 0 }),
            "ff_nbPlugin_.005" => new FarringtonFlexible(FarringtonOptions.Noufaily with { CasesMin = 0 }),
            _ => new FarringtonFlexible(FarringtonOptions.Noufaily with { CasesMin = 0, TrendPValueBelow = 0.05 }),
        };
        foreach (var (column, rate) in new[] { ("POD_fpr.01", 0.01), ("POD_fpr.05", 0.05) })
            Assert.Equal(Oracle.Number(told[column]), SimulatedOutbreaks.Detected(Foreign.Path("oracle/sim42/series.csv"), detector, verdict => -Math.Log(verdict.PValue), rate), 5.5 / 420);
    }

    /// <summary>The benchmark's parameters, as far as its series tell them: in each scenario there are as many cases as its mean says.</summary>
    [Fact]
    public void The_series_have_the_means_of_their_scenarios()
    {
        var series = Oracle.Table(Path.Combine(Oracle.Folder(), "sim42", "series.csv")).ToLookup(row => row["scenario"]);
        foreach (var row in Oracle.Table(Path.Combine(Oracle.Folder(), "sim42", "scenarios.csv")))
        {
            double N(string name) => Oracle.Number(row[name]);
            double Mean(int week) => Math.Exp(N("theta") + N("beta") * week + Enumerable.Range(1, (int)N("m")).Sum(j => N("gamma1") * Math.Cos(Math.Tau * j * week / 52) + N("gamma2") * Math.Sin(Math.Tau * j * week / 52)));
            var some = series[row["scenario"]].ToList();
            var expected = some.Count * Enumerable.Range(1, 624).Sum(Mean);
            var counted = some.Sum(each => each["base"].Split(' ').Sum(count => double.Parse(count, CultureInfo.InvariantCulture)));
            var deviation = Math.Sqrt(expected * N("phi"));
            Assert.True(some.Count == 3 && Math.Abs(counted - expected) < 5 * deviation, $"scenario {row["scenario"]}: {counted} cases, {expected} expected");
        }
    }

    static SeriesVerdict[] Judge(ISeriesDetector detector, double[] counts)
    {
        var verdicts = new SeriesVerdict[Judged];
        detector.Judge(new(Weeks, counts), From, verdicts);
        return verdicts;
    }
}
