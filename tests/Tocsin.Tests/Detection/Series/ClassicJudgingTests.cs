using Tocsin.Detection.Series;
using Xunit;

namespace Tocsin.Tests.Detection.Series;

/// <summary>What the classic detectors say where they leave the reference, where counts are missing, and at the edges of their parameters.</summary>
public sealed class ClassicJudgingTests
{
    static readonly SeriesCalendar Weeks = SeriesCalendar.Undated(52);

    public static TheoryData<ISeriesDetector> Detectors() =>
    [
        .. Enum.GetValues<CusumTransformation>().Select(each => new Cusum(new() { Transformation = each, Overdispersion = 0.1, ReferenceValue = each == CusumTransformation.None ? 7 : 0.5, DecisionInterval = 3 })),
        new Glr(new()), new Glr(new() { Window = 0 }), new Glr(new() { KnownChange = 0.5 }), new Glr(new() { Change = GlrChange.Epidemic, Threshold = 3 }),
        new Glr(new() { Change = GlrChange.Epidemic, KnownChange = 0.3, Threshold = 3 }), new Glr(new() { Overdispersion = 0.1, Window = 10 }), new Glr(new() { Overdispersion = null, KnownChange = 0.5 }),
        new Bayes(), new Rki(), new OutbreakP(20), new FarringtonClassic(new() { Years = 2, CasesMin = 0 }),
    ];

