using NodaTime;
using Tocsin.Formats;
using Tocsin.Formats.Indicators;
using Tocsin.Formats.Misp;
using Tocsin.Tests.Fuzzing;
using Xunit;

namespace Tocsin.Tests.Formats.Misp;

public sealed class MispTests
{
    static List<MispPart> Sample => [.. Items.Read(MispReader.Read(Items.Bytes(Samples.All["misp"]))).Select(read => read.Value)];

    [Fact]
    public void An_event_before_its_parts_each_with_what_it_is()
    {
        var parts = Sample;
        var parent = Assert.IsType<MispEvent>(parts[0]);
        Assert.Equal(("Phishing of a bank", "Sample CERT", 2, "analyst@example.org", TrafficLight.Amber), (parent.Info, parent.Organisation, parent.ThreatLevel, parent.CreatorEmail, parent.Tlp));
        Assert.Equal(Instant.FromUnixTimeSeconds(1_517_918_200), parent.Timestamp);
        Assert.DoesNotContain("analyst@", parent.Json, StringComparison.Ordinal);
        Assert.Contains("\"Attribute\":[],\"Object\":[]", parent.Json, StringComparison.Ordinal);
        Assert.Contains("\"GalaxyCluster\":[{\"value\":\"Sample group\"", parent.Json, StringComparison.Ordinal);

        var attributes = parts.OfType<MispAttribute>().ToDictionary(each => each.Type);
        string Values(string type) => string.Join(' ', attributes[type].Values.Select(value => $"{value.Type}:{value.Value}"));
        Assert.Equal("Domain:bank-login.example", Values("domain"));
        Assert.Equal("Endpoint:203.0.113.77:8443 Ip:203.0.113.77", Values("ip-dst|port"));
        Assert.Equal("Domain:cdn.example Ip:203.0.113.78", Values("domain|ip"));
        Assert.Equal("Sha256:b3c4ae251f8094fa15b510051835c657eaef2a6cea46075d3aec964b14a99f68", Values("filename|sha256"));
        Assert.Equal((false, true, false), (attributes["domain|ip"].ForDetection, attributes["md5"].IsDeleted, attributes["comment"].IsComparable));
        Assert.Equal((TrafficLight.AmberStrict, TrafficLight.Amber), (attributes["ip-dst|port"].Tlp, attributes["domain"].Tlp));
        Assert.Equal("5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a41", attributes["sha1"].ObjectUuid);

        var sightings = parts.OfType<MispSighting>().ToList();
        Assert.Equal([("Sample ISP", 1_517_918_100, "domain", MispSightingType.Seen), ("resolver", 1_517_918_150, "domain", MispSightingType.FalsePositive)], sightings.Select(each => (each.By, each.At.ToUnixTimeSeconds(), each.Of!.Type, each.Type)));
        Assert.Equal("file", Assert.Single(parts.OfType<MispObject>()).Name);
    }

    [Theory]
    [InlineData("ip-src", "2001:DB8::0:1", "Ip:2001:db8::1")]
    [InlineData("ip-dst", "203.0.113.0/24", "Network:203.0.113.0/24")]
    [InlineData("ip-dst", "evil.example", "")]
    [InlineData("ip-dst|port", "2001:db8::1|443", "Endpoint:[2001:db8::1]:443 Ip:2001:db8::1")]
    [InlineData("hostname|port", "C2.example|8443", "Endpoint:c2.example:8443 Domain:c2.example")]
    [InlineData("hostname|port", "c2.example|x", "Domain:c2.example")]
    [InlineData("url", "hxxp://evil[.]example/A", "Url:http://evil.example/A")]
    [InlineData("sha256", "abc", "")]
    [InlineData("filename|md5", "a|b|0749bae92ca336a02c83d126e04ec628", "")]
    [InlineData("malware-sample", "a.exe|0749BAE92CA336A02C83D126E04EC628", "Md5:0749bae92ca336a02c83d126e04ec628")]
    [InlineData("text", "evil.example", "")]
    [InlineData("iban", "GB29 NWBK 6016 1331 9268 19", "Iban:GB29NWBK60161331926819")]
    [InlineData("iban", "GB29NWBK60161331926818", "")]
    [InlineData("phone-number", "00442079460018", "Phone:+442079460018")]
    [InlineData("phone-number", "02079460018", "")]
    [InlineData("prtn", "+44 909 879 0000", "Phone:+449098790000")]
    [InlineData("btc", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "Wallet:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")]
    [InlineData("btc", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "")]
    [InlineData("dash", "7gnwGHt17heGpG9Crfeh4KGpYNFugPhJdh", "Wallet:7gnwGHt17heGpG9Crfeh4KGpYNFugPhJdh")]
    [InlineData("bank-account-nr", "60161331926820", "")]
    [InlineData("bic", "NWBKGB2L", "")]
    public void Values_of_types(string type, string value, string expected) =>
        Assert.Equal(expected, string.Join(' ', MispTypes.Values(type, value).Select(each => $"{each.Type}:{each.Value}")));

