using System.Text.Json.Nodes;
using NodaTime;
using Tocsin.Share.Doors;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Tests.Api;
using Xunit;
using Record = Tocsin.Share.Records.Record;

namespace Tocsin.Tests.Share.Doors;

public sealed class StixDoorTests
{
    static readonly StoppedClock Day = StoppedClock.At(2018, 2, 7);

    static async Task<Dictionary<string, Record>> ById(DoorNode node)
    {
        var all = new Dictionary<string, Record>(StringComparer.Ordinal);
        for (var place = 2L; place < node.Journal.Head.Size; place++)
            if (await node.Read(place) is { Source.Key: { } key } record) all[key.Keys[0]] = record;
        return all;
    }

    /// <summary>Both as sets of objects by their ids, each property for property.</summary>
    static void SameObjects(string expected, string actual, int added)
    {
        var after = JsonNode.Parse(actual)!["objects"]!.AsArray().ToDictionary(each => (string)each!["id"]!, each => each);
        var before = JsonNode.Parse(expected)!["objects"]!.AsArray();
        foreach (var each in before) Assert.True(JsonNode.DeepEquals(each, after[(string)each!["id"]!]), $"{each.ToJsonString()}\n{after[(string)each["id"]!]!.ToJsonString()}");
        Assert.Equal(before.Count + added, after.Count);
    }

    [Fact]
    public async Task Each_object_becomes_one_record_of_its_kind()
    {
        await using var node = await DoorNode.Open(Day);
        var report = await node.Importer.Import(Checkout.Path("samples/intelligence.stix.json"), new ImportOptions(), default);
        Assert.Equal(("stix", 12L, 12L, 0), (report.Format, report.Read, report.Accepted, report.Refused.Count));
        Assert.Contains(report.Repaired, note => note.Note == "its pattern is yara: kept as it came, and not matched");
        var all = await ById(node);

        var indicator = Assert.IsType<IndicatorFacts>(all["indicator--5d9a4c1e-3e57-4a0b-9a41-0f6d8c2b7e03"].What);
        Assert.Equal("domain bank-login.example, url https://bank-login.example/a?b=1, cidr 203.0.113.77/32, stix indicator--5d9a4c1e-3e57-4a0b-9a41-0f6d8c2b7e03", string.Join(", ", indicator.Names.Select(named => $"{named.Type} {named.Value}")));
        Assert.Equal((Category.Security, Severity.Moderate, 85, Instant.FromUtc(2018, 2, 5, 8, 0), null), (indicator.Category, indicator.Severity, indicator.ConfidencePercent, indicator.From, indicator.Silent));
        Assert.Equal("identity--2b5e7a90-1c43-4f7d-9d21-5b0c7e8a9f01", all["indicator--5d9a4c1e-3e57-4a0b-9a41-0f6d8c2b7e03"].Source!.Publisher);

        var rule = Assert.IsType<IndicatorFacts>(all["indicator--5d9a4c1e-3e57-4a0b-9a41-0f6d8c2b7e04"].What);
        Assert.Equal(("stix", "indicator--5d9a4c1e-3e57-4a0b-9a41-0f6d8c2b7e04"), (rule.Type, rule.Value));
        Assert.Equal("its author took it back", Assert.IsType<IndicatorFacts>(all["indicator--5d9a4c1e-3e57-4a0b-9a41-0f6d8c2b7e05"].What).Silent);

        var sighting = all["sighting--0f1e2d3c-4b5a-4968-8776-6554433221a9"];
        Assert.Equal(new SightingFacts { Type = "stix", Value = "indicator--5d9a4c1e-3e57-4a0b-9a41-0f6d8c2b7e03", At = Instant.FromUtc(2018, 2, 6, 9, 58), Count = 3 }, sighting.What);
        var relationship = Assert.IsType<IntelligenceFacts>(all["relationship--1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c07"].What);
        Assert.Equal(["indicator--5d9a4c1e-3e57-4a0b-9a41-0f6d8c2b7e03", "malware--8f2b1c7d-6a4e-4d3c-8b5a-1e9f0a7c6d06"], relationship.Binds!);
        Assert.Equal(Kind.Intelligence, all["malware--8f2b1c7d-6a4e-4d3c-8b5a-1e9f0a7c6d06"].Leaf.Kind);
    }

    [Fact]
    public async Task A_person_stands_in_the_group_that_erases_itself_and_nowhere_else()
    {
        await using var node = await DoorNode.Open(Day);
        await node.Importer.Import(Checkout.Path("samples/intelligence.stix.json"), new ImportOptions(), default);
        var person = (await ById(node))["identity--2b5e7a90-1c43-4f7d-9d21-5b0c7e8a9f02"];
        Assert.Equal((null, 0, Instant.FromUtc(2019, 2, 1, 0, 0)), (person.Source!.Original, person.Texts.Count, person.Personal!.Until));
        Assert.Contains("A. Person", person.Personal.Data["original"], StringComparison.Ordinal);
        await node.Index();
        Assert.Empty(await node.Views.Search(new RecordQuery { Words = "Person" }, default));
        Assert.NotEmpty(await node.Views.Search(new RecordQuery { Words = "Sample CERT" }, default));
    }

