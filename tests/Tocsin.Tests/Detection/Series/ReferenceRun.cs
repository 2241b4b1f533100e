using Tocsin.Detection.Series;

namespace Tocsin.Tests.Detection.Series;

/// <summary>One run of the reference: the detector with its parameters, the series by unit, and the rows of answers.</summary>
sealed record ReferenceRun(ISeriesDetector Detector, Dictionary<string, SeriesHistory> Series, List<Dictionary<string, string>> Rows)
{
    static readonly string Folder = Oracle.Folder(), Dated = Path.Combine(Folder, "dated");

    /// <summary>The names of the runs whose names begin so.</summary>
    public static IEnumerable<string> Names(string start) => File.ReadLines(Path.Combine(Folder, "runs.csv")).Select(line => line.Split(',')[0]).Where(name => name.StartsWith(start, StringComparison.Ordinal));

    /// <summary>The names of the runs over dated series.</summary>
    public static IEnumerable<string> DatedNames() => Oracle.Table(Path.Combine(Dated, "runs.csv")).Select(run => run["file"]);

    /// <summary>A run of the oracle.</summary>
    public static ReferenceRun Of(string name)
    {
        var fields = File.ReadLines(Path.Combine(Folder, "runs.csv")).Select(line => line.Split(',')).Single(line => line[0] == name);
        var told = fields[3].Split("; ").Select(each => each.Split('=')).ToDictionary(each => each[0], each => each[1]);
        var series = Oracle.Table(Path.Combine(Folder, "in", fields[1] + ".csv")).GroupBy(row => row["unit"])
            .ToDictionary(unit => unit.Key, unit => new SeriesHistory(SeriesCalendar.Undated(52), [.. unit.Select(row => Oracle.Number(row["y"]))]));
        ISeriesDetector detector = name.StartsWith("ff_", StringComparison.Ordinal)
            ? new FarringtonFlexible(Options(told))
            : new Ears(Enum.Parse<EarsMethod>(told["method"]), int.Parse(told["baseline"]), Oracle.Number(told["minSigma"]), told.TryGetValue("alpha", out var alpha) ? Oracle.Number(alpha) : null);
        return new(detector, series, Oracle.Table(Path.Combine(Folder, "out", name + ".csv")));
    }

    /// <summary>A run over a dated series.</summary>
    public static ReferenceRun OfDated(string name)
    {
        var run = Oracle.Table(Path.Combine(Dated, "runs.csv")).Single(row => row["file"] == name);
        var rows = Oracle.Table(Path.Combine(Dated, run["series"] + ".series.csv"));
        var frequency = run["series"].Contains("monthly", StringComparison.Ordinal) ? 12 : run["series"] == "daily" ? 365 : 52;
        var calendar = run["series"].StartsWith("undated", StringComparison.Ordinal) ? SeriesCalendar.Undated(frequency) : SeriesCalendar.Dated(frequency, rows.Select(row => DateOnly.ParseExact(row["date"], "O")));
        var history = new SeriesHistory(calendar, [.. rows.Select(row => Oracle.Number(row["y"]))], [.. rows.Select(row => Oracle.Number(row["pop"]))]);
        return new(new FarringtonFlexible(Options(run)), new() { ["1"] = history }, Oracle.Table(Path.Combine(Dated, name + ".csv")));
    }

    static FarringtonOptions Options(Dictionary<string, string> told) => new()
    {
        AsReference = true,
        Years = int.Parse(told["b"]), HalfWindow = int.Parse(told["w"]), Periods = int.Parse(told["noPeriods"]), RecentExcluded = int.Parse(told["pastWeeksNotIncluded"]),
        Reweight = told["reweight"] == "TRUE", WeightsThreshold = Oracle.Number(told["weightsThreshold"]),
        Trend = told["trend"] == "TRUE", TrendPValueBelow = Oracle.Number(told["pThresholdTrend"]),
        Alpha = Oracle.Number(told["alpha"]), CasesMin = Oracle.Number(told["limit54"].Split(' ')[0]), CasesOver = int.Parse(told["limit54"].Split(' ')[1]),
        Method = Enum.Parse<ThresholdMethod>(told["thresholdMethod"], ignoreCase: true), PopulationOffset = told["populationOffset"] == "TRUE",
        Power = told["powertrans"] switch { "2/3" => PowerTransformation.TwoThirds, "1/2" => PowerTransformation.Half, "none" => PowerTransformation.None, var other => throw new InvalidDataException(other) },
    };
}
