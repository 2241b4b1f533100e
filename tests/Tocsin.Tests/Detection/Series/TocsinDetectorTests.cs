using Tocsin.Detection.Numerics;
using Tocsin.Detection.Series;
using Xunit;

namespace Tocsin.Tests.Detection.Series;

public sealed class TocsinDetectorTests
{
    static readonly SeriesCalendar Weeks = SeriesCalendar.Undated(52);
    static readonly TocsinDetector Usual = new();

    /// <summary>Outbreaks that others simulated: with as many false alarms it finds more of them than the best reference.</summary>
    [Theory]
    [InlineData(0.01, 0.54)]
    [InlineData(0.05, 0.75)]
    public void It_finds_more_of_the_simulated_outbreaks_than_farrington_flexible(double falseAlarms, double least)
    {
        var tocsin = SimulatedOutbreaks.Detected(Usual, verdict => -verdict.PValue, falseAlarms);
        var farrington = SimulatedOutbreaks.Detected(new FarringtonFlexible(FarringtonOptions.Noufaily with { CasesMin = 0 }), verdict => -verdict.PValue, falseAlarms);
        Assert.True(tocsin >= least, $"{tocsin:P1} detected");
        Assert.True(tocsin > farrington, $"{tocsin:P1} detected, and {farrington:P1} by Farrington flexible");
    }

    /// <summary>Without outbreaks a point is an alarm about as often as alpha says, whatever the level, the dispersion and the length of the history.</summary>
    [Theory]
    [InlineData(0.2, 2, 300)]
    [InlineData(3, 1, 20)]
    [InlineData(3, 1.5, 300)]
    [InlineData(40, 3, 60)]
    [InlineData(400, 1, 120)]
    public void Alarms_by_chance_are_as_rare_as_alpha_says(double mean, double dispersion, int history)
    {
        const double Alpha = 0.05;
        var (draws, detector, judged, alarms) = (new CountDraws(5), new TocsinDetector(new() { Alpha = Alpha }), 0, 0);
        for (var i = 0; i < 40; i++)
        {
            var series = new SeriesHistory(Weeks, [.. Enumerable.Range(0, history + 20).Select(_ => (double)draws.Count(mean, dispersion))]);
            var verdicts = new SeriesVerdict[20];
            detector.Judge(series, history, verdicts);
            judged += verdicts.Length;
            alarms += verdicts.Count(verdict => verdict.Alarm == true);
        }
        // Four standard deviations of 800 points; sparse counts cannot be as often above a bound.
        Assert.InRange(alarms / (double)judged, mean < 1 ? 0 : 0.02, Alpha + 4 * Math.Sqrt(Alpha * (1 - Alpha) / judged));
    }

    [Fact]
    public void The_p_value_is_the_probability_of_pairs_of_counts_that_speak_as_much_for_an_outbreak()
    {
        var (before, judged) = (new Expectation(2.5, 1.6), new Expectation(3.2, 1.6));
        var evidence = new OutbreakEvidence();
        evidence.Expect(before, judged, 0, OutbreakShape.Usual(52));
        var (early, late) = (new CountDistribution(before.Mean, before.Dispersion), new CountDistribution(judged.Mean, judged.Dispersion));
        var pairs = (from a in Enumerable.Range(0, 40) from b in Enumerable.Range(4, 40) select (P: evidence.PValue(a, b), Mass: At(early, a) * At(late, b))).ToList();
        foreach (var (p, _) in pairs.Where((_, i) => i % 37 == 0 && pairs[i].P > 1e-6))
            Assert.Equal(p, pairs.Where(pair => pair.P <= p * (1 + 1e-9)).Sum(pair => pair.Mass), 9);
        for (var count = 0; count <= 3; count++) Assert.Equal(late.AtLeast(count), evidence.PValue(5, count), 9);

        static double At(CountDistribution counts, int count) => counts.AtLeast(count) - counts.AtLeast(count + 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.001)]
    [InlineData(0.3)]
    public void More_cases_speak_more_for_an_outbreak(double variance)
    {
        foreach (var mean in new[] { 0.05, 2, 90, 40_000 })
        {
            var (evidence, dispersion) = (new OutbreakEvidence(), mean < 1 ? 1 : 2.5);
            evidence.Expect(new(mean, dispersion), new(mean, dispersion), variance, OutbreakShape.Usual(52));
            var upper = evidence.Upper(Math.Round(mean), 0.01);
            var last = 1.0;
            var step = Math.Max(1, Math.Round(Math.Sqrt(mean)));
            for (var count = Math.Floor(mean) + 1; count < mean + 12 * Math.Sqrt(mean * dispersion) + 8; count += step)
            {
                var p = evidence.PValue(Math.Round(mean), count);
                Assert.InRange(p, 0, last);
                Assert.True(p <= 0.01 == count > upper, $"{count} of {mean}: p {p}, upper {upper}");
                last = p;
            }
        }
    }

