using System.Text;
using Tocsin.Share.Doors;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Xunit;

namespace Tocsin.Tests.Warn;

/// <summary>Indicators of STIX and MISP meet sightings by the rule that there is, whichever comes first.</summary>
public sealed class IntelligenceTests
{
    const string Stix = """
        {"type":"indicator","spec_version":"2.1","id":"indicator--5d9a4c1e-3e57-4a0b-9a41-0f6d8c2b7e03","created":"2026-02-01T00:00:00.000Z","modified":"2026-02-0VT00:00:00.000Z","name":"ransomware","confidence":80,
        "pattern":"[PATTERN]","pattern_type":"stix","valid_from":"2026-02-01T00:00:00Z"}
        """;

    const string Misp = """
        {"Event":{"uuid":"5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a10","info":"x","timestamp":"1769904000","threat_level_id":"1","Attribute":[
        {"uuid":"5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a21","type":"TYPE","value":"VALUE","to_ids":true,"timestamp":"1769904000"}]}}
        """;

    static string Pattern(string pattern, int version = 1) =>
        Stix.Replace("[PATTERN]", pattern, StringComparison.Ordinal).Replace("0VT", $"0{version}T", StringComparison.Ordinal);

    static string Attribute(string type, string value) => Misp.Replace("TYPE", type, StringComparison.Ordinal).Replace("VALUE", value, StringComparison.Ordinal);

    static string Sighting(string value) => $"time,indicator\n2026-03-01T11:00:00Z,{value}\n";

    static Task<ImportReport> Import(WarnNode node, string name, string text) => Import(node, name, text, WarningListShelf.None);

    static Task<ImportReport> Import(WarnNode node, string name, string text, WarningListShelf lists) =>
        new Importer(node.Journal, new CircleTerms(Tlp.AmberStrict, IsExercise: false), node.Clock)
            .Import(new MemoryStream(Encoding.UTF8.GetBytes(text)), name, new ImportOptions { Lists = lists, KeepsLists = true }, WarnNode.Stop);

    public static TheoryData<string, string, bool> Meetings() => new()
    {
        { Pattern("[domain-name:value = 'Evil.EXAMPLE']"), "http://www.evil.example/login", true },
        { Pattern("[domain-name:value = 'a.example' OR ipv4-addr:value = '192.0.2.0/24']"), "192.0.2.77", true }, // the second value
        { Pattern("[ipv6-addr:value = '2001:0DB8:0:0::0001']"), "2001:db8::1", true },
        { Pattern("[file:hashes.'SHA-256' = 'B3C4AE251F8094FA15B510051835C657EAEF2A6CEA46075D3AEC964B14A99F68']"), "b3c4ae251f8094fa15b510051835c657eaef2a6cea46075d3aec964b14a99f68", true },
        { Pattern("[url:value = 'http://münchen.example/a']"), "hxxp://xn--mnchen-3ya[.]example/a", true },
        { Pattern("[domain-name:value = 'evil.example']"), "notevil.example", false },
        { Attribute("ip-dst|port", "192.0.2.77|8443"), "192.0.2.77:8443", true },
        { Attribute("ip-dst|port", "192.0.2.77|8443"), "192.0.2.77", true },
        { Attribute("domain|ip", "evil[.]example|192.0.2.9"), "192.0.2.9", true },
        { Attribute("filename|md5", "a.exe|0749BAE92CA336A02C83D126E04EC628"), "0749bae92ca336a02c83d126e04ec628", true },
        { Attribute("domain", "evil.example").Replace("\"to_ids\":true", "\"to_ids\":false", StringComparison.Ordinal), "evil.example", false },
        { Attribute("domain", "evil.example").Replace("\"to_ids\":true", "\"to_ids\":true,\"deleted\":true", StringComparison.Ordinal), "evil.example", false },
    };

    [Theory]
    [MemberData(nameof(Meetings))]
    public async Task A_sighting_of_a_value_rings_whichever_comes_first(string indicator, string met, bool rings)
    {
        foreach (var sightingFirst in (bool[])[false, true])
        {
            await using var node = await WarnNode.Open();
            (string Name, string Text)[] files = [("i.json", indicator), ("s.csv", Sighting(met))];
            foreach (var (name, text) in sightingFirst ? files.Reverse() : files)
            {
                Assert.Empty((await Import(node, name, text)).Refused);
                await node.Settle();
            }
            Assert.Equal(rings ? ["Alert Severe"] : [], await node.Said());
            await EarthquakeTests.EveryWarningReplays(node);
        }
    }

