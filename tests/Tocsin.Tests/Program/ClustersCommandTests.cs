using System.Text.Json;
using Tocsin.Node.Cli.Scanning;
using Tocsin.Tests.Conventions;
using Xunit;

namespace Tocsin.Tests.Program;

[Trait("Group", "Program")]
public sealed class ClustersCommandTests
{
    const string Places = "place,latitude,longitude\na,10,100\nb,10.1,100\nc,11,101\nd,12,102\n";
    const string Cases = "place,count,date\na,1,2020-01-01\nb,1,2020-01-02\nc,1,2020-01-03\nd,1,2020-01-08\na,2,2020-01-09\nb,1,2020-01-10\n";

    [Fact]
    public async Task The_program_finds_the_sample_s_cluster()
    {
        var ran = await Cli.Run("/nowhere", "clusters", "--prm", Cli.Sample("fever.prm"), "--json");
        var answer = ran.Done().Json();
        var cluster = answer.GetProperty("clusters")[0];
        Assert.Equal(["an-loc", "ky-lam", "ben-tre-nam"], cluster.GetProperty("places").EnumerateArray().Select(place => place.GetString()));
        Assert.Equal(("2018-02-03", "2018-02-06", 12), (cluster.GetProperty("from").GetString(), cluster.GetProperty("to").GetString(), cluster.GetProperty("observed").GetInt32()));
        Assert.True(cluster.GetProperty("p").GetDouble() < 0.05);
        Assert.Equal(("permutation", 79, 12, 30, 999), (answer.GetProperty("model").GetString(), answer.GetProperty("cases").GetInt32(), answer.GetProperty("places").GetInt32(), answer.GetProperty("intervals").GetInt32(), answer.GetProperty("replicates").GetInt32()));
        Assert.Contains("12 cases, 4.66 expected (2.58 times)", (await Cli.Run("/nowhere", "clusters", "--prm", Cli.Sample("fever.prm"))).Done().Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_find_what_the_parameter_file_finds()
    {
        using var program = new ScanProgram();
        program.Bring(Cli.Sample("fever.prm")).Bring(Cli.Sample("fever.cas")).Bring(Cli.Sample("fever.geo"));
        var (exit, output, error) = await program.Run("--cases", "fever.cas", "--places", "fever.geo", "--model", "permutation", "--prospective", "--max-window", "7", "--json");
        Assert.True(exit == 0, error);
        using var document = JsonDocument.Parse(output);
        Assert.Equal((await program.Clusters("fever.prm")).Select(cluster => cluster.GetRawText()), document.RootElement.GetProperty("clusters").EnumerateArray().Select(cluster => cluster.GetRawText()));
    }

    [Theory]
    [InlineData("--model poisson")]
    [InlineData("--model poisson --space-time --population pop.csv --max-share 0.4")]
    [InlineData("--model bernoulli --controls controls.csv --prospective")]
    [InlineData("--model permutation --coordinates cartesian --replicates 99 --seed 4")]
    public async Task Files_with_names_of_columns_and_commas_are_read(string options)
    {
        using var program = Prepared();
        var (exit, output, error) = await program.Run([.. $"--cases cases.csv --places places.csv {options} --json".Split(' ')]);
        Assert.True(exit == 0, error);
        using var document = JsonDocument.Parse(output);
        Assert.Equal(7, document.RootElement.GetProperty("cases").GetInt32());
        Assert.Equal((4, "2020-01-01", "2020-01-10"), (document.RootElement.GetProperty("places").GetInt32(), document.RootElement.GetProperty("from").GetString(), document.RootElement.GetProperty("to").GetString()));
    }

    [Theory]
    [InlineData("AnalysisType=5", "line 3: AnalysisType=5: purely spatial (1), purely temporal (2)")]
    [InlineData("ModelType=3", "line 3: ModelType=3: the discrete Poisson (0), Bernoulli (1) and space-time permutation (2) models are covered")]
    [InlineData("ScanAreas=3", "line 3: ScanAreas=3: this is not covered; ScanAreas=1 is")]
    [InlineData("SpatialWindowShapeType=1", "line 3: SpatialWindowShapeType=1: this is not covered")]
    [InlineData("IterativeScan=y", "line 3: IterativeScan=y: this is not covered; IterativeScan=n is")]
    [InlineData("UseNeighborsFile=1", "line 3: UseNeighborsFile=1: this is not covered")]
    [InlineData("IncludePurelySpatial=y", "line 3: IncludePurelySpatial=y: this is not covered")]
    [InlineData("IncludeClusters=1", "line 3: IncludeClusters=1: a retrospective scan looks at all windows")]
    [InlineData("MonteCarloReps=1.5", "line 3: MonteCarloReps=1.5: this is not a whole number from 0 to 1000000")]
    [InlineData("MonteCarloReps=1000001", "line 3: MonteCarloReps=1000001: this is not a whole number")]
    [InlineData("MaxSpatialSizeInPopulationAtRisk=51", "line 3: MaxSpatialSizeInPopulationAtRisk=51: this is not a number from")]
    [InlineData("TimeAggregationUnits=0", "line 3: TimeAggregationUnits=0: a scan over time needs a unit")]
    [InlineData("CaseFile2=b.cas", "line 3: CaseFile2=b.cas: this parameter is not known")]
    [InlineData("Sandwich=1", "line 3: Sandwich=1: this parameter is not known")]
    [InlineData("CaseFile=other.cas", "line 4: CaseFile is set in line 3 already")]
    [InlineData("what is this", "line 3: this is neither a section")]
    [InlineData("CaseFile-SourceType=1", "line 3: CaseFile-SourceType=1: text files (0) are covered")]
    [InlineData("CaseFile-SourceFieldMap=1,x", "line 3: CaseFile-SourceFieldMap=1,x: 'x' is no column")]
    [InlineData("PrecisionCaseTimes=2", "line 3: TimeAggregationUnits=3: PrecisionCaseTimes=2 does not tell such times", true)]
    public async Task A_parameter_that_is_not_covered_is_named_and_refused(string parameter, string sentence, bool elsewhere = false)
    {
        using var program = Prepared();
        var name = parameter.Split('=')[0];
        var rest = string.Join('\n', Retrospective.Where(line => !line.StartsWith(name + "=", StringComparison.Ordinal) || name == "CaseFile"));
        program.With("x.prm", $";\n[Analysis]\n{(elsewhere ? "TimeAggregationUnits=3\n" : "")}{parameter}\n{(elsewhere ? rest.Replace("TimeAggregationUnits=3\n", "", StringComparison.Ordinal) : rest)}\n");
        var (exit, output, error) = await program.Run("--prm", "x.prm");
        Assert.Equal((2, ""), (exit, output));
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        Assert.Contains("tocsin: nothing was scanned", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_output_that_is_not_written_is_told_and_the_scan_goes_on()
    {
        using var program = Prepared();
        program.With("x.prm", string.Join('\n', Retrospective) + "\nOutputGoogleEarthKML=y\nLaunchMapViewer=y\n");
        var (exit, _, error) = await program.Run("--prm", "x.prm");
        Assert.Equal(0, exit);
        Assert.Contains("OutputGoogleEarthKML=y: this output is not written", error, StringComparison.Ordinal);
        Assert.DoesNotContain("LaunchMapViewer", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cases.csv", "a,x,2020-01-01\nb,one,2020-01-02\n", "line 2: 'one' is no number of cases")]
    [InlineData("cases.csv", "a,1,2020-01-01\nz,1,2020-01-02\n", "line 2: the place 'z' has no coordinates")]
    [InlineData("cases.csv", "a,1,2020-01-01\nb,1,2020-02-30\n", "line 2: '2020-02-30' is no date")]
    [InlineData("cases.csv", "a,0,2020-01-01\nb,0,2020-01-03\n", "there are no cases")]
    [InlineData("cases.csv", "a,1,2020-01-01\nb,1,2020-01-01\n", "is one interval: a scan over time needs two or more")]
    [InlineData("cases.csv", "", "cases.csv holds no rows")]
    [InlineData("cases.csv", "a,1,2020-01-01\n\"b,1,2020-01-01\n", "line 2: a quote is opened in this row and never closed")]
    [InlineData("cases.csv", "a,30000000,2020-01-01\nb,30000000,2020-01-02\n", "there are 60000000 cases and controls, and at most 50000000 are scanned")]
    [InlineData("places.csv", "a,91,100\n", "line 1: '91' is no latitude from -90 to 90; on a plane its first row says place,x,y, or the parameter file CoordinatesType=0")]
    [InlineData("places.csv", "a,10,100\nb,10,east\n", "line 2: 'east' is no longitude from -180 to 180")]
    [InlineData("places.csv", "a,10,100\na,11,100\n", "line 2: the place 'a' has other coordinates in a row before")]
    [InlineData("pop.csv", "a,2020,5\nb,2020,-1\n", "line 2: '-1' is no number of people")]
    [InlineData("pop.csv", "a,2020,5\nb,soon,1\n", "line 2: 'soon' is no date")]
    [InlineData("pop.csv", "a,2020,5,m\n", "nobody in pop.csv is of the category ''")]
    [InlineData("pop.csv", "a,2020,5\nb,2020,5\nc,2020,0\nd,2020,5\n", "line 4: there is a case where pop.csv has nobody of its place and category")]
    public async Task A_bad_row_is_told_with_file_line_and_reason(string file, string text, string sentence)
    {
        using var program = Prepared();
        program.With(file, text);
        var (exit, output, error) = await program.Run([.. "--cases cases.csv --places places.csv --population pop.csv --model poisson --space-time".Split(' ')]);
        Assert.Equal((2, ""), (exit, output));
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        if (!sentence.Contains("interval", StringComparison.Ordinal)) Assert.Contains(file, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_categories_than_there_is_memory_for_are_told_at_reading()
    {
        using var program = Prepared();
        program.With("many.csv", string.Concat(Enumerable.Range(0, 1_500).Select(i => $"P{i},{10 + i * 0.001},{100 + i * 0.001}\n")));
        program.With("people.csv", string.Concat(Enumerable.Range(0, 1_500).Select(i => $"P{i},{new DateOnly(2010, 1, 1).AddDays(2 * i):yyyy-MM-dd},1000,C{i % 150}\n")));
        program.With("few.csv", "P0,1,2010-01-01,C0\nP1,1,2018-01-01,C1\n");
        var (exit, _, error) = await program.Run([.. "--cases few.csv --places many.csv --population people.csv --model poisson".Split(' ')]);
        Assert.Equal(2, exit);
        Assert.Contains("150 categories of people in 1500 places on 3000 days would take more than 2048 MiB of memory: tell fewer categories or days", error, StringComparison.Ordinal);
    }

    /// <summary>A year told alone is the middle of that year: where another place's row tells of the very day, the year's people do not vanish on the next.</summary>
    [Fact]
    public async Task Years_and_days_of_counting_may_be_mixed()
    {
        using var program = Prepared();
        program.With("exact.csv", "a,2020-07-01,100\nb,2020,100\nc,2020-07-01,100\nd,2020,100\n");
        program.With("alike.csv", "a,2020,100\nb,2020,100\nc,2020,100\nd,2020,100\n");
        program.With("late.csv", "a,2,2020-08-01\nb,3,2020-08-02\nc,1,2020-08-03\nd,1,2020-08-08\n");
        var answers = new List<string>();
        foreach (var people in (string[])["exact.csv", "alike.csv"])
        {
            var (exit, output, error) = await program.Run([.. $"--cases late.csv --places places.csv --population {people} --model poisson --json".Split(' ')]);
            Assert.True(exit == 0, error);
            answers.Add(output);
        }
        Assert.Equal(answers[1], answers[0]);
    }

    [Fact]
    public async Task Many_faults_are_counted()
    {
        using var program = Prepared();
        program.With("cases.csv", string.Concat(Enumerable.Repeat("z,1,2020-01-01\n", ScanFaults.ToldMax + 7)));
        var (_, _, error) = await program.Run([.. "--cases cases.csv --places places.csv --model permutation".Split(' ')]);
        Assert.Contains($"{ScanFaults.ToldMax + 7} faults, of which the first {ScanFaults.ToldMax} are told", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--model poisson --places places.csv", "--cases FILE is needed, or --prm FILE")]
    [InlineData("--cases cases.csv --places places.csv", "--model is needed")]
    [InlineData("--cases cases.csv --places places.csv --model poisson --controls controls.csv", "--controls: controls go with --model bernoulli")]
    [InlineData("--cases cases.csv --places places.csv --model permutation --population pop.csv", "--population: populations go with --model poisson")]
    [InlineData("--cases cases.csv --places places.csv --model bernoulli", "--controls FILE is needed")]
    [InlineData("--prm x.prm --seed 3", "--seed: with --prm the parameter file says it all")]
    [InlineData("--cases none.csv --places places.csv --model poisson", "none.csv")]
    [InlineData("--cases cases.csv --places places.csv --model poisson --max-share 0.6", "'0.6' is not a number from")]
    [InlineData("--cases cases.csv --places places.csv --model poisson --replicates 1000001", "'1000001' is not a number from 0 to 1000000")]
    [InlineData("--cases cases.csv --places places.csv --model gamma", "gamma")]
    public async Task A_wrong_option_is_not_done(string options, string sentence)
    {
        using var program = Prepared();
        var (exit, output, error) = await program.Run([.. options.Split(' ')]);
        Assert.Equal((2, ""), (exit, output));
        Assert.Contains(sentence, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cases_outside_may_be_left_out_and_places_at_one_point_are_one()
    {
        using var program = Prepared();
        program.With("cases.csv", Cases + "z,3,2020-01-04\na,4,2021-01-01\n").With("places.csv", Places + "e,10,100\n").With("x.prm", string.Join('\n', Retrospective) + "\nStudyPeriodCheckType=1\nGeographicalCoordinatesCheckType=1\n");
        var (exit, output, error) = await program.Run("--prm", "x.prm", "--json");
        Assert.True(exit == 0, error);
        Assert.Contains("7 cases or controls are outside the study's places or time and were left out", error, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(output);
        Assert.Equal(4, document.RootElement.GetProperty("places").GetInt32());
        Assert.All(document.RootElement.GetProperty("clusters").EnumerateArray().Select(cluster => cluster.GetProperty("places").EnumerateArray().Select(place => place.GetString()).ToList()), places => Assert.Equal(places.Contains("a"), places.Contains("e")));
    }

    [Fact]
    public void The_documentation_names_every_parameter_that_counts()
    {
        var page = File.ReadAllText(Path.Combine(SourceFiles.Root, "docs", "detection.md"));
        foreach (var (key, role, value) in PrmParameters.All)
            if (role is PrmRole.MustBe or PrmRole.MustBeOverTime) Assert.Contains($"`{key}={value}`", page, StringComparison.Ordinal);
            else if (role == PrmRole.Covered) Assert.Contains($"`{key}`", page, StringComparison.Ordinal);
    }

    static readonly string[] Retrospective =
    [
        "CaseFile=cases.csv", "CoordinatesFile=places.csv", "CaseFile-SourceFirstRowHeader=y", "CoordinatesFile-SourceSkip=1", "CoordinatesType=1", "PrecisionCaseTimes=3",
        "StartDate=2020/1/1", "EndDate=2020/1/10", "AnalysisType=3", "ModelType=2", "TimeAggregationUnits=3", "TimeAggregationLength=1", "MonteCarloReps=99",
    ];

    static ScanProgram Prepared() => new ScanProgram().With("cases.csv", Cases).With("places.csv", Places).With("controls.csv", "a,3,2020-01-01\nb,2,2020-01-05\nc,2,2020-01-09\nd,5,2020-01-10\n")
        .With("pop.csv", "place,date,people\na,2020,100\nb,2020,120\nc,2019,300\nc,2020,300\nd,2020,50\n");
}
