using System.Text;
using Xunit;

namespace Tocsin.Tests.Program;

/// <summary>The table of bad files: what is said of each, and the exit code under --strict.</summary>
[Trait("Group", "Program")]
public sealed class BadInputTests(ServedNode node) : IClassFixture<ServedNode>
{
    const string Header = "indicator,type\n";
    const string Fires = "latitude,longitude,brightness,scan,track,acq_date,acq_time,satellite,confidence,version,bright_t31,frp,daynight\n";

    static readonly (string Name, byte[] Bytes, int Exit, string Sentence)[] Table =
    [
        ("empty.csv", [], 2, "the file is empty"),
        ("spaces.txt", Utf8("  \n\n  \n"), 2, "the file is empty"),
        ("binary.csv", [0x89, .. "PNG\r\n"u8, 0x1A, 0, 0, 0, 13], 2, "this is binary data, not text (a NUL byte)"),
        ("page.html", Utf8("<!doctype html><html></html>"), 2, "this is a web page, not data"),
        ("truncated.json", Utf8(Feature("[1,2]")[..^40]), 1, "the JSON breaks off or is not well-formed here"),
        ("truncated.xml", Utf8(Alert()[..900]), 1, "the XML breaks off or is not well-formed here"),
        ("utf16.csv", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Header + "utf16.example,domain\n")], 0, "1 accepted"),
        ("latin.xml", Encoding.Latin1.GetBytes(Alert().Replace("utf-8", "ISO-8859-1").Replace("SAMPLE-FLOOD-2018-0207-03", "LATIN").Replace("Move boats", "Bewegt die Böte")), 0, "1 accepted"),
        ("latin.csv", Encoding.Latin1.GetBytes(Header + "müller.example,domain\ngood-latin.example,domain\n"), 1, "refused line 2: byte 2 of the row is not UTF-8 text"),
        ("doublebom.csv", [0xC3, 0xAF, 0xC2, 0xBB, 0xC2, 0xBF, .. Utf8(Header + "bom.example,domain\n")], 2, "the UTF-8 byte order mark was itself encoded twice"),
        ("twoboms.csv", [0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF, .. Utf8(Header + "boms.example,domain\n")], 2, "its header is none that this version reads"),
        ("xxe.xml", Utf8(Alert().Replace("<alert", "<!DOCTYPE alert [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<alert")), 1, "document type declaration (DTD)"),
        ("bomb.xml", Utf8(Alert().Replace("<alert", "<!DOCTYPE a [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n<alert").Replace("Flood Warning", "&b;")), 1, "document type declaration (DTD)"),
        ("deep.json", Utf8(Feature(new string('[', 5_000))), 1, "nested deeper than 64 levels"),
        ("nan.json", Utf8(Feature("[NaN,2]")), 1, "not well-formed"),
        ("infinite.json", Utf8(Feature("[1e999,2]")), 1, "a coordinate is not a finite number"),
        ("out-of-range.json", Utf8(Feature("[181,2]")), 1, "longitude 181 is outside -180..180"),
        ("antimeridian.json", Utf8(Polygon("[[170,-10],[-170,-10],[-170,10],[170,10],[170,-10]]")), 0, "cut"),
        ("pole.json", Utf8(Polygon("[[0,80],[90,80],[180,80],[-90,80],[0,80]]")), 1, "pole"),
        ("future.csv", Utf8(Fires + "1.5,2.5,330,1,1,2199-01-01,0050,Terra,80,6.1,300,20,D\n"), 1, "is more than 15 minutes ahead of this node's clock"),
        ("range.csv", Utf8(Fires + "91.5,2.5,330,1,1,2020-01-01,0050,Terra,80,6.1,300,20,D\n1.5,2.5,NaN,1,1,2020-01-01,0051,Terra,80,6.1,300,20,D\n"), 1, "latitude 91.5 is outside -90..90"),
        ("wide.csv", Utf8(Header + new string('x', 70_000) + ",domain\nafter-wide.example,domain\n"), 1, "refused line 2: the row is longer than 64 KiB"),
        ("quote.csv", Utf8(Header + "\"open.example,domain\n" + string.Concat(Enumerable.Repeat("row.example,domain\n", 300))), 1, "a quote is opened in this row and never closed"),
        ("huge.xml", Utf8(Alert().Replace("Two days of rain", new string('r', 17 << 20))), 1, "the XML is longer than 16 MiB"),
    ];

    public static TheoryData<string> Names() => [.. Table.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_bad_file_is_told_in_a_sentence(string name)
    {
        var row = Table.Single(each => each.Name == name);
        var file = node.Node.At(name);
        await File.WriteAllBytesAsync(file, row.Bytes);
        var ran = await node.Run("import", file, "--strict");
        var told = ran.Out + ran.Err;
        Assert.True(told.Contains(row.Sentence, StringComparison.Ordinal), told);
        Assert.True(row.Exit == ran.Exit, $"exit {ran.Exit}: {told}");
    }

    static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    static string Alert() => File.ReadAllText(Cli.Sample("flood-alert.xml"));

    static string Feature(string position) =>
        $$$"""{"type":"FeatureCollection","features":[{"type":"Feature","id":"a{{{position.Length}}}","properties":{"title":"x","time":"2020-01-01T00:00:00Z"},"geometry":{"type":"Point","coordinates":{{{position}}}}}]}""";

    static string Polygon(string ring) =>
        $$$"""{"type":"FeatureCollection","features":[{"type":"Feature","id":"p","properties":{"title":"x","time":"2020-01-01T00:00:00Z"},"geometry":{"type":"Polygon","coordinates":[{{{ring}}}]}}]}""";
}
