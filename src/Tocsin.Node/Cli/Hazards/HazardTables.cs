using System.CommandLine;
using Tocsin.Detection.Clusters;
using Tocsin.Detection.Hazards;

namespace Tocsin.Node.Cli.Hazards;

/// <summary>One formula: what it is asked with, and what it makes of a table.</summary>
/// <param name="Name">Its verb.</param>
/// <param name="Description">What it does, in one line.</param>
/// <param name="Example">A whole command line that works.</param>
/// <param name="Columns">The columns that it needs, each by all its names.</param>
/// <param name="Options">Its options.</param>
/// <param name="Judge">The answer to a table's columns.</param>
sealed record HazardTable(string Name, string Description, string Example, IReadOnlyList<string[]> Columns, IReadOnlyList<Option> Options, Func<ParseResult, double[][], CancellationToken, HazardAnswer> Judge);

/// <summary>All formulas that have a verb.</summary>
static class HazardTables
{
    static readonly double[] ReturnYears = [2, 5, 10, 20, 50, 100, 200, 500];

    static readonly Option<int> Months = NumberOption.Whole("--months", "How many months are summed (3)", "N", 1, 72, 3);
    static readonly Option<double?> Level = NumberOption.Real("--level", "Tell this level's return period, too", "X", -1e15, 1e15);
    static readonly Option<int> Past = NumberOption.Whole("--past", "How many readings before one are its background, at most (1440)", "N", DoseRate.ReadingsMin, 100_000, 1_440);
    static readonly Option<int> Recent = NumberOption.Whole("--recent", "How many rows, a row and those just before it, are held against all earlier ones (1)", "N", 1, 100_000, 1);
    static readonly Option<double?> Radius = NumberOption.Real("--radius", "Kilometres of a circle (50)", "KM", 1e-6, 1_000);
    static readonly Option<double?> Epsilon = NumberOption.Real("--epsilon", "By which share events come faster in a cluster (0.2)", "E", 1e-6, 100);
    static readonly Option<double?> Threshold = NumberOption.Real("--threshold", "The statistic above which there is an alarm (1000)", "A", 1e-6, 1e15);
    static readonly Option<bool> OnPlane = new("--plane") { Description = "x and y are kilometres, not longitude and latitude" };

    public static IReadOnlyList<HazardTable> All { get; } =
    [
        new("spi", "Drought: how unusual the rain of the last months is for the time of year (SPI)", "tocsin hazard spi rain.csv --months 6",
            [["precipitation", "rain"]], [Months], (parsed, columns, _) => Drought(DroughtIndex.Spi(columns[0], parsed.GetValue(Months)))),
        new("spei", "Drought: the same of rain less potential evapotranspiration (SPEI)", "tocsin hazard spei balance.csv --months 6",
            [["balance"]], [Months], (parsed, columns, _) => Drought(DroughtIndex.Spei(columns[0], parsed.GetValue(Months)))),
        new("gumbel", "Floods: return levels by Gumbel's distribution, from the highest value of each year", "tocsin hazard gumbel annual.csv --level 8.5",
            [["maximum", "max"]], [Level], (parsed, columns, _) => Returns(ExtremeValueFit.Gumbel(Known(columns[0])), parsed)),
        new("gev", "Floods: return levels by the generalised extreme value distribution", "tocsin hazard gev annual.csv --level 8.5",
            [["maximum", "max"]], [Level], (parsed, columns, _) => Returns(ExtremeValueFit.MaximumLikelihood(Known(columns[0])) ?? throw new ArgumentException("the search for the likeliest distribution does not settle"), parsed)),
        new("dose", "Radiation: each reading over the background of those before it", "tocsin hazard dose readings.csv",
            [["dose", "value", "reading"]], [Past], (parsed, columns, _) => Doses(columns[0], parsed.GetValue(Past))),
        new("surge", "Scans, reports: how much faster events came lately than before, and how likely by chance", "tocsin hazard surge reports.csv --recent 7",
            [["count", "y"]], [Recent], (parsed, columns, _) => Surges(columns[0], parsed.GetValue(Recent))),
        new("stcd", "Events one after the other, watched for a cluster that emerges anywhere (Assunção and Correa)", "tocsin hazard stcd cases.csv --radius 75 --threshold 161",
            [["longitude", "x"], ["latitude", "y"], ["time", "t"]], [Radius, Epsilon, Threshold, OnPlane], Chart),
    ];