    /// <summary>310 weeks of a season around 6, two outbreaks, made from a seed.</summary>
    static double[] Counts(int seed = 5)
    {
        var chance = new Random(seed);
        return [.. Enumerable.Range(0, 310).Select(week => Math.Floor(6 + 3 * Math.Cos(week * Math.Tau / 52) + 5 * chance.NextDouble() - 2) + (week is >= 250 and < 256 || week >= 303 ? 8 : 0))];
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void The_bound_is_where_alarms_begin(ISeriesDetector detector)
    {
        var (counts, from) = (Counts(), detector.FirstPoint(Weeks));
        var (verdicts, alarms) = (new SeriesVerdict[counts.Length - from], 0);
        detector.Judge(new(Weeks, counts), from, verdicts);
        // These four need more than the bound, the charts need it.
        var above = detector is Bayes or Rki or FarringtonClassic;
        for (var i = 0; i < verdicts.Length; i++)
        {
            var verdict = verdicts[i];
            Assert.Equal((NotJudged.No, counts[from + i]), (verdict.Why, verdict.Observed));
            if (double.IsNaN(verdict.Upper)) continue;
            if (Math.Abs(verdict.Observed - verdict.Upper) > 1e-9) Assert.True(verdict.Alarm == verdict.Observed > verdict.Upper, $"week {from + i}: {verdict}");
            else Assert.Equal(!above, verdict.Alarm);
            if (verdict.Alarm == true) alarms++;
        }
        Assert.InRange(alarms, 1, verdicts.Length - 1);
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void Nobody_looks_ahead_and_all_say_the_same_twice(ISeriesDetector detector)
    {
        var (counts, from) = (Counts(), detector.FirstPoint(Weeks));
        var (whole, cut, again) = (new SeriesVerdict[310 - from], new SeriesVerdict[280 - from], new SeriesVerdict[310 - from]);
        detector.Judge(new(Weeks, counts), from, whole);
        detector.Judge(new(Weeks, counts[..280]), from, cut);
        detector.Judge(new(Weeks, counts), from, again);
        Assert.Equal(whole[..cut.Length], cut);
        Assert.Equal(whole, again);
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void A_missing_count_is_not_judged_and_the_others_are(ISeriesDetector detector)
    {
        var (counts, from) = (Counts(), detector.FirstPoint(Weeks));
        counts[260] = double.NaN;
        var verdicts = new SeriesVerdict[310 - from];
        detector.Judge(new(Weeks, counts), from, verdicts);
        Assert.Equal((NotJudged.CountMissing, null), (verdicts[260 - from].Why, verdicts[260 - from].Alarm));
        Assert.Equal(NotJudged.No, verdicts[290 - from].Why);
    }

    [Fact]
    public void What_the_baseline_lacks_is_told()
    {
        double[] zeros = [.. new double[200], 3, 1], gone = [.. Enumerable.Repeat(double.NaN, 200), 3, 1], counts = Counts();
        Assert.Equal(NotJudged.BaselineConstant, Last(new Cusum(new()), zeros, 104));
        Assert.Equal(NotJudged.BaselineConstant, Last(new Glr(new()), zeros, 104));
        Assert.Equal(NotJudged.HistoryTooShort, Last(new Cusum(new()), gone, 104));
        Assert.Equal(NotJudged.HistoryTooShort, Last(new Cusum(new()), counts, 0));
        Assert.Equal(NotJudged.TooFewValues, Last(new Glr(new()), counts, 3));
        Assert.Equal(NotJudged.No, Last(new Cusum(new() { Baseline = BaselineModel.Known(4) }), counts, 0));
        Assert.Equal(NotJudged.BaselineMissing, Last(new Bayes(), gone[..201], 200));
        Assert.Equal(NotJudged.HistoryTooShort, Last(new Bayes(), counts[..6], 5));
        Assert.Equal(NotJudged.No, Last(new Bayes(), counts[..7], 6));
        Assert.Equal(NotJudged.HistoryTooShort, Last(new Rki(), counts[..108], 107));
        Assert.Equal(NotJudged.No, Last(new Rki(), counts[..109], 108));
        Assert.Equal(NotJudged.TooFewValues, Last(new Rki(new() { Years = 1 }), counts, 200));
        counts[200] = double.NaN;
        Assert.Equal(NotJudged.BaselineMissing, Last(new Rki(), counts[..305], 304));
        Assert.Equal((NotJudged.No, NotJudged.BaselineMissing), (Last(Classic(asReference: false), counts[..303], 302), Last(Classic(asReference: true), counts[..303], 302)));

        static FarringtonClassic Classic(bool asReference) => new(new() { Years = 2, AsReference = asReference });

        static NotJudged Last(ISeriesDetector detector, double[] counts, int from)
        {
            var verdicts = new SeriesVerdict[counts.Length - from];
            detector.Judge(new(Weeks, counts), from, verdicts);
            return verdicts[^1].Why;
        }
    }

    [Fact]
    public void A_window_of_one_point_sees_that_point_which_the_references_does_not()
    {
        double[] counts = [.. Enumerable.Range(0, 104).Select(week => 5.0 + week % 3), 30];
        var (own, reference) = (Last(asReference: false), Last(asReference: true));
        Assert.Equal((true, false, 0), (own.Alarm, reference.Alarm, reference.Score));

        SeriesVerdict Last(bool asReference) => new Glr(new() { Window = 0, Upper = UpperValue.Value, AsReference = asReference }).JudgeLast(new(Weeks, counts));
    }

    [Fact]
    public void The_likeliest_epidemic_is_at_least_as_likely_as_the_one_that_the_reference_finds()
    {
        foreach (var name in new[] { "salmonella.agona", "hepatitisA", "k1", "shadar" })
        {
            var counts = Oracle.Table(Path.Combine(Oracle.Folder(), "in", name + ".csv")).Select(row => Oracle.Number(row["y"])).ToArray();
            var (own, reference) = (Scores(counts, asReference: false), Scores(counts, asReference: true));
            for (var i = 1; i < own.Length && own[i - 1] < 1 && reference[i - 1] < 1; i++) Assert.True(own[i] >= reference[i] - 1e-9, $"{name} {i}: {own[i]:R} and {reference[i]:R}");
        }

        static double[] Scores(double[] counts, bool asReference)
        {
            var verdicts = new SeriesVerdict[counts.Length - 104];
            new Glr(new() { Change = GlrChange.Epidemic, Window = 13, AsReference = asReference }).Judge(new(Weeks, counts), 104, verdicts);
            return [.. verdicts.Select(verdict => verdict.Score)];
        }
    }

    [Fact]
    public void A_trend_is_judged_with_a_dispersion_of_at_least_1_unless_the_reference_is_asked_for()
    {
        var counts = Oracle.Table(Path.Combine(Oracle.Folder(), "in", "influMen.csv")).Where(row => row["unit"] == "2").Select(row => Oracle.Number(row["y"])).Take(307).ToArray();
        Assert.Equal(20.8700032839, Upper(asReference: true), 1e-9);
        // R 4.2.2: glm(family = quasipoisson, weights) on the same counts has a dispersion of 0.71; with 1 the trend's p-value is 0.084, and without a trend:
        Assert.Equal(17.4214682202, Upper(asReference: false), 1e-9);

        double Upper(bool asReference) => new FarringtonClassic(new() { Alpha = 0.01, AsReference = asReference }).JudgeLast(new(Weeks, counts)).Upper;
    }

    [Fact]
    public void The_overdispersion_is_estimated_to_the_end_unless_the_reference_is_asked_for()
    {
        var counts = Oracle.Table(Path.Combine(Oracle.Folder(), "in", "k1.csv")).Select(row => Oracle.Number(row["y"])).Take(105).ToArray();
        // R 4.2.2, MASS: glm.nb, with its own tolerance and with 1e-14.
        Assert.Equal(1.7449601973177, Expected(asReference: true), 1e-11);
        Assert.Equal(1.7449602061115, Expected(asReference: false), 1e-9);

        double Expected(bool asReference) => new Glr(new() { Overdispersion = null, AsReference = asReference }).JudgeLast(new(Weeks, counts)).Expected;
    }

    [Fact]
    public void A_trend_that_leads_beyond_all_numbers_spoils_only_the_points_that_it_takes_there()
    {
        double[] counts = [.. Enumerable.Range(0, 40).Select(week => Math.Floor(Math.Exp(week * 0.5))), .. new double[2000]];
        var verdicts = new SeriesVerdict[2000];
        new Glr(new() { Baseline = BaselineModel.Seasonal(0, trend: true), Upper = UpperValue.Value }).Judge(new(Weeks, counts), 40, verdicts);
        Assert.Equal((NotJudged.No, NotJudged.NoConvergence), (verdicts[0].Why, verdicts[^1].Why));
    }

    [Fact]
    public void Counts_that_vary_less_than_a_Poissons_have_no_overdispersion()
    {
        double[] counts = [.. Enumerable.Range(0, 160).Select(week => 5.0 + week % 2)];
        var (estimated, poisson) = (new Glr(new() { Overdispersion = null }), new Glr(new()));
        Assert.Equal(poisson.JudgeLast(new(Weeks, counts)).Upper, estimated.JudgeLast(new(Weeks, counts)).Upper);
    }

    [Fact]
    public void A_parameter_out_of_range_is_a_bug()
    {
        Action[] bad =
        [
            () => new Cusum(new() { ReferenceValue = -1 }), () => new Cusum(new() { DecisionInterval = 0 }), () => new Cusum(new() { Overdispersion = double.NaN }),
            () => new Glr(new() { Threshold = 0 }), () => new Glr(new() { Window = -1 }), () => new Glr(new() { Shortest = 0 }), () => new Glr(new() { KnownChange = 0 }), () => new Glr(new() { Overdispersion = -1 }),
            () => new Glr(new() { Overdispersion = 0.1, Change = GlrChange.Epidemic }), () => new Glr(new() { Overdispersion = null, Baseline = BaselineModel.Mean }),
            () => new Bayes(alpha: 0), () => new Bayes(new() { HalfWindow = 183, CurrentYear = true }), () => new Bayes(new() { HalfWindow = 6 }), () => new Rki(new() { Years = 101 }), () => new OutbreakP(1),
            () => BaselineModel.Known(0), () => BaselineModel.Seasonal(7), () => new FarringtonClassic(new() { Alpha = 0.6 }), () => new FarringtonClassic(new() { Years = 0 }),
        ];
        Assert.All(bad, make => Assert.Throws<ArgumentOutOfRangeException>(make));
        _ = new FarringtonClassic(new() { Alpha = 0.5 });
    }
}
