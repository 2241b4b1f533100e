using System.Text;
using System.Text.Json.Nodes;
using Tocsin.Formats;
using Tocsin.Share.Doors;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Xunit;

namespace Tocsin.Tests.Share.Doors;

/// <summary>What one record may do to a MISP feed: nothing to the others, and nothing beyond its own size.</summary>
public sealed class MispOutTests
{
    const string Sample = "5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a10";

    static readonly StoppedClock Day = StoppedClock.At(2018, 2, 7);

    static string Uuid(int number) => $"5b1f0d3a-9a2e-4a6b-8f37-{number:x12}";

    static string Attribute(int number, string value, string more = "") => $$"""{"uuid":"{{Uuid(number)}}","type":"domain","to_ids":true,"value":"{{value}}","timestamp":"1517918000"{{more}}}""";

    static string Event(int number, string attributes, string more = "") =>
        $$$"""{"Event":{"uuid":"{{{Uuid(number)}}}","info":"e{{{number}}}","timestamp":"1517918200","date":"2018-02-06","Orgc":{"name":"Sample CERT"},"Tag":[{"name":"kept"}],"Attribute":[{{{attributes}}}]{{{more}}}}}""";

    static async Task<(JsonNode Json, ExportReport Report)> Export(DoorNode node, string? kind = null, bool isExercise = false)
    {
        var (text, report) = await node.Exported(ExportFormat.Misp, new RecordQuery { Kind = kind }, isExercise: isExercise);
        return (JsonNode.Parse(text, documentOptions: new() { MaxDepth = FormatLimits.JsonDepthMax })!, report);
    }

    static async Task<(MispFeed Feed, List<JsonNode> Events)> Feed(DoorNode node, int recordsMax = 1_000, long charsMax = 1 << 20)
    {
        await node.Index();
        var feed = await node.Exporter().ReadFeed(node.Journal.Log.Circle, recordsMax, charsMax, default);
        return (feed, [.. feed.Files.Where(file => file.Key.Length == "5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a10.json".Length).Select(file => JsonNode.Parse(file.Value.ToArray())!["Event"]!)]);
    }

    [Theory]
    [InlineData(FileFormat.MispFeed)]
    [InlineData(FileFormat.Unknown)]
    public async Task A_feed_s_folder_is_not_taken_in_where_hashes_are_asked_for(FileFormat format)
    {
        await using var node = await DoorNode.Open(Day);
        var folder = Directory.CreateDirectory(Path.Combine(node.Folder, "feed")).FullName;
        File.WriteAllText(Path.Combine(folder, "manifest.json"), $$$"""{"{{{Sample}}}":{}}""");
        File.Copy(Checkout.Path("samples/misp-fraud.json"), Path.Combine(folder, $"{Sample}.json"));
        var salt = ValueSalt.Of("ijkXjTJ-cqktO5gA5VxelZMPfvYWBUZP6MtDiZq9E2c", "AAECAwQFBgcICQoLDA0ODw");
        var report = await node.Importer.Import(folder, new ImportOptions { Format = format, Salt = salt }, default);
        Assert.Equal(("misp-feed", "only a list of indicators is taken in with its values as hashes; other formats say the values elsewhere too", 2L), (report.Format, report.Failure, node.Journal.Head.Size));
        Assert.Null((await node.Importer.Import(folder, new ImportOptions { Format = format }, default)).Failure);
        Assert.True(node.Journal.Head.Size > 2);
    }

    [Theory]
    [InlineData(55, 0)]
    [InlineData(56, 1)]
    public async Task A_part_that_is_nested_too_deep_stays_out_alone_and_all_else_reads_again(int depth, int leftOut)
    {
        await using var node = await DoorNode.Open(Day);
        var nested = $",\"deep\":{new string('[', depth - 1)}{new string(']', depth - 1)}";
        Assert.Equal(2, (await node.Import("a.json", $$"""{"Attribute":[{{Attribute(1, "deep.example", nested)}},{{Attribute(2, "flat.example")}}]}""")).Accepted);
        Assert.Equal(2, (await node.Import("b.json", Event(9, Attribute(3, "other.example")))).Accepted);
        var (json, report) = await Export(node);
        Assert.Equal(leftOut, report.LeftOut.Count(left => left.Reason.Contains("more than 55 deep", StringComparison.Ordinal)));
        await using var other = await DoorNode.Open(Day);
        // Three attributes, their event, and that of ours for those that came alone.
        Assert.Equal((0, 5L - leftOut), (await other.Import("again.json", json.ToJsonString(new() { MaxDepth = 100 }))) is var again ? (again.Refused.Count, again.Accepted) : default);
        Assert.Equal(2, (await Feed(node)).Events.Count);
    }

