using System.Globalization;
using System.Text;
using Tocsin.Detection.Hazards;
using Tocsin.Node.Cli;
using Tocsin.Tests.Detection;
using Xunit;

namespace Tocsin.Tests.Program;

[Trait("Group", "Program")]
public sealed class HazardCommandTests
{
    [Fact]
    public async Task Return_levels_are_those_of_the_reference()
    {
        var folder = Path.Combine(Oracle.Folder(), "hazard");
        var maxima = "i,max\n" + string.Join('\n', Oracle.Table(Path.Combine(folder, "annual_maxima.csv")).Where(row => row["series"] == "portpirie").Select(row => $"{row["i"]},{row["value"]}"));
        foreach (var (kind, fit) in new[] { ("gumbel", "Gumbel MLE"), ("gev", "GEV MLE") })
        {
            var reference = Oracle.Table(Path.Combine(folder, "extremes_fits.csv")).Single(row => row["series"] == "portpirie" && row["fit"] == fit);
            var rows = await Rows($"{kind} --level 4.5", maxima);
            Assert.Equal(9, rows.Count);
            foreach (var years in new[] { 2, 10, 100 }) Assert.Equal(Oracle.Number(reference[$"rl{years}"]), rows.Single(row => row["years"] == years)["level"], 2e-3);
            Assert.InRange(rows.Single(row => row["level"] == 4.5)["years"], 20, 50);
        }
    }

    /// <summary>R: poisson.test(c(9, 4), c(1, 4), alternative = "greater") has p = 0.000166.</summary>
    [Fact]
    public async Task A_surge_is_told_row_by_row()
    {
        var rows = await Rows("surge", "day,count\n1,1\n2,0\n3,NA\n4,2\n5,1\n6,9\n");
        Assert.Equal(5, rows.Count);
        Assert.Equal((9, 4, 9), (rows[^1]["recent"], rows[^1]["before"], rows[^1]["ratio"]));
        Assert.Equal(RateSurge.Of(9, 1, 4, 4).PValue, rows[^1]["pvalue"], 1e-12);
        Assert.Equal(0.000166, rows[^1]["pvalue"], 1e-6);
        Assert.True(double.IsNaN(rows[1]["pvalue"]));
    }

    [Fact]
    public async Task The_other_formulas_have_verbs()
    {
        var months = "precipitation,balance\n" + string.Join('\n', Enumerable.Range(0, 120).Select(i => $"{20 + i * 7919 % 83},{i * 7919 % 83 - 30}"));
        Assert.Equal(120, (await Rows("spi --months 3", months)).Count(row => row["month"] < 3 == double.IsNaN(row["index"])));
        Assert.Equal(120, (await Rows("spei --months 3", months)).Count(row => row["month"] < 3 == double.IsNaN(row["index"])));
        var doses = await Rows("dose", "value\n" + string.Join('\n', Enumerable.Range(0, 30).Select(i => i == 29 ? "0.9" : FormattableString.Invariant($"{0.1 + i % 3 * 0.01}"))));
        Assert.True(double.IsNaN(doses[9]["ratio"]) && doses[^1]["ratio"] > 7, $"{doses[^1]["ratio"]}");
        Assert.Equal(8, (await Rows("gev", "max\n" + string.Join('\n', Enumerable.Range(0, 40).Select(i => i * 7919 % 83)))).Count);
        var events = "x,y,t\n" + string.Join('\n', Enumerable.Range(0, 80).Select(i => i < 60 ? $"{i * 37 % 200},{i * 61 % 200},{i}" : $"100,100,{60 + (i - 60) / 10}"));
        var chart = await Rows("stcd --plane --radius 10 --epsilon 0.5 --threshold 200", events);
        Assert.Contains(chart, row => row["alarm"] == 1 && row["centre"] >= 60);
        Assert.All(chart.Take(55), row => Assert.Equal(0, row["alarm"]));
    }

