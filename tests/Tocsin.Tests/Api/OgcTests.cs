using System.Net;
using System.Text.Json;
using NetTopologySuite.Geometries;
using Tocsin.Node.Officers;
using Tocsin.Share.Doors;
using Tocsin.Share.Records;
using Tocsin.Tests.Console;
using Xunit;

namespace Tocsin.Tests.Api;

public sealed class OgcTests
{
    static readonly GeometryFactory Shapes = new();

    [Fact]
    public async Task A_page_of_features_on_the_wire_is_these_bytes()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        await console.Observe(2);
        await console.Settle();
        var answer = await program.Get("/ogc/collections/observations/items?limit=1");
        Assert.Equal("application/geo+json", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("<http://www.opengis.net/def/crs/OGC/1.3/CRS84>", answer.Headers.GetValues("Content-Crs").Single());
        var body = await answer.Content.ReadAsStringAsync();
        var (arrived, log) = (await console.Node.Records.Arrived(default), console.Node.Log);
        var row = (await console.Node.Views.Row(new RecordAddress(log, arrived - 2), default))!;
        var at = row.At.ToDateTimeUtc().ToString("yyyy-MM-ddTHH:mm:ss.FFF", null);
        Assert.Equal(
            $$$"""{"type":"FeatureCollection","timeStamp":"{{{JsonDocument.Parse(body).RootElement.GetProperty("timeStamp")}}}","numberReturned":1,"links":[{"rel":"self","type":"application/geo+json","href":"{{{console.Origin}}}/ogc/collections/observations/items?limit=1"},{"rel":"next","type":"application/geo+json","href":"{{{console.Origin}}}/ogc/collections/observations/items?limit=1&after={{{arrived - 1}}}"}],"features":[{"type":"Feature","id":"{{{log.Circle.ToBase64Url()}}}.{{{log.Party.ToBase64Url()}}}.1.{{{arrived - 2}}}","geometry":{"type":"Point","coordinates":[100,10]},"properties":{"kind":"observation","type":"hotspot","category":"Fire","severity":"Minor","status":"Actual","exercise":false,"headline":"hotspot 0","place":null,"publisher":null,"time":"{{{at}}}Z","issued":"{{{row.Issued.ToDateTimeUtc().ToString("yyyy-MM-ddTHH:mm:ss.FFF", null)}}}Z","marking":"TLP:AMBER+STRICT","circle":"private","party":"Coast Guard of Tests","arrival":{{{arrived - 1}}},"record":"{{{row.Id}}}","revision":1}}]}""",
            body);
        var one = await program.Get($"/ogc/collections/observations/items/{RowFeatures.IdOf(row.Address)}");
        Assert.Equal("application/geo+json", one.Content.Headers.ContentType!.ToString());
        Assert.Contains(await one.Content.ReadAsStringAsync(), body, StringComparison.Ordinal);
        Assert.Equal(404, (await program.Refused($"/ogc/collections/incidents/items/{RowFeatures.IdOf(row.Address)}")).Status);
    }

