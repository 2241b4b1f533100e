using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using Tocsin.Formats;
using Tocsin.Formats.Indicators;
using Tocsin.Formats.Stix;
using Xunit;

namespace Tocsin.Tests.Formats.Stix;

public sealed class StixReaderTests
{
    const string Id = "malware--8f2b1c7d-6a4e-4d3c-8b5a-1e9f0a7c6d06";

    static string Bundle(string objects) => $$"""{"type":"bundle","id":"bundle--2ac7882f-76a3-4a9b-97b3-811b3af1c7c0","objects":[{{objects}}]}""";

    static List<Item<StixObject>> Read(string text) => [.. StixReader.Read(Items.Bytes(text))];

    [Fact]
    public void An_object_keeps_every_byte_but_white_space()
    {
        const string Odd = """{ "type":"malware", "id":"malware--8f2b1c7d-6a4e-4d3c-8b5a-1e9f0a7c6d06","spec_version":"2.1",  "n": [1.0, 1e400, -0, 123456789012345678901234567890],"t":"a \" b\\\u00e9\/ \t" ,"o":{ } }""";
        var read = Items.One(StixReader.Read(Items.Bytes(Bundle(Odd))));
        Assert.Equal("""{"type":"malware","id":"malware--8f2b1c7d-6a4e-4d3c-8b5a-1e9f0a7c6d06","spec_version":"2.1","n":[1.0,1e400,-0,123456789012345678901234567890],"t":"a \" b\\\u00e9\/ \t","o":{}}""", read.Value.Json);
    }

    [Fact]
    public void The_members_that_all_objects_share()
    {
        var all = Items.Read(StixReader.Read(Items.Bytes(Samples.All["stix"]))).ToDictionary(read => read.Value.Id, read => read.Value);
        Assert.Equal(12, all.Count);
        var indicator = all["indicator--5d9a4c1e-3e57-4a0b-9a41-0f6d8c2b7e03"];
        Assert.Equal(("indicator", "identity--2b5e7a90-1c43-4f7d-9d21-5b0c7e8a9f01", false), (indicator.Type, indicator.CreatedBy, indicator.IsRevoked));
        Assert.Equal((Instant.FromUtc(2018, 2, 5, 8, 0), Instant.FromUtc(2018, 2, 6, 9, 30) + Duration.FromMilliseconds(250)), (indicator.Created!.Value, indicator.Modified!.Value));
        Assert.Equal(TrafficLight.Amber, indicator.Tlp); // GREEN, but for one member that is AMBER
        Assert.True(all["indicator--5d9a4c1e-3e57-4a0b-9a41-0f6d8c2b7e05"].IsRevoked);
    }

    [Fact]
    public void Markings_of_both_versions_and_their_published_definitions()
    {
        string[] one = ["613f2e26-407d-48c7-9eca-b8e91df99dc9", "34098fce-860f-48ae-8e50-ebd3cc5e41da", "f88d31f6-486f-44da-b317-01333bde0b82", "5e57c739-391a-4eb3-b6be-7d15ca92d5ed"];
        Assert.Equal([TrafficLight.Clear, TrafficLight.Green, TrafficLight.Amber, TrafficLight.Red], one.Select(id => StixTlp.Of("marking-definition--" + id)!.Value));
        Assert.Equal("marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003", StixTlp.IdOf(TrafficLight.AmberStrict));
        Assert.Equal("""{"type":"marking-definition","spec_version":"2.1","id":"marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003","created":"2022-10-01T00:00:00.000Z","name":"TLP:AMBER+STRICT","extensions":{"extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d":{"extension_type":"property-extension","tlp_2_0":"amber+strict"}}}""",
            StixTlp.DefinitionOf(TrafficLight.AmberStrict));
        Assert.Null(StixTlp.Of("marking-definition--d81f86b9-975b-4c0b-875e-810c5ad45a4f"));
        foreach (var tlp in Enum.GetValues<TrafficLight>()) Assert.Equal((tlp, tlp), (StixTlp.Of(StixTlp.IdOf(tlp)), StixTlp.OfWord(StixTlp.Word(tlp).ToUpperInvariant())));
    }

    [Fact]
    public void STIX_2_0_becomes_2_1_and_what_2_1_does_not_change_stays()
    {
        var items = Items.Read(StixReader.Read(Items.Bytes(Samples.Stix20)));
        Assert.All(items, item => Assert.Equal("STIX 2.0: read as 2.1", Assert.Single(item.Repairs).Note));
        Assert.Equal("""{"type":"indicator","spec_version":"2.1","id":"indicator--b1d5c6a2-7a90-4b7e-9d4b-52a7b1c7a7d1","created":"2017-01-02T03:04:05.678Z","modified":"2017-01-02T03:04:05.678Z","indicator_types":["malicious-activity"],"pattern":"[domain-name:value = 'old.example']","valid_from":"2017-01-02T03:04:05Z","x_own":{"n":1.50},"pattern_type":"stix","pattern_version":"2.0"}""", items[0].Value.Json);
        Assert.Equal("""{"type":"malware","spec_version":"2.1","id":"malware--9f1ed1a0-0f8d-4a43-8c1b-1f8f0d6c7a12","created":"2017-01-02T03:04:05.678Z","modified":"2017-01-02T03:04:05.678Z","name":"Ivy","malware_types":["remote-access-trojan"],"is_family":true}""", items[1].Value.Json);
    }

