namespace Tocsin.Bench.Benchmark42;

/// <summary>Which outbreaks are detected at a rate of false alarms: one threshold for all weeks of all series together. A false alarm is one in the
/// series without its current outbreak; the outbreak is detected if a week to which it adds cases is an alarm.</summary>
static class MatchedRate
{
    /// <summary>The least number that is an alarm for at most this share of weeks.</summary>
    public static double Threshold(IReadOnlyList<double[]> without, double rate)
    {
        var all = without.SelectMany(each => each).ToArray();
        Array.Sort(all);
        return all[all.Length - 1 - (int)(rate * all.Length)];
    }

    /// <summary>Whether each series' current outbreak is detected.</summary>
    public static bool[] Detected(IReadOnlyList<SimulatedSeries> series, IReadOnlyList<double[]> without, IReadOnlyList<double[]> with, double rate)
    {
        var threshold = Threshold(without, rate);
        return [.. series.Select((each, i) => Enumerable.Range(0, SimulatedSeries.Judged).Any(week => each.Struck[each.From + week] && with[i][week] > threshold))];
    }

    public static double Share(bool[] detected) => detected.Count(each => each) / (double)detected.Length;

    /// <summary>McNemar's paired test: how many standard deviations the one detects more than the other.</summary>
    public static double Paired(bool[] one, bool[] other)
    {
        var (more, less) = (0, 0);
        for (var i = 0; i < one.Length; i++)
        {
            if (one[i] && !other[i]) more++;
            if (other[i] && !one[i]) less++;
        }
        return more + less == 0 ? 0 : (more - less) / Math.Sqrt(more + less);
    }
}
