using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Tocsin.Node.Cli;
using Tocsin.Tests.Detection;
using Xunit;

namespace Tocsin.Tests.Program;

[Trait("Group", "Program")]
public sealed class BacktestCommandTests
{
    /// <summary>Sixteen quiet weeks, then outbreaks in weeks 17-18 and 22; EARS C1 rings in 17 alone, and in week 25 without one.</summary>
    const string Counts = """
        date,count,outbreak
        1,3,0
        2,4,0
        3,3,0
        4,5,0
        5,4,0
        6,3,0
        7,4,0
        8,5,0
        9,4,0
        10,3,0
        11,4,0
        12,5,0
        13,3,0
        14,4,0
        15,5,0
        16,4,0
        17,30,1
        18,33,1
        19,4,0
        20,3,0
        21,4,0
        22,6,1
        23,5,0
        24,4,0
        25,200,0
        26,4,0

        """;

    [Fact]
    public async Task The_table_says_what_one_counts_by_hand()
    {
        var ran = await Backtest(Counts, "--method", "ears-c1", "--from", "8");
        Assert.Equal(0, ran.Exit);
        Assert.Equal(
            """
            method   judged  not judged  false alarms  sensitivity  specificity  predictive value  outbreaks  detected  delay  lead
            ears-c1      19           0             1       33.3 %       93.8 %            50.0 %          2    50.0 %    0.0   1.0

            """.ReplaceLineEndings("\n"), ran.Out.ReplaceLineEndings("\n").Replace(" %", " %", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Json_has_the_same_and_the_curve()
    {
        var ran = await Backtest(Counts, "--method", "ears-c1 --alpha 0.001", "--method", "tocsin", "--from", "8", "--json");
        var methods = new Ran(ran.Exit, ran.Out, ran.Err).Json().GetProperty("methods");
        Assert.Equal(["ears-c1 --alpha 0.001", "tocsin"], methods.EnumerateArray().Select(each => each.GetProperty("method").GetString()));
        var ears = methods[0];
        Assert.Equal((19, 1, 1, 3, 2, 1), (ears.GetProperty("judged").GetInt32(), ears.GetProperty("trueAlarms").GetInt32(), ears.GetProperty("falseAlarms").GetInt32(), ears.GetProperty("outbreakPoints").GetInt32(),
            ears.GetProperty("outbreaks").GetInt32(), ears.GetProperty("detected").GetInt32()));
        var curve = ears.GetProperty("curve").EnumerateArray().ToList();
        Assert.Equal((0, 0), (curve[0].GetProperty("falseAlarms").GetDouble(), curve[0].GetProperty("detected").GetDouble()));
        Assert.Equal(1, curve[^1].GetProperty("detected").GetDouble());
    }

    [Fact]
    public async Task Outbreaks_that_are_added_come_again_from_their_seed()
    {
        var file = "date,count\n" + string.Concat(Enumerable.Range(1, 120).Select(week => $"{week},{3 + week * 7919 % 4}\n"));
        var one = await Backtest(file, "--method", "ears-c2", "--inject", "5,60", "--repeats", "10", "--from", "60");
        Assert.Equal(0, one.Exit);
        Assert.Contains(" 20 ", one.Out, StringComparison.Ordinal);
        Assert.Equal(one, await Backtest(file, "--method", "ears-c2", "--inject", "5,60", "--repeats", "10", "--from", "60", "--seed", "1"));
        Assert.NotEqual(one.Out, (await Backtest(file, "--method", "ears-c2", "--inject", "5,60", "--repeats", "10", "--from", "60", "--seed", "2")).Out);
    }

    [Fact]
    public async Task The_plot_is_one_picture_that_says_in_words_what_it_shows()
    {
        var folder = Directory.CreateTempSubdirectory("tocsin-backtest-");
        try
        {
            var plot = Path.Combine(folder.FullName, "plot.svg");
            var rows = Oracle.Table(Path.Combine(Oracle.Folder(), "in", "k1.csv"));
            var labelled = string.Join(',', rows[0].Keys) + "\n" + string.Concat(rows.Select(row => string.Join(',', row.Values) + "\n"));
            Assert.Equal(0, (await Backtest(labelled, "--method", "tocsin", "--method", "bayes", "--method", "ears-c1 --baseline 28 --min-sigma 0.5 --alpha 0.000001", "--out", plot)).Exit);
            var svg = XDocument.Load(plot).Root!;
            XNamespace of = "http://www.w3.org/2000/svg";
            Assert.Equal(3 * 2, svg.Elements(of + "circle").Count());
            Assert.Equal(3, svg.Elements(of + "path").Count(path => ((string)path.Attribute("class")!).StartsWith("line", StringComparison.Ordinal)));
            Assert.Empty(svg.Descendants(of + "script"));
            Assert.Contains("prefers-color-scheme:dark", svg.Element(of + "style")!.Value, StringComparison.Ordinal);
            Assert.Contains("ears-c1 --baseline 28 --min-sigma 0.5 --alpha 0.000001: ", svg.Element(of + "desc")!.Value, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("date,count\n1,1\n2,1\n", "ears-c1", "no outbreak is labelled; label them in a column 'outbreak' (1 or 0), or add some with --inject 5,10,20")]
    [InlineData("date,count,state\n1,1,1\n2,1,0\n", "ears-c1", "no outbreak lies among the points that are judged")]
    [InlineData("date,count,state\n1,1,1\n2,1,maybe\n", "ears-c1", "refused line 3, outbreak: 'maybe' is neither 1 or true, nor 0 or false")]
    [InlineData(Counts, "cumsum", "method 'cumsum' is not known here")]
    [InlineData(Counts, "rki --alpha 0.1", "rki has no parameter --alpha")]
    [InlineData(Counts, "ears-c1 --colour red", "--colour")]
    public async Task What_cannot_be_judged_is_not_done(string file, string method, string sentence)
    {
        var ran = await Backtest(file, "--method", method);
        Assert.Equal((2, ""), (ran.Exit, ran.Out));
        Assert.Contains(sentence, ran.Err, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("5;6")]
    [InlineData("1000001")]
    public async Task Sizes_are_whole_numbers_of_cases(string sizes) =>
        Assert.Contains($"'{sizes}' is not like 5,10,20", (await Backtest(Counts, "--inject", sizes)).Err, StringComparison.Ordinal);

    static async Task<(int Exit, string Out, string Err)> Backtest(string file, params string[] options)
    {
        var (output, error) = (new StringWriter(CultureInfo.InvariantCulture), new StringWriter(CultureInfo.InvariantCulture));
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(file));
        var exit = await CommandLine.Run(["backtest", "-", .. options], new Terminal(input, output, error, "/nowhere", _ => null), opened: null, default);
        return (exit, output.ToString(), error.ToString());
    }
}
