using System.Collections.Concurrent;
using System.Globalization;
using Tocsin.Detection.Series;

namespace Tocsin.Tests.Detection.Series;

/// <summary>The simulated series of the 42 scenarios, and what a detector finds in them.</summary>
static class SimulatedOutbreaks
{
    const int From = 575, Judged = 49;

    static readonly SeriesCalendar Weeks = SeriesCalendar.Undated(52);

    static readonly ConcurrentDictionary<string, List<(double[] Without, double[] With)>> Tables = new(StringComparer.Ordinal);

    /// <summary>The share of the shipped series' outbreaks that are found at a share of false alarms, with one threshold for all series together.</summary>
    public static double Detected(ISeriesDetector detector, Func<SeriesVerdict, double> rank, double falseAlarms) =>
        Detected(Path.Combine(Oracle.Folder(), "sim42", "series.csv"), detector, rank, falseAlarms);

    /// <summary>The same of another table's.</summary>
    public static double Detected(string table, ISeriesDetector detector, Func<SeriesVerdict, double> rank, double falseAlarms)
    {
        var (quiet, best) = (new List<double>(), new List<double>());
        foreach (var (without, with) in Tables.GetOrAdd(table, All))
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

    /// <summary>The series of a table of the benchmark, without and with their current outbreaks.</summary>
    public static List<(double[] Without, double[] With)> All(string path) => [.. Oracle.Table(path).Select(row =>
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
