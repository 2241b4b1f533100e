using System.Globalization;
using Tocsin.Detection.Series;

namespace Tocsin.Tests.Detection.Series;

/// <summary>The simulated series of the 42 scenarios, and what a detector finds in them.</summary>
static class SimulatedOutbreaks
{
    const int From = 575, Judged = 49;

    static readonly SeriesCalendar Weeks = SeriesCalendar.Undated(52);

    static readonly Lazy<List<(double[] Without, double[] With)>> Series = new(Read);

    /// <summary>The share of outbreaks that are found at a share of false alarms, with one threshold for all series together.</summary>
    public static double Detected(ISeriesDetector detector, Func<SeriesVerdict, double> rank, double falseAlarms)
    {
        var (quiet, best) = (new List<double>(), new List<double>());
        foreach (var (without, with) in Series.Value)
        {
            quiet.AddRange(Judge(detector, without, From, Judged).Select(rank));
            var first = Enumerable.Range(0, with.Length).First(week => with[week] > without[week]);
            var last = Enumerable.Range(0, with.Length).Last(week => with[week] > without[week]);
            best.Add(Judge(detector, with, first, last - first + 1).Where((_, i) => with[first + i] > without[first + i]).Max(rank));
        }
        var threshold = quiet.OrderDescending().ElementAt((int)(falseAlarms * quiet.Count));
        return best.Count(each => each > threshold) / (double)best.Count;
    }

    static SeriesVerdict[] Judge(ISeriesDetector detector, double[] counts, int from, int length)
    {
        var verdicts = new SeriesVerdict[length];
        detector.Judge(new(Weeks, counts), from, verdicts);
        return verdicts;
    }

    static List<(double[] Without, double[] With)> Read() => [.. Oracle.Table(Path.Combine(Oracle.Folder(), "sim42", "series.csv")).Select(row =>
    {
        double[] without = [.. row["base"].Split(' ').Select(Oracle.Number)];
        Add(without, row["past"]);
        var with = (double[])without.Clone();
        Add(with, row["current"]);
        return (without, with);
    })];

    static void Add(double[] counts, string outbreaks)
    {
        foreach (var pair in outbreaks.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            if (pair.Split(':') is [var week, var cases]) counts[int.Parse(week, CultureInfo.InvariantCulture) - 1] += Oracle.Number(cases);
    }
}
