using Xunit;

namespace Tocsin.Tests.Program;

[Trait("Group", "Program")]
public sealed class WatchCommandTests(ServedNode node) : IClassFixture<ServedNode>
{
    [Fact]
    public async Task A_watch_is_previewed_added_rings_and_is_removed()
    {
        string[] asks = ["watch", "add", "--name", "Phishing at home", "--kind", "indicator,sighting", "--value", "hxxp://watched[.]example/login", "--value", "WATCHED.example", "--raises", "Severe"];
        var preview = (await node.Run([.. asks, "--preview", "90d", "--json"])).Done().Json();
        Assert.Equal((0, 0), (preview.GetProperty("hits").GetInt32(), preview.GetProperty("days").GetArrayLength()));
        Assert.Contains("Nothing was added.", (await node.Run([.. asks, "--preview", "1d"])).Done().Out, StringComparison.Ordinal);

        var id = (await node.Run([.. asks, "--json"])).Done().Json().GetProperty("id").GetString()!;
        Assert.StartsWith("unchanged: ", (await node.Run(asks)).Done().Out, StringComparison.Ordinal);
        (await node.Run("import", node.Node.Write("bad.txt", "watched.example\nother.example\n"), "--format", "indicators")).Done();
        var thread = Assert.Single(await Threads(), each => each.StartsWith($"watch:{Guid.Parse(id):N}:", StringComparison.Ordinal));
        Assert.Contains("Alert: the same verdict", (await node.Run("warn", "replay", thread)).Done().Out, StringComparison.Ordinal);

        var listed = Assert.Single((await node.Run("watch", "list", "--json")).Done().Json().EnumerateArray(), each => each.GetProperty("id").GetString() == id);
        Assert.Equal(("indicator or sighting, naming http://watched.example/login or watched.example", 1), (listed.GetProperty("asks").GetString(), listed.GetProperty("lastWeek").GetInt32()));
        Assert.Contains("Phishing at home: indicator or sighting", (await node.Run("watch", "list")).Done().Out, StringComparison.Ordinal);
        var met = Assert.Single((await node.Run("records", "--kind", "indicator", "--json")).Done().Json().EnumerateArray(), each => each.GetProperty("headline").GetString() == "watched.example");
        var record = $"{met.GetProperty("index").GetInt64()}";
        Assert.Contains("It meets Phishing at home.", (await node.Run("watch", "match", record)).Done().Out, StringComparison.Ordinal);
        Assert.Equal("Phishing at home", Assert.Single((await node.Run("watch", "match", record, "--json")).Done().Json().GetProperty("watches").EnumerateArray()).GetProperty("name").GetString());
        Assert.Contains("No watch looks at it", (await node.Run("watch", "match", "0")).Done().Out, StringComparison.Ordinal);
        Assert.Equal(1, (await node.Run([.. asks, "--preview", "2d", "--json"])).Done().Json().GetProperty("rings").GetInt32());

        Assert.Equal("removed: Phishing at home", (await node.Run("watch", "remove", "Phishing at home", "--why", "over")).Done().Out.Trim());
        (await node.Run("watch", "remove", "Phishing at home")).NotDone("there is no watch 'Phishing at home'");
    }

    [Fact]
    public async Task What_cannot_be_watched_is_refused_in_a_sentence()
    {
        (await Add("--circle", "105,21,0")).NotDone("A circle of 0 km cannot be watched");
        (await Add("--circle", "105,21")).NotDone("'105,21' is not longitude,latitude,kilometres");
        (await Add("--circle", "105,NaN,5")).NotDone("is not longitude,latitude,kilometres");
        (await Add("--country", "VN,QQ")).NotDone("'QQ' is no country's code");
        (await Add("--near-border", "VN")).NotDone("'VN' is not a country and kilometres");
        (await Add("--near-border", "VN,5000")).NotDone("it is 1 to 500 km");
        (await Add("--country", "VN", "--circle", "105,21,5")).NotDone("a watch has one area");
        (await Add("--words", string.Join(' ', Enumerable.Range(0, 65).Select(i => $"w{i}")))).NotDone("names 65 words; 64 are the most");
        (await Add("--value", "someone@mail.example")).NotDone("it may be a person's");
        (await Add("--category", "Weather")).NotDone("'Weather' is no category");
        (await Add("--kind", "warning")).NotDone("does not look at records of the kind 'warning'");
        (await Add("--severity", "Awful")).NotDone("See 'tocsin watch add --help'.");
        (await Add()).NotDone("would ring for every record");
        (await Add("--country", "VN", "--preview", "soon")).NotDone("'soon' is not a number of days such as 90d");
        (await Add("--country", "VN", "--preview", "367d")).NotDone("looks back 1 to 366 days");
        (await Add("--polygon", "/nowhere/at.all")).NotDone("/nowhere/at.all");
        (await Add("--polygon", node.Node.Write("bow.json", """{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}"""))).NotDone("crosses itself");
        (await Add("--polygon", node.Node.Write("point.json", """{"type":"Point","coordinates":[1,1]}"""))).NotDone("not of polygons alone");
        (await Add("--polygon", node.Node.Write("no.json", "{"))).NotDone("the shape does not read");
        (await node.Run("watch", "match", "99999")).NotDone("there is no such record");
        Assert.DoesNotContain((await node.Run("watch", "list", "--json")).Done().Json().EnumerateArray(), each => each.GetProperty("name").GetString() == "bad");
    }

    [Fact]
    public async Task A_shape_a_strip_and_countries_are_taken_as_they_are_typed()
    {
        var shape = node.Node.Write("two.json", """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}},{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[5,0],[6,0],[6,1],[5,0]]]}}]}""");
        foreach (var (name, options, asks) in new[]
        {
            ("shape", new[] { "--polygon", shape }, "in a shape of "), ("strip", ["--near-border", "lao,50"], "within 50 km of the border of Laos"),
            ("countries", ["--country", "VNM, la"], "in Vietnam or Laos"), ("bad weather", ["--category", "met", "--severity", "Severe", "--words", "Lũ quét"], "Met, severe or worse, with the words lu and quet"),
        })
        {
            (await node.Run(["watch", "add", "--name", name, .. options])).Done();
            var listed = Assert.Single((await node.Run("watch", "list", "--json")).Done().Json().EnumerateArray(), each => each.GetProperty("name").GetString() == name);
            Assert.Contains(asks, listed.GetProperty("asks").GetString(), StringComparison.Ordinal);
            (await node.Run("watch", "remove", name)).Done();
        }
    }

    Task<Ran> Add(params string[] options) => node.Run(["watch", "add", "--name", "bad", .. options]);

    async Task<List<string>> Threads() => [.. (await node.Run("warn", "list", "--json")).Done().Json().EnumerateArray().Select(each => each.GetProperty("id").GetString()!)];
}