    static double[] Known(double[] values) => [.. values.Where(value => !double.IsNaN(value))];

    static HazardAnswer Drought(double[] index) => new(["month", "index"], index.Select((each, i) => new[] { i + 1, each }));

    static HazardAnswer Returns(ExtremeValueDistribution fitted, ParseResult parsed)
    {
        var rows = ReturnYears.Select(years => (double[])[years, fitted.ReturnLevel(years)]).ToList();
        if (parsed.GetValue(Level) is { } level) rows.Add([fitted.ReturnPeriod(level), level]);
        return new(["years", "level", "location", "scale", "shape"], rows.OrderBy(row => row[1]).Select(row => (double[])[.. row, fitted.Location, fitted.Scale, fitted.Shape]));
    }

    /// <summary>A probe that is off reads 0, for there is always some radiation: such a reading is nobody's background.</summary>
    static HazardAnswer Doses(double[] readings, int past)
    {
        double[] background = [.. readings.Select(reading => reading == 0 ? double.NaN : reading)];
        return new(["row", "reading", "background", "net", "ratio", "deviations"], readings.Select((reading, i) =>
            !double.IsNaN(reading) && DoseRate.Over(background.AsSpan(Math.Max(0, i - past)..i), reading) is { } dose
                ? [i + 1, reading, dose.Background, dose.Net, dose.Ratio, dose.Deviations]
                : (double[])[i + 1, reading, double.NaN, double.NaN, double.NaN, double.NaN]));
    }

    /// <summary>A row whose events are not known is left out of the events, and of the time.</summary>
    static HazardAnswer Surges(double[] counts, int recent)
    {
        // Up to each row: the events that are known, and of how many rows.
        var (events, rows) = (new double[counts.Length + 1], new int[counts.Length + 1]);
        for (var i = 0; i < counts.Length; i++)
            (events[i + 1], rows[i + 1]) = double.IsNaN(counts[i]) ? (events[i], rows[i]) : (events[i] + counts[i], rows[i] + 1);
        return new(["row", "recent", "before", "ratio", "pvalue"], Enumerable.Range(recent, Math.Max(0, counts.Length - recent)).Select(i =>
        {
            var begin = i - recent + 1;
            var (late, early) = (events[i + 1] - events[begin], events[begin]);
            if (rows[i + 1] == rows[begin] || rows[begin] == 0) return [i + 1, double.NaN, double.NaN, double.NaN, double.NaN];
            var surge = RateSurge.Of(Whole(late), rows[i + 1] - rows[begin], Whole(early), rows[begin]);
            return (double[])[i + 1, late, early, surge.Ratio, surge.PValue];
        }));
    }

    static long Whole(double events) => events == Math.Floor(events) && events is >= 0 and <= 1L << 53 ? (long)events : throw new ArgumentException("events are counted in whole numbers from 0");

    static HazardAnswer Chart(ParseResult parsed, double[][] columns, CancellationToken stop)
    {
        var (radius, epsilon, threshold) = (parsed.GetValue(Radius) ?? 50, parsed.GetValue(Epsilon) ?? 0.2, parsed.GetValue(Threshold) ?? 1_000);
        var chart = parsed.GetValue(OnPlane) ? SpaceTimeChart.OnPlane(radius, epsilon, threshold) : SpaceTimeChart.OnGlobe(radius, epsilon, threshold);
        SpaceTimePoint[] events = [.. columns[0].Select((x, i) => new SpaceTimePoint(x, columns[1][i], columns[2][i]))];
        if (Array.Exists(events, each => double.IsNaN(each.X + each.Y + each.Hours))) throw new ArgumentException("an event has a place and a time");
        var judged = chart.Judge(events, stop);
        return new(["event", "statistic", "alarm", "centre"], judged.Statistic.Select((r, i) => (double[])[i + 1, r, r > threshold ? 1 : 0, i == judged.Alarm ? judged.Centre!.Value + 1 : double.NaN]));
    }
}