    [Fact]
    public async Task Pages_follow_their_links_to_the_end()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        await console.Observe(250);
        await console.Settle();
        var ids = new List<string>();
        for (var next = $"/ogc/collections/records/items?kind=observation&bbox=99,5,120,20&limit=100"; next is not null;)
        {
            var page = await program.Json(next);
            ids.AddRange(page.GetProperty("features").EnumerateArray().Select(each => each.GetProperty("id").GetString()!));
            Assert.Equal(page.GetProperty("features").GetArrayLength(), page.GetProperty("numberReturned").GetInt32());
            next = page.GetProperty("links").EnumerateArray().Where(link => link.GetProperty("rel").GetString() == "next").Select(link => link.GetProperty("href").GetString()).SingleOrDefault();
        }
        Assert.Equal(250, ids.Distinct().Count());
        Assert.Equal(250, ids.Count);
        // §7.15.3: more than there is in a page is no error.
        Assert.Equal(250, (await program.Json("/ogc/collections/observations/items?limit=999999")).GetProperty("numberReturned").GetInt32());
    }

    [Fact]
    public async Task Shapes_boxes_and_times_are_as_the_standard_says()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        await console.Warn("Storm", area: Shapes.ToGeometry(new Envelope(105, 106, 20, 21)));
        await console.Warn("Swell", area: Shapes.CreatePoint(new Coordinate(179.5, -17)));
        await console.Warn("Surge", area: Shapes.CreateLineString([new Coordinate(-179.5, -17), new Coordinate(-178, -16)]));
        await console.Settle();
        async Task<List<string>> Find(string filter) =>
            [.. (await program.Json($"/ogc/collections/warnings/items?{filter}")).GetProperty("features").EnumerateArray().Select(each => each.GetProperty("properties").GetProperty("headline").GetString()!)];
        Assert.Equal(["Storm", "Swell", "Surge"], await Find(""));
        Assert.Equal(["Storm"], await Find("bbox=105.9,20.9,110,30"));
        Assert.Equal(["Storm"], await Find("bbox=105.9,20.9,-10,110,30,8000"));
        Assert.Equal(["Swell", "Surge"], await Find("bbox=179,-18,-179,-15"));
        Assert.Equal(["Swell"], await Find("bbox=179,-18,180,-15&bbox-crs=http://www.opengis.net/def/crs/OGC/1.3/CRS84"));
        Assert.Empty(await Find("bbox=0,0,1,1"));
        var features = (await program.Json("/ogc/collections/warnings/items")).GetProperty("features");
        Assert.Equal("""{"type":"Polygon","coordinates":[[[105,20],[106,20],[106,21],[105,21],[105,20]]]}""", features[0].GetProperty("geometry").GetRawText());
        var at = features[0].GetProperty("properties").GetProperty("time").GetString()!;
        Assert.Contains("Storm", await Find($"datetime={at}"));
        Assert.Contains("Storm", await Find($"datetime={at}/.."));
        Assert.Contains("Storm", await Find($"datetime=../{at}"));
        Assert.Contains("Storm", await Find($"datetime=/{at}"));
        Assert.Empty(await Find("datetime=2001-01-01T00:00:00Z/2002-01-01T00:00:00Z"));
        Assert.Equal(3, (await Find("severity=Severe&category=Met")).Count);
        var threads = await program.Json("/ogc/collections/threads/items?bbox=179,-18,-179,-15&limit=1");
        Assert.Equal("Swell", threads.GetProperty("features")[0].GetProperty("properties").GetProperty("headline").GetString());
    }

    [Fact]
    public async Task It_says_what_it_conforms_to_and_what_it_has()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        var conforms = (await program.Json("/ogc/conformance")).GetProperty("conformsTo").EnumerateArray().Select(name => name.GetString()![("http://www.opengis.net/spec/ogcapi-features-".Length)..]);
        Assert.Equal(["1/1.0/conf/core", "1/1.0/conf/geojson", "3/1.0/conf/queryables", "3/1.0/conf/queryables-query-parameters"], conforms);
        var collections = (await program.Json("/ogc/collections")).GetProperty("collections").EnumerateArray().ToList();
        Assert.Superset(new HashSet<string> { "records", "observations", "incidents", "warnings" }, collections.Select(each => each.GetProperty("id").GetString()!).ToHashSet());
        foreach (var each in collections) Assert.Contains("http://www.opengis.net/def/crs/OGC/1.3/CRS84", each.GetProperty("crs").EnumerateArray().Select(crs => crs.GetString()));
    }

    [Theory]
    [InlineData("/ogc/collections/records/items?bbox=1,2,3", 400, "parameter 'bbox'")]
    [InlineData("/ogc/collections/records/items?bbox=1,2,3,4,5", 400, "parameter 'bbox'")]
    [InlineData("/ogc/collections/records/items?bbox-crs=http://www.opengis.net/def/crs/EPSG/0/3857", 400, "parameter 'bbox-crs'")]
    [InlineData("/ogc/collections/records/items?datetime=soon", 400, "parameter 'datetime'")]
    [InlineData("/ogc/collections/records/items?datetime=2020-01-02T00:00:00Z/2020-01-01T00:00:00Z", 400, "parameter 'datetime'")]
    [InlineData("/ogc/collections/records/items?datetime=a/b/c", 400, "parameter 'datetime'")]
    [InlineData("/ogc/collections/records/items?limit=0", 400, "parameter 'limit'")]
    [InlineData("/ogc/collections/records/items?limit=-1", 400, "parameter 'limit'")]
    [InlineData("/ogc/collections/records/items?color=red", 400, "parameter 'color'")]
    [InlineData("/ogc/collections/observations/items?kind=warning", 400, "parameter 'kind'")]
    [InlineData("/ogc/collections/records/items?f=html", 400, "parameter 'f'")]
    [InlineData("/ogc/conformance?x=1", 400, "parameter 'x'")]
    [InlineData("/ogc/collections/nothing", 404, "path")]
    [InlineData("/ogc/collections/nothing/items", 404, "path")]
    [InlineData("/ogc/collections/records/items/1.2.3.4", 404, "path")]
    [InlineData("/ogc/tiles", 404, "path")]
    public async Task What_cannot_be_is_refused_with_its_place(string path, int status, string at)
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        Assert.Equal((status, at), await program.Refused(path) is var (no, place, _) ? (no, place) : default);
    }

    [GdalFact]
    public async Task Gdal_opens_the_node_and_takes_its_layers_along()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        await console.Observe(250);
        await console.Warn("Storm", area: Shapes.ToGeometry(new Envelope(105, 106, 20, 21)));
        await console.Settle();
        var bearer = new Dictionary<string, string> { ["GDAL_HTTP_HEADERS"] = $"Authorization: Bearer {program.Secret}" };
        var basic = new Dictionary<string, string> { ["GDAL_HTTP_USERPWD"] = $"gis:{program.Secret}", ["GDAL_HTTP_AUTH"] = "BASIC" };
        foreach (var variables in new[] { bearer, basic })
        {
            var layers = RealClients.Run("ogrinfo", variables, "-ro", $"OAPIF:{console.Origin}/ogc");
            Assert.True(layers.Exit == 0 && layers.Err.Length == 0, layers.Out + layers.Err);
            foreach (var name in new[] { "records", "observations", "warnings", "threads" }) Assert.Contains($": {name} (title:", layers.Out, StringComparison.Ordinal);
        }
        var count = RealClients.Run("ogrinfo", bearer, "-ro", "-so", $"OAPIF:{console.Origin}/ogc", "observations");
        Assert.Contains("Feature Count: 250", count.Out, StringComparison.Ordinal);
        var file = Path.Combine(console.Node.Folder.Path, "taken.geojson");
        var taken = RealClients.Run("ogr2ogr", bearer, "-f", "GeoJSON", file, $"OAPIF:{console.Origin}/ogc", "observations", "-oo", "PAGE_SIZE=40", "-spat", "100", "9.999", "104.96", "10.011");
        Assert.True(taken.Exit == 0, taken.Err);
        var features = JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("features");
        Assert.Equal(100, features.GetArrayLength());
        Assert.Equal(100, features.EnumerateArray().Select(each => each.GetProperty("properties").GetProperty("record").GetString()).Distinct().Count());
        var shape = RealClients.Run("ogrinfo", bearer, "-ro", $"OAPIF:{console.Origin}/ogc", "warnings");
        Assert.Contains("POLYGON ((105 20,106 20,106 21,105 21,105 20))", shape.Out, StringComparison.Ordinal);
        var nobody = RealClients.Run("ogrinfo", [], "-ro", $"OAPIF:{console.Origin}/ogc");
        Assert.NotEqual(0, nobody.Exit);
    }

    [OwsLibFact]
    public async Task OwsLib_reads_the_node()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        await console.Observe(30);
        await console.Settle();
        const string Script = """
            import sys
            from owslib.ogcapi.features import Features
            node = Features(sys.argv[1], headers={'Authorization': 'Bearer ' + sys.argv[2]})
            print(sorted(node.feature_collections()))
            print(node.collection('observations')['title'])
            page = node.collection_items('observations', limit=7, bbox=[99, 5, 120, 20])
            print(page['numberReturned'], len(page['features']))
            print(node.collection_item('observations', page['features'][0]['id'])['geometry']['type'])
            print('category' in node.collection_queryables('observations')['properties'])
            """;
        var read = RealClients.Run("/usr/bin/python3", [], "-c", Script, $"{console.Origin}/ogc", program.Secret.ToString());
        Assert.True(read.Exit == 0, read.Err);
        Assert.Equal("['counts', 'incidents', 'observations', 'records', 'sightings', 'threads', 'warnings']\nObservations\n7 7\nPoint\nTrue\n", read.Out);
    }

    [Fact]
    public async Task The_landing_page_leads_everywhere()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        var (met, left) = (new HashSet<string>(), new Queue<string>(["/ogc/"]));
        while (left.TryDequeue(out var path))
        {
            if (!met.Add(path)) continue;
            var answer = await program.Get(path);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {(int)answer.StatusCode}");
            foreach (var href in Links(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement)) left.Enqueue(href[console.Origin.Length..]);
        }
        Assert.Contains("/ogc/collections/threads/queryables", met);
        Assert.Contains("/api/openapi.json", met);
        Assert.Equal(4 + 3 * 7, met.Count);
    }

    static IEnumerable<string> Links(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member =>
            member.Name == "links" ? member.Value.EnumerateArray().Select(link => link.GetProperty("href").GetString()!) : member.Name is "collections" ? Links(member.Value) : []),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Links),
        _ => [],
    };
}