    [Fact]
    public async Task What_is_no_text_costs_its_own_record_alone()
    {
        await using var node = await DoorNode.Open(Day);
        await node.Import("a.json", Event(9, Attribute(1, "good.example")));
        // As a partner's program may write it: no door makes this.
        await node.Journal.Append(
        [
            .. ((string[])[Attribute(2, "half.example", ",\"comment\":\"\\uD800\""), Attribute(2, "half.example", ",\"\\uD800\":1"), "[]", "{"]).Select((original, number) => new Draft
            {
                Kind = Kind.Indicator, What = new IndicatorFacts { Type = "domain", Value = $"half{number}.example", Category = Category.Security, Severity = Severity.Unknown },
                Source = new Source { Key = new SourceKey("misp", "misp", [Uuid(20 + number)], 1), Original = original, Words = new Dictionary<string, string> { ["event"] = Uuid(9) } },
            }),
        ], default);
        var (json, report) = await Export(node);
        Assert.Equal((Uuid(9), 1, 4), ((string)json["Event"]!["uuid"]!, json["Event"]!["Attribute"]!.AsArray().Count, report.LeftOut.Count(left => left.Reason == "what its source said was erased or withheld")));
        Assert.Single((await Feed(node)).Events);
    }

    [Fact]
    public async Task A_sighting_goes_out_with_one_attribute_the_first_that_came()
    {
        await using var node = await DoorNode.Open(StoppedClock.At(2018, 2, 7));
        await node.Import("a.json", Event(9, $"{Attribute(1, "evil.example")},{Attribute(2, "evil.example")}"));
        await node.Import("b.json", Event(8, Attribute(3, "evil.example")));
        await node.Import("s.csv", "time,indicator\n2018-02-06T10:00:00Z,www.evil.example\n");
        var (json, report) = await Export(node);
        Assert.DoesNotContain(report.LeftOut, left => left.Reason.StartsWith("MISP tells", StringComparison.Ordinal));
        var attributes = json["response"]!.AsArray().SelectMany(each => each!["Event"]!["Attribute"]!.AsArray()).ToList();
        Assert.Equal(3, attributes.Count);
        Assert.Equal(1, attributes.Sum(each => each!["Sighting"]?.AsArray().Count ?? 0));
    }

    [Fact]
    public async Task An_attribute_takes_so_many_sightings_and_the_feed_counts_what_it_makes()
    {
        await using var node = await DoorNode.Open(Day);
        await node.Import("list.txt", "evil.example\n");
        await node.Import("s.csv", "time,indicator\n" + string.Concat(Enumerable.Range(0, 1_001).Select(i => $"2018-02-06T{i / 3600:00}:{i / 60 % 60:00}:{i % 60:00}Z,evil.example\n")));
        var (json, report) = await Export(node);
        Assert.Equal(1_000, json["Event"]!["Attribute"]![0]!["Sighting"]!.AsArray().Count);
        Assert.Equal("1,000 others go out with the attribute that was met, and no more do", Assert.Single(report.LeftOut, left => left.Reason.Contains("others", StringComparison.Ordinal)).Reason);
        var (whole, _) = await Feed(node, recordsMax: 2_000);
        var (cut, events) = await Feed(node, recordsMax: 2_000, charsMax: 20_000);
        Assert.Equal((false, true), (whole.IsCut, cut.IsCut));
        Assert.InRange(events[0].ToJsonString().Length, 1, 25_000);
    }