    // What is a sign of fraud in the category for that is a person's anywhere else.
    [Theory]
    [InlineData("iban", "Financial fraud", true)]
    [InlineData("iban", null, true)]
    [InlineData("iban", "Person", false)]
    [InlineData("phone-number", "Financial fraud", true)]
    [InlineData("phone-number", null, false)]
    [InlineData("phone-number", "Other", false)]
    [InlineData("btc", "Other", false)]
    [InlineData("bank-account-nr", "Financial fraud", false)]
    [InlineData("domain", null, true)]
    [InlineData("cc-number", "Financial fraud", false)]
    public void Which_are_compared(string type, string? category, bool isCompared) => Assert.Equal(isCompared, MispTypes.IsComparable(type, category));

    [Theory]
    [InlineData("{\"Sighting\":{\"uuid\":\"5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e6a31\",\"type\":\"0\",\"date_sighting\":\"1517918100\",\"attribute_uuid\":\"5B1F0D3A-9A2E-4A6B-8F37-3F1F3B8E6A21\",\"Organisation\":{\"name\":\"CERT\"}}}", "5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e6a31 Seen 5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e6a21  CERT")]
    [InlineData("{\"response\":[{\"Sighting\":{\"type\":1,\"date_sighting\":1517918100,\"value\":\"Evil[.]example\",\"source\":\"siem\"}}]}", "evil.example:1517918100 FalsePositive  evil.example siem")]
    [InlineData("{\"Sighting\":[{\"date_sighting\":\"1517918100\",\"Attribute\":{\"uuid\":\"5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e6a21\",\"type\":\"ip-dst|port\",\"value\":\"203.0.113.7|443\"}}]}", "5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e6a21:1517918100 Seen 5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e6a21 203.0.113.7:443 ")]
    public void Sightings_that_stand_alone(string text, string expected)
    {
        var read = Assert.IsType<MispSighting>(Assert.Single(Items.Read(MispReader.Read(Items.Bytes(text)))).Value);
        Assert.Equal(expected, $"{read.Uuid} {read.Type} {read.OfUuid} {read.Value?.Value} {read.By}");
    }

    [Theory]
    [InlineData("{\"Sighting\":{\"type\":\"3\",\"date_sighting\":1,\"value\":\"evil.example\"}}", "Sighting: its type is none of 0")]
    [InlineData("{\"Sighting\":[{\"type\":\"2\",\"date_sighting\":1,\"value\":\"evil.example\"}]}", "Sighting[0]: an end of life (type 2) counts where it stands in its attribute")]
    [InlineData("{\"Sighting\":{\"type\":\"0\",\"value\":\"evil.example\"}}", "Sighting: it has no date_sighting")]
    [InlineData("{\"response\":[{\"Sighting\":{\"type\":\"0\",\"date_sighting\":1,\"attribute_id\":\"7\"}}]}", "response[0].Sighting: it does not say what was met")]
    [InlineData("{\"Attribute\":[{\"uuid\":\"2972c3a2-dda3-4de7-aca1-e96cf7ce5544\",\"type\":\"md5\",\"value\":\"0749bae92ca336a02c83d126e04ec628\",\"Sighting\":[{\"type\":9}]}]}", "Attribute[0].Sighting[0]: its type is none of 0")]
    public void Sightings_that_are_refused_say_why(string text, string said) =>
        Assert.StartsWith(said, MispReader.Read(Items.Bytes(text)).OfType<Item<MispPart>.Refused>().First().Refusal.ToString(), StringComparison.Ordinal);

