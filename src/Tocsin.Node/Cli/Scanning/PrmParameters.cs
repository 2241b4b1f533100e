namespace Tocsin.Node.Cli.Scanning;

/// <summary>What becomes of a parameter of a SaTScan parameter file.</summary>
enum PrmRole
{
    /// <summary>It is read, and does what it says.</summary>
    Covered,

    /// <summary>It must be as it is by default, since the scan has nothing else; another value is refused.</summary>
    MustBe,

    /// <summary>As <see cref="MustBe"/>, where windows of time are scanned; else it says nothing.</summary>
    MustBeOverTime,

    /// <summary>It asks for a further output, which is not written: a sentence says so.</summary>
    Output,

    /// <summary>It changes no cluster, or only goes with another parameter that is refused.</summary>
    Passed,
}

/// <summary>All parameters of SaTScan 10.3, and what becomes of each. docs/detection.md has the same table.</summary>
static class PrmParameters
{
    static readonly Dictionary<string, (PrmRole Role, string? Default)> Known = Table();

    static readonly HashSet<string> SourceFiles = new(["CaseFile", "ControlFile", "PopulationFile", "CoordinatesFile", "GridFile"], StringComparer.OrdinalIgnoreCase);
    static readonly HashSet<string> SourceWords = new(["Type", "FieldMap", "Delimiter", "Grouper", "Skip", "FirstRowHeader", "LinelistFieldMap"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The role of a parameter, and the value that it must have; nothing where it is unknown.</summary>
    public static (PrmRole Role, string? Default)? Find(string key) =>
        Known.TryGetValue(key, out var found) ? found : IsDataSetName(key) ? (PrmRole.Passed, null) : IsSourceKey(key) ? (PrmRole.Covered, null) : null;

    /// <summary>All names, for the documentation's test.</summary>
    public static IEnumerable<(string Key, PrmRole Role, string? Default)> All => Known.Select(pair => (pair.Key, pair.Value.Role, pair.Value.Default));

    /// <summary>Whether two values say the same: <c>n</c> and <c>0</c>, <c>y</c> and <c>1</c>.</summary>
    public static bool IsSame(string value, string other) => Plain(value) == Plain(other);

    static string Plain(string value) => value.ToLowerInvariant() switch { "n" or "no" or "false" => "0", "y" or "yes" or "true" => "1", var plain => plain };

    static Dictionary<string, (PrmRole, string?)> Table()
    {
        var table = new Dictionary<string, (PrmRole, string?)>(StringComparer.OrdinalIgnoreCase);
        Add(PrmRole.Covered, """
            CaseFile ControlFile PrecisionCaseTimes StartDate EndDate PopulationFile CoordinatesFile UseGridFile GridFile CoordinatesType
            AnalysisType ModelType TimeAggregationUnits TimeAggregationLength StudyPeriodCheckType GeographicalCoordinatesCheckType
            MaxSpatialSizeInPopulationAtRisk UseDistanceFromCenterOption MaxSpatialSizeInDistanceFromCenter MinimumTemporalClusterSize
            MaxTemporalSizeInterpretation MaxTemporalSize IncludeClusters MinimumCasesInHighRateClusters PValueReportType EarlyTerminationThreshold
            ReportGumbel MonteCarloReps CriteriaForReportingSecondaryClusters NumberParallelProcesses RandomSeed
            """);
        Add(PrmRole.MustBe, """
            ScanAreas=1 UseLocationsNetworkFile=n UseNeighborsFile=n UseMetaLocationsFile=n MultipleCoordinatesType=0 UseMaxCirclePopulationFileOption=n
            SpatialWindowShapeType=0 IsotonicScan=0 RiskLimitHighClusters=n SpatialAdjustmentType=0 UseAdjustmentsByRRFile=n IterativeScan=n
            PerformStandardDrilldown=n PerformBernoulliDrilldown=n CalculateOliveira=n PerformPowerEvaluation=n ReportHierarchicalClusters=y ReportGiniClusters=n
            UseReportOnlySmallerClusters=n UseMaxCirclePopulationFileOption_Reported=n UseDistanceFromCenterOption_Reported=n SimulatedDataMethodType=0
            RandomlyGenerateSeed=n
            """);
        Add(PrmRole.MustBeOverTime, "IncludePurelyTemporal=n IncludePurelySpatial=n TimeTrendAdjustmentType=0 AdjustForWeeklyTrends=n AdjustForEarlierAnalyses=n");
        Add(PrmRole.Output, """
            OutputGoogleEarthKML=n OutputShapefiles=n OutputCartesianGraph=n OutputGoogleMaps=n OutputTemporalGraphHTML=n MostLikelyClusterEachCentroidASCII=n
            MostLikelyClusterEachCentroidDBase=n MostLikelyClusterCaseInfoEachCentroidASCII=n MostLikelyClusterCaseInfoEachCentroidDBase=n
            CensusAreasReportedClustersASCII=n CensusAreasReportedClustersDBase=n IncludeRelativeRisksCensusAreasASCII=n IncludeRelativeRisksCensusAreasDBase=n
            SaveSimLLRsASCII=n SaveSimLLRsDBase=n PrintSimulatedDataToFile=n CriticalValue=n ReportClusterRank=n ReportGiniIndexCoefficents=n
            LogRunToHistoryFile=n EmailAlwaysSummary=n EmailCutoffSummary=n
            """);
        Add(PrmRole.Passed, """
            ResultsFile LaunchMapViewer CompressKMLtoKMZ IncludeClusterLocationsKML ThresholdLocationsSeparateKML TemporalGraphReportType TemporalGraphMostMLC
            TemporalGraphSignificanceCutoff PrintAsciiColumnHeaders ResultsTitle CutoffClusterLinelistCSV LineListIndividualCache LineListEventCache
            EmailAlwaysRecipients EmailCutoffRecipients EmailCutoffValue EmailAttachResults EmailIncludeResults CustomEmail CustomEmailSubjectLine
            CustomEmailMessageBody SuppressWarnings ExecutionType Version ValidateParameters MultipleDataSetsPurposeType LocationsNetworkFilename NeighborsFilename
            MetaLocationsFilename MultipleLocationsFile MaxSpatialSizeInMaxCirclePopulationFile MaxCirclePopulationFile NonCompactnessPenalty EllipseShapes
            EllipseAngles IntervalStartRange IntervalEndRange RiskLimitLowClusters RiskThresholdHighClusters RiskThresholdLowClusters MinimumCasesInLowRateClusters
            TimeTrendPercentage TimeStratifiedAdjLength TimeTrendType AdjustmentsByKnownRelativeRisksFilename ProspectiveStartDate IterativeScanMaxIterations
            IterativeScanMaxPValue DrilldownMinimumClusterLocations DrilldownMinimumClusterCases DrilldownClusterCutoff DrilldownClusterPvalueCutoff
            NumBootstrapReplications OliveiraPvalueCutoff ProspectiveFrequencyType ProspectiveFrequency PowerEvaluationsMethod PowerEvaluationTotalCases
            CriticalValueType CriticalValue05 CriticalValue01 CriticalValue001 PowerEstimationType NumberPowerReplications AlternativeHypothesisFilename
            PowerEvaluationsSimulationMethod PowerEvaluationsSimulationSourceFilename ReportPowerEvaluationSimulationData
            PowerEvaluationsSimulationOutputFilename GiniIndexClusterReportingType SpatialMaxima GiniIndexClustersPValueCutOff
            MaxSpatialSizeInPopulationAtRisk_Reported MaxSizeInMaxCirclePopulationFile_Reported MaxSpatialSizeInDistanceFromCenter_Reported
            SimulatedDataInputFilename SimulatedDataOutputFilename
            """);
        return table;

        void Add(PrmRole role, string names)
        {
            foreach (var name in names.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
                table.Add(name.Split('=')[0], (role, name.Split('=') is [_, var value] ? value : null));
        }
    }

    /// <summary>DataSet1-Name and so on.</summary>
    static bool IsDataSetName(string key) =>
        key.StartsWith("DataSet", StringComparison.OrdinalIgnoreCase) && key.EndsWith("-Name", StringComparison.OrdinalIgnoreCase)
        && key.Length > "DataSet-Name".Length && key.AsSpan(7..^5).IndexOfAnyExceptInRange('0', '9') < 0;

    static bool IsSourceKey(string key) =>
        key.Split('-') is [var file, var what] && SourceFiles.Contains(file) && what.StartsWith("Source", StringComparison.OrdinalIgnoreCase) && SourceWords.Contains(what["Source".Length..]);
}
