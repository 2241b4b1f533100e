using Tocsin.Detection.Series;
using Xunit;

namespace Tocsin.Tests.Detection.Series;

/// <summary>What must hold of every detector, whatever the counts.</summary>
public sealed class DetectorPropertyTests
{
    static readonly SeriesCalendar Weeks = SeriesCalendar.Undated(52);

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 6)];

    static double[] Counts(int seed, int length = 320)
    {
        var draws = new CountDraws(seed);
        return [.. Enumerable.Range(0, length).Select(week => (double)draws.Count(8 + seed + 4 * Math.Cos(week * Math.Tau / 52), 1 + seed / 4.0))];
    }

    static SeriesVerdict[] Judge(ISeriesDetector detector, double[] counts, int from, double[]? people = null)
    {
        var verdicts = new SeriesVerdict[counts.Length - from];
        detector.Judge(new(Weeks, counts, people), from, verdicts);
        return verdicts;
    }

    /// <summary>Counts in another unit have the same alarms, and bounds in that unit.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Mean_and_deviation_scale_with_the_counts(int seed)
    {
        var counts = Counts(seed, 120);
        double[] ten = [.. counts.Select(count => 10 * count)];
        foreach (var method in Enum.GetValues<EarsMethod>()) Same(Judge(new Ears(method), counts, 20), Judge(new Ears(method), ten, 20));
        // Above a mean of 20 the bound is a mean and two deviations.
        double[] large = [.. counts.Select(count => count + 40)];
        var rki = new Rki(new() { HalfWindow = 6, CurrentYear = true });
        Same(Judge(rki, large, 20), Judge(rki, [.. large.Select(count => 10 * count)], 20));
        // A sum of counts less k, against h.
        var sums = new CusumOptions { Transformation = CusumTransformation.None, ReferenceValue = 12, DecisionInterval = 9 };
        Same(Judge(new Cusum(sums), counts, 20), Judge(new Cusum(sums with { ReferenceValue = 120, DecisionInterval = 90 }), ten, 20));

        void Same(SeriesVerdict[] one, SeriesVerdict[] other)
        {
            for (var i = 0; i < one.Length; i++)
            {
                Assert.True(one[i].Alarm == other[i].Alarm, $"seed {seed}, point {20 + i}");
                Near(10 * one[i].Upper, other[i].Upper, $"seed {seed}, upper of point {20 + i}");
                Near(one[i].Score, other[i].Score, $"seed {seed}, score of point {20 + i}");
            }
        }
    }

    /// <summary>Whether people are told in thousands or in millions changes no verdict.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_unit_of_populations_does_not_matter_to_farrington(int seed)
    {
        var counts = Counts(seed);
        double[] people = [.. counts.Select((_, week) => 1_000.0 + 3 * week)];
        foreach (var method in Enum.GetValues<ThresholdMethod>())
        {
            var detector = new FarringtonFlexible(FarringtonOptions.Noufaily with { Method = method, PopulationOffset = true });
            var (one, other) = (Judge(detector, counts, 300, people), Judge(detector, counts, 300, [.. people.Select(each => each / 1_234.5)]));
            for (var i = 0; i < one.Length; i++)
            {
                Assert.Equal((one[i].Why, one[i].Alarm), (other[i].Why, other[i].Alarm));
                Near(one[i].Expected, other[i].Expected, $"{method}, seed {seed}, {i}");
                Near(one[i].Upper, other[i].Upper, $"{method}, seed {seed}, {i}");
            }
        }
    }

    public static TheoryData<string> Bounded() => ["C1", "C2", "delta", "nbPlugin", "muan", "classic"];

    /// <summary>The more cases the smaller the p-value, and above the bound, which does not move, is an alarm.</summary>
    [Theory]
    [MemberData(nameof(Bounded))]
    public void More_cases_never_speak_less_for_an_outbreak(string name)
    {
        ISeriesDetector detector = name switch
        {
            "C1" or "C2" => new Ears(Enum.Parse<EarsMethod>(name)),
            "classic" => new FarringtonClassic(new() { CasesMin = 0 }),
            _ => new FarringtonFlexible(FarringtonOptions.Noufaily with { Method = Enum.Parse<ThresholdMethod>(name, ignoreCase: true), CasesMin = 0 }),
        };
        for (var seed = 1; seed <= 6; seed++)
        {
            var counts = Counts(seed);
            var (upper, before) = (double.NaN, 1.0);
            for (var count = 0; count < 90; count++)
            {
                counts[^1] = count;
                var verdict = detector.JudgeLast(new(Weeks, counts));
                if (count == 0) upper = verdict.Upper;
                var place = $"{name}, seed {seed}, {count} cases: {verdict}";
                Assert.True(verdict.Upper == upper && verdict.Alarm == count > upper, place);
                Assert.True(verdict.PValue <= before, place);
                before = verdict.PValue;
            }
            Assert.InRange(upper, 5, 85);
            Assert.InRange(before, 0, 1e-4);
        }
    }

    [Fact]
    public void C3s_bound_moves_with_the_count_and_is_kept_all_the_same()
    {
        for (var seed = 1; seed <= 6; seed++)
            foreach (var verdict in Judge(new Ears(EarsMethod.C3), Counts(seed), 20))
                Assert.Equal(verdict.Observed > verdict.Upper, verdict.Alarm);
    }

    static void Near(double expected, double found, string place) =>
        Assert.True(expected.Equals(found) || Math.Abs(expected - found) <= 1e-7 * Math.Abs(expected), $"{place}: {found:R} instead of {expected:R}");
}
