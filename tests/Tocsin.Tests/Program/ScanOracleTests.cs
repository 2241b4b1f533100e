using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tocsin.Tests.Detection;
using Xunit;

namespace Tocsin.Tests.Program;

/// <summary>SaTScan's clusters, from SaTScan's files: places in their order, cases, expected cases, ratios, times and p-values.</summary>
public sealed partial class ScanOracleTests
{
    const string Space = "PrecisionCaseTimes=0\nAnalysisType=1\nCoordinatesType=0\n";
    const string Humberside = "CaseFile=NHumberside.cas\nControlFile=NHumberside.ctl\nCoordinatesFile=NHumberside.geo\nModelType=1\n" + Space;
    const string Fever = "CaseFile=NYCfever.cas\nCoordinatesFile=NYCfever.geo\nCoordinatesType=1\nPrecisionCaseTimes=3\nStartDate=2001/11/1\nModelType=2\nTimeAggregationUnits=3\nTimeAggregationLength=1\nStudyPeriodCheckType=1\n";
    const string Near = "UseDistanceFromCenterOption=y\nMaxSpatialSizeInDistanceFromCenter=3\nMaxTemporalSizeInterpretation=1\nMaxTemporalSize=7\n";

    [Theory]
    [InlineData("stp500_999_p1", "stp500", "CaseFile=stp500.cas\nCoordinatesFile=stp500.geo\nCoordinatesType=0\nPrecisionCaseTimes=3\nStartDate=2023/1/1\nEndDate=2023/12/31\nAnalysisType=4\nModelType=2\nTimeAggregationUnits=3\nTimeAggregationLength=1\nMaxTemporalSizeInterpretation=1\nMaxTemporalSize=30\n")]
    [InlineData("poi3000_999_p1", "poi3000", "CaseFile=poi3000.cas\nPopulationFile=poi3000.pop\nCoordinatesFile=poi3000.geo\nModelType=0\nStartDate=2023/1/1\nEndDate=2023/12/31\n" + Space)]
    public async Task Planted_clusters_are_found(string run, string set, string parameters)
    {
        using var program = new ScanProgram();
        foreach (var name in new[] { "cas", "geo", "pop" }.Select(ending => Path.Combine(ScanProgram.Fixtures, $"{set}.{ending}")))
            if (File.Exists(name + ".gz")) program.Bring(name);
        await Check(program, run, parameters, Path.Combine(ScanProgram.Fixtures, "satscan_10.3.2_results.csv"));
    }

    /// <summary>As there, a permutation does not read the population file that its parameter file names.</summary>
    [ForeignFact]
    public async Task A_permutation_passes_over_populations()
    {
        const string Scan = "[Input]\nCaseFile=stp500.cas\nCoordinatesFile=stp500.geo\nCoordinatesType=0\nPrecisionCaseTimes=3\nStartDate=2023/1/1\nEndDate=2023/12/31\nAnalysisType=4\nModelType=2\nTimeAggregationUnits=3\nTimeAggregationLength=1\nMonteCarloReps=99\n";
        const string set = "stp500";
        using var program = new ScanProgram().With("plain.prm", Scan).With("named.prm", Scan + "PopulationFile=stp500.pop\n");
        foreach (var ending in new[] { "cas", "geo", "pop" }) program.Bring(Foreign.Path($"oracle/scan/{set}.{ending}"));
        Assert.Equal(await program.Run("--prm", "plain.prm", "--json"), await program.Run("--prm", "named.prm", "--json"));
        // By people it is another scan, of the same planted cluster.
        program.With("people.prm", Scan.Replace("ModelType=2", "ModelType=0", StringComparison.Ordinal) + "PopulationFile=stp500.pop\nMaxTemporalSizeInterpretation=1\nMaxTemporalSize=30\n");
        Assert.Equal("18", (await program.Clusters("people.prm"))[0].GetProperty("places")[0].GetString());
    }

