using System.Text;
using System.Text.Json.Nodes;
using Tocsin.Share.Doors;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Xunit;

namespace Tocsin.Tests.Share.Doors;

/// <summary>What fraud is told by, and what was met of it, through MISP and STIX and back.</summary>
public sealed class FraudDoorTests
{
    const string List = """
        value,description
        GB29 NWBK 6016 1331 9268 19,mule
        BFTVVNVX:0011002233445,
        +84 24 3825 1234,
        1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa,
        XpESxaUmonkq8RaLLp46Brx2K39ggQe226,
        888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H,
        LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH9,
        0xde709f2102306220921060314715629080e2fb77,
        evil.example,
        """;

    static readonly StoppedClock Day = StoppedClock.At(2018, 2, 7);

    // TLP 2.0's definitions in STIX are of 2022.
    static readonly StoppedClock Later = StoppedClock.At(2026, 3, 1);

    static readonly ValueSalt Salt = ValueSalt.Of("ijkXjTJ-cqktO5gA5VxelZMPfvYWBUZP6MtDiZq9E2c", "AAECAwQFBgcICQoLDA0ODw");

    static async Task<List<string>> Values(DoorNode node) =>
        [.. (await node.All()).Select(record => record.What).OfType<IndicatorFacts>().SelectMany(facts => facts.Names).Where(named => named.Type is not ("stix" or "misp")).Select(named => $"{named.Type} {named.Value}").Order(StringComparer.Ordinal)];

    [Fact]
    public async Task A_MISP_event_of_a_fraud_is_found_by_what_it_names()
    {
        await using var node = await DoorNode.Open(Day);
        var report = await node.Importer.Import(Checkout.Path("samples/misp-fraud.json"), new ImportOptions(), default);
        Assert.Equal((19L, 19L, 0), (report.Read, report.Accepted, report.Refused.Count));
        Assert.Equal(
            [
                "account BFTVVNVX:0011002233445", "hashed-phone hNhkfBUFhUA_sMXKeYnp2Wr7fKx4XyfmIvQ2a1P3w-U", "iban GB29NWBK60161331926819", "phone +442079460018", "wallet 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
                "wallet 888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H", "wallet LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH9", "wallet XpESxaUmonkq8RaLLp46Brx2K39ggQe226",
            ], await Values(node));
        var all = await node.All();
        Assert.All(all.Select(each => each.What).OfType<IndicatorFacts>(), facts => Assert.Equal(Category.Security, facts.Category));
        // A person's number, and one that names no account, stand where data on persons do.
        foreach (var personal in (string[])["442079460019", "60161331926820"])
        {
            var record = Assert.Single(all, each => each.Personal?.Data["original"].Contains(personal, StringComparison.Ordinal) == true);
            Assert.Equal((Kind.Intelligence, null), (record.Leaf.Kind, record.Source!.Original));
        }
        // The event's author ends the account's life; another's word ends nothing, and is told.
        Assert.Equal(NodaTime.Instant.FromUnixTimeSeconds(1_520_510_100), all.Select(each => each.What).OfType<IndicatorFacts>().Single(facts => facts.Type == "iban").Until);
        Assert.Null(all.Select(each => each.What).OfType<IndicatorFacts>().Single(facts => facts.Type == "phone").Until);
        Assert.Contains(report.Repaired, note => note.Note == "Sample Telecom says that it has expired, and did not make the event: kept, and it goes on counting");
        await node.Index();
        Assert.Single(await ValueIndex.Find(node.Views, ValueRole.Indicator, "account", "BFTVVNVX:0011002233445", long.MaxValue, default));
    }

