using Tocsin.Detection.Numerics;
using Tocsin.Detection.Series;

namespace Tocsin.Bench.Benchmark42;

/// <summary>Who judges the weeks of a series: a number for each judged week, the larger the more it speaks for an outbreak.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Rank">The numbers for counts; only weeks that are asked for need one.</param>
sealed record Contestant(string Name, Func<SimulatedSeries, double[], bool[]?, double[]> Rank)
{
    static readonly SeriesCalendar Weekly = SeriesCalendar.Undated(52);

    public const string Tocsin = "tocsin";

    public static IReadOnlyList<Contestant> Detectors { get; } =
    [
        Of(Tocsin, new TocsinDetector(), verdict => verdict.Score),
        Of("farrington flexible", new FarringtonFlexible(FarringtonOptions.Noufaily with { CasesMin = 0 }), ByPValue),
        Of("farrington flexible, trend at 5 %", new FarringtonFlexible(FarringtonOptions.Noufaily with { CasesMin = 0, TrendPValueBelow = 0.05 }), ByPValue),
        Of("farrington classic", new FarringtonClassic(new() { CasesMin = 0 }), ByPValue),
        Of("rki, 2 years", new Rki(Rki.Usual), ByScore),
        Of("rki, this year and last", new Rki(new() { Years = 1, HalfWindow = 6, CurrentYear = true }), ByScore),
        Of("rki, 6 weeks", new Rki(new() { HalfWindow = 6, CurrentYear = true }), ByScore),
        Of("bayes, 2 years", new Bayes(new() { Years = 2, HalfWindow = 4 }), ByPValue),
        Of("bayes, this year and last", new Bayes(new() { Years = 1, HalfWindow = 6, CurrentYear = true }), ByPValue),
        Of("bayes, 6 weeks", new Bayes(), ByPValue),
        Of("ears c1, 28 weeks", new Ears(EarsMethod.C1, baseline: 28), ByScore),
        Of("ears c1", new Ears(EarsMethod.C1), ByScore),
        Of("ears c2", new Ears(EarsMethod.C2), ByScore),
        Of("ears c3", new Ears(EarsMethod.C3), ByScore),
        Chart("cusum, rossi, season", new Cusum(new() { Transformation = CusumTransformation.Rossi, Baseline = BaselineModel.Seasonal() })),
        Chart("glr, negative binomial", new Glr(new() { Overdispersion = null, Window = 26, Upper = UpperValue.Value })),
        Chart("outbreakp", new OutbreakP(upper: UpperValue.Value)),
    ];

    /// <summary>Those who know the true mean and dispersion.</summary>
    public static IReadOnlyList<Contestant> Clairvoyants { get; } =
    [
        new("clairvoyant, single weeks", (series, counts, asked) => Each(series, asked, week => -Math.Log(new CountDistribution(series.Mean[week], series.Dispersion[week]).AtLeast(counts[week])))),
        new("clairvoyant, sums of two weeks", (series, counts, asked) => Each(series, asked, week =>
        {
            var mean = series.Mean[week] + series.Mean[week - 1];
            var dispersion = (series.Mean[week] * series.Dispersion[week] + series.Mean[week - 1] * series.Dispersion[week - 1]) / mean;
            return -Math.Log(new CountDistribution(mean, dispersion).AtLeast(counts[week] + counts[week - 1]));
        })),
        new("clairvoyant, tocsin's evidence", (series, counts, asked) =>
        {
            var evidence = new OutbreakEvidence();
            return Each(series, asked, week =>
            {
                evidence.Expect(new(series.Mean[week - 1], series.Dispersion[week - 1]), new(series.Mean[week], series.Dispersion[week]), 0, OutbreakShape.Usual(52));
                return -Math.Log(evidence.PValue(counts[week - 1], counts[week]));
            });
        }),
    ];

    /// <summary>What has been reported of the newest count when it is judged, and of the one before.</summary>
    static readonly double[] Reported = [0.5, 0.8];

    /// <summary>Those who see each week with the newest reports still out.</summary>
    public static IReadOnlyList<Contestant> WithLateReports { get; } =
    [
        Late("tocsin, told of the share", new TocsinDetector(new() { Completeness = Reported }), verdict => verdict.Score),
        Late("tocsin, not told", new TocsinDetector(), verdict => verdict.Score),
        Late("farrington flexible", new FarringtonFlexible(FarringtonOptions.Noufaily with { CasesMin = 0 }), ByPValue),
        Late("bayes, 2 years", new Bayes(new() { Years = 2, HalfWindow = 4 }), ByPValue),
        Late("ears c1, 28 weeks", new Ears(EarsMethod.C1, baseline: 28), ByScore),
    ];

    static double ByPValue(SeriesVerdict verdict) => -Math.Log(verdict.PValue);

    static double ByScore(SeriesVerdict verdict) => verdict.Score;

    static Contestant Of(string name, ISeriesDetector detector, Func<SeriesVerdict, double> rank) => new(name, (series, counts, asked) =>
    {
        var history = new SeriesHistory(Weekly, counts);
        var verdict = new SeriesVerdict[1];
        return Each(series, asked, week =>
        {
            detector.Judge(history, week, verdict);
            return rank(verdict[0]);
        });
    });

    static Contestant Late(string name, ISeriesDetector detector, Func<SeriesVerdict, double> rank) => new(name, (series, counts, asked) => Each(series, asked, week =>
    {
        var (seen, draws) = (counts[..(week + 1)], new Draws(week));
        for (var age = 0; age < Reported.Length; age++) seen[week - age] = draws.Binomial((int)seen[week - age], Reported[age]);
        return rank(detector.JudgeLast(new SeriesHistory(Weekly, seen)));
    }));

    /// <summary>One that adds up over time judges all weeks in one go.</summary>
    static Contestant Chart(string name, ISeriesDetector detector) => new(name, (series, counts, _) =>
    {
        var verdicts = new SeriesVerdict[SimulatedSeries.Judged];
        detector.Judge(new SeriesHistory(Weekly, counts), series.From, verdicts);
        return [.. verdicts.Select(verdict => double.IsNaN(verdict.Score) ? double.NegativeInfinity : verdict.Score)];
    });

    static double[] Each(SimulatedSeries series, bool[]? asked, Func<int, double> rank)
    {
        var ranks = new double[SimulatedSeries.Judged];
        for (var i = 0; i < ranks.Length; i++)
        {
            var number = asked is null || asked[series.From + i] ? rank(series.From + i) : double.NaN;
            ranks[i] = double.IsNaN(number) ? double.NegativeInfinity : number;
        }
        return ranks;
    }
}
