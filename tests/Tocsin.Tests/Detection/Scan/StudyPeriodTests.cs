using Tocsin.Detection.Scan;
using Xunit;

namespace Tocsin.Tests.Detection.Scan;

public sealed class StudyPeriodTests
{
    static int Day(string date) => DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture).DayNumber;

    [Theory]
    [InlineData("2001-11-01", "2001-11-24", ScanTimeUnit.Day, 1, 24, 24, "2001-11-02")]
    [InlineData("2001-11-01", "2001-11-24", ScanTimeUnit.Day, 7, 3, 24, "2001-11-11")]    // The first takes in three days more.
    [InlineData("1973-01-01", "1991-12-31", ScanTimeUnit.Year, 1, 19, 19, "1974-01-01")]
    [InlineData("1973-01-01", "1991-12-31", ScanTimeUnit.Month, 5, 45, 228, "1973-09-01")]
    [InlineData("2019-01-15", "2020-02-28", ScanTimeUnit.Month, 1, 13, 13.4516129032, "2019-03-01")]    // The day after is the 29th, which February 2019 lacks.
    [InlineData("2019-01-30", "2019-04-30", ScanTimeUnit.Month, 1, 3, 3.06451612903, "2019-03-01")]
    public void Intervals_are_cut_from_the_end(string first, string last, ScanTimeUnit unit, int length, int intervals, double units, string second)
    {
        var period = StudyPeriod.Of(Day(first), Day(last), unit, length);
        Assert.Equal((intervals, Day(first), Day(last)), (period.Intervals, period.First, period.Last));
        Assert.Equal(units, period.Units, 9);
        Assert.Equal(DateOnly.FromDayNumber(Day(second)), DateOnly.FromDayNumber(period.StartOf(1)));
        Assert.Equal((null, 0, intervals - 1, null), (period.IntervalOf(Day(first) - 1), period.IntervalOf(Day(first)), period.IntervalOf(Day(last)), period.IntervalOf(Day(last) + 1)));
        Assert.Equal((0, 1), (period.IntervalOf(Day(second) - 1), period.IntervalOf(Day(second))));
    }

    [Fact]
    public void A_period_has_an_end_and_not_too_many_intervals()
    {
        Assert.Equal(StudyPeriod.IntervalsMax, StudyPeriod.Of(1, StudyPeriod.IntervalsMax, ScanTimeUnit.Number, 1).Intervals);
        Assert.Throws<ArgumentOutOfRangeException>(() => StudyPeriod.Of(1, StudyPeriod.IntervalsMax + 1, ScanTimeUnit.Number, 1));
        Assert.Equal((10_000, 30_000.0), (StudyPeriod.Of(1, 30_000, ScanTimeUnit.Number, 3).Intervals, StudyPeriod.Of(1, 30_000, ScanTimeUnit.Number, 3).Units));
        Assert.Throws<ArgumentOutOfRangeException>(() => StudyPeriod.Of(2, 1, ScanTimeUnit.Day, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => StudyPeriod.Of(1, 2, ScanTimeUnit.Day, 0));
        Assert.Equal((1, 5, 9), (StudyPeriod.Undivided(5, 9).Intervals, StudyPeriod.Undivided(5, 9).First, StudyPeriod.Undivided(5, 9).Last));
        Assert.Equal(2, StudyPeriod.Of(Day("0001-01-02"), Day("0002-12-31"), ScanTimeUnit.Year, 1).Intervals + 1);
    }

    [Fact]
    public void A_population_changes_evenly_between_countings_and_not_before_or_after()
    {
        var census = new PopulationCensus(2, 2, [10, 20, 20]);
        census.Add(0, 0, 0, 100);
        census.Add(0, 0, 1, 200);
        census.Add(0, 0, 2, 400);
        census.Add(1, 1, 2, 50);
        Assert.Equal(100, census.Mean(0, 0, 0, 10), 12);
        Assert.Equal(150, census.Mean(0, 0, 10, 20), 12);
        Assert.Equal(125, census.Mean(0, 0, 10, 15), 12);
        Assert.Equal(400, census.Mean(0, 0, 20, 25), 12);
        Assert.Equal((100.0 * 5 + 150 * 10 + 400 * 5) / 20, census.Mean(0, 0, 5, 25), 12);
        Assert.Equal(0, census.Mean(1, 1, 0, 20), 12);
        // Each category's cases are shared out among its own people: all of them come back.
        var expected = census.Expected(StudyPeriod.Of(5, 24, ScanTimeUnit.Number, 5), [30, 7]);
        Assert.Equal(37, expected.Sum(), 9);
        Assert.Equal(7, expected.Where((_, cell) => cell % 2 == 1).Sum(), 9);
        Assert.Equal(7, expected[3 * 2 + 1], 9);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PopulationCensus(1, 1, [2, 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => census.Add(0, 0, 0, -1));
    }
}