    [Fact]
    public async Task What_came_goes_out_property_for_property_and_comes_again_as_a_duplicate()
    {
        await using var node = await DoorNode.Open(Day);
        var sample = File.ReadAllText(Checkout.Path("samples/intelligence.stix.json"));
        await node.Import("a.json", sample);
        var bundle = await node.Export(ExportFormat.Stix);
        SameObjects(sample, bundle, added: 0);
        Assert.Contains("\"rank\":5.00,\"nested\":{\"a\":[1,2.50,\"\\u00e9\",null,true]}", bundle, StringComparison.Ordinal);
        Assert.Equal(12, (await node.Import("b.json", bundle)).Duplicates);
        Assert.Equal(bundle, await node.Export(ExportFormat.Stix)); // its id too
    }

    [ForeignTheory]
    [InlineData("stix/oasis_apt1.json")]
    [InlineData("stix/oasis_sighting-of-an-indicator.json")]
    [InlineData("stix/oasis_using-granular-markings.json")]
    [InlineData("stix/oasis_using-marking-definitions.json")]
    [InlineData("misp/mispstix_test_attributes_collection_stix21.json")]
    public async Task Bundles_of_others_go_out_property_for_property(string file)
    {
        await using var node = await DoorNode.Open(StoppedClock.At(2026, 11, 22));
        var original = File.ReadAllText(Foreign.Path("data/" + file));
        await node.Import("a.json", original);
        SameObjects(original, await node.Export(ExportFormat.Stix), added: 0);
    }

    [Fact]
    public async Task From_a_shared_circle_nothing_goes_out_under_a_laxer_marking()
    {
        await using var node = await DoorNode.Open(Day); // its circle is AMBER
        await node.Importer.Import(Checkout.Path("samples/intelligence.stix.json"), new ImportOptions(), default);
        var objects = JsonNode.Parse(await node.Export(ExportFormat.Stix, isPrivate: false))!["objects"]!.AsArray().ToDictionary(each => (string)each!["id"]!, each => each!);
        const string Amber = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421";
        Assert.Equal([Amber], objects["malware--8f2b1c7d-6a4e-4d3c-8b5a-1e9f0a7c6d06"]["object_marking_refs"]!.AsArray().Select(each => (string)each!));
        Assert.True(objects.ContainsKey(Amber));
        // GREEN as a whole and AMBER in a part: AMBER as it came.
        Assert.Equal("marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb", (string)objects["indicator--5d9a4c1e-3e57-4a0b-9a41-0f6d8c2b7e03"]["object_marking_refs"]![0]!);
        await using var strict = await DoorNode.Open(Day, new CircleTerms(Tlp.Red, IsExercise: false), static heads => heads);
        await strict.Importer.Import(Checkout.Path("samples/intelligence.stix.json"), new ImportOptions(), default);
        var red = JsonNode.Parse(await strict.Export(ExportFormat.Stix, isPrivate: false))!["objects"]!.AsArray().Single(each => (string)each!["id"]! == "indicator--5d9a4c1e-3e57-4a0b-9a41-0f6d8c2b7e03");
        Assert.Equal(["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"], red!["object_marking_refs"]!.AsArray().Select(each => (string)each!));
    }

    [Fact]
    public async Task A_later_version_revises_an_earlier_one_is_old_news_and_a_revoked_one_is_silent()
    {
        static string Version(string modified, string value, string more = "") =>
            $$"""{"type":"indicator","spec_version":"2.1","id":"indicator--5d9a4c1e-3e57-4a0b-9a41-0f6d8c2b7e03","created":"2018-02-01T00:00:00.000Z","modified":"{{modified}}","pattern":"[domain-name:value = '{{value}}']","pattern_type":"stix","valid_from":"2018-02-01T00:00:00Z"{{more}}}""";
        await using var node = await DoorNode.Open(Day);
        Assert.Equal(1, (await node.Import("a", Version("2018-02-02T00:00:00.000Z", "b.example"))).Accepted);
        Assert.Equal(1, (await node.Import("a", Version("2018-02-01T00:00:00.000Z", "a.example"))).Duplicates);
        Assert.Equal(1, (await node.Import("a", Version("2018-02-03T00:00:00.000Z", "c.example", ",\"revoked\":true"))).Revised);
        Assert.Equal(("c.example", "its author took it back"), ((IndicatorFacts)(await node.Read(3)).What! is var facts ? (facts.Value, facts.Silent) : default));
        Assert.Contains("more than 15 minutes ahead", Assert.Single((await node.Import("a", Version("2018-02-08T00:00:00.000Z", "d.example"))).Refused).Reason, StringComparison.Ordinal);
        Assert.Contains("\"revoked\":true", await node.Export(ExportFormat.Stix), StringComparison.Ordinal); // so that others hear of it
    }