    [Fact]
    public void Level_trend_and_season_are_found_where_they_are()
    {
        var draws = new CountDraws(11);
        double Mean(int week) => Math.Exp(3 + 0.001 * week + 0.8 * Math.Cos(Math.Tau * week / 52));
        var seasonal = new SeriesHistory(Weeks, [.. Enumerable.Range(0, 520).Select(week => (double)draws.Count(Mean(week), 1.3))]);
        var verdicts = new SeriesVerdict[52];
        Usual.Judge(seasonal, 468, verdicts);
        for (var i = 0; i < verdicts.Length; i++) Assert.InRange(verdicts[i].Expected / Mean(468 + i), 0.75, 1.3);
        // Where there is no season none is made up: the expected count stays near the mean.
        var flat = new SeriesHistory(Weeks, [.. Enumerable.Range(0, 520).Select(_ => (double)draws.Count(20, 1.3))]);
        Usual.Judge(flat, 468, verdicts);
        foreach (var verdict in verdicts) Assert.InRange(verdict.Expected, 17.5, 23);
    }

    [Fact]
    public void An_outbreak_of_the_past_does_not_raise_the_bound()
    {
        var draws = new CountDraws(3);
        double[] counts = [.. Enumerable.Range(0, 260).Select(_ => (double)draws.Count(6, 1))];
        var before = Usual.JudgeLast(new(Weeks, counts));
        for (var week = 200; week < 203; week++) counts[week] += 60;
        var after = Usual.JudgeLast(new(Weeks, counts));
        Assert.InRange(after.Expected / before.Expected, 0.9, 1.15);
        Assert.InRange(after.Upper, before.Upper - 1, before.Upper + 3);
    }

    [Fact]
    public void After_a_high_week_a_smaller_count_is_an_alarm_and_the_bound_stays()
    {
        var draws = new CountDraws(14);
        double[] counts = [.. Enumerable.Range(0, 260).Select(_ => (double)draws.Count(6, 1))];
        var (usual, high) = (Usual.JudgeLast(new(Weeks, [.. counts, 6, 11])), Usual.JudgeLast(new(Weeks, [.. counts, 25, 11])));
        Assert.False(usual.Alarm);
        Assert.True(high.Alarm);
        Assert.Equal(usual.Upper, high.Upper);
        Assert.True(high.Observed <= high.Upper && high.PValue < usual.PValue);
        Assert.False(Usual.JudgeLast(new(Weeks, [.. counts, 25, 4])).Alarm);
    }

    [Fact]
    public void It_does_not_look_ahead_and_needs_but_a_few_counts()
    {
        double[] counts = [2, 0, 1, 3, 2, 1, 9, 2];
        for (var at = 5; at < counts.Length; at++)
        {
            var verdicts = new SeriesVerdict[1];
            Usual.Judge(new(Weeks, counts), at, verdicts);
            Assert.Equal(verdicts[0], Usual.JudgeLast(new(Weeks, counts[..(at + 1)])));
        }
        Assert.Equal(5, Usual.FirstPoint(Weeks));
        Assert.Equal(NotJudged.HistoryTooShort, Usual.JudgeLast(new(Weeks, counts[..5])).Why);
        Assert.False(Usual.JudgeLast(new(Weeks, counts[..6])).Alarm);
        Assert.True(Usual.JudgeLast(new(Weeks, [.. counts[..6], 25])).Alarm);
        Assert.Equal(NotJudged.HistoryTooShort, Usual.JudgeLast(new(Weeks, [2, double.NaN, 1, 3, double.NaN, 1, 9])).Why);
    }

    [Fact]
    public void Missing_counts_and_zeros_are_judged_around()
    {
        double[] counts = [.. Enumerable.Range(0, 120).Select(week => week % 7 == 3 ? double.NaN : week * 7919 % 5)];
        Assert.Equal(NotJudged.No, Usual.JudgeLast(new(Weeks, counts)).Why);
        var missing = Usual.JudgeLast(new(Weeks, [.. counts, double.NaN]));
        Assert.Equal((NotJudged.CountMissing, (bool?)null), (missing.Why, missing.Alarm));
        Assert.True(missing.Upper > missing.Expected);
        // Without the week before, a verdict rests on the week alone.
        Assert.True(Usual.JudgeLast(new(Weeks, [.. counts, double.NaN, 40])).Alarm);
        Assert.False(Usual.JudgeLast(new(Weeks, [.. counts, double.NaN, 2])).Alarm);
        var zeros = Usual.JudgeLast(new(Weeks, new double[200]));
        Assert.Equal((NotJudged.No, false), (zeros.Why, zeros.Alarm));
        Assert.InRange(zeros.Expected, 1e-4, 0.01);
        Assert.True(Usual.JudgeLast(new(Weeks, [.. new double[200], 3])).Alarm);
        Assert.False(Usual.JudgeLast(new(Weeks, [.. new double[20], 1])).Alarm);
    }

