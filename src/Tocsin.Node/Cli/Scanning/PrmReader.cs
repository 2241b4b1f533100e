using System.Globalization;
using Tocsin.Detection.Scan;
using Tocsin.Formats;
using Tocsin.Formats.ScanFiles;

namespace Tocsin.Node.Cli.Scanning;

/// <summary>Makes a request of a SaTScan parameter file. What is not covered is refused by name, all of it at once.</summary>
sealed class PrmReader
{
    readonly string file;
    readonly Dictionary<string, ScanParameter> parameters = new(StringComparer.OrdinalIgnoreCase);
    readonly List<string> refused = [], notes = [];

    PrmReader(string file) => this.file = file;

    /// <summary>Reads the file.</summary>
    /// <param name="file">Its path; the paths in it are relative to its folder.</param>
    /// <returns>The request, nothing where something was refused; and sentences of what was refused, and of what is not written.</returns>
    public static (ScanRequest? Request, IReadOnlyList<string> Refused, IReadOnlyList<string> Notes) Read(string file)
    {
        var reader = new PrmReader(file);
        using (var bytes = File.OpenRead(file)) reader.Take(bytes);
        var request = reader.Make();
        return (reader.refused.Count == 0 ? request : null, reader.refused, reader.notes);
    }

    void Take(Stream bytes)
    {
        foreach (var item in ParameterFile.Read(bytes))
            if (item is not Item<ScanParameter>.Read { Value: var parameter }) refused.Add(((Item<ScanParameter>.Refused)item).Refusal.ToString());
            else if (!parameters.TryAdd(parameter.Key, parameter)) refused.Add($"line {parameter.Line}: {parameter.Key} is set in line {parameters[parameter.Key].Line} already");
        var overTime = Whole("AnalysisType", 1, 1, 7) != 1;
        foreach (var parameter in parameters.Values) CheckRole(parameter, overTime);
    }

    void CheckRole(ScanParameter parameter, bool overTime)
    {
        if (PrmParameters.Find(parameter.Key) is not var (role, value)) Refuse(parameter, "this parameter is not known");
        else if (parameter.Value == "" || value is null || PrmParameters.IsSame(parameter.Value, value)) return;
        else if (role == PrmRole.Output) notes.Add($"line {parameter.Line}: {parameter.Key}={parameter.Value}: this output is not written");
        else if (role == PrmRole.MustBe || (role == PrmRole.MustBeOverTime && overTime)) Refuse(parameter, $"this is not covered; {parameter.Key}={value} is");
    }

