using Tocsin.Detection.Series;

namespace Tocsin.Detection.Backtesting;

/// <summary>What a detector made of outbreaks that are known. A share that there is none of is NaN.</summary>
public sealed class BacktestTally
{
    readonly List<(double Score, bool InOutbreak)> points = [];
    readonly List<double> outbreaks = [];
    double delays, leads;

    /// <summary>Points that were judged.</summary>
    public int Judged { get; private set; }

    /// <summary>Points that the detector could not judge; they count nowhere else.</summary>
    public int NotJudged { get; private set; }

    /// <summary>Alarms at points of an outbreak.</summary>
    public int TrueAlarms { get; private set; }

    /// <summary>Alarms at other points.</summary>
    public int FalseAlarms { get; private set; }

    /// <summary>Judged points of an outbreak.</summary>
    public int OutbreakPoints { get; private set; }

    /// <summary>Outbreaks with a point that was judged.</summary>
    public int Outbreaks => outbreaks.Count;

    /// <summary>Those of them with an alarm at one of their points.</summary>
    public int Detected { get; private set; }

    /// <summary>Share of outbreak points that are alarms.</summary>
    public double Sensitivity => Share(TrueAlarms, OutbreakPoints);

    /// <summary>Share of other points that are none.</summary>
    public double Specificity => Share(Judged - OutbreakPoints - FalseAlarms, Judged - OutbreakPoints);

    /// <summary>Share of alarms that belong to an outbreak: the positive predictive value.</summary>
    public double PredictiveValue => Share(TrueAlarms, TrueAlarms + FalseAlarms);

    /// <summary>Share of outbreaks that are detected.</summary>
    public double DetectedShare => Share(Detected, Outbreaks);

    /// <summary>How many points after its first one a detected outbreak's first alarm comes, on average.</summary>
    public double Delay => Detected == 0 ? double.NaN : delays / Detected;

    /// <summary>How many points before its largest count a detected outbreak's first alarm comes, on average; below 0 where it comes after.</summary>
    public double Lead => Detected == 0 ? double.NaN : leads / Detected;

    /// <summary>What would be detected at other thresholds of the score: share of other points that would be alarms, and share of outbreaks detected, both ascending.</summary>
    public IReadOnlyList<(double FalseAlarms, double Detected)> Curve()
    {
        var quiet = points.Where(point => !point.InOutbreak).Select(point => point.Score).OrderDescending().ToArray();
        var best = outbreaks.OrderDescending().ToArray();
        var (curve, alarms) = (new List<(double, double)> { (0, 0) }, 0);
        for (var i = 0; i < best.Length && double.IsFinite(best[i]); i++)
        {
            while (alarms < quiet.Length && quiet[alarms] >= best[i]) alarms++;
            curve.Add((Share(alarms, quiet.Length), (i + 1.0) / best.Length));
        }
        return curve;
    }

    /// <summary>Counts points outside of outbreaks, and inside, and the outbreaks.</summary>
    /// <param name="series">The series.</param>
    /// <param name="from">The first point judged.</param>
    /// <param name="verdicts">One for each point from there on.</param>
    public void Add(LabelledSeries series, int from, ReadOnlySpan<SeriesVerdict> verdicts)
    {
        for (var i = 0; i < verdicts.Length; i++) Add(verdicts[i], series.InOutbreak[from + i]);
        foreach (var (first, last) in series.Outbreaks(from)) AddOutbreak(series.History.Counts, first, last, verdicts[(first - from)..(last - from + 1)]);
    }

    /// <summary>Counts an outbreak's points and the outbreak, and nothing else of the series.</summary>
    /// <param name="history">The series with it.</param>
    /// <param name="first">Its first point.</param>
    /// <param name="verdicts">One for each of its points.</param>
    public void AddOutbreak(SeriesHistory history, int first, ReadOnlySpan<SeriesVerdict> verdicts)
    {
        foreach (var verdict in verdicts) Add(verdict, inOutbreak: true);
        AddOutbreak(history.Counts, first, first + verdicts.Length - 1, verdicts);
    }

    void Add(SeriesVerdict verdict, bool inOutbreak)
    {
        if (verdict.Alarm is not { } alarm)
        {
            NotJudged++;
            return;
        }
        Judged++;
        if (inOutbreak) OutbreakPoints++;
        if (alarm && inOutbreak) TrueAlarms++;
        if (alarm && !inOutbreak) FalseAlarms++;
        points.Add((Score(verdict), inOutbreak));
    }

    void AddOutbreak(ReadOnlySpan<double> counts, int first, int last, ReadOnlySpan<SeriesVerdict> verdicts)
    {
        var (best, alarm, peak, known) = (double.NegativeInfinity, -1, first, false);
        for (var i = 0; i < verdicts.Length; i++)
        {
            if (counts[first + i] > counts[peak] || double.IsNaN(counts[peak])) peak = first + i;
            if (verdicts[i].Alarm is null) continue;
            known = true;
            best = Math.Max(best, Score(verdicts[i]));
            if (alarm < 0 && verdicts[i].Alarm == true) alarm = first + i;
        }
        if (!known) return;
        outbreaks.Add(best);
        if (alarm < 0) return;
        Detected++;
        delays += alarm - first;
        leads += peak - alarm;
    }

    // Where a bound has no score, the alarm says as much as there is.
    static double Score(SeriesVerdict verdict) => double.IsNaN(verdict.Score) ? verdict.Alarm == true ? 1 : double.NegativeInfinity : verdict.Score;

    static double Share(double part, double whole) => whole == 0 ? double.NaN : part / whole;
}