    // docs/doors.md, the table of distributions.
    [Theory]
    [InlineData(0, TrafficLight.AmberStrict)]
    [InlineData(1, TrafficLight.Amber)]
    [InlineData(2, TrafficLight.Green)]
    [InlineData(3, null)]
    [InlineData(4, TrafficLight.AmberStrict)]
    [InlineData(5, null)]
    [InlineData(-1, null)]
    public void Distributions(int level, TrafficLight? tlp) => Assert.Equal(tlp, MispMarking.OfDistribution(level));

    [Fact]
    public void A_distribution_is_not_laxer_than_its_marking()
    {
        foreach (var tlp in Enum.GetValues<TrafficLight>()) Assert.True(MispMarking.OfDistribution(MispMarking.DistributionOf(tlp)) is var back && (back ?? TrafficLight.Clear) >= tlp || tlp == TrafficLight.Red);
        Assert.Equal(TrafficLight.Green, MispMarking.Stricter(null, TrafficLight.Green));
        Assert.Equal(TrafficLight.Green, MispMarking.Stricter(TrafficLight.Green, TrafficLight.Clear));
        Assert.Null(MispMarking.Stricter(null, null));
    }

    [Theory]
    [InlineData("{\"Event\":{}}", "Event: it has no uuid")]
    [InlineData("{\"Event\":5}", "the document: there is neither an event nor an attribute nor a sighting in it")]
    [InlineData("{\"response\":[5]}", "response[0]: there is neither an event nor an attribute nor a sighting in it")]
    [InlineData("{\"response\":{\"Attribute\":[{\"uuid\":\"1\"}]}}", "Attribute[0]: it has no uuid")]
    [InlineData("{\"response\":{\"Attribute\":[{\"uuid\":\"2972c3a2-dda3-4de7-aca1-e96cf7ce5544\"}]}}", "Attribute[0]: it has no type")]
    [InlineData("{\"response\":{\"Attribute\":[{\"uuid\":\"2972c3a2-dda3-4de7-aca1-e96cf7ce5544\",\"type\":\"md5\",\"value\":7}]}}", "Attribute[0]: it has no value")]
    [InlineData("{\"Attribute\":[{\"uuid\":\"2972c3a2-dda3-4de7-aca1-e96cf7ce5544\",\"type\":\"md5\",\"value\":\"0749bae92ca336a02c83d126e04ec628\",\"Sighting\":[{}]}]}", "Attribute[0].Sighting[0]: it has no date_sighting")]
    [InlineData("{\"response\":[{\"Event\":{\"uuid\":\"2972c3a2-dda3-4de7-aca1-e96cf7ce5544\",\"uuid\":\"\"}}]}", "response[0]: it names one member twice")]
    public void What_is_refused_says_why(string text, string said) =>
        Assert.StartsWith(said, MispReader.Read(Items.Bytes(text)).OfType<Item<MispPart>.Refused>().First().Refusal.ToString(), StringComparison.Ordinal);

    static WarningList List(string type, string entries, string matching = "") =>
        WarningList.Read(Items.Bytes($$"""{"name":"n","type":"{{type}}","matching_attributes":[{{matching}}],"list":[{{entries}}]}""")).Value;