    ScanRequest Make()
    {
        var analysis = Choice("AnalysisType", 1, [1, 2, 3, 4, 6], "purely spatial (1), purely temporal (2), retrospective and prospective space-time (3, 4) and prospective purely temporal (6) scans are covered");
        var model = Choice("ModelType", 0, [0, 1, 2], "the discrete Poisson (0), Bernoulli (1) and space-time permutation (2) models are covered");
        var (timeAlone, prospective) = (analysis is 2 or 6, analysis is 4 or 6);
        if (model == 2 && analysis is 1 or 2 or 6 && parameters.TryGetValue("AnalysisType", out var named)) Refuse(named, "the space-time permutation model needs places and times");
        var precision = Choice("PrecisionCaseTimes", 1, [0, 1, 2, 3, 4], "it is 0 to 4");
        if (analysis is 2 or 3) Choice("IncludeClusters", 0, [0], "a retrospective scan looks at all windows (0); a prospective one at those that reach to the end");
        if (precision == 0 && analysis != 1) RefuseKey("PrecisionCaseTimes", "without times only a purely spatial scan can be done");
        return new()
        {
            Cases = FileAt("CaseFile") ?? Missing("CaseFile"),
            Controls = model == 1 ? FileAt("ControlFile") ?? Missing("ControlFile") : null,
            Population = model == 0 ? FileAt("PopulationFile") : null,
            Places = timeAlone ? null : FileAt("CoordinatesFile") ?? Missing("CoordinatesFile"),
            Grid = timeAlone || !Flag("UseGridFile") ? null : FileAt("GridFile") ?? Missing("GridFile"),
            OnGlobe = Choice("CoordinatesType", 1, [0, 1], "it is 0 (Cartesian) or 1 (latitude and longitude)") == 1,
            Model = model switch { 1 => ScanModel.Bernoulli, 2 => ScanModel.Permutation, _ => ScanModel.Poisson },
            Timing = precision switch { 0 => ScanTiming.None, 4 => ScanTiming.Numbers, _ => ScanTiming.Dates },
            Precision = precision is >= 1 and <= 3 ? (ScanPrecision)precision : ScanPrecision.Year,
            Period = (Text("StartDate", "2000/1/1"), Text("EndDate", "2000/12/31")),
            OverTime = analysis != 1,
            Prospective = prospective,
            Unit = analysis == 1 ? null : Unit(precision),
            Length = analysis == 1 ? 1 : Whole("TimeAggregationLength", 1, 1, 1_000_000),
            MaxWindow = MaxWindow(),
            MinUnits = Whole("MinimumTemporalClusterSize", 1, 1, 1_000_000),
            LeavesOutTimes = Choice("StudyPeriodCheckType", 0, [0, 1], "it is 0 or 1") == 1,
            LeavesOutPlaces = Choice("GeographicalCoordinatesCheckType", 0, [0, 1], "it is 0 or 1") == 1,
            Options = Options(timeAlone, prospective),
        };
    }

    ScanOptions Options(bool timeAlone, bool prospective)
    {
        var replicates = Whole("MonteCarloReps", 999, 0, ScanOptions.ReplicatesMax);
        var method = Choice("PValueReportType", 0, [0, 1, 2, 3], "it is 0 to 3") switch
        {
            0 => PValueMethod.Combined, 1 => PValueMethod.MonteCarlo, 2 => PValueMethod.EarlyTermination, _ => PValueMethod.Gumbel,
        };
        var enough = method == PValueMethod.Combined ? Math.Max(1, (replicates + 1) / 20) : Whole("EarlyTerminationThreshold", 50, 1, ScanOptions.ReplicatesMax);
        // The reference fits no Gumbel distribution to scans of time alone.
        if (method == PValueMethod.Combined && timeAlone) method = PValueMethod.EarlyTermination;
        var seed = Whole("RandomSeed", 12_345_678, 0, int.MaxValue);
        var threads = Whole("NumberParallelProcesses", 0, 0, 10_000);
        return new()
        {
            MaxShare = Real("MaxSpatialSizeInPopulationAtRisk", 50, 1e-6, 50) / 100,
            MaxRadius = Flag("UseDistanceFromCenterOption") && !timeAlone ? Real("MaxSpatialSizeInDistanceFromCenter", 1, 0, double.MaxValue) : double.PositiveInfinity,
            Alive = prospective,
            TimeAlone = timeAlone,
            MinCases = Whole("MinimumCasesInHighRateClusters", 2, 1, ScanData.CountMax),
            Replicates = replicates,
            Seed = (ulong)seed,
            PValue = method,
            EnoughAbove = enough,
            Secondary = (SecondaryCriterion)Choice("CriteriaForReportingSecondaryClusters", 0, [0, 1, 2, 3, 4, 5], "it is 0 to 5"),
            Threads = Math.Min(Environment.ProcessorCount, threads == 0 ? int.MaxValue : threads),
        };
    }

    ScanTimeUnit Unit(int precision)
    {
        var unit = Choice("TimeAggregationUnits", 0, [1, 2, 3, 4], "a scan over time needs a unit: years (1), months (2), days (3) or numbers (4)");
        if ((unit == 4) != (precision == 4) || (unit < 4 && unit > precision)) RefuseKey("TimeAggregationUnits", $"PrecisionCaseTimes={precision} does not tell such times");
        return unit switch { 1 => ScanTimeUnit.Year, 2 => ScanTimeUnit.Month, 4 => ScanTimeUnit.Number, _ => ScanTimeUnit.Day };
    }

