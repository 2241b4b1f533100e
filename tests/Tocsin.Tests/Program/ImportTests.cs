using System.Text;
using System.Text.Json;
using Xunit;

namespace Tocsin.Tests.Program;

[Trait("Group", "Program")]
public sealed class ImportTests(ServedNode node) : IClassFixture<ServedNode>
{
    const string OneBadRow = "indicator,type\nfirst.example,domain\nnot an indicator,domain\nsecond.example,domain\n";

    [Fact]
    public async Task The_report_is_the_contract_and_the_same_file_again_is_duplicates()
    {
        var file = node.Node.Write("mixed.csv", OneBadRow);
        foreach (var (accepted, duplicates) in new[] { (2, 0), (0, 2) })
        {
            var report = Assert.Single((await node.Run("import", file, "--json")).Done().Json().EnumerateArray());
            Assert.Equal(["file", "format", "read", "accepted", "duplicates", "revised", "repaired", "refused"], Members(report));
            Assert.Equal((file, "indicators"), (report.GetProperty("file").GetString(), report.GetProperty("format").GetString()));
            Assert.Equal((3, accepted, duplicates, 0), (Count(report, "read"), Count(report, "accepted"), Count(report, "duplicates"), Count(report, "revised")));
            var refused = Assert.Single(report.GetProperty("refused").EnumerateArray());
            Assert.Equal(["at", "reason"], Members(refused));
            Assert.StartsWith("line 3", refused.GetProperty("at").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Strict_makes_a_refused_row_a_bad_answer()
    {
        var ran = await node.Run("import", node.Node.Write("strict.csv", OneBadRow), "--strict");
        Assert.Equal(1, ran.Exit);
        Assert.Contains("refused line 3", ran.Err, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repair_is_told_with_its_place()
    {
        var report = Assert.Single((await Cli.Run(node.Data, Encoding.UTF8.GetBytes("hxxp://bad[.]example/a\n203.0.113.9\n"), "import", "-", "--publisher", "CERT", "--json")).Done().Json().EnumerateArray());
        Assert.Equal(("standard input", 2), (report.GetProperty("file").GetString(), Count(report, "accepted")));
        Assert.All(report.GetProperty("repaired").EnumerateArray(), repair => Assert.Equal(["at", "note"], Members(repair)));
        Assert.Contains("reserved address", Assert.Single(report.GetProperty("repaired").EnumerateArray()).GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_is_not_done_unless_another_was()
    {
        var none = node.Node.At("none.csv");
        (await node.Run("import", none)).NotDone("there is no such file");
        (await node.Run("import", node.Node.Root)).NotDone("this is a folder, not a file");
        Assert.Equal(1, (await node.Run("import", none, Cli.Sample("blocklist.txt"), "--strict")).Exit);
        (await node.Run("import", none, "--format", "gif")).NotDone("'gif' is none of usgs, cap");
    }

    [Fact]
    public async Task What_a_file_of_counts_does_not_say_is_said_for_it()
    {
        var file = node.Node.Write("counts.csv", "t,observed\n1,4\n2,5\n");
        Assert.Contains("--start", (await node.Run("import", file)).Done().Err, StringComparison.Ordinal);
        Assert.Contains("2 accepted", (await node.Run("import", file, "--start", "2015-W01", "--topic", "measles", "--publisher", "Agency")).Done().Out, StringComparison.Ordinal);
        var dated = node.Node.Write("dated.csv", "date,place,count\n2/3/2015,Hue,4\n");
        Assert.Contains("say --dates dmy or --dates mdy", (await node.Run("import", dated)).Done().Err, StringComparison.Ordinal);
        Assert.Contains("1 accepted", (await node.Run("import", dated, "--dates", "dmy", "--measure", "deaths")).Done().Out, StringComparison.Ordinal);
        (await node.Run("import", dated, "--dates", "ymd")).NotDone("'ymd' is neither dmy nor mdy");
        (await node.Run("import", dated, "--measure", "tests")).NotDone("'tests' is neither cases nor deaths");
        var listed = (await node.Run("records", "--kind", "count", "--words", "hue", "--json")).Done().Json();
        Assert.Contains("4 deaths: dated, 2015-03-02", listed.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signed_alerts_are_held_to_the_certificates_that_are_named()
    {
        var (genuine, pins) = (Formats.Cap.Signatures.Signed.Text("rsa-sha256.xml"), Formats.Cap.Signatures.Signed.PathOf("met.pem"));
        var (file, changed) = (node.Node.Write("signed.xml", genuine), node.Node.Write("changed.xml", genuine.Replace("Severe", "Minor", StringComparison.Ordinal)));
        Assert.Contains("the signature is broken: the alert was changed after it was signed", (await node.Run("import", changed, "--signed-by", pins)).Done().Err, StringComparison.Ordinal);
        Assert.Equal(1, (await node.Run("import", changed, "--signed-by", pins, "--strict")).Exit);
        Assert.Contains("1 accepted", (await node.Run("import", file, "--signed-by", pins, "--signature", "required")).Done().Out, StringComparison.Ordinal);
        (await node.Run("import", file, "--signed-by", file)).NotDone("there is no certificate in it");
        (await node.Run("import", file, "--signed-by", node.Node.At("none.pem"))).NotDone("none.pem");
        (await node.Run("import", file, "--signature", "required")).NotDone("it goes with --signed-by");
        (await node.Run("import", file, "--signed-by", pins, "--signature", "maybe")).NotDone("'maybe' is neither required nor wanted");

        const string Feeds = "version: 1\nfeeds:\n  - name: met\n    url: https://met.example/alerts.atom\n    every: 5m\n    signed_by: ";
        File.Copy(pins, node.Node.At("met.pem"));
        Assert.Contains("1 feeds", (await node.Run("feed", "check", node.Node.Write("feeds.yaml", Feeds + "met.pem\n"))).Done().Out, StringComparison.Ordinal);
        var bad = await node.Run("feed", "check", node.Node.Write("bad.yaml", Feeds + "gone.pem\n"));
        Assert.Equal(1, bad.Exit);
        Assert.Contains("gone.pem", bad.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_of_a_line_list_are_kept_where_that_is_asked_for_and_in_the_private_circle_alone()
    {
        var list = Cli.Sample("line-list.csv");
        (await node.Run("import", list, "--keep-for", "30d")).NotDone("it goes with --keep-rows");
        foreach (var days in (string[])["0d", "3661d", "90", "x"]) (await node.Run("import", list, "--keep-rows", "--keep-for", days)).NotDone($"'{days}' is not a number of days from 1d to 3660d");
        Assert.Contains("10 accepted", (await node.Run("import", list, "--keep-rows", "--keep-for", "3660d")).Done().Out, StringComparison.Ordinal);
        Assert.Equal(4, (await node.Run("records", "--kind", "case", "--json")).Done().Json().EnumerateArray().Count());
        Assert.Contains("10 duplicates", (await node.Run("import", list, "--keep-rows", "--keep-for", "1d", "--circle", "private")).Done().Out, StringComparison.Ordinal);
    }

    static List<string> Members(JsonElement json) => [.. json.EnumerateObject().Select(member => member.Name)];

    static int Count(JsonElement report, string name) => report.GetProperty(name).GetInt32();
}