    [Fact]
    public async Task A_pattern_that_does_not_read_is_kept_and_said()
    {
        await using var node = await DoorNode.Open(Day);
        var report = await node.Import("a", """{"type":"indicator","spec_version":"2.1","id":"indicator--5d9a4c1e-3e57-4a0b-9a41-0f6d8c2b7e03","created":"2018-02-01T00:00:00.000Z","modified":"2018-02-01T00:00:00.000Z","pattern":"[domain-name:value = ]","pattern_type":"stix","valid_from":"2018-02-01T00:00:00Z"}""");
        Assert.Equal((1L, "its pattern does not read (character 22: a value should stand here): kept as it came, and not matched"), (report.Accepted, Assert.Single(report.Repaired).Note));
    }

    [Fact]
    public async Task Indicators_sightings_and_incidents_of_this_house_become_objects_that_OASIS_s_schemas_take()
    {
        await using var node = await DoorNode.Open(Day);
        await Fill(node);
        var bundle = await node.Export(ExportFormat.Stix, isPrivate: false);
        var patterns = JsonNode.Parse(bundle)!["objects"]!.AsArray().Where(each => (string)each!["type"]! == "indicator" && (string)each["pattern_type"]! == "stix").Select(each => (string)each!["pattern"]!).ToList();
        Assert.True(patterns.Count > 15);
        Assert.All(patterns, pattern => Assert.True(Tocsin.Formats.Stix.Patterns.StixPattern.Parse(pattern).IsRead, pattern));
        Assert.Contains("[(network-traffic:dst_ref.value = '2001:db8::5' AND network-traffic:dst_port = 53)]", patterns);
        Assert.Contains("indicator--5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a21", bundle, StringComparison.Ordinal); // a MISP attribute keeps its UUID

        // And what reads it again says the same values.
        await using var other = await DoorNode.Open(StoppedClock.At(2023, 1, 1)); // the definitions of TLP 2.0 are of 2022
        var report = await other.Import("again.json", bundle);
        Assert.Empty(report.Refused);
        Assert.Equal(0, report.Revised);
        await other.Index();
        Assert.NotEmpty(await ValueIndex.Find(other.Views, ValueRole.Indicator, "md5", "d41d8cd98f00b204e9800998ecf8427e", long.MaxValue, default));
        Assert.NotEmpty(await ValueIndex.Find(other.Views, ValueRole.Indicator, "domain", "bank-login.example", long.MaxValue, default));
    }

    /// <summary>All that the samples tell, the sorts of values that need care, and an officer's report.</summary>
    static async Task Fill(DoorNode node)
    {
        await node.Importer.Import(Checkout.Path("samples/phishing.csv"), new ImportOptions(), default);
        await node.Importer.Import(Checkout.Path("samples/blocklist.txt"), new ImportOptions(), default);
        await node.Importer.Import(Checkout.Path("samples/sightings.csv"), new ImportOptions(), default);
        await node.Importer.Import(Checkout.Path("samples/misp-event.json"), new ImportOptions(), default);
        await node.Importer.Import(Checkout.Path("samples/intelligence.stix.json"), new ImportOptions(), default);
        await node.Import("list.txt", "203.0.113.9:8443\n[2001:db8::5]:53\n2001:db8:1::/48\nit's.example/a'b\\c\nd41d8cd98f00b204e9800998ecf8427e\n77b0c41b7d340b8a3d903f21347bbf06aa766b5b");
        await node.Journal.Append(new Draft
        {
            Kind = Kind.Incident, What = new EventFacts { Type = "report", Category = Category.Infra, Event = "Outage", At = Instant.FromUtc(2018, 2, 6, 10, 0) },
            Texts = [new TextBlock { Headline = "Outage of a resolver", Description = "All of it." }],
        }, default);
    }

    [JsonSchemaFact]
    public async Task What_goes_out_keeps_the_schemas_of_OASIS()
    {
        await using var node = await DoorNode.Open(Day);
        await Fill(node);
        Validate(await node.Export(ExportFormat.Stix, isPrivate: false));
    }

    static void Validate(string bundle)
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".json");
        File.WriteAllText(file, bundle);
        try
        {
            var (exit, said, complained) = RealClients.Run(RealClients.Python, [], Checkout.Path("tests/Tocsin.Tests/Fixtures/stix-schemas/validate.py"), file);
            Assert.True(exit == 0, said + complained);
            Assert.Contains("objects checked", said, StringComparison.Ordinal);
            Assert.True(int.Parse(said.Trim().Split('\n')[^1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) > 30, said);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