    /// <summary>SaTScan says the same on one thread and on two; so its runs on two are covered by those on one.</summary>
    [Fact]
    public void The_references_runs_on_two_threads_say_what_those_on_one_say()
    {
        var runs = Oracle.Table(Path.Combine(ScanProgram.Fixtures, "satscan_10.3.2_results.csv")).ToLookup(row => row["run"]);
        var pairs = runs.Where(run => run.Key.EndsWith("_p2", StringComparison.Ordinal)).ToList();
        Assert.Equal(4, pairs.Count);
        foreach (var run in pairs) Assert.Equal(runs[run.Key[..^1] + "1"].Select(Told), run.Select(Told));

        static string Told(Dictionary<string, string> row) => string.Join('|', row.Where(field => field.Key is not ("run" or "cpu_s")).Select(field => field.Value));
    }

    /// <summary>What was planted is the likeliest cluster, whoever scans.</summary>
    [Fact]
    public void Planted_clusters_are_the_first_that_the_reference_tells()
    {
        var results = Oracle.Table(Path.Combine(ScanProgram.Fixtures, "satscan_10.3.2_results.csv"));
        foreach (var truth in Oracle.Table(Path.Combine(ScanProgram.Fixtures, "truth.csv")).Where(row => row["set"] is "stp500" or "poi3000"))
        {
            var first = results.Single(row => row["run"] == $"{truth["set"]}_999_p1" && row["cluster"] == "1");
            Assert.Equal(truth["planted_locations"].Split(' ').Order(StringComparer.Ordinal), first["location_ids"].Split(' ').Order(StringComparer.Ordinal));
        }
    }

    [ForeignTheory]
    [InlineData("nh_std_999_p1", Humberside)]
    [InlineData("nh_std_9999_p1", Humberside)]
    [InlineData("nyc_std_999_p1", Fever + Near + "AnalysisType=4\nEndDate=2001/11/24\n")]
    [InlineData("nyc_std_9999_p1", Fever + Near + "AnalysisType=4\nEndDate=2001/11/24\n")]
    [InlineData("nyc_stp_asof_15", Fever + Near + "AnalysisType=4\nEndDate=2001/11/15\n")]
    [InlineData("nyc_stp_asof_18", Fever + Near + "AnalysisType=4\nEndDate=2001/11/18\n")]
    [InlineData("nyc_stp_asof_20", Fever + Near + "AnalysisType=4\nEndDate=2001/11/20\n")]
    [InlineData("nyc_stp_asof_22", Fever + Near + "AnalysisType=4\nEndDate=2001/11/22\n")]
    [InlineData("nyc_stp_asof_24", Fever + Near + "AnalysisType=4\nEndDate=2001/11/24\n")]
    [InlineData("nyc_stp_pro_max50_t12", Fever + "AnalysisType=4\nEndDate=2001/11/24\n")]
    [InlineData("nyc_stp_retro", Fever + Near + "AnalysisType=3\nEndDate=2001/11/24\n")]
    [InlineData("penn_999_p1", "CaseFile=penn.cas\nPopulationFile=penn.pop\nCoordinatesFile=penn.geo\nModelType=0\nStartDate=2002/1/1\nEndDate=2002/12/31\n" + Space)]
    public async Task Sample_files_give_the_same_clusters(string run, string parameters)
    {
        using var program = new ScanProgram();
        foreach (var file in Directory.EnumerateFiles(Foreign.Path("oracle/scan/satscan_sample"))) program.Bring(file);
        await Check(program, run, parameters, Foreign.Path("oracle/scan/satscan_10.3.2_results.csv"));
    }

    [ForeignTheory]
    [InlineData("NHumbersideSpatialBernoulli")]
    [InlineData("NYCSpaceTimePermutation")]
    public async Task Parameter_files_that_come_with_the_reference_run_as_they_are(string name)
    {
        using var program = new ScanProgram();
        foreach (var file in Directory.EnumerateFiles(Foreign.Path("oracle/scan/satscan_sample"))) program.Bring(file);
        var found = await program.Clusters($"{name}.prm");
        Compare(name, Oracle.Table(Foreign.Path("oracle/scan/satscan_10.3.2_results.csv")).Where(row => row["run"] == name + "_999_p1").ToList(), found, early: true);
    }

