using System.IO.Compression;
using System.Text.RegularExpressions;
using Tocsin.Tests.Conventions;
using Tocsin.Tests.Detection.Backtesting;
using Tocsin.Tests.Detection.Clusters;
using Tocsin.Tests.Detection.Hazards;
using Tocsin.Tests.Detection.Series;
using Tocsin.Tests.Program;
using Xunit;

namespace Tocsin.Tests.Detection;

/// <summary>Every file of the oracle is read by a test, and what is shipped of it is the oracle's.</summary>
public sealed partial class OracleFilesTests
{
    /// <summary>Which tests read which files, and by which words of theirs one sees it. A file that comes to the oracle needs a row here, and a test.</summary>
    static readonly (string Files, Type Reader, string Words)[] Readers =
    [
        ("series\\.csv", typeof(OracleTablesTests), "\"series.csv\""),
        ("timing\\.csv", typeof(OracleTablesTests), "oracle/timing.csv"),
        ("labelled_rki_results\\.csv", typeof(BacktestTests), "\"labelled\""),
        ("runs\\.csv", typeof(ClassicOracleTests), "oracle/runs.csv"),
        ("se_quirk_effect\\.csv", typeof(SeriesOracleTests), "se_quirk_effect.csv"),
        ("in/imdepi_events\\.csv", typeof(SpaceTimeChartTests), "imdepi_events.csv"),
        ("in/.*\\.csv", typeof(OracleTablesTests), "row[\"series\"] + \".csv\""),
        ("out/ears.*\\.csv", typeof(SeriesOracleTests), "ReferenceRun.Names(\"ears\")"),
        ("out/ff_.*\\.csv", typeof(SeriesOracleTests), "ReferenceRun.Names(\"ff_\")"),
        ("out/(farrington|cusum|glr|bayes|rki|outbreakP).*\\.csv", typeof(ClassicOracleTests), "ClassicRun.Names()"),
        ("out/stcd_.*\\.csv", typeof(SpaceTimeChartTests), "InlineData(\"stcd_"),
        ("out/knox_imdepi\\.csv", typeof(SpaceTimeChartTests), "knox_imdepi.csv"),
        ("out/quantiles_nb_pois\\.csv", typeof(DistributionTests), "quantiles_nb_pois.csv"),
        ("sim42/matched\\.csv", typeof(SimulationOracleTests), "oracle/sim42/matched.csv"),
        ("sim42/.*\\.csv", typeof(SimulationOracleTests), "\"scenarios.csv\""),
        ("scan/(stp500|poi3000)\\.(cas|geo|pop)", typeof(ScanOracleTests), "{set}.{ending}"),
        ("scan/(truth|satscan_10\\.3\\.2_results|r_packages_results|pennLC|scotland)\\.csv", typeof(ScanOracleTests), "r_packages_results.csv"),
        ("scan/satscan_sample/.*", typeof(ScanOracleTests), "oracle/scan/satscan_sample"),
        ("hazard/(annual_maxima|extremes_fits)\\.csv", typeof(ExtremeValueTests), "extremes_fits.csv"),
        ("hazard/spi_climate_indices_fixture\\.csv", typeof(DroughtIndexTests), "spi_climate_indices_fixture.csv"),
        ("hazard/gardner_knopoff_windows\\.csv", typeof(HazardTests), "gardner_knopoff_windows.csv"),
        ("hazard/(clmfires|stdbscan_clmfires_.*)\\.csv", typeof(SpaceTimeDbscanTests), "clmfires.csv"),
    ];

    /// <summary>Of these a part is shipped, which the tests that read them compare.</summary>
    static readonly string[] Parts = ["runs.csv", "README.md", "sim42/series.csv", "hazard/clmfires.csv"];

    [ForeignFact]
    public void Every_file_of_the_oracle_is_read_by_a_test()
    {
        var sources = SourceFiles.Of("tests/Tocsin.Tests", ".cs").ToLookup(file => Path.GetFileNameWithoutExtension(file));
        var files = Files().Where(file => file != "README.md").ToList();
        var unread = files.Where(file => !Readers.Any(reader => Regex.IsMatch(file, $"^{reader.Files}$"))).ToList();
        Assert.True(unread.Count == 0, $"no test reads {string.Join(", ", unread)}");
        foreach (var (pattern, reader, words) in Readers)
        {
            Assert.True(files.Exists(file => Regex.IsMatch(file, $"^{pattern}$")), $"the oracle has no file {pattern}");
            Assert.True(File.ReadAllText(sources[reader.Name].Single()).Contains(words, StringComparison.Ordinal), $"{reader.Name} no longer says {words}: who reads {pattern}?");
        }
    }

    /// <summary>The tests of runs take them from the table of runs, and those of the space-time chart name theirs.</summary>
    [ForeignFact]
    public void Every_answer_of_the_oracle_is_that_of_a_run_which_is_made()
    {
        var chart = File.ReadAllText(SourceFiles.Of("tests/Tocsin.Tests/Detection", ".cs").Single(file => Path.GetFileName(file) == $"{nameof(SpaceTimeChartTests)}.cs"));
        var made = ReferenceRun.Names("ears").Concat(ReferenceRun.Names("ff_")).Concat(ClassicRun.Names()).Concat(Chart().Matches(chart).Select(match => match.Groups[1].Value)).Concat(["knox_imdepi", "quantiles_nb_pois"]);
        Assert.Equal(Files().Where(file => file.StartsWith("out/", StringComparison.Ordinal)).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal), made.Order(StringComparer.Ordinal));
    }

    [ForeignFact]
    public void What_is_shipped_of_the_oracle_is_the_oracle_s()
    {
        var oracle = Files().Except(Parts).ToHashSet(StringComparer.Ordinal);
        var shipped = Directory.EnumerateFiles(Oracle.Folder(), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Oracle.Folder(), file)).Where(file => oracle.Contains(Plain(file))).ToList();
        Assert.True(shipped.Count > 160, $"{shipped.Count} files");
        foreach (var file in shipped) Assert.True(Read(Path.Combine(Oracle.Folder(), file)).SequenceEqual(File.ReadAllBytes(Foreign.Path("oracle/" + Plain(file)))), $"{file} is not the oracle's");
        Assert.Equal(File.ReadAllText(Foreign.Path("oracle/labelled_rki_results.csv")), File.ReadAllText(Path.Combine(Oracle.Folder(), "labelled", "results.csv")));

        static string Plain(string file) => file.EndsWith(".gz", StringComparison.Ordinal) ? file[..^3] : file;

        static byte[] Read(string path)
        {
            if (!path.EndsWith(".gz", StringComparison.Ordinal)) return File.ReadAllBytes(path);
            using var unpacked = new MemoryStream();
            using (var packed = new GZipStream(File.OpenRead(path), CompressionMode.Decompress)) packed.CopyTo(unpacked);
            return unpacked.ToArray();
        }
    }

    static IEnumerable<string> Files()
    {
        var oracle = Foreign.Path("oracle");
        return Directory.EnumerateFiles(oracle, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(oracle, file));
    }

    [GeneratedRegex("InlineData\\(\"(stcd_[^\"]+)\"")]
    private static partial Regex Chart();
}
