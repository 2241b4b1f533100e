using Tocsin.Detection.Series;

namespace Tocsin.Detection.Backtesting;

/// <summary>Judges a detector by outbreaks that are known: labelled ones, and such as are added to the counts.</summary>
public static class Backtest
{
    /// <summary>Judges by the labels.</summary>
    /// <param name="detector">The detector.</param>
    /// <param name="series">The series.</param>
    /// <param name="from">The first point to judge, from 0.</param>
    /// <param name="tally">Takes what comes of it.</param>
    public static void Labelled(ISeriesDetector detector, LabelledSeries series, int from, BacktestTally tally) =>
        tally.Add(series, from, Judge(detector, series.History, from, from, series.History.Length - 1));

    /// <summary>Judges by outbreaks that are added, one at a time, each to the counts as they are. They alone are counted: false alarms are those of the series itself.</summary>
    /// <param name="detector">The detector.</param>
    /// <param name="history">The counts.</param>
    /// <param name="from">The first point to judge, from 0.</param>
    /// <param name="sizes">Cases of the outbreaks; each is added <paramref name="repeats"/> times.</param>
    /// <param name="repeats">How often, at other points.</param>
    /// <param name="injection">Where they come from; the same seed for every detector, so that all have the same.</param>
    /// <param name="tally">Takes what comes of it.</param>
    /// <param name="stop">Ends the work.</param>
    public static void Injected(
        ISeriesDetector detector, SeriesHistory history, int from, IReadOnlyList<int> sizes, int repeats, OutbreakInjection injection, BacktestTally tally, CancellationToken stop)
    {
        foreach (var size in sizes)
            for (var i = 0; i < repeats; i++)
            {
                stop.ThrowIfCancellationRequested();
                if (injection.Add(history, from, size) is not var (with, first, last)) continue;
                tally.AddOutbreak(with, first, Judge(detector, with, from, first, last));
            }
    }

    static SeriesVerdict[] Judge(ISeriesDetector detector, SeriesHistory history, int from, int first, int last)
    {
        if (!detector.AddsUp) from = first;
        var verdicts = new SeriesVerdict[Math.Max(0, last - from + 1)];
        if (verdicts.Length > 0) detector.Judge(history, from, verdicts);
        return verdicts[Math.Min(first - from, verdicts.Length)..];
    }
}
