using System.Runtime.InteropServices;

namespace Tocsin.Detection.Series;

/// <summary>Tocsin's own detector, which needs no tuning: the expected count from all the past, by a regression that takes from trend and
/// season only what the counts bear out, and the evidence of the judged point and the stretch before it together.</summary>
/// <remarks>docs/tocsin-detector.md says how it works, how well, and where it fails. Populations are used where the history has them. A count above the
/// bound is an alarm; beside a large count before it a smaller one is, too.</remarks>
public sealed class TocsinDetector : ISeriesDetector
{
    /// <summary>Counts that a verdict rests on at most: the newest.</summary>
    public const int CountsMax = 1_100;

    /// <summary>Counts before the judged stretch without which there is no verdict.</summary>
    public const int CountsMin = 4;

    [ThreadStatic]
    static Workspace? workspace;

    readonly TocsinOptions options;

    /// <summary>A detector.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public TocsinDetector(TocsinOptions? options = null) => this.options = (options ?? new()).Checked();

    /// <summary>The same detector, told of shares that were estimated.</summary>
    public TocsinDetector With(ReportedShares shares) => new(shares.In(options));

    /// <inheritdoc/>
    public string Name => "tocsin";

    /// <inheritdoc/>
    public int FirstPoint(SeriesCalendar calendar) => CountsMin + OutbreakShape.Usual(calendar.Frequency).Stretch;

    /// <inheritdoc/>
    public void Judge(SeriesHistory history, int from, Span<SeriesVerdict> verdicts)
    {
        for (var i = 0; i < verdicts.Length; i++) verdicts[i] = Judge(history, from + i);
    }

    SeriesVerdict Judge(SeriesHistory history, int at)
    {
        var (work, count, shape) = (workspace ??= new Workspace(), history.Counts[at], OutbreakShape.Usual(history.Calendar.Frequency));
        if (work.Load(history, at, shape.Stretch, options) < CountsMin) return SeriesVerdict.None(count, NotJudged.HistoryTooShort);
        work.Columns.LayOut(history.Calendar, CollectionsMarshal.AsSpan(work.Points));
        if (!work.Fit.Fit(CollectionsMarshal.AsSpan(work.Counts), CollectionsMarshal.AsSpan(work.LogExposures))) return SeriesVerdict.None(count, NotJudged.NoConvergence);

        var (judged, variance) = work.Expect(history, at, options);
        var (before, earlier) = Before(history, at, shape.Stretch, work);
        if (!double.IsFinite(judged.Mean) || !double.IsFinite(before.Mean)) return SeriesVerdict.None(count, NotJudged.BoundInfinite);
        work.Evidence.Expect(before, judged, variance, shape);
        // The bound is that beside no more than the usual count before, so that it stays where it is while an outbreak goes on.
        var upper = work.Evidence.Upper(Math.Min(earlier, Math.Floor(before.Mean)), options.Alpha);
        if (double.IsNaN(count)) return new(count, judged.Mean, upper, double.NaN, double.NaN, null, NotJudged.CountMissing);
        var p = work.Evidence.PValue(earlier, count);
        return new(count, judged.Mean, upper, Math.Log(p) / Math.Log(options.Alpha), p, count > judged.Mean && p <= options.Alpha, NotJudged.No);
    }

    /// <summary>The stretch before the judged point, as far as it was counted.</summary>
    (Expectation Expected, double Count) Before(SeriesHistory history, int at, int stretch, Workspace work)
    {
        var (mean, variance, sum) = (0.0, 0.0, 0.0);
        for (var i = 0; i < stretch; i++)
        {
            var point = at - stretch + i;
            if (double.IsNaN(history.Counts[point])) continue;
            var (each, _) = work.Expect(history, point, options);
            (mean, variance, sum) = (mean + each.Mean, variance + each.Mean * each.Dispersion, sum + history.Counts[point]);
        }
        return (new(mean, mean > 0 ? variance / mean : 1), sum);
    }

    /// <summary>What one thread judges with.</summary>
    sealed class Workspace
    {
        int judged;

        public Workspace() => Fit = new(Columns);

        public ExpectationColumns Columns { get; } = new();

        public ExpectationFit Fit { get; }

        public OutbreakEvidence Evidence { get; } = new();

        public List<int> Points { get; } = [];

        public List<double> Counts { get; } = [];

        public List<double> LogExposures { get; } = [];

        /// <summary>Takes the counts before the judged stretch, then the stretch and the point to be judged; tells how many counts there are.</summary>
        public int Load(SeriesHistory history, int at, int stretch, TocsinOptions options)
        {
            Points.Clear();
            Counts.Clear();
            LogExposures.Clear();
            for (var i = at - stretch - 1; i >= 0 && Counts.Count < CountsMax; i--)
            {
                if (double.IsNaN(history.Counts[i])) continue;
                Points.Add(i);
                Counts.Add(history.Counts[i]);
                LogExposures.Add(Math.Log(Exposure(history, i, options)));
            }
            Points.Reverse();
            Counts.Reverse();
            LogExposures.Reverse();
            for (var i = Math.Max(0, at - stretch); i <= at; i++) Points.Add(i);
            judged = at;
            return Counts.Count;
        }

        /// <summary>What is expected of the judged point or one of the stretch before it, and the variance of its logarithm.</summary>
        public (Expectation Expected, double Variance) Expect(SeriesHistory history, int at, TocsinOptions options)
        {
            var (log, variance) = Fit.At(Points.Count - 1 - (judged - at));
            var share = options.CompletenessOf(history, at);
            // Of counts with a dispersion, each case reported with the same chance, remain counts with less of it.
            var expected = new Expectation(Math.Exp(log) * Exposure(history, at, options), 1 + (Fit.Dispersion - 1) * share);
            return (expected.Wider(options.VarianceOf(history, at)), variance);
        }

        static double Exposure(SeriesHistory history, int at, TocsinOptions options) =>
            (history.Populations.IsEmpty ? 1 : history.Populations[at]) * options.CompletenessOf(history, at);
    }
}