    [Theory]
    [InlineData("Person", "phone-number", "+442079460019")]
    [InlineData("Other", "phone-number", "+442079460019")]
    [InlineData("Payload delivery", "email-src", "a.person@mail.example")]
    [InlineData("Person", "iban", "GB29NWBK60161331926819")]
    public async Task A_person_s_value_in_a_sighting_that_came_alone_is_kept_as_such(string category, string type, string value)
    {
        await using var node = await DoorNode.Open(Day);
        var attribute = $$"""{"uuid":"{{Uuid(1)}}","type":"{{type}}","category":"{{category}}","value":"{{value}}","timestamp":"1517918000"}""";
        Assert.Equal(1, (await node.Import("s.json", $$$"""{"Sighting":{"uuid":"{{{Uuid(5)}}}","type":"1","date_sighting":"1517918100","value":"{{{value}}}","Attribute":{{{attribute}}}}}""")).Accepted);
        var record = Assert.Single(await node.All());
        Assert.Equal(("misp", Uuid(1), (string?)null), (((SightingFacts)record.What!).Type, ((SightingFacts)record.What).Value, record.Source!.Original));
        Assert.Contains(value, record.Personal!.Data["original"], StringComparison.Ordinal);
        Assert.DoesNotContain(value, string.Join(' ', record.Source.Words!.Values), StringComparison.Ordinal);

        // With its attribute it goes out again; to programs, neither does.
        await node.Import("e.json", Event(9, attribute));
        var (json, report) = await Export(node);
        Assert.Equal((Uuid(5), 0), ((string)json["Event"]!["Attribute"]![0]!["Sighting"]![0]!["uuid"]!, report.LeftOut.Count(left => left.Reason.StartsWith("MISP tells", StringComparison.Ordinal))));
        var (feed, _) = await Feed(node);
        Assert.All(feed.Files.Values, file => Assert.DoesNotContain(value, Encoding.UTF8.GetString(file.Span), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "", Tlp.Green, null)]
    [InlineData(",\"distribution\":\"1\"", "", Tlp.Amber, null)]
    [InlineData("", ",\"Tag\":[{\"name\":\"tlp:amber\"}]", Tlp.Amber, null)]
    [InlineData(",\"Tag\":[{\"name\":\"tlp:red\"}]", "", Tlp.Red, "TLP:RED")]
    [InlineData("", ",\"Tag\":[{\"name\":\"tlp:red\"}]", Tlp.Red, "TLP:RED")]
    [InlineData(",\"distribution\":\"0\"", ",\"distribution\":\"4\",\"SharingGroup\":{\"name\":\"Banks\"}", Tlp.AmberStrict, "one organisation alone")]
    [InlineData("", ",\"distribution\":\"4\",\"SharingGroup\":{\"name\":\"Banks\"}", Tlp.AmberStrict, "the sharing group 'Banks' alone")]
    [InlineData("", ",\"Event\":{\"distribution\":\"0\"}", Tlp.AmberStrict, "one organisation alone")]
    public async Task A_sighting_that_came_alone_goes_as_far_as_the_strictest_of_what_it_repeats(string own, string attribute, Tlp marking, string? refused)
    {
        var text = $$$"""{"Sighting":{"uuid":"{{{Uuid(5)}}}","type":"0","date_sighting":"1517918100"{{{own}}},"Attribute":{{{Attribute(1, "evil.example", attribute)}}}}}""";
        await using (var shared = await DoorNode.Open(Day, new CircleTerms(Tlp.Green, IsExercise: false) { IsShared = true }, static heads => heads))
        {
            var report = await shared.Import("s.json", text);
            Assert.Equal(refused is null ? 1 : 0, report.Accepted);
            Assert.All(report.Refused, no => Assert.Contains(refused!, no.Reason, StringComparison.Ordinal));
        }
        await using var alone = await DoorNode.Open(Day, new CircleTerms(Tlp.Green, IsExercise: false), static heads => heads);
        Assert.Empty((await alone.Import("s.json", text)).Refused);
        Assert.Equal(marking, (await alone.Read(2)).Leaf.Marking);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_feed_that_is_full_has_the_event_before_its_parts(int recordsMax)
    {
        await using var node = await DoorNode.Open(Day);
        await node.Import("e.json", Event(9, $"{Attribute(1, "a.example")},{Attribute(2, "b.example")},{Attribute(3, "c.example")}"));
        var (feed, events) = await Feed(node, recordsMax);
        Assert.True(feed.IsCut);
        var only = Assert.Single(events);
        Assert.Equal((Uuid(9), "kept", "e9", recordsMax - 1), ((string)only["uuid"]!, (string)only["Tag"]![0]!["name"]!, (string)only["info"]!, only["Attribute"]!.AsArray().Count));
    }

    [Fact]
    public async Task Parts_without_their_event_stand_in_one_of_ours_and_take_no_other_s_place()
    {
        await using var node = await DoorNode.Open(Day);
        await node.Import("e.json", Event(9, Attribute(1, "a.example", ",\"Sighting\":[{\"uuid\":\"" + Uuid(5) + "\",\"type\":\"0\",\"date_sighting\":\"1517918100\"}]")));
        await node.Import("s.csv", "time,indicator\n2018-02-06T10:00:00Z,a.example\n");
        var ours = (await Export(node, Kind.Indicator.Name)).Json["Event"]!;
        Assert.Equal(("Indicators of Sample CERT", Uuid(1), "1"), ((string)ours["info"]!, (string)ours["Attribute"]![0]!["uuid"]!, (string)ours["distribution"]!));
        Assert.NotEqual(Uuid(9), (string)ours["uuid"]!);
        Assert.Equal("tlp:amber", (string)ours["Tag"]![0]!["name"]!);

        // Sightings without their attributes make no event, and are named.
        var (none, report) = await Export(node, Kind.Sighting.Name);
        Assert.Equal("""{"response":[]}""", none.ToJsonString());
        Assert.Equal((0L, 2), (report.Written, report.LeftOut.Count(left => left.Reason == "MISP tells a sighting with the attribute that was met, and none of those that go out names it")));

        // All of it: both sightings, in the event itself.
        var (whole, all) = await Export(node);
        Assert.Equal((Uuid(9), 2, 4L), ((string)whole["Event"]!["uuid"]!, whole["Event"]!["Attribute"]![0]!["Sighting"]!.AsArray().Count, all.Written));
    }

    [Fact]
    public async Task What_others_propose_is_kept_nowhere()
    {
        const string Proposal = ",\"ShadowAttribute\":[{\"uuid\":\"5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a77\",\"type\":\"domain\",\"value\":\"proposed.example\",\"email\":\"proposer@cert.example\"}]";
        await using var node = await DoorNode.Open(Day);
        var things = $",\"Object\":[{{\"uuid\":\"{Uuid(4)}\",\"name\":\"file\",\"timestamp\":\"1517918000\",\"Attribute\":[{Attribute(2, "b.example", Proposal)}]{Proposal}}}]";
        Assert.Equal(4, (await node.Import("e.json", Event(9, Attribute(1, "a.example", Proposal), things + Proposal))).Accepted);
        foreach (var record in await node.All())
        {
            Assert.DoesNotContain("propose", record.Source!.Original, StringComparison.Ordinal);
            Assert.Contains("\"ShadowAttribute\":[]", record.Source.Original, StringComparison.Ordinal);
        }
        Assert.DoesNotContain("propose", (await Export(node)).Json.ToJsonString(), StringComparison.Ordinal);
        // A sighting that repeats one is kept where data on persons are.
        await node.Import("s.json", $$$"""{"Sighting":{"uuid":"{{{Uuid(5)}}}","type":"0","date_sighting":"1517918100","Attribute":{{{Attribute(1, "a.example", Proposal)}}}}}""");
        Assert.Null((await node.All())[^1].Source!.Original);
    }

    [Fact]
    public async Task Nothing_of_a_circle_that_is_an_exercise_goes_to_MISP()
    {
        await using var node = await DoorNode.Open(Day);
        await node.Import("e.json", Event(9, Attribute(1, "a.example")));
        var (json, report) = await Export(node, isExercise: true);
        Assert.Equal(("""{"response":[]}""", 0L), (json.ToJsonString(), report.Written));
        Assert.Equal(node.Journal.Head.Size, report.LeftOut.Count(left => left.Reason == "it belongs to an exercise, and no event of MISP's would say so"));
    }
}
