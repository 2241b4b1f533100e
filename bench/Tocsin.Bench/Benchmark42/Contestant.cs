using Tocsin.Detection.Numerics;
using Tocsin.Detection.Series;

namespace Tocsin.Bench.Benchmark42;

/// <summary>Who judges the weeks of a series: a number for each judged week, the larger the more it speaks for an outbreak.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Rank">The numbers for counts; only weeks that are asked for need one.</param>
/// <param name="WeeksNeeded">How many weeks it must have before the first one that it judges.</param>
sealed record Contestant(string Name, Func<SimulatedSeries, double[], bool[]?, double[]> Rank, int WeeksNeeded = 0)
{
    static readonly SeriesCalendar Weekly = SeriesCalendar.Undated(52);

    const int TwoYears = 110;

    const string Estimating = "glr, negative binomial";

    public const string Tocsin = "tocsin";

    /// <summary>A detector, how it ranks weeks, and the weeks that it needs. One that adds up over time judges all weeks in one go.</summary>
    sealed record Method(string Name, ISeriesDetector Detector, Func<SeriesVerdict, double> Rank, int WeeksNeeded, bool AddsUp = false);

    static readonly Method[] Methods =
    [
        new(Tocsin, new TocsinDetector(), ByScore, 6),
        new("farrington flexible", new FarringtonFlexible(FarringtonOptions.Noufaily with { CasesMin = 0 }), ByPValue, TwoYears),
        new("farrington flexible, trend at 5 %", new FarringtonFlexible(FarringtonOptions.Noufaily with { CasesMin = 0, TrendPValueBelow = 0.05 }), ByPValue, TwoYears),
        new("farrington classic", new FarringtonClassic(new() { CasesMin = 0 }), ByPValue, TwoYears),
        new("rki, 2 years", new Rki(Rki.Usual), ByScore, TwoYears),
        new("rki, this year and last", new Rki(new() { Years = 1, HalfWindow = 6, CurrentYear = true }), ByScore, TwoYears),
        new("rki, 6 weeks", new Rki(new() { HalfWindow = 6, CurrentYear = true }), ByScore, 6),
        new("bayes, 2 years", new Bayes(new() { Years = 2, HalfWindow = 4 }), ByPValue, TwoYears),
        new("bayes, this year and last", new Bayes(new() { Years = 1, HalfWindow = 6, CurrentYear = true }), ByPValue, TwoYears),
        new("bayes, 6 weeks", new Bayes(), ByPValue, 6),
        new("ears c1, 28 weeks", new Ears(EarsMethod.C1, baseline: 28), ByScore, 28),
        new("ears c1", new Ears(EarsMethod.C1), ByScore, 7),
        new("ears c2", new Ears(EarsMethod.C2), ByScore, 9),
        new("ears c3", new Ears(EarsMethod.C3), ByScore, 11),
        new("cusum, rossi, season", new Cusum(new() { Transformation = CusumTransformation.Rossi, Baseline = BaselineModel.Seasonal() }), ByScore, TwoYears, AddsUp: true),
        new("glr, poisson", new Glr(new() { Upper = UpperValue.Value }), ByScore, TwoYears, AddsUp: true),
        new(Estimating, new Glr(new() { Overdispersion = null, Window = 26, Upper = UpperValue.Value }), ByScore, TwoYears, AddsUp: true),
        new("outbreakp", new OutbreakP(upper: UpperValue.Value), ByScore, 1, AddsUp: true),
    ];

    public static IReadOnlyList<Contestant> Detectors { get; } = [.. Methods.Select(each => each.AddsUp ? Chart(each) : Of(each))];

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
        Late(new("tocsin, told of the shares", new TocsinDetector(new() { Completeness = Reported }), ByScore, 6)),
        new("tocsin, by what it has seen itself", (series, counts, asked) => Each(series, asked, week =>
            new TocsinDetector().With(ReportingDelays.Estimate(Grown(counts, week))).JudgeLast(new SeriesHistory(Weekly, Seen(counts, week))).Score)),
        Late(Methods[0] with { Name = "tocsin, not told" }),
        // Asked anew each week, a GLR that estimates its overdispersion would take hours.
        .. Methods.Skip(1).Where(method => method.Name != Estimating).Select(Late),
        new("clairvoyant, tocsin's evidence", (series, counts, asked) =>
        {
            var evidence = new OutbreakEvidence();
            return Each(series, asked, week =>
            {
                var seen = Seen(counts, week);
                evidence.Expect(Partly(series, week - 1, Reported[1]), Partly(series, week, Reported[0]), 0, OutbreakShape.Usual(52));
                return -Math.Log(evidence.PValue(seen[week - 1], seen[week]));
            });
        }),
    ];

    static Expectation Partly(SimulatedSeries series, int week, double share) => new(series.Mean[week] * share, 1 + (series.Dispersion[week] - 1) * share);

    static double ByPValue(SeriesVerdict verdict) => -Math.Log(verdict.PValue);

    static double ByScore(SeriesVerdict verdict) => verdict.Score;

    static Contestant Of(Method method) => new(method.Name, (series, counts, asked) =>
    {
        var history = new SeriesHistory(Weekly, counts);
        var verdict = new SeriesVerdict[1];
        return Each(series, asked, week =>
        {
            method.Detector.Judge(history, week, verdict);
            return method.Rank(verdict[0]);
        });
    }, method.WeeksNeeded);

    static Contestant Late(Method method) => new(method.Name, (series, counts, asked) => Each(series, asked, week => method.Rank(method.Detector.JudgeLast(new SeriesHistory(Weekly, Seen(counts, week))))));

    /// <summary>The counts as they stand when the week is judged.</summary>
    static double[] Seen(double[] counts, int week)
    {
        var (seen, draws) = (counts[..(week + 1)], new Draws(week));
        for (var age = 0; age < Reported.Length; age++) seen[week - age] = draws.Binomial((int)seen[week - age], Reported[age]);
        return seen;
    }

    /// <summary>How the counts of the year before the week grew, as whoever asked every week has seen.</summary>
    static double[][] Grown(double[] counts, int week) =>
        [.. Enumerable.Range(week - ReportingDelays.PeriodsMax + 1, ReportingDelays.PeriodsMax).Select(each => (double[])[.. Enumerable.Range(each, Math.Min(week - each + 1, ReportingDelays.AgesMax)).Select(then => Seen(counts, then)[each])])];

    static Contestant Chart(Method method) => new(method.Name, (series, counts, _) =>
    {
        var verdicts = new SeriesVerdict[SimulatedSeries.Judged];
        method.Detector.Judge(new SeriesHistory(Weekly, counts), series.From, verdicts);
        return [.. verdicts.Select(verdict => double.IsNaN(verdict.Score) ? double.NegativeInfinity : verdict.Score)];
    }, method.WeeksNeeded);

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