    [Fact]
    public async Task A_probe_that_was_off_hides_no_dose_and_what_is_beyond_all_numbers_is_left_out()
    {
        var doses = await Rows("dose", "value\n" + string.Join('\n', Enumerable.Range(0, 20).Select(i => i == 7 ? "0" : "0.1")) + "\n0.9\n");
        Assert.Equal((0.1, 0), (doses[^1]["background"], doses[7]["reading"]));
        Assert.True(double.IsNaN(doses[^1]["deviations"]), "a background that never varied has no spread");
        Assert.True(double.IsNaN((await Rows("surge", "count\n0\n3\n"))[^1]["ratio"]));
    }

    [Theory]
    [InlineData("spi", "", "the file is empty")]
    [InlineData("spi", "date,mm\n1,2\n", "line 1: this is no header with a column precipitation or rain")]
    [InlineData("spi", "rain\n-1\n", "a month's precipitation is 0 or more")]
    [InlineData("gumbel", "max\n1\n2\n", "at least")]
    [InlineData("surge", "count\n1.5\n2\n", "events are counted in whole numbers from 0")]
    [InlineData("stcd", "x,y,t\n1,2,\n", "an event has a place and a time")]
    [InlineData("stcd", "x,y,t\n1,2,9\n1,2,3\n", "event 2 comes before the one that it follows")]
    public async Task A_table_that_cannot_be_judged_is_refused_with_the_reason(string kind, string table, string sentence)
    {
        var ran = await Hazard(kind, table);
        Assert.Equal((2, ""), (ran.Exit, ran.Out));
        Assert.Contains(sentence, ran.Err, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_is_told_and_the_rest_goes_on()
    {
        var ran = await Hazard("surge", "count\n1\nmany\n2\n");
        Assert.Equal(0, ran.Exit);
        Assert.Contains("refused line 3, count: 'many' is not a number", ran.Err, StringComparison.Ordinal);
        Assert.Equal("row,recent,before,ratio,pvalue\n2,2,1,2,0.5\n", ran.Out);
    }

    /// <summary>Whoever judges the second event refuses it.</summary>
    [Fact]
    public async Task A_chart_is_stopped_while_it_is_made()
    {
        const string Table = "x,y,t\n1,2,3\n1,91,4\n";
        Assert.Contains("a latitude is from -90 to 90", (await Hazard("stcd", Table)).Err, StringComparison.Ordinal);
        using var stop = new CancellationTokenSource();
        using var input = new Interrupted(Encoding.UTF8.GetBytes(Table), stop);
        var (told, err) = (new StringWriter(CultureInfo.InvariantCulture), new StringWriter(CultureInfo.InvariantCulture));
        var exit = await CommandLine.Run(["hazard", "stcd", "-"], new Terminal(input, told, err, "/nowhere", _ => null), opened: null, stop.Token);
        Assert.Equal((2, "", "tocsin: stopped"), (exit, told.ToString(), err.ToString().TrimEnd()));
    }

    static async Task<List<Dictionary<string, double>>> Rows(string words, string table)
    {
        var ran = await Hazard(words, table);
        Assert.True(ran.Exit == 0, ran.Err);
        var lines = ran.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',')).ToList();
        return [.. lines.Skip(1).Select(fields => lines[0].Zip(fields).ToDictionary(pair => pair.First, pair => pair.Second.Length == 0 ? double.NaN : double.Parse(pair.Second, CultureInfo.InvariantCulture)))];
    }

    static async Task<(int Exit, string Out, string Err)> Hazard(string words, string table)
    {
        var (told, err) = (new StringWriter(CultureInfo.InvariantCulture), new StringWriter(CultureInfo.InvariantCulture));
        var parts = words.Split(' ');
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(table));
        var exit = await CommandLine.Run(["hazard", parts[0], "-", .. parts[1..]], new Terminal(input, told, err, "/nowhere", _ => null), opened: null, default);
        return (exit, told.ToString(), err.ToString());
    }

    /// <summary>Ctrl-C comes when everything was read.</summary>
    sealed class Interrupted(byte[] bytes, CancellationTokenSource stop) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => Told(base.Read(buffer));

        public override int Read(byte[] buffer, int offset, int count) => Told(base.Read(buffer, offset, count));

        int Told(int read)
        {
            if (read == 0) stop.Cancel();
            return read;
        }
    }
}
