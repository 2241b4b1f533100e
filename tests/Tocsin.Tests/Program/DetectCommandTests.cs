using System.Globalization;
using System.Text;
using Tocsin.Node.Cli;
using Tocsin.Node.Cli.Detecting;
using Tocsin.Tests.Detection;
using Xunit;

namespace Tocsin.Tests.Program;

[Trait("Group", "Program")]
public sealed class DetectCommandTests
{
    const string Header = "unit,t,date,observed,expected,upper,score,pvalue,alarm,reason";

    [Fact]
    public async Task The_program_judges_a_file_as_the_reference_does()
    {
        var folder = Directory.CreateTempSubdirectory("tocsin-detect-");
        try
        {
            var (input, output) = (Path.Combine(folder.FullName, "counts.csv"), Path.Combine(folder.FullName, "verdicts.csv"));
            File.WriteAllText(input, Counts("influMen"));
            (await Cli.Run("/nowhere", ["detect", input, "--out", output, .. Words("--method farrington-flexible --b 5 --w 3 --no-periods 10 --past-weeks-not-included 26 --weights-threshold 2.58 --p-threshold-trend 1 --threshold-method muan --alpha 0.005 --limit54 0,4 --from 264 --as-reference")])).Done();
            Check("ff_muan_influMen", File.ReadAllLines(output));
            (await Cli.Run("/nowhere", "detect", Path.Combine(folder.FullName, "none.csv"), "--method", "ears-c1")).NotDone("none.csv");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("ears_C1_edge", "edge", "--method ears-c1")]
    [InlineData("ears_C3_edge", "edge", "--method ears-c3 --as-reference")]
    [InlineData("ears28_C2_edge", "edge", "--method ears-c2 --baseline 28 --min-sigma 0.5 --alpha 0.01")]
    [InlineData("ff_nbPlugin_edge", "edge", "--method farrington-flexible --no-periods 10 --past-weeks-not-included 26 --p-threshold-trend 1 --threshold-method nbplugin --alpha 0.005 --limit54 0,4 --from 305 --as-reference")]
    [InlineData("ff_orig_edge", "edge", "--method farrington-flexible --weights-threshold 1 --alpha 0.01 --from 305 --as-reference")]
    [InlineData("ff_plain_salmonella.agona", "salmonella.agona", "--method farrington-flexible --no-periods 10 --past-weeks-not-included 26 --reweight FALSE --trend FALSE --threshold-method nbPlugin --alpha 0.005 --limit54 0,4")]
    [InlineData("farrington_std_influMen", "influMen", "--method farrington --alpha 0.01 --as-reference")]
    [InlineData("farrington_b3_k1", "k1", "--method farrington --b 3 --alpha 0.01 --from 160 --as-reference")]
    [InlineData("cusum_rossi_glm_hepatitisA", "hepatitisA", "--method cusum --k 1.04 --h 2.26 --trans rossi --m glm --as-reference")]
    [InlineData("cusum_pearsonNegBin_mean_shadar", "shadar", "--method cusum --trans pearsonNegBin --alpha 0.1")]
    [InlineData("glr_pois_cases_hepatitisA", "hepatitisA", "--method glr-poisson --c-arl 5 --trend true --ret cases")]
    [InlineData("glr_pois_window_k1", "k1", "--method glr-poisson --m 13 --mtilde 1 --ret value --as-reference")]
    [InlineData("glr_pois_epi_salmonella.agona", "salmonella.agona", "--method glr-poisson --m 13 --change epi --ret value --as-reference")]
    [InlineData("glr_nb_est_shadar", "shadar", "--method glr-negbin --m 26 --ret value --as-reference")]
    [InlineData("glr_nb_theta_k1", "k1", "--method glr-negbin --theta 0.6931471805599453 --alpha 0.2 --ret value")]
    [InlineData("bayes1_m1", "m1", "--method bayes --from 105")]
    [InlineData("bayes3_k1", "k1", "--method bayes --b 2 --w 4 --act-y false --alpha 0.01 --from 115")]
    [InlineData("rki3_hepatitisA", "hepatitisA", "--method rki --from 115")]
    [InlineData("outbreakP_k1", "k1", "--method outbreakp --k 100 --ret value --from 105")]
    public async Task Parameters_have_the_references_meaning(string run, string series, string options)
    {
        var (exit, text, _) = await Detect(Counts(series), options);
        Assert.Equal(0, exit);
        Check(run, text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("", 2, "the file is empty")]
    [InlineData("when,count\n", 2, "line 1: this is no header of counts: it needs the columns date (or t) and count (or y, cases, observed)")]
    [InlineData("date,count\n", 2, "there is nothing to judge")]
    [InlineData("date,count\n1,2\n2,-3\n3,4\n", 0, "refused line 3, count: '-3' is not a whole number from 0 to 9007199254740992")]
    [InlineData("date,count\n1,2\n2,1.5\n", 0, "refused line 3, count: '1.5'")]
    [InlineData("date,count\n2015-W01,2\n2015-W54,2\n", 0, "refused line 3, date: '2015-W54' is neither a date (2015-01-12) nor an ISO week")]
    [InlineData("date,count\n2015-02-29,2\n2015-02-28,2\n", 0, "refused line 2, date: '2015-02-29'")]
    [InlineData("date,count\n2015-W01,2\n2015-03,2\n", 0, "refused line 3, date: the rows before have ISO weeks, and this one has none")]
    [InlineData("date,count,unit\n7,1,a\n7,1,b\n7,2,a\n", 0, "refused line 4: unit a has a count for this date already, in line 2")]
    [InlineData("date,place,cases\n7,a,1\n7,b,1\n8,a,2\n", 0, "refused line 3: unit 1 has a count for this date already, in line 2; a column unit tells series apart")]
    [InlineData("date,count,population\n1,1,0\n2,1,5\n", 0, "refused line 2, population: '0' is not a number above 0")]
    [InlineData("date,count\n1,1,1\n2,1\n", 0, "refused line 2: the row has 3 columns where the header has 2")]
    [InlineData("date,count\n1,1\n\"2,1\n3,1\n", 0, "refused line 3: a quote is opened in this row and never closed")]
    [InlineData("date,count\n2015-W01,1\n2015-W04,1\n", 0, "unit 1: 2 weeks between its first date and its last have no row; their counts are missing")]
    [InlineData("date,count\n0,1\n99999,1\n", 0, "unit 1: 99998 numbers between")]
    [InlineData("date,count\n0,1\n100000,1\n", 2, "unit 1: from its first date to its last are 100001 points, and at most 100000 are judged")]
    [InlineData("date,count\n1,1\n2,1\n", 0, "unit 1: it has 2 points, and would be judged from point 8 on")]
    public async Task A_bad_row_is_told_with_its_line(string file, int exit, string sentence)
    {
        var ran = await Detect(file, "--method ears-c1");
        Assert.Contains(sentence, ran.Err, StringComparison.Ordinal);
        Assert.Equal(exit, ran.Exit);
    }

    [Theory]
    [InlineData("--method cumsum", "method 'cumsum' is not known here; these are: ears-c1, ears-c2, ears-c3, bayes, rki, outbreakp, farrington, farrington-flexible, cusum, glr-poisson, glr-negbin, tocsin")]
    [InlineData("--method rki --alpha 0.1", "rki has no parameter --alpha")]
    [InlineData("--method bayes --b 0 --act-y false", "without years to go back (b) there must be last points (w, actY), not 0")]
    [InlineData("--method bayes --w 2.5", "--w: '2.5' is not a whole number")]
    [InlineData("--method outbreakp --k 1", "k is above 1, not 1")]
    [InlineData("--method outbreakp --ret both", "'both' is none of cases, value")]
    [InlineData("--method cusum --h 0", "h is above 0 and at most 1000000, not 0")]
    [InlineData("--method cusum --m median", "--m: 'median' is none of mean, glm, or a number above 0")]
    [InlineData("--method glr-poisson --m -2", "--m: '-2' is neither -1 nor a number from 0 to 100000")]
    [InlineData("--method glr-poisson --theta 0", "theta is above 0 and at most 100, not 0")]
    [InlineData("--method glr-negbin --mu0 3", "alpha is estimated with a seasonal baseline alone")]
    [InlineData("--method glr-negbin --change epi", "glr-negbin has no parameter --change")]
    [InlineData("--method farrington --no-periods 10", "farrington has no parameter --no-periods")]
    [InlineData("--method ears-c1 --b 5", "ears-c1 has no parameter --b")]
    [InlineData("--method farrington-flexible --baseline 7", "farrington-flexible has no parameter --baseline")]
    [InlineData("--method farrington-flexible --b 0", "'0' is not a number from 1 to 100")]
    [InlineData("--method farrington-flexible --w 183", "'183' is not a number from 0 to 182")]
    [InlineData("--method farrington-flexible --alpha 0.6", "'0.6' is not a number from")]
    [InlineData("--method farrington-flexible --limit54 5", "'5' is not like 5,4")]
    [InlineData("--method farrington-flexible --threshold-method exact", "'exact' is none of delta, nbPlugin, muan")]
    [InlineData("--method farrington-flexible --powertrans 3/4", "'3/4' is none of 2/3, 1/2, none")]
    [InlineData("--method tocsin --alpha 0.6", "alpha is from 1e-6 to 0.5, not 0.6")]
    [InlineData("--method tocsin --completeness auto", "--completeness auto needs dates, and a column reported that says when each count was told")]
    [InlineData("--method tocsin --completeness 0.5;0.8", "'0.5;0.8' is not like 0.5,0.8")]
    [InlineData("--method tocsin --completeness 0.5,0", "a completeness is above 0 and at most 1, not 0")]
    [InlineData("--method ears-c1 --completeness 0.5", "ears-c1 has no parameter --completeness")]
    [InlineData("--method ears-c1 --glr 5", "--glr")]
    [InlineData("--method ears-c1 --frequency 367", "'367' is not a number from 1 to 366")]
    public async Task A_wrong_option_is_not_done(string options, string sentence)
    {
        var ran = await Detect("date,count\n1,1\n2,1\n", options);
        Assert.Equal((2, ""), (ran.Exit, ran.Out));
        Assert.Contains(sentence, ran.Err, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dates_come_out_as_they_went_in_and_gaps_are_points()
    {
        var weeks = Enumerable.Range(1, 12).Where(week => week != 11).Select(week => $"\"Mekong, upper\",2015-W{week:00},{week % 3}");
        var ran = await Detect("unit,date,count\n" + string.Join('\n', weeks.Reverse()), "--method ears-c1 --from 1");
        var rows = ran.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(13, rows.Length);
        Assert.Equal("\"Mekong, upper\",1,2015-W01,1,,,,,,the series does not go back far enough", rows[1]);
        Assert.StartsWith("\"Mekong, upper\",11,2015-W11,,1", rows[11], StringComparison.Ordinal);
        Assert.EndsWith(",the count is missing", rows[11], StringComparison.Ordinal);
        Assert.EndsWith(",a count of the baseline is missing", rows[12], StringComparison.Ordinal);

        var months = string.Join('\n', Enumerable.Range(0, 100).Select(month => $"{2010 + month / 12}-{month % 12 + 1:00},{3 + month % 5}"));
        Assert.Contains("1,64,2015-04,", (await Detect("date,count\n" + months, "--method farrington-flexible")).Out, StringComparison.Ordinal);
        Assert.Contains("not 7", (await Detect("date,count\n" + months, "--method farrington-flexible --frequency 7")).Err, StringComparison.Ordinal);
    }

    /// <summary>Half of a week's cases are told the Monday after, four fifths a week later, all after two.</summary>
    [Fact]
    public async Task A_file_that_says_when_counts_were_told_says_how_complete_the_newest_are()
    {
        const int Weeks = 40;
        var rows = new List<string>();
        var first = new DateOnly(2024, 1, 1);
        for (var week = 0; week < Weeks; week++)
        {
            var all = week == Weeks - 1 ? 80 : 30 + week * 7919 % 7;
            foreach (var (age, told) in new[] { (0, all / 2), (1, all * 4 / 5), (2, all) })
                if (week + age < Weeks) rows.Add($"{first.AddDays(7 * week):yyyy-MM-dd},{told},{first.AddDays(7 * (week + age + 1)):yyyy-MM-dd}");
        }
        var file = "date,count,reported\n" + string.Join('\n', rows.AsEnumerable().Reverse());
        var judged = await Detect(file, $"--method tocsin --from {Weeks}");
        Assert.Matches(@"^unit 1: as earlier counts grew, of the newest counts (4[5-9]|50) ?%, (7[89]|8[0-2]) ?% have been reported$", judged.Err.Trim());
        var (known, none) = (Fields(judged.Out), Fields((await Detect(file, $"--method tocsin --from {Weeks} --completeness none")).Out));
        Assert.Equal(("40", "1", "40", "0"), (known[3], known[8], none[3], none[8]));
        Assert.Equal(2, Oracle.Number(none[4]) / Oracle.Number(known[4]), 0.15);
        Assert.Contains("refused line 2, reported: 'soon' is not a date", (await Detect("date,count,reported\n2024-01-01,2,soon\n2024-01-08,2,2024-01-15\n", "--method ears-c1")).Err, StringComparison.Ordinal);

        static string[] Fields(string output) => output.Split('\n')[1].Split(',');
    }

    [Fact]
    public async Task Tocsin_judges_real_counts_and_incomplete_ones()
    {
        var plain = (await Detect(Counts("salmonella.agona"), "--method tocsin --from 312")).Out.Split('\n')[1].Split(',');
        var half = (await Detect(Counts("salmonella.agona"), "--method tocsin --from 312 --completeness 0.5 --alpha 0.001")).Out.Split('\n')[1].Split(',');
        Assert.Equal(("1", "312", "0"), (plain[0], plain[1], plain[8]));
        Assert.Equal(Oracle.Number(plain[4]) / 2, Oracle.Number(half[4]), 9);
        Assert.True(Oracle.Number(half[7]) < Oracle.Number(plain[7]));
    }

    [Fact]
    public async Task Who_names_no_method_gets_tocsin_s_and_columns_may_be_called_as_in_R()
    {
        var counts = Counts("salmonella.agona");
        var told = await Detect(counts, "--method tocsin --from 300");
        Assert.Equal(told, await Detect(counts, "--from 300"));
        foreach (var header in new[] { "t,observed,unit", "date,cases,unit", "t,y,unit" })
            Assert.Equal(told, await Detect(header + counts[counts.IndexOf('\n', StringComparison.Ordinal)..], "--from 300"));
    }

    [Fact]
    public async Task Of_many_bad_rows_fifty_are_told_and_the_others_counted()
    {
        string Rows(int bad) => "date,count\n" + string.Concat(Enumerable.Range(1, 20 + bad).Select(row => $"{row},{(row > 20 ? "x" : "1")}\n"));
        var (all, more) = (await Detect(Rows(CountFile.SaidMax), "--method ears-c1"), await Detect(Rows(CountFile.SaidMax + 1), "--method ears-c1"));
        Assert.Equal((CountFile.SaidMax, CountFile.SaidMax + 1), (Lines(all.Err), Lines(more.Err)));
        Assert.EndsWith(": and 1 more of the kind\n", more.Err, StringComparison.Ordinal);
        Assert.Equal(all.Out, more.Out);

        static int Lines(string text) => text.Count(character => character == '\n');
    }

    [Fact]
    public async Task A_folder_is_no_file()
    {
        var (output, error) = (new StringWriter(CultureInfo.InvariantCulture), new StringWriter(CultureInfo.InvariantCulture));
        var exit = await CommandLine.Run(["detect", "."], new Terminal(Stream.Null, output, error, Oracle.Folder(), _ => null), opened: null, default);
        Assert.Equal((2, "", $"tocsin: '{Oracle.Folder()}' is a folder, not a file"), (exit, output.ToString(), error.ToString().Trim()));
    }

    [Fact]
    public async Task Json_is_one_document()
    {
        var ran = await Detect(Counts("salmonella.agona"), "--method ears-c2 --from 300 --json");
        var rows = new Ran(ran.Exit, ran.Out, ran.Err).Json();
        Assert.Equal(13, rows.GetArrayLength());
        Assert.Equal(300, rows[0].GetProperty("t").GetInt32());
        Assert.False(rows[0].GetProperty("alarm").GetBoolean());
        Assert.False(rows[0].TryGetProperty("reason", out _));
    }

    /// <summary>A series of the oracle in the form that the program reads.</summary>
    static string Counts(string series) =>
        "date,count,unit\n" + string.Concat(Oracle.Table(Path.Combine(Oracle.Folder(), "in", series + ".csv")).Select(row => $"{row["t"]},{row["y"]},{row["unit"]}\n"));

    static void Check(string run, string[] lines)
    {
        Assert.Equal(Header, lines[0]);
        var expected = Oracle.Table(Path.Combine(Oracle.Folder(), "out", run + ".csv"));
        var actual = lines.Skip(1).Select(line => Header.Split(',').Zip(line.Split(',')).ToDictionary(field => field.First, field => field.Second)).ToList();
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (row, told) in expected.Zip(actual))
        {
            var place = $"{run}: {string.Join(',', told.Values)}";
            Assert.True((row["unit"], row["t"], row["y"], row["alarm"]) == (told["unit"], told["t"], told["observed"], told["alarm"]), place);
            foreach (var column in new[] { "upper", "expected", "pvalue" }.Where(row.ContainsKey))
            {
                var (number, other) = (Oracle.Number(row[column]), Oracle.Number(told[column]));
                Assert.True(double.IsNaN(number) ? double.IsNaN(other) : Math.Abs(number - other) <= 1e-6 * Math.Abs(number) + 1e-9, $"{place}: {column} is {row[column]}");
            }
        }
    }

    static string[] Words(string options) => options.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    static async Task<(int Exit, string Out, string Err)> Detect(string file, string options)
    {
        var (output, error) = (new StringWriter(CultureInfo.InvariantCulture), new StringWriter(CultureInfo.InvariantCulture));
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(file));
        var exit = await CommandLine.Run(["detect", "-", .. Words(options)], new Terminal(input, output, error, "/nowhere", _ => null), opened: null, default);
        return (exit, output.ToString(), error.ToString());
    }
}
