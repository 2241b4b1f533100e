using System.Globalization;
using Tocsin.Detection.Series;

namespace Tocsin.Tests.Detection.Series;

/// <summary>One run of the reference's classic detectors: the detector, the series by unit, and the rows of answers, which begin at the same point in each unit.</summary>
sealed record ClassicRun(ISeriesDetector Detector, Dictionary<string, SeriesHistory> Series, List<Dictionary<string, string>> Rows)
{
    static readonly string Folder = Oracle.Folder(), Further = Path.Combine(Folder, "classic");

    /// <summary>The oracle's glrpois runs of these names have a trend, which its table of runs does not tell.</summary>
    static readonly string[] WithTrend = ["glr_pois_value_", "glr_pois_cases_", "glr_pois_theta_"];

    static readonly Lazy<List<Dictionary<string, string>>> FurtherRows = new(() => Oracle.Table(Path.Combine(Further, "rows.csv")));

    /// <summary>The names of the oracle's runs of these detectors.</summary>
    public static IEnumerable<string> Names() => Table(Folder).Select(run => run["file"]).Where(name => !name.StartsWith("ears", StringComparison.Ordinal) && !name.StartsWith("ff_", StringComparison.Ordinal));

    /// <summary>The names of further runs, which <c>make.R</c> makes.</summary>
    public static IEnumerable<string> FurtherNames() => Table(Further).Select(run => run["file"]);

    /// <summary>A run of the oracle.</summary>
    public static ClassicRun Of(string name)
    {
        var run = Table(Folder).Single(row => row["file"] == name);
        var told = Told(run["params"]);
        if (WithTrend.Any(start => name.StartsWith(start, StringComparison.Ordinal))) told["mu0"] = "S:1 trend:TRUE";
        // The oracle's table rounds ln 2.
        if (told.ContainsKey("theta")) told["theta"] = Math.Log(2).ToString("R", CultureInfo.InvariantCulture);
        var series = Oracle.Table(Path.Combine(Folder, "in", run["series"] + ".csv")).GroupBy(row => row["unit"])
            .ToDictionary(unit => unit.Key, unit => new SeriesHistory(SeriesCalendar.Undated(52), [.. unit.Select(row => Oracle.Number(row["y"]))]));
        return new(Build(run["algorithm"], told), series, Oracle.Table(Path.Combine(Folder, "out", name + ".csv")));
    }

    /// <summary>A further run.</summary>
    public static ClassicRun OfFurther(string name)
    {
        var run = Table(Further).Single(row => row["file"] == name);
        var rows = Oracle.Table(Path.Combine(Further, "series.csv")).Where(row => row["series"] == run["series"]).ToList();
        var frequency = run["series"] switch { "monthly" => 12, "daily" => 365, _ => 52 };
        var calendar = run["dated"] == "TRUE" ? SeriesCalendar.Dated(frequency, rows.Select(row => DateOnly.ParseExact(row["date"], "O"))) : SeriesCalendar.Undated(frequency);
        var history = new SeriesHistory(calendar, [.. rows.Select(row => Oracle.Number(row["y"]))]);
        return new(Build(run["algorithm"], Told(run["params"])), new() { ["1"] = history }, [.. FurtherRows.Value.Where(row => row["file"] == name)]);
    }

    /// <summary>The verdicts beside the reference's rows.</summary>
    public IEnumerable<(Dictionary<string, string> Row, SeriesVerdict Verdict)> Judged()
    {
        foreach (var unit in Rows.GroupBy(row => row.GetValueOrDefault("unit", "1")))
        {
            var rows = unit.ToList();
            var verdicts = new SeriesVerdict[rows.Count];
            Detector.Judge(Series[unit.Key], int.Parse(rows[0]["t"], CultureInfo.InvariantCulture) - 1, verdicts);
            foreach (var (row, verdict) in rows.Zip(verdicts)) yield return (row, verdict);
        }
    }

    static ISeriesDetector Build(string algorithm, Dictionary<string, string> told)
    {
        double Real(string name, double usual) => told.TryGetValue(name, out var text) ? Oracle.Number(text) : usual;
        int Whole(string name, int usual) => (int)Real(name, usual);
        bool Flag(string name, bool usual) => told.TryGetValue(name, out var text) ? text == "TRUE" : usual;
        string Word(string name, string usual) => told.GetValueOrDefault(name, usual);

        ReferencePoints Points() => new() { Years = Whole("b", 0), HalfWindow = Whole("w", 0), CurrentYear = Flag("actY", usual: true) };
        return algorithm switch
        {
            "farrington" => new FarringtonClassic(new()
            {
                AsReference = true, Years = Whole("b", 5), HalfWindow = Whole("w", 3), Reweight = Flag("reweight", usual: true), Trend = Flag("trend", usual: true), Alpha = Real("alpha", 0.05),
                CasesMin = Oracle.Number(Word("limit54", "5 4").Split(' ')[0]), CasesOver = int.Parse(Word("limit54", "5 4").Split(' ')[1], CultureInfo.InvariantCulture),
                Power = Word("powertrans", "2/3") switch { "2/3" => PowerTransformation.TwoThirds, "1/2" => PowerTransformation.Half, _ => PowerTransformation.None },
            }),
            "cusum" => new Cusum(new()
            {
                AsReference = true, ReferenceValue = Real("k", 1.04), DecisionInterval = Real("h", 2.26), Overdispersion = Real("alpha", 0),
                Transformation = Enum.Parse<CusumTransformation>(Word("trans", "standard"), ignoreCase: true),
                Baseline = Word("m", "") switch { "" => BaselineModel.Mean, "glm" => BaselineModel.Seasonal(), var mean => BaselineModel.Known(Oracle.Number(mean)) },
            }),
            "glrpois" or "glrnb" => new Glr(new()
            {
                AsReference = true, Threshold = Real("c.ARL", 5), Window = Whole("M", -1) is >= 0 and var window ? window : null, Shortest = Whole("Mtilde", 1),
                Overdispersion = algorithm == "glrpois" ? 0 : Real("alpha", double.NaN) is var alpha && double.IsNaN(alpha) ? null : alpha,
                KnownChange = told.ContainsKey("theta") ? Real("theta", 0) : null, Change = Word("change", "") == "epi" ? GlrChange.Epidemic : GlrChange.Intercept,
                Upper = Word("ret", "cases") == "value" ? UpperValue.Value : UpperValue.Cases, Baseline = Season(Word("mu0", "S:1 trend:FALSE")),
            }),
            "bayes" => new Bayes(Points(), Real("alpha", 0.05)),
            "rki" => new Rki(Points()),
            "outbreakP" => new OutbreakP(Real("k", 100), Word("ret", "cases") == "value" ? UpperValue.Value : UpperValue.Cases),
            _ => throw new InvalidDataException(algorithm),
        };
    }

    static BaselineModel Season(string told) => BaselineModel.Seasonal(told[2] - '0', told.EndsWith("TRUE", StringComparison.Ordinal));

    static Dictionary<string, string> Told(string parameters) =>
        parameters.Split("; ").Where(each => each.Contains('=')).Select(each => each.Split('=')).ToDictionary(each => each[0], each => each[1]);

    static List<Dictionary<string, string>> Table(string folder) => Oracle.Table(Path.Combine(folder, "runs.csv"));
}
