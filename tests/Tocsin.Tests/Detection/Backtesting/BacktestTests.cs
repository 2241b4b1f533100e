using Tocsin.Detection.Backtesting;
using Tocsin.Detection.Series;
using Tocsin.Tests.Detection.Series;
using Xunit;

namespace Tocsin.Tests.Detection.Backtesting;

public sealed class BacktestTests
{
    static readonly SeriesCalendar Weeks = SeriesCalendar.Undated(52);

    [Fact]
    public void Alarms_are_counted_as_one_counts_them_by_hand()
    {
        // Outbreaks at 2-4 (its largest count at 3), 6 and 8-9; alarms at 0, 4, 9; point 5 is not judged, and 9's outbreak is detected a point late.
        double[] counts = [9, 1, 3, 7, 6, 1, 2, 1, 5, 4];
        var series = new LabelledSeries(new(Weeks, counts), [false, false, true, true, true, false, true, false, true, true]);
        var tally = new BacktestTally();
        Backtest.Labelled(new Told([0, 4, 9], unknown: [5]), series, 0, tally);
        Assert.Equal((9, 1, 2, 1, 6), (tally.Judged, tally.NotJudged, tally.TrueAlarms, tally.FalseAlarms, tally.OutbreakPoints));
        Assert.Equal((2 / 6.0, 2 / 3.0, 2 / 3.0), (tally.Sensitivity, tally.Specificity, tally.PredictiveValue));
        Assert.Equal((3, 2, 1.5, -1.0), (tally.Outbreaks, tally.Detected, tally.Delay, tally.Lead));
        // Scores are the counts: the outbreaks' best are 7, 5 and 2, and the quiet points' 9, 1 and 1.
        Assert.Equal([(0, 0), (1 / 3.0, 1 / 3.0), (1 / 3.0, 2 / 3.0), (1 / 3.0, 1)], tally.Curve());
    }

    [Fact]
    public void An_outbreak_that_began_before_the_first_point_has_its_rest_and_one_that_is_not_judged_does_not_count()
    {
        var series = new LabelledSeries(new(Weeks, [1, 5, 6, 1, 4]), [true, true, true, false, true]);
        var tally = new BacktestTally();
        Backtest.Labelled(new Told([2], unknown: [4]), series, 1, tally);
        Assert.Equal((3, 1, 1, 1, 1.0, 0.0), (tally.Judged, tally.NotJudged, tally.Outbreaks, tally.Detected, tally.Delay, tally.Lead));
        Assert.True(double.IsNaN(new BacktestTally().Sensitivity) && double.IsNaN(new BacktestTally().Delay));
    }

    /// <summary>Fourteen labelled series of the Robert Koch Institute, their last 50 weeks, and what the reference scores there. A point that is not judged is no alarm in its table.</summary>
    [Theory]
    [InlineData("ff_nbPlugin_b3_.005", "ff_b3_k1")]
    [InlineData("ff_nbPlugin_b2_.005", "ff_b2_k1")]
    [InlineData("farrington_classic_b3_.01", "farrington_b3_k1")]
    [InlineData("ears_C1", "ears_C1_k1")]
    [InlineData("ears_C2", "ears_C2_k1")]
    [InlineData("ears_C3", "ears_C3_k1")]
    [InlineData("cusum_rossi_mean", "cusum_rossi_mean_k1")]
    [InlineData("cusum_rossi_glm", "cusum_rossi_glm_k1")]
    [InlineData("bayes1_.05", "bayes1_k1")]
    [InlineData("bayes3_.01", "bayes3_k1")]
    [InlineData("rki3", "rki3_k1")]
    [InlineData("outbreakP", "outbreakP_k1")]
    public void Labelled_series_score_as_in_the_references_table(string method, string run)
    {
        var detector = run.StartsWith("ff_", StringComparison.Ordinal) || run.StartsWith("ears", StringComparison.Ordinal) ? ReferenceRun.Of(run).Detector : ClassicRun.Of(run).Detector;
        // The reference's charts had added up for a year before.
        if (detector is Cusum) detector = new Since(detector, 104);
        var folder = Path.Combine(Oracle.Folder(), "labelled");
        var told = Oracle.Table(Path.Combine(folder, "results.csv")).Single(row => row["method"] == method);
        var tally = new BacktestTally();
        foreach (var unit in Oracle.Table(Path.Combine(folder, "rki.csv")).GroupBy(row => row["unit"]))
            Backtest.Labelled(detector, new(new(Weeks, [.. unit.Select(row => Oracle.Number(row["y"]))]), [.. unit.Select(row => row["state"] == "1")]), 159, tally);
        var (weeks, inside) = (Oracle.Number(told["weeks"]), Oracle.Number(told["outbreak_weeks"]));
        Assert.Equal((weeks, Oracle.Number(told["na"])), (tally.Judged + tally.NotJudged, tally.NotJudged));
        Assert.Equal(Oracle.Number(told["sens"]), tally.TrueAlarms / inside, 12);
        Assert.Equal(Oracle.Number(told["spec"]), 1 - tally.FalseAlarms / (weeks - inside), 12);
        Assert.Equal(Oracle.Number(told["ppv"]), tally.PredictiveValue, 12);
        Assert.Equal((Oracle.Number(told["outbreaks"]), Oracle.Number(told["detected"]), Oracle.Number(told["mean_delay_wk"])), (tally.Outbreaks, tally.Detected, tally.Delay));
    }

