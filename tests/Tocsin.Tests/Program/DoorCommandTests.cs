using System.Text.Json;
using System.Xml.Linq;
using Tocsin.Tests.Api;
using Xunit;

namespace Tocsin.Tests.Program;

[Trait("Group", "Program")]
public sealed class DoorCommandTests(ServedNode node) : IClassFixture<ServedNode>
{
    static readonly XNamespace Cap = "urn:oasis:names:tc:emergency:cap:1.2";

    [Fact]
    public async Task Records_are_chosen_by_kind_category_time_box_words_and_number()
    {
        var all = await Records();
        Assert.True(all.Count >= 38);
        Assert.Single(await Records("--category", "Met"));
        Assert.Single(await Records("--words", "thu bon"));
        Assert.Equal(37, (await Records("--category", "Fire", "--kind", "observation")).Count);
        Assert.Empty(await Records("--until", "2001-01-01"));
        Assert.Single(await Records("--since", "2018-02-06T20:00Z", "--until", "2018-02-07T06:00+07:00", "--category", "Met"));
        Assert.Single(await Records("--bbox", "108.2,15.7,108.3,15.8", "--category", "Met"));
        Assert.Equal(3, (await Records("--limit", "3")).Count);
        foreach (var (option, value) in new[] { ("--limit", "0"), ("--limit", "10001"), ("--bbox", "1,2,3"), ("--bbox", "0,NaN,1,1"), ("--since", "2018-02-30"), ("--category", "Foo") })
            (await node.Run("records", option, value)).NotDone("See 'tocsin records --help'.");
    }

    [Fact]
    public async Task Exports_are_read_by_others()
    {
        var geojson = (await node.Run("export", "--format", "geojson", "--category", "Fire")).Done().Json();
        Assert.Equal("FeatureCollection", geojson.GetProperty("type").GetString());
        Assert.Equal(37, geojson.GetProperty("features").GetArrayLength());

        var file = node.Node.At("alert.xml");
        Assert.Contains("1 written, 0 left out", (await node.Run("export", "--format", "cap", "--category", "Met", "--kind", "observation", "--out", file)).Done().Err, StringComparison.Ordinal);
        Assert.Equal("SAMPLE-FLOOD-2018-0207-03", XDocument.Load(file).Root!.Element(Cap + "identifier")!.Value);
        (await node.Run("export", "--format", "pdf")).NotDone("'pdf' is none of geojson, cap, stix, misp, misp-feed");
        (await node.Run("export", "--out", node.Node.At("no/such/folder.json"))).NotDone("no/such/folder.json");
    }

    [Fact]
    public async Task One_standard_becomes_another_without_a_node()
    {
        var (geojson, cap) = (node.Node.At("one.geojson"), node.Node.At("one.xml"));
        (await Cli.Run("/nowhere", "convert", Cli.Sample("flood-alert.xml"), geojson)).Done();
        using (var read = JsonDocument.Parse(File.ReadAllText(geojson))) Assert.Equal(1, read.RootElement.GetProperty("features").GetArrayLength());
        (await Cli.Run("/nowhere", "convert", geojson, cap)).Done();
        Assert.Equal(Cap + "alert", XDocument.Load(cap).Root!.Name);
        (await Cli.Run("/nowhere", "convert", "none.xml", "-")).NotDone("none.xml");
        (await Cli.Run("/nowhere", "convert", Cli.Sample("flood-alert.xml"), "-", "--to", "csv")).NotDone("'csv' is none of geojson, cap, stix, misp");
    }

    [CapSchemaFact]
    public async Task What_export_and_convert_write_keeps_the_schema_of_OASIS()
    {
        var (exported, geojson, converted) = (node.Node.At("schema.xml"), node.Node.At("schema.geojson"), node.Node.At("schema-too.xml"));
        (await node.Run("export", "--format", "cap", "--category", "Met", "--kind", "observation", "--out", exported)).Done();
        (await Cli.Run("/nowhere", "convert", Cli.Sample("flood-alert.xml"), geojson)).Done();
        (await Cli.Run("/nowhere", "convert", geojson, converted)).Done();
        foreach (var file in new[] { exported, converted }) Xmllint.Validate(await File.ReadAllBytesAsync(file), file);
    }

    async Task<List<JsonElement>> Records(params string[] options) =>
        [.. (await node.Run(["records", "--json", .. options])).Done().Json().EnumerateArray()];
}
