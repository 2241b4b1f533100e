using Tocsin.Detection.Series;
using Xunit;

namespace Tocsin.Tests.Detection.Series;

/// <summary>What is judged, what is not, and why.</summary>
public sealed class SeriesJudgingTests
{
    static readonly SeriesCalendar Weeks = SeriesCalendar.Undated(52);

    [Fact]
    public void A_detector_does_not_look_ahead()
    {
        var run = ReferenceRun.OfDated("weekly_muan");
        var (detector, history) = ((FarringtonFlexible)run.Detector, run.Series["1"]);
        var cut = new SeriesHistory(history.Calendar, history.Counts[..440].ToArray(), history.Populations[..440].ToArray());
        Assert.Equal(detector.Judge(history, 430), detector.Judge(cut, 430));
        Assert.Equal(detector.Judge(history, 439).Verdict, detector.JudgeLast(cut));
    }

    [Fact]
    public void A_judgement_allocates_nothing()
    {
        var run = ReferenceRun.Of("ff_nbPlugin_salmonella.agona");
        var verdicts = new SeriesVerdict[1];
        var history = run.Series["1"];
        for (var at = 311; at >= 270; at--) run.Detector.Judge(history, at, verdicts);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var at = 270; at < 312; at++) run.Detector.Judge(history, at, verdicts);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated == 0, $"{allocated} bytes; a build that is not optimised boxes: run it with -c Release");
    }

    [Fact]
    public void Threads_do_not_disturb_each_other()
    {
        var runs = new[] { "ff_muan_influMen", "ff_delta_salmonella.agona", "ff_b2_k1" }.Select(ReferenceRun.Of).ToArray();
        var alone = runs.Select(run => Judged(run)).ToArray();
        var together = new SeriesVerdict[runs.Length * 20][];
        Parallel.For(0, together.Length, i => together[i] = Judged(runs[i % runs.Length]));
        for (var i = 0; i < together.Length; i++) Assert.Equal(alone[i % runs.Length], together[i]);

        static SeriesVerdict[] Judged(ReferenceRun run)
        {
            var verdicts = new SeriesVerdict[40];
            run.Detector.Judge(run.Series["1"], 165, verdicts);
            return verdicts;
        }
    }

    [Fact]
    public void A_series_is_judged_as_soon_as_it_goes_back_far_enough()
    {
        var counts = Enumerable.Range(0, 400).Select(week => (double)(week * 7919 % 11)).ToArray();
        var history = new SeriesHistory(Weeks, counts);
        var detector = new FarringtonFlexible(FarringtonOptions.Noufaily);
        Assert.Equal(263, detector.FirstPoint(Weeks));
        Assert.Equal(NotJudged.No, detector.Judge(history, 262).Verdict.Why);
        Assert.Equal(NotJudged.HistoryTooShort, detector.Judge(history, 261).Verdict.Why);
        foreach (var (method, first) in new[] { (EarsMethod.C1, 7), (EarsMethod.C2, 9), (EarsMethod.C3, 11) })
        {
            var verdicts = new SeriesVerdict[first + 1];
            new Ears(method).Judge(history, 0, verdicts);
            Assert.Equal(first, new Ears(method).FirstPoint(Weeks));
            Assert.Equal([NotJudged.HistoryTooShort, NotJudged.No], [verdicts[^2].Why, verdicts[^1].Why]);
        }
    }

    [Fact]
    public void Each_reason_not_to_judge_is_told()
    {
        double[] Weekly(double value, params (int At, double Value)[] but)
        {
            var counts = Enumerable.Range(0, 300).Select(week => value == 0 ? 0 : value + week % 3).ToArray();
            foreach (var (at, other) in but) counts[at] = other;
            return counts;
        }

        Assert.Equal((NotJudged.NoConvergence, null), Judge(FarringtonOptions.Noufaily, Weekly(0, (290, 3))));
        Assert.Equal((NotJudged.CountMissing, null), Judge(FarringtonOptions.Noufaily, Weekly(4, (290, double.NaN))));
        Assert.Equal((NotJudged.RecentCountMissing, null), Judge(FarringtonOptions.Noufaily, Weekly(4, (289, double.NaN))));
        Assert.Equal((NotJudged.TooFewCases, false), Judge(FarringtonOptions.Noufaily with { CasesMin = 1000 }, Weekly(4)));
        Assert.Equal((NotJudged.NoPopulation, null), Judge(FarringtonOptions.Noufaily with { PopulationOffset = true }, Weekly(4)));
        Assert.Equal((NotJudged.TooManyPeriods, null), Judge(FarringtonOptions.Noufaily with { Periods = 60 }, Weekly(4)));
        Assert.Equal((NotJudged.TooFewValues, null), Judge(FarringtonOptions.Noufaily with { Periods = 1, Years = 1, HalfWindow = 0 }, Weekly(4)));
        Assert.Equal((NotJudged.No, true), Judge(FarringtonOptions.Noufaily, Weekly(4, (290, 40))));

        var ears = new SeriesVerdict[300];
        new Ears(EarsMethod.C3).Judge(new(Weeks, Weekly(0, (100, double.NaN), (200, 1))), 0, ears);
        Assert.Equal(NotJudged.BaselineConstant, ears[50].Why);
        Assert.Equal(NotJudged.BaselineMissing, ears[104].Why);
        new Ears(EarsMethod.C1).Judge(new(Weeks, Weekly(0, (200, 1))), 0, ears);
        Assert.True(ears[200].Alarm, "one case after seven zeros");

        static (NotJudged, bool?) Judge(FarringtonOptions options, double[] counts)
        {
            var verdict = new FarringtonFlexible(options).Judge(new(Weeks, counts), 290).Verdict;
            return (verdict.Why, verdict.Alarm);
        }
    }

    [Fact]
    public void A_year_before_a_date()
    {
        var days = SeriesCalendar.Dated(365, Enumerable.Range(0, 1600).Select(day => new DateOnly(2012, 1, 1).AddDays(day)));
        var leap = new DateOnly(2016, 2, 29).DayNumber - new DateOnly(2012, 1, 1).DayNumber;
        Assert.Equal(new DateOnly(2015, 3, 1), days.Date(days.YearsBefore(leap, 1)!.Value));
        Assert.Equal(new DateOnly(2012, 2, 29), days.Date(days.YearsBefore(leap, 4)!.Value));
        Assert.Null(days.YearsBefore(leap, 5));

        // Mondays: 2020-12-28 is ISO week 53; a year before is the nearest Monday, 2019-12-30.
        var weeks = SeriesCalendar.Dated(52, Enumerable.Range(0, 500).Select(week => new DateOnly(2012, 1, 2).AddDays(7 * week)));
        var late = (new DateOnly(2020, 12, 28).DayNumber - new DateOnly(2012, 1, 2).DayNumber) / 7;
        Assert.Equal(new DateOnly(2019, 12, 30), weeks.Date(weeks.YearsBefore(late, 1)!.Value));
        Assert.Equal(new DateOnly(2017, 12, 25), weeks.Date(weeks.YearsBefore(late, 3)!.Value));
    }

    [Fact]
    public void A_parameter_out_of_range_is_a_bug()
    {
        FarringtonOptions[] bad =
        [
            new() { Years = 0 }, new() { Years = 101 }, new() { HalfWindow = -1 }, new() { HalfWindow = 183 }, new() { Periods = 0 }, new() { Periods = 101 }, new() { RecentExcluded = -1 },
            new() { WeightsThreshold = double.NaN }, new() { TrendPValueBelow = 1.1 }, new() { Alpha = 0 }, new() { Alpha = 0.51 }, new() { CasesMin = -1 }, new() { CasesOver = 0 },
        ];
        Assert.All(bad, options => Assert.Throws<ArgumentOutOfRangeException>(() => new FarringtonFlexible(options)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Ears(EarsMethod.C1, baseline: 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Ears(EarsMethod.C1, deviationMin: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Ears(EarsMethod.C1, alpha: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SeriesCalendar.Undated(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => SeriesCalendar.Dated(53, []));
        Assert.Throws<ArgumentException>(() => SeriesCalendar.Dated(52, [new(2020, 1, 6), new(2020, 1, 6)]));
        Assert.Throws<ArgumentException>(() => new SeriesHistory(Weeks, [1, -1]));
        Assert.Throws<ArgumentException>(() => new SeriesHistory(Weeks, [1, 2], [1, 0]));
        Assert.Throws<ArgumentException>(() => new SeriesHistory(Weeks, [1, 2], [1]));
    }
}