    [Theory]
    [InlineData("1", "objects[0]: a STIX object must be a JSON object")]
    [InlineData("{}", "objects[0]: it has no type")]
    [InlineData("{\"type\":5}", "objects[0]: it has no type")]
    [InlineData("{\"type\":\"malware\"}", "objects[0]: it has no id")]
    [InlineData("{\"type\":\"malware\",\"id\":\"tool--8f2b1c7d-6a4e-4d3c-8b5a-1e9f0a7c6d06\"}", "objects[0].id: the id is not 'malware--' and a UUID")]
    [InlineData("{\"type\":\"malware\",\"id\":\"malware--1\"}", "objects[0].id: the id is not 'malware--' and a UUID")]
    [InlineData("{\"type\":\"bundle\",\"id\":\"bundle--8f2b1c7d-6a4e-4d3c-8b5a-1e9f0a7c6d06\"}", "objects[0]: a bundle does not stand in a bundle")]
    [InlineData("{\"type\":\"malware\",\"id\":\"malware--8f2b1c7d-6a4e-4d3c-8b5a-1e9f0a7c6d06\",\"spec_version\":\"3.0\"}", "objects[0].spec_version: only STIX 2.0 and 2.1 are read")]
    [InlineData("{\"type\":\"malware\",\"id\":\"malware--8f2b1c7d-6a4e-4d3c-8b5a-1e9f0a7c6d06\",\"modified\":\"2016-01-20\"}", "objects[0].modified: the time is not like 2016-01-20T12:31:12.123Z")]
    [InlineData("{\"type\":\"malware\",\"id\":\"malware--8f2b1c7d-6a4e-4d3c-8b5a-1e9f0a7c6d06\",\"created\":5}", "objects[0].created: the time is not like 2016-01-20T12:31:12.123Z")]
    [InlineData("{\"type\":\"malware\",\"type\":\"tool\"}", "objects[0]: it names one member twice")]
    [InlineData("{\"type\":\"malware\",\"a\":\"\\ud800\"}", "objects[0]: a text in it ends in half a character (an unpaired \\u escape)")]
    public void One_that_is_refused_says_why_and_the_rest_goes_on(string bad, string said)
    {
        var items = Read(Bundle($$"""{{bad}},{"type":"malware","id":"{{Id}}","spec_version":"2.1"}"""));
        Assert.Equal(said, Assert.IsType<Item<StixObject>.Refused>(items[0]).Refusal.ToString());
        Assert.Equal(Id, Assert.IsType<Item<StixObject>.Read>(items[1]).Value.Id);
    }

    [Fact]
    public void A_bundle_without_objects_one_object_alone_and_a_break()
    {
        Assert.Equal("the document: the bundle has no list of objects", Items.Refused(StixReader.Read(Items.Bytes("""{"type":"bundle","id":"bundle--2ac7882f-76a3-4a9b-97b3-811b3af1c7c0"}"""))));
        Assert.Empty(Read(Bundle("")));
        Assert.Equal("url", Items.One(StixReader.Read(Items.Bytes("""{"type":"url","id":"url--8f2b1c7d-6a4e-4d3c-8b5a-1e9f0a7c6d06","value":"http://a.example/"}"""))).Value.Type);
        var broken = Read($$"""{"type":"bundle","objects":[{"type":"malware","id":"{{Id}}","spec_version":"2.1"},{"n":NaN}]}""");
        Assert.IsType<Item<StixObject>.Read>(broken[0]);
        Assert.Equal("the JSON breaks off or is not well-formed here", Assert.IsType<Item<StixObject>.Refused>(broken[1]).Refusal.Reason);
    }

    // As the specification's own example has the first (STIX 2.1 §2.9), and as Python's uuid5 over the canonical JSON gives them all.
    [Theory]
    [InlineData("ipv4-addr", "198.51.100.3", "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4")]
    [InlineData("domain-name", "example.com", "domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7")]
    [InlineData("url", "https://example.com/research/index.html", "url--47c3cf9a-5027-5bf0-997a-017c7edc7c55")]
    public void Observables_get_the_ids_that_the_specification_gives_them(string type, string value, string id) => Assert.Equal(id, StixIds.OfValue(type, value));

    [ForeignTheory]
    [InlineData("stix/oasis_apt1.json")]
    [InlineData("stix/oasis_sighting-of-an-indicator.json")]
    [InlineData("stix/oasis_using-granular-markings.json")]
    [InlineData("stix/oasis_using-marking-definitions.json")]
    [InlineData("misp/mispstix_test_attributes_collection_stix21.json")]
    public void Every_object_of_others_is_what_it_was(string file)
    {
        var bytes = File.ReadAllBytes(Foreign.Path("data/" + file));
        using var original = JsonDocument.Parse(bytes);
        var read = Items.Read(StixReader.Read(new MemoryStream(bytes)));
        var index = 0;
        foreach (var expected in original.RootElement.GetProperty("objects").EnumerateArray())
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected.GetRawText()), JsonNode.Parse(read[index++].Value.Json)), expected.GetRawText());
        Assert.Equal(index, read.Count);
    }
}