    [Theory]
    [InlineData("cidr", "\"10.0.0.0/8\",\"2001:db8::/32\",\"198.51.100.7\"", "ipv4", "10.255.0.1", true)]
    [InlineData("cidr", "\"10.0.0.0/8\"", "ipv4", "11.0.0.1", false)]
    [InlineData("cidr", "\"10.0.0.0/8\"", "cidr", "10.1.0.0/16", true)]
    [InlineData("cidr", "\"10.0.0.0/8\"", "cidr", "8.0.0.0/6", false)]
    [InlineData("cidr", "\"2001:db8::/32\"", "ipv6", "2001:db8:1::5", true)]
    [InlineData("cidr", "\"198.51.100.7\"", "url", "http://198.51.100.7/x", true)]
    [InlineData("cidr", "\"10.0.0.0/8\"", "endpoint", "10.0.0.1:443", true)]
    [InlineData("cidr", "\"10.0.0.0/8\"", "domain", "a.example", false)]
    [InlineData("hostname", "\".Bank.example\"", "domain", "www.bank.example", true)]
    [InlineData("hostname", "\"bank.example\"", "domain", "bank.example", true)]
    [InlineData("hostname", "\"bank.example\"", "url", "https://www.bank.example/a", true)]
    [InlineData("hostname", "\"bank.example\"", "domain", "notbank.example", false)]
    [InlineData("hostname", "\"bank.example\"", "domain", "example", false)]
    [InlineData("hostname", "\"bank.example\"", "sha256", "bank.example", false)]
    [InlineData("string", "\"D41D8CD98F00B204E9800998ECF8427E\"", "md5", "d41d8cd98f00b204e9800998ecf8427e", true)]
    [InlineData("string", "\"hxxp://a.example\"", "url", "http://a.example/", true)]
    [InlineData("string", "\"example\"", "domain", "a.example", false)]
    [InlineData("substring", "\"ipfs.\"", "domain", "gateway.IPFS.example", true)]
    [InlineData("substring", "\"ipfs.\"", "domain", "a.example", false)]
    [InlineData("regex", "\"/^A+\\\\.EXAMPLE$/i\"", "domain", "aaa.example", true)]
    [InlineData("regex", "\"^a+\\\\.example$\"", "domain", "b.example", false)]
    public void What_stands_in_a_list(string type, string entries, string valueType, string value, bool stands) => Assert.Equal(stands, List(type, entries).Contains(valueType, value));

    [Fact]
    public void A_list_speaks_of_the_attributes_that_it_names()
    {
        var list = List("string", "\"a.example\",\"d41d8cd98f00b204e9800998ecf8427e\"", "\"md5\",\"filename|md5\"");
        Assert.True(list.Contains("md5", "d41d8cd98f00b204e9800998ecf8427e"));
        Assert.False(list.Contains("domain", "a.example"));
        Assert.True(List("string", "\"a.example\"", "\"domain|ip\"").Contains("url", "a.example"));
    }

    [Theory]
    [InlineData("{}", "the document: the list has no name")]
    [InlineData("{\"name\":\"n\",\"type\":\"x\",\"list\":[\"a\"]}", "the document, type: lists of the type 'x' are not read")]
    [InlineData("{\"name\":\"n\",\"list\":[]}", "the document, list: the list is empty")]
    [InlineData("", "line 1: the JSON breaks off or is not well-formed here")]
    public void A_list_that_is_none_says_why(string text, string said) => Assert.Equal(said, WarningList.Read(Items.Bytes(text)).Refusal.ToString());

    [Fact]
    public void An_entry_that_cannot_be_compared_costs_itself_alone()
    {
        var read = WarningList.Read(Items.Bytes("""{"name":"n","type":"cidr","list":["10.0.0.0/8","x",5,"","10.0.0.0/99"]}"""));
        Assert.Equal(["list[1]: it is no network: passed over", "list[2]: an entry is a text: passed over", "list[3]: the entry is empty: passed over", "list[4]: it is no network: passed over"], read.Repairs.Select(repair => repair.ToString()));
        Assert.True(read.Value.Contains("ipv4", "10.0.0.1"));
        Assert.Contains("looks around, refers back", Assert.Single(WarningList.Read(Items.Bytes("""{"name":"n","type":"regex","list":["(?=a)b","c"]}""")).Repairs).Note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_has_so_many_expressions_and_no_more()
    {
        var entries = string.Join(',', Enumerable.Range(0, FormatLimits.WarningListExpressionsMax).Select(number => $"\"^a{number}$\""));
        Assert.Empty(WarningList.Read(Items.Bytes($$"""{"name":"n","type":"regex","list":[{{entries}}]}""")).Repairs);
        var one = WarningList.Read(Items.Bytes($$"""{"name":"n","type":"regex","list":[{{entries}},"^b$"]}"""));
        Assert.Equal("list[1000]: the list has more than 1000 expressions: passed over", Assert.Single(one.Repairs).ToString());
    }

    [Fact]
    public void A_list_of_many_entries_is_asked_quickly()
    {
        var list = List("hostname", string.Join(',', Enumerable.Range(0, 200_000).Select(i => $"\"h{i}.example\"")));
        var work = Work.Of(() =>
        {
            for (var i = 0; i < 100_000; i++) Assert.Equal(i % 2 == 0, list.Contains("domain", i % 2 == 0 ? $"a.h{i}.example" : $"a.g{i}.example"));
        });
        Assert.True(work.Seconds < 5, $"{work}");
    }
}