    (double, bool) MaxWindow()
    {
        var isPercent = Choice("MaxTemporalSizeInterpretation", 0, [0, 1], "it is 0 (percentage) or 1 (time)") == 0;
        return (Real("MaxTemporalSize", 50, 1e-6, isPercent ? 90 : 1_000_000), isPercent);
    }

    ScanFile? FileAt(string key)
    {
        var name = Text(key, "");
        if (name == "") return null;
        var shape = new ScanTableShape();
        if (Whole($"{key}-SourceType", 0, 0, 2) != 0) RefuseKey($"{key}-SourceType", "text files (0) are covered; save the table as CSV");
        if (Text($"{key}-SourceDelimiter", "") is [var separator]) shape = shape with { Separator = separator };
        if (Text($"{key}-SourceGrouper", "") is [var quote]) shape = shape with { Quote = quote };
        shape = shape with { Skip = Whole($"{key}-SourceSkip", 0, 0, int.MaxValue) + (Flag($"{key}-SourceFirstRowHeader") ? 1 : 0) };
        if (Text($"{key}-SourceFieldMap", "") is { Length: > 0 } map) shape = shape with { Columns = Columns($"{key}-SourceFieldMap", map) };
        return new(Path.GetFullPath(name.Replace('\\', '/'), Path.GetDirectoryName(Path.GetFullPath(file))!), shape);
    }

    int[] Columns(string key, string map)
    {
        var columns = new List<int>();
        foreach (var part in map.Split(',').Select(part => part.Trim().Trim('"')))
            if (int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var column) && column is >= 1 and <= ScanTable.FieldsMax) columns.Add(column);
            else if (part is "" or "oneCount" or "generatedId" or "unspecifiedPopDate")
                columns.Add(part switch { "oneCount" => ScanTableShape.One, "generatedId" => ScanTableShape.RowName, "unspecifiedPopDate" => ScanTableShape.NoDate, _ => ScanTableShape.Blank });
            else RefuseKey(key, $"'{part}' is no column");
        return [.. columns];
    }

    ScanFile Missing(string key)
    {
        refused.Add(parameters.TryGetValue(key, out var parameter) ? $"line {parameter.Line}: {key} names no file" : $"{key} is missing");
        return new("", new());
    }

    string Text(string key, string usual) => parameters.TryGetValue(key, out var parameter) && parameter.Value != "" ? parameter.Value : usual;

    bool Flag(string key) => PrmParameters.IsSame(Text(key, "n"), "y");

    int Choice(string key, int usual, int[] covered, string which)
    {
        if (int.TryParse(Text(key, usual.ToString(CultureInfo.InvariantCulture)), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && covered.Contains(number)) return number;
        RefuseKey(key, which);
        return covered[0];
    }

    int Whole(string key, int usual, int least, int most) => (int)Number(key, usual, least, most, NumberStyles.Integer, "a whole number");

    double Real(string key, double usual, double least, double most) => Number(key, usual, least, most, NumberStyles.Float, "a number");

    double Number(string key, double usual, double least, double most, NumberStyles style, string what)
    {
        if (!parameters.TryGetValue(key, out var parameter) || parameter.Value == "") return usual;
        if (double.TryParse(parameter.Value, style, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        Refuse(parameter, string.Create(CultureInfo.InvariantCulture, $"this is not {what} from {least} to {most}"));
        return usual;
    }

    void RefuseKey(string key, string reason) => Refuse(parameters.TryGetValue(key, out var parameter) ? parameter : new("", key, "", 0), reason);

    void Refuse(ScanParameter parameter, string reason)
    {
        var sentence = parameter.Line == 0 ? $"{parameter.Key} is missing: {reason}" : $"line {parameter.Line}: {parameter.Key}={parameter.Value}: {reason}";
        if (!refused.Contains(sentence)) refused.Add(sentence);
    }
}