    [Fact]
    public async Task A_STIX_sighting_rings_by_the_id_of_its_indicator()
    {
        await using var node = await WarnNode.Open();
        await Import(node, "s.json", """{"type":"sighting","spec_version":"2.1","id":"sighting--0f1e2d3c-4b5a-4968-8776-6554433221a9","created":"2026-03-01T11:00:00.000Z","modified":"2026-03-01T11:00:00.000Z","last_seen":"2026-03-01T10:59:00Z","sighting_of_ref":"indicator--5d9a4c1e-3e57-4a0b-9a41-0f6d8c2b7e03"}""");
        await node.Settle();
        Assert.Empty(await node.Said());
        await Import(node, "i.json", Pattern("[process:command_line LIKE '%x%']"));
        await node.Settle();
        Assert.Equal(["Alert Severe"], await node.Said());
    }

    [Fact]
    public async Task A_later_version_names_what_it_says_and_no_more_what_it_said()
    {
        await using var node = await WarnNode.Open();
        await Import(node, "i.json", Pattern("[domain-name:value = 'old.example']"));
        await Import(node, "i.json", Pattern("[domain-name:value = 'new.example']", version: 2));
        await node.Settle();
        await Import(node, "s.csv", Sighting("old.example"));
        await node.Settle();
        Assert.Empty(await node.Said());
        await Import(node, "s.csv", Sighting("new.example"));
        await node.Settle();
        Assert.Equal(["Alert Severe"], await node.Said());
        await EarthquakeTests.EveryWarningReplays(node);
    }

    [Fact]
    public async Task A_revoked_indicator_names_nothing_any_more()
    {
        await using var node = await WarnNode.Open();
        await Import(node, "i.json", Pattern("[domain-name:value = 'evil.example']"));
        await node.Settle();
        await Import(node, "i.json", Pattern("[domain-name:value = 'evil.example']", version: 2).Replace("\"confidence\"", "\"revoked\":true,\"confidence\"", StringComparison.Ordinal));
        await Import(node, "s.csv", Sighting("evil.example"));
        await node.Settle();
        Assert.Empty(await node.Said());
    }

    [Fact]
    public async Task What_stands_in_a_warning_list_does_not_ring_and_the_record_says_why()
    {
        var folder = Directory.CreateTempSubdirectory("tocsin-lists-").FullName;
        var lists = WarningListShelf.Open(folder);
        await using var node = await WarnNode.Open();
        await Import(node, "list.json", """{"name":"Private networks","type":"cidr","matching_attributes":["ip-src","ip-dst"],"list":["10.0.0.0/8"]}""", lists);
        await Import(node, "i.json", Pattern("[ipv4-addr:value = '10.1.2.3']")); // a partner's, say, who has no such list
        await Import(node, "s.csv", Sighting("10.1.2.3"), lists);
        await node.Settle();
        Assert.Empty(await node.Said());
        await Import(node, "s.csv", Sighting("10.1.2.3")); // without the list it is another telling of the sighting, and rings
        await node.Settle();
        Assert.Equal(["Alert Severe"], await node.Said());
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task One_indicator_told_by_two_parties_counts_once()
    {
        await using var node = await WarnNode.Open();
        await Import(node, "i.json", Pattern("[domain-name:value = 'evil.example' OR domain-name:value = 'b.example']"));
        var partner = await node.Other(circle: 7, party: 8);
        await new Importer(partner, new CircleTerms(Tlp.AmberStrict, IsExercise: false), node.Clock)
            .Import(new MemoryStream(Encoding.UTF8.GetBytes(Pattern("[domain-name:value = 'evil.example' OR domain-name:value = 'b.example']"))), "i.json", new ImportOptions(), WarnNode.Stop);
        await Import(node, "s.csv", Sighting("evil.example"));
        await node.Settle();
        Assert.Contains("one indicator names it", ((WarningFacts)Assert.Single(await node.Warnings()).What!).Why, StringComparison.Ordinal);
    }
}