    /// <summary>A chart that has added up from a point on when it is asked.</summary>
    sealed class Since(ISeriesDetector chart, int first) : ISeriesDetector
    {
        public string Name => chart.Name;

        public int FirstPoint(SeriesCalendar calendar) => first;

        public void Judge(SeriesHistory history, int from, Span<SeriesVerdict> verdicts)
        {
            var all = new SeriesVerdict[from - first + verdicts.Length];
            chart.Judge(history, first, all);
            all.AsSpan(from - first).CopyTo(verdicts);
        }
    }

    /// <summary>The reference's alarms on the labelled series of the Robert Koch Institute, scored from its own table.</summary>
    [Theory]
    [InlineData("ears_C1_m1", "m1")]
    [InlineData("ears_C2_m1", "m1")]
    [InlineData("ff_b2_m1", "m1")]
    [InlineData("ff_b3_m1", "m1")]
    [InlineData("ears_C1_k1", "k1")]
    [InlineData("ears_C2_k1", "k1")]
    public void Labelled_series_score_as_the_references_alarms_do(string run, string name)
    {
        var reference = ReferenceRun.Of(run);
        bool[] labels = [.. Oracle.Table(Path.Combine(Oracle.Folder(), "in", name + ".csv")).Select(row => row["state"] == "1")];
        Assert.Contains(true, labels);
        var from = int.Parse(reference.Rows[0]["t"]) - 1;
        var tally = new BacktestTally();
        Backtest.Labelled(reference.Detector, new(reference.Series["1"], labels), from, tally);
        var rows = reference.Rows.Where(row => row["alarm"] is "0" or "1").Select(row => (Alarm: row["alarm"] == "1", In: labels[int.Parse(row["t"]) - 1])).ToList();
        Assert.Equal(rows.Count, tally.Judged);
        Assert.Equal((rows.Count(row => row.Alarm && row.In), rows.Count(row => row.Alarm && !row.In)), (tally.TrueAlarms, tally.FalseAlarms));
        Assert.Equal(rows.Count(row => row.Alarm && row.In) / (double)rows.Count(row => row.In), tally.Sensitivity);
        Assert.Equal(rows.Count(row => !row.Alarm && !row.In) / (double)rows.Count(row => !row.In), tally.Specificity);
    }

    [Fact]
    public void An_outbreak_that_is_added_has_its_size_and_its_shape_and_comes_again_from_its_seed()
    {
        var (history, first) = (new SeriesHistory(Weeks, new double[100_000]), new double[6]);
        var (with, begin, last) = new OutbreakInjection(7).Add(history, 50, 100_000)!.Value;
        Assert.True(last < 99_999);
        Assert.Equal(100_000, with.Counts.ToArray().Sum());
        for (var i = 0; i < first.Length; i++) first[i] = with.Counts[begin + i] / 100_000;
        // P(floor(e^(z/2)) = k), z standard normal.
        Assert.Equal(0.5, first[0], 0.01);
        Assert.Equal(0.4172, first[1], 0.01);
        Assert.Equal(0.0688, first[2], 0.01);
        var again = new OutbreakInjection(7).Add(history, 50, 100_000)!.Value;
        Assert.Equal(with.Counts.ToArray(), again.With.Counts.ToArray());
        Assert.NotEqual(begin, new OutbreakInjection(8).Add(history, 50, 100_000)!.Value.First);
    }

    [Fact]
    public void An_outbreak_that_is_added_to_missing_counts_alone_is_none()
    {
        var history = new SeriesHistory(Weeks, [1, 2, double.NaN]);
        Assert.Null(new OutbreakInjection(1).Add(history, 2, 10));
        var tally = new BacktestTally();
        Backtest.Injected(new Told([0, 1]), history, 2, [5], 3, new(1), tally, default);
        Assert.Equal(0, tally.Outbreaks);
        Assert.Throws<ArgumentOutOfRangeException>(() => new OutbreakInjection(1).Add(history, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OutbreakInjection(1).Add(history, 0, OutbreakInjection.SizeMax + 1));
    }

    /// <summary>A chart that adds up is judged from where judging begins, others from the outbreak on.</summary>
    [Fact]
    public void Injected_outbreaks_are_judged_as_if_they_had_come()
    {
        var history = new SeriesHistory(Weeks, [.. Enumerable.Range(0, 160).Select(week => (double)(week * 7919 % 4))]);
        foreach (ISeriesDetector detector in new ISeriesDetector[] { new Ears(EarsMethod.C1), new Cusum(new() { Baseline = BaselineModel.Mean }) })
        {
            var tally = new BacktestTally();
            Backtest.Injected(detector, history, 104, [30], 5, new(3), tally, default);
            Assert.Equal((5, 5), (tally.Outbreaks, tally.Detected));
            Assert.Equal(0, tally.FalseAlarms);
            Assert.True(double.IsNaN(tally.Specificity));
        }
    }


    /// <summary>Alarms where it was told to; its score is the count.</summary>
    sealed class Told(int[] alarms, params int[] unknown) : ISeriesDetector
    {
        public string Name => "told";

        public int FirstPoint(SeriesCalendar calendar) => 0;

        public void Judge(SeriesHistory history, int from, Span<SeriesVerdict> verdicts)
        {
            for (var i = 0; i < verdicts.Length; i++)
            {
                var (at, count) = (from + i, history.Counts[from + i]);
                verdicts[i] = unknown.Contains(at) ? SeriesVerdict.None(count, NotJudged.CountMissing) : new(count, 0, 0, count, double.NaN, alarms.Contains(at), NotJudged.No);
            }
        }
    }
}