    public static TheoryData<string> More() =>
        [.. Directory.EnumerateFiles(Path.Combine(ScanProgram.Fixtures, "more"), "*.prm").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(More))]
    public async Task Options_mean_what_they_mean_there(string run)
    {
        using var program = new ScanProgram();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(ScanProgram.Fixtures, "more"))) program.Bring(file);
        var expected = Oracle.Table(Path.Combine(ScanProgram.Fixtures, "more", "results.csv")).Where(row => row["run"] == run).ToList();
        var found = await program.Clusters($"{run}.prm");
        // Clusters that nearly all replicates are above are told or not, as chance has it.
        Assert.True(Math.Abs(expected.Count - found.Length) <= 2, $"{run}: {found.Length} clusters instead of {expected.Count}");
        foreach (var (row, cluster) in expected.Zip(found))
        {
            var place = $"{run}, cluster {row["cluster"]}";
            Assert.True(row["places"] == Places(cluster), $"{place}: {Places(cluster)} instead of {row["places"]}");
            Assert.Equal(row["observed"], cluster.GetProperty("observed").GetRawText());
            AssertNear(place, Oracle.Number(row["expected"]), cluster.GetProperty("expected").GetDouble(), 0.0051);
            AssertNear(place, Oracle.Number(row["llr"]), cluster.GetProperty("llr").GetDouble(), 6e-7);
            AssertP(place, Oracle.Number(row["p"]), cluster.GetProperty("p").GetDouble(), 999);
            if (row["radius"] != "") AssertNear(place, Oracle.Number(row["radius"]), cluster.GetProperty("radius").GetDouble(), 0.0051);
            if (row["from"] != "") Assert.StartsWith(row["from"], cluster.GetProperty("from").GetString(), StringComparison.Ordinal);
            if (row["to"] != "") Assert.StartsWith(row["to"], cluster.GetProperty("to").GetString(), StringComparison.Ordinal);
        }
    }

    [ForeignFact]
    public async Task The_R_packages_find_the_same_where_they_are_right()
    {
        // smerc has SaTScan's ratio; SpatialEpi's 36.4962 is off by its own approximation.
        using var program = new ScanProgram();
        foreach (var file in Directory.EnumerateFiles(Foreign.Path("oracle/scan/satscan_sample"))) program.Bring(file);
        program.With("penn.prm", "[Input]\nCaseFile=penn.cas\nPopulationFile=penn.pop\nCoordinatesFile=penn.geo\nModelType=0\nPValueReportType=1\nStartDate=2002/1/1\nEndDate=2002/12/31\n" + Space);
        var first = (await program.Clusters("penn.prm"))[0];
        var smerc = Oracle.Table(Foreign.Path("oracle/scan/r_packages_results.csv")).Single(row => row["tool"].StartsWith("smerc", StringComparison.Ordinal));
        Assert.Equal(smerc["locs"], Places(first));
        // The packages' own table of the same counties.
        var counties = Oracle.Table(Foreign.Path("oracle/scan/pennLC.csv"));
        program.With("lc.cas", string.Concat(counties.Select(row => $"{row["county"]} {row["cases"]}\n"))).With("lc.geo", string.Concat(counties.Select(row => $"{row["county"]} {row["xkm"]} {row["ykm"]}\n")))
            .With("lc.pop", string.Concat(counties.Select(row => $"{row["county"]} 2002 {row["population"]}\n")))
            .With("lc.prm", File.ReadAllText(program.PathOf("penn.prm")).Replace("penn.", "lc.", StringComparison.Ordinal));
        Assert.Equal(await program.Run("--prm", "penn.prm", "--json"), await program.Run("--prm", "lc.prm", "--json"));
        AssertNear("smerc", Oracle.Number(smerc["llr"]), first.GetProperty("llr").GetDouble(), 1e-9);
        AssertNear("smerc", Oracle.Number(smerc["expected"]), first.GetProperty("expected").GetDouble(), 1e-9);

        // Expected cases as a population; circles of half of them, and counties on a plane.
        var rows = Oracle.Table(Foreign.Path("oracle/scan/scotland.csv"));
        program.With("s.cas", string.Concat(rows.Select(row => $"{row["county.names"]} {row["cases"]}\n"))).With("s.geo", string.Concat(rows.Select(row => $"{row["county.names"]} {row["x"]} {row["y"]}\n")))
            .With("s.pop", string.Concat(rows.Select(row => $"{row["county.names"]} 2000 {row["expected"]}\n")))
            .With("s.prm", "[Input]\nCaseFile=s.cas\nPopulationFile=s.pop\nCoordinatesFile=s.geo\nModelType=0\nPValueReportType=1\n" + Space);
        var north = (await program.Clusters("s.prm"))[0];
        var scotland = Oracle.Table(Foreign.Path("oracle/scan/r_packages_results.csv")).Single(row => row["data"].StartsWith("scotland", StringComparison.Ordinal));
        Assert.Equal(scotland["locs"].Split(' ').Order(StringComparer.Ordinal), Places(north).Split(' ').Order(StringComparer.Ordinal));
        Assert.Equal(scotland["cases"], north.GetProperty("observed").GetRawText());
    }

    static async Task Check(ScanProgram program, string run, string parameters, string results)
    {
        var replicates = run.Contains("_999_", StringComparison.Ordinal) ? 999 : 9999;
        program.With("run.prm", $"[Input]\n{parameters}PValueReportType=1\nMonteCarloReps={replicates}\n");
        Compare(run, Oracle.Table(results).Where(row => row["run"] == run).ToList(), await program.Clusters("run.prm"), early: false);
    }

    static void Compare(string run, List<Dictionary<string, string>> expected, JsonElement[] found, bool early)
    {
        Assert.NotEmpty(expected);
        // The last ones are told or not, as chance has it: their p-value is nearly 1.
        var sure = expected.Count(row => Oracle.Number(row["p_value"]) < 0.99);
        Assert.True(found.Length >= sure, $"{run}: {found.Length} clusters instead of {expected.Count}");
        foreach (var (row, cluster) in expected.Zip(found))
        {
            var place = $"{run}, cluster {row["cluster"]}";
            Assert.Equal(row["location_ids"], Places(cluster));
            Assert.Equal(row["center_id"], cluster.GetProperty("centre").GetProperty("place").GetString());
            Assert.Equal(row["observed"], cluster.GetProperty("observed").GetRawText());
            AssertNear(place, Oracle.Number(row["expected"]), cluster.GetProperty("expected").GetDouble(), 0.0051);
            AssertNear(place, Oracle.Number(row["llr"]), cluster.GetProperty("llr").GetDouble(), 6e-7);
            AssertNear(place, Oracle.Number(row["radius"].Split(' ')[0]), cluster.GetProperty("radius").GetDouble(), 0.0051);
            var replicates = double.Parse(row["replicates_run"], CultureInfo.InvariantCulture);
            AssertP(place, Oracle.Number(row["p_value"]), cluster.GetProperty("p").GetDouble(), early ? replicates / 2 : replicates);
            if (row["start"] == "") Assert.False(cluster.TryGetProperty("from", out _), place);
            else Assert.Equal((Iso(row["start"]), Iso(row["end"])), (cluster.GetProperty("from").GetString(), cluster.GetProperty("to").GetString()));
        }
    }

    static string Places(JsonElement cluster) => string.Join(' ', cluster.GetProperty("places").EnumerateArray().Select(place => place.GetString()));

    static void AssertNear(string place, double expected, double found, double tolerance) => Assert.True(Math.Abs(expected - found) <= tolerance, $"{place}: {found} instead of {expected}");

    /// <summary>Within five standard deviations of the difference between two samples of replicates, and what three decimals round away.</summary>
    static void AssertP(string place, double expected, double found, double replicates) =>
        AssertNear(place, expected, found, 5 * Math.Sqrt(2 * Math.Max(expected * (1 - expected), 1 / replicates) / replicates) + 0.0011);

    static string Iso(string date) => Digits().Replace(date, digits => digits.Value.PadLeft(2, '0')).Replace('/', '-');

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();
}