    [Fact]
    public void Populations_are_rates_and_their_unit_does_not_matter()
    {
        var draws = new CountDraws(8);
        double[] people = [.. Enumerable.Range(0, 160).Select(week => week < 100 ? 1e5 : 3e5)];
        double[] counts = [.. people.Select(each => (double)draws.Count(each / 1e4, 1))];
        var verdict = Usual.JudgeLast(new(Weeks, counts, people));
        Assert.InRange(verdict.Expected, 25, 35);
        var scaled = Usual.JudgeLast(new(Weeks, counts, [.. people.Select(each => each / 1e5)]));
        Assert.Equal(verdict.Expected, scaled.Expected, 6);
        Assert.Equal(verdict.PValue, scaled.PValue, 6);
    }

    [Fact]
    public void Counts_that_are_not_all_reported_are_compared_with_their_share()
    {
        var draws = new CountDraws(21);
        double[] counts = [.. Enumerable.Range(0, 200).Select(_ => (double)draws.Count(30, 1.5)), 15, 15];
        var (plain, told) = (Usual.JudgeLast(new(Weeks, counts)), new TocsinDetector(new() { Completeness = [0.5, 0.8] }).JudgeLast(new(Weeks, counts)));
        Assert.Equal(plain.Expected / 2, told.Expected, plain.Expected * 0.02);
        Assert.InRange(told.PValue, 0.2, 0.8);
        Assert.True(plain.PValue > 0.95);
        double[] more = [.. counts[..^1], 40];
        Assert.False(Usual.JudgeLast(new(Weeks, more)).Alarm);
        Assert.True(new TocsinDetector(new() { Completeness = [0.5, 0.8] }).JudgeLast(new(Weeks, more)).Alarm);
        // A point before those that are told of is judged as ever.
        var earlier = new SeriesVerdict[1];
        new TocsinDetector(new() { Completeness = [0.5] }).Judge(new(Weeks, counts), 200, earlier);
        Assert.Equal(Usual.JudgeLast(new(Weeks, counts[..201])), earlier[0]);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(365)]
    public void Months_and_days_have_their_seasons(int frequency)
    {
        var draws = new CountDraws(4);
        var points = frequency * 4;
        var dates = Enumerable.Range(0, points + 1).Select(i => frequency == 12 ? new DateOnly(2015, 1, 1).AddMonths(i) : new DateOnly(2015, 1, 1).AddDays(i));
        var calendar = SeriesCalendar.Dated(frequency, dates);
        // In daily series Sundays count half.
        double Mean(int i) => 20 * Math.Exp(0.7 * Math.Cos(Math.Tau * calendar.Date(i).DayOfYear / 365.25)) * (frequency == 365 && calendar.Date(i).DayOfWeek == DayOfWeek.Sunday ? 0.5 : 1);
        var history = new SeriesHistory(calendar, [.. Enumerable.Range(0, points).Select(i => (double)draws.Count(Mean(i), 1.2))]);
        var verdicts = new SeriesVerdict[Math.Min(28, frequency)];
        var from = points - verdicts.Length;
        Usual.Judge(history, from, verdicts);
        for (var i = 0; i < verdicts.Length; i++) Assert.InRange(verdicts[i].Expected / Mean(from + i), 0.65, 1.5);
    }

    [Fact]
    public void Any_counts_get_a_verdict()
    {
        foreach (var counts in new double[][] { [.. Enumerable.Repeat(1e12, 30)], [.. Enumerable.Range(0, 60).Select(i => i % 2 * 1e9)], [0, 0, 0, 0, 0, 0, 9e15], [.. new double[300], 1e6, 0, 0], [.. Enumerable.Range(0, 300).Select(i => Math.Floor(Math.Exp(i / 12.0)))] })
        {
            var verdict = Usual.JudgeLast(new(Weeks, counts));
            Assert.Equal(NotJudged.No, verdict.Why);
            Assert.InRange(verdict.PValue, 0, 1);
            Assert.True(verdict.Upper >= Math.Floor(verdict.Expected) && double.IsFinite(verdict.Upper));
            Assert.True(verdict.Alarm == true || verdict.Observed <= verdict.Upper, $"{verdict}");
            Assert.Equal(verdict.Score >= 1, verdict.Alarm);
        }
    }

    [Theory]
    [InlineData(1e-7)]
    [InlineData(0.51)]
    [InlineData(double.NaN)]
    public void Alpha_has_limits(double alpha) => Assert.Throws<ArgumentOutOfRangeException>(() => new TocsinDetector(new() { Alpha = alpha }));

    [Theory]
    [InlineData(0)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void Completeness_has_limits(double share) => Assert.Throws<ArgumentOutOfRangeException>(() => new TocsinDetector(new() { Completeness = [1, share] }));
}