    [Fact]
    public async Task Sightings_mean_what_their_types_say()
    {
        await using var node = await DoorNode.Open(Day);
        await node.Importer.Import(Checkout.Path("samples/misp-fraud.json"), new ImportOptions(), default);
        var all = await node.All();
        var met = all.Where(each => each.What is SightingFacts).Select(each => (Facts: (SightingFacts)each.What!, each.Source!.Publisher)).ToList();
        Assert.Equal(
            ["iban GB29NWBK60161331926819 by Sample Bank, rings: True", "misp 5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e6a29 by clerk, rings: True", "phone +442079460018 by Sample Telecom, rings: False"],
            met.Select(each => $"{each.Facts.Type} {each.Facts.Value} by {each.Publisher}, rings: {each.Facts.Silent is null}").Order(StringComparer.Ordinal));
        // A false positive is told with the indicator, and silences nothing.
        await node.Index();
        var phone = all.Single(each => each.What is IndicatorFacts { Type: "phone" });
        Assert.Null(((IndicatorFacts)phone.What!).Silent);
        Assert.Equal(("Sample Telecom", NodaTime.Instant.FromUnixTimeSeconds(1_517_918_150)), Assert.Single(await new Tocsin.Share.ListFalsePositives(node.Views, node.Records).Handle(phone, default)) is var told ? (told.By, told.At) : default);
        Assert.Empty(await new Tocsin.Share.ListFalsePositives(node.Views, node.Records).Handle(all.Single(each => each.What is IndicatorFacts { Type: "iban" }), default));

        // All of it goes out as it came, once.
        var sample = File.ReadAllText(Checkout.Path("samples/misp-fraud.json"));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(sample), JsonNode.Parse(await node.Export(ExportFormat.Misp))));
    }

    [Theory]
    [InlineData(ExportFormat.Misp)]
    [InlineData(ExportFormat.Stix)]
    public async Task Values_come_back_as_they_went(ExportFormat format)
    {
        await using var node = await DoorNode.Open(Day);
        Assert.Empty((await node.Import("list.csv", List)).Refused);
        Assert.Equal(9, (await Values(node)).Count);
        await using var other = await DoorNode.Open(Later);
        Assert.Empty((await other.Import("again.json", await node.Export(format))).Refused);
        Assert.Equal(await Values(node), await Values(other));
        Assert.All((await other.All()).Where(each => each.What is IndicatorFacts { Type: not "domain" }), each => Assert.Equal(Category.Security, ((IndicatorFacts)each.What!).Category));
    }

    [Theory]
    [InlineData(ExportFormat.Misp)]
    [InlineData(ExportFormat.Stix)]
    public async Task Hashes_go_out_and_come_back_as_hashes(ExportFormat format)
    {
        await using var node = await DoorNode.Open(Day);
        var report = await node.Importer.Import(new MemoryStream(Encoding.UTF8.GetBytes(List)), "list.csv", new ImportOptions { Salt = Salt }, default);
        Assert.Empty(report.Refused);
        var (text, left) = await node.Exported(format);
        Assert.DoesNotContain(left.LeftOut, each => each.Reason.Contains("hashed", StringComparison.Ordinal));
        foreach (var clear in (string[])["NWBK", "3825", "evil.example", "1A1zP1", "0011002233445"]) Assert.DoesNotContain(clear, text, StringComparison.Ordinal);
        await using var other = await DoorNode.Open(Later);
        Assert.Empty((await other.Import("again.json", text)).Refused);
        Assert.Equal(9, (await Values(node)).Count);
        Assert.Equal(await Values(node), await Values(other));
        Assert.All(await Values(other), value => Assert.StartsWith("hashed-", value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task MISP_has_these_attributes_and_objects_for_them()
    {
        await using var node = await DoorNode.Open(Day);
        await node.Import("list.csv", List);
        var sent = JsonNode.Parse(await node.Export(ExportFormat.Misp))!["Event"]!;
        Assert.Equal(
            ["btc 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "dash XpESxaUmonkq8RaLLp46Brx2K39ggQe226", "domain evil.example", "iban GB29NWBK60161331926819", "phone-number +842438251234", "xmr 888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H"],
            sent["Attribute"]!.AsArray().Select(each => $"{each!["type"]} {each["value"]}").Order(StringComparer.Ordinal));
        Assert.All(sent["Attribute"]!.AsArray(), each => Assert.Equal((string)each!["type"]! == "domain" ? "Network activity" : "Financial fraud", (string)each["category"]!));
        Assert.Equal(
            ["bank-account: swift=BFTVVNVX account=0011002233445", "coin-address: address-crypto=0xde709f2102306220921060314715629080e2fb77 symbol=ETH", "coin-address: address-crypto=LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH9 symbol=LTC"],
            sent["Object"]!.AsArray().Select(each => $"{each!["name"]}: {string.Join(' ', each["Attribute"]!.AsArray().Select(part => $"{part!["object_relation"]}={part["value"]}"))}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task STIX_asks_for_them_by_these_patterns()
    {
        await using var node = await DoorNode.Open(Day);
        await node.Import("list.csv", List);
        await node.Importer.Import(new MemoryStream("value\n+442079460018\n"u8.ToArray()), "hashed.csv", new ImportOptions { Salt = Salt }, default);
        var patterns = JsonNode.Parse(await node.Export(ExportFormat.Stix))!["objects"]!.AsArray().Where(each => (string)each!["type"]! == "indicator").Select(each => (string)each!["pattern"]!).Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "[(bank-account:bic = 'BFTVVNVX' AND bank-account:account_number = '0011002233445')]", "[bank-account:iban = 'GB29NWBK60161331926819']",
                "[cryptocurrency-wallet:value = '0xde709f2102306220921060314715629080e2fb77']", "[cryptocurrency-wallet:value = '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa']",
                "[cryptocurrency-wallet:value = '888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H']", "[cryptocurrency-wallet:value = 'LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH9']",
                "[cryptocurrency-wallet:value = 'XpESxaUmonkq8RaLLp46Brx2K39ggQe226']", "[domain-name:value = 'evil.example']", "[phone-number:value = '+842438251234']",
                "[x-tocsin-hashed:phone = 'hNhkfBUFhUA_sMXKeYnp2Wr7fKx4XyfmIvQ2a1P3w-U']",
            ], patterns);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_sighting_goes_out_with_the_indicator_that_it_met_whichever_came_first(bool isIndicatorFirst)
    {
        await using var node = await DoorNode.Open(Day);
        const string Met = "time,indicator,count,source,sensor\n2018-02-06T10:00:00Z,www.evil.example,3,Sample ISP,resolver\n2018-02-06T11:00:00Z,+84 24 3825 1234,1,Sample ISP,calls\n2018-02-06T12:00:00Z,nobody.example,1,Sample ISP,resolver\n2018-02-06T13:00:00Z,+84 24 3825 9999,1,Sample ISP,calls\n";
        if (isIndicatorFirst) await node.Import("list.csv", List);
        Assert.Empty((await node.Import("sightings.csv", Met)).Refused);
        if (!isIndicatorFirst) await node.Import("list.csv", List);

        var (text, report) = await node.Exported(ExportFormat.Stix);
        var objects = JsonNode.Parse(text)!["objects"]!.AsArray().ToDictionary(each => (string)each!["id"]!, each => each!);
        var sightings = objects.Values.Where(each => (string)each["type"]! == "sighting").OrderBy(each => (string)each["first_seen"]!).ToList();
        Assert.Equal(2, sightings.Count);
        Assert.Equal(["[domain-name:value = 'evil.example']", "[phone-number:value = '+842438251234']"], sightings.Select(each => (string)objects[(string)each["sighting_of_ref"]!]["pattern"]!));
        var first = sightings[0];
        Assert.Equal(("2018-02-06T10:00:00.000Z", 3, "Sample ISP"), ((string)first["last_seen"]!, (int)first["count"]!, (string)objects[(string)first["where_sighted_refs"]![0]!]["name"]!));
        Assert.Equal("www.evil.example", (string)objects[(string)objects[(string)first["observed_data_refs"]![0]!]["object_refs"]![0]!]["value"]!);
        var phone = objects[(string)objects[(string)sightings[1]["observed_data_refs"]![0]!]["object_refs"]![0]!];
        Assert.Equal("""{"extension-definition--14a97ee2-e666-5ada-a6bd-b7177f79e211":{"extension_type":"new-sco"}}""", phone["extensions"]!.ToJsonString());
        // What no indicator names is an observation at most; somebody's telephone number is not even that.
        Assert.Equal(3, objects.Values.Count(each => (string)each["type"]! == "observed-data"));
        Assert.DoesNotContain("38259999", text, StringComparison.Ordinal);
        Assert.Contains("may be somebody's", Assert.Single(report.LeftOut, each => !each.Reason.StartsWith("STIX has no form", StringComparison.Ordinal)).Reason, StringComparison.Ordinal);

        await using var other = await DoorNode.Open(Later);
        Assert.Empty((await other.Import("bundle.json", text)).Refused);
        Assert.Equal(2, (await other.All()).Count(each => each.What is SightingFacts { Type: "stix" }));

        // MISP has it within the attribute.
        var (misp, left) = await node.Exported(ExportFormat.Misp);
        var attributes = JsonNode.Parse(misp)!["Event"]!["Attribute"]!.AsArray().ToDictionary(each => (string)each!["value"]!, each => each!["Sighting"]?.AsArray());
        var told = Assert.Single(attributes["evil.example"]!)!;
        Assert.Equal(("0", "1517911200", "resolver", "Sample ISP"), ((string)told["type"]!, (string)told["date_sighting"]!, (string)told["source"]!, (string)told["Organisation"]!["name"]!));
        Assert.Single(attributes["+842438251234"]!);
        Assert.Null(attributes["GB29NWBK60161331926819"]);
        Assert.Equal(2, left.LeftOut.Count(each => each.Reason.StartsWith("MISP tells a sighting with the attribute that was met", StringComparison.Ordinal)));
        await using var reader = await DoorNode.Open(Later);
        Assert.Empty((await reader.Import("event.json", misp)).Refused);
        Assert.Equal(["domain evil.example", "phone +842438251234"], (await reader.All()).Select(each => each.What).OfType<SightingFacts>().Select(facts => $"{facts.Type} {facts.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_sighting_that_came_alone_goes_out_in_its_attribute()
    {
        await using var node = await DoorNode.Open(Day);
        await node.Importer.Import(Checkout.Path("samples/misp-event.json"), new ImportOptions(), default);
        const string Alone = """{"response":[{"Sighting":{"uuid":"5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e6a99","type":"1","date_sighting":"1517918190","source":"siem","attribute_uuid":"5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a21"}}]}""";
        Assert.Equal(1, (await node.Import("alone.json", Alone)).Accepted);
        Assert.Equal(1, (await node.Import("alone.json", Alone)).Duplicates);
        var attribute = JsonNode.Parse(await node.Export(ExportFormat.Misp))!["Event"]!["Attribute"]![0]!;
        Assert.Equal(["5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a31", "5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a32", "5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e6a99"], attribute["Sighting"]!.AsArray().Select(each => (string)each!["uuid"]!));
    }
}
