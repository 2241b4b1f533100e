using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Tocsin.Formats.Misp;
using Tocsin.Share.Doors;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Xunit;
using Record = Tocsin.Share.Records.Record;

namespace Tocsin.Tests.Share.Doors;

public sealed class MispDoorTests : IDisposable
{
    static readonly StoppedClock Day = StoppedClock.At(2018, 2, 7);

    readonly string folder = Directory.CreateTempSubdirectory("tocsin-misp-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Each_part_becomes_one_record_of_its_kind()
    {
        await using var node = await DoorNode.Open(Day);
        var report = await node.Importer.Import(Checkout.Path("samples/misp-event.json"), new ImportOptions(), default);
        Assert.Equal(("misp", 12L, 12L, 0), (report.Format, report.Read, report.Accepted, report.Refused.Count));
        var all = new List<Record>();
        for (var place = 2L; place < node.Journal.Head.Size; place++) all.Add(await node.Read(place));
        string Silent(string value) => ((IndicatorFacts)all.Single(each => each.What is IndicatorFacts facts && facts.Value == value).What!).Silent ?? "rings";
        Assert.Equal("rings", Silent("bank-login.example"));
        Assert.Equal("its author does not mean it for detection (to_ids)", Silent("cdn.example"));
        Assert.Equal("its author deleted it", Silent("0749bae92ca336a02c83d126e04ec628"));
        Assert.All(all.Where(each => each.What is IndicatorFacts), each => Assert.Equal((Category.Security, Severity.Moderate), (((IndicatorFacts)each.What!).Category, ((IndicatorFacts)each.What).Severity)));
        var mail = all.Single(each => each.Source!.Words!.GetValueOrDefault("type") == "email-src");
        Assert.Equal((Kind.Intelligence, null, 0), (mail.Leaf.Kind, mail.Source!.Original, mail.Texts.Count));
        Assert.Contains("clerk@", mail.Personal!.Data["original"], StringComparison.Ordinal);
        var parent = all.Single(each => each.What is IntelligenceFacts { Type: "misp-event" });
        Assert.Equal("analyst@example.org", parent.Personal!.Data["event_creator_email"]);
        Assert.DoesNotContain("analyst@", parent.Source!.Original, StringComparison.Ordinal);
        Assert.Equal(Tlp.AmberStrict, all.Single(each => each.What is IndicatorFacts { Type: "endpoint" }).Leaf.Marking);
        Assert.Equal("Sample ISP", all.Single(each => each.What is SightingFacts { Silent: null }).Source!.Publisher);
    }

    [Fact]
    public void The_table_of_what_tells_of_persons_is_the_documented_one()
    {
        var table = File.ReadAllText(Checkout.Path("docs/doors.md")).Split("| tells of persons | which |")[1].Split("\n\n")[0].Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).ToList();
        var rows = table.Select(row => System.Text.RegularExpressions.Regex.Matches(row.Split('|')[2], "`([^`]+)`").Select(word => word.Groups[1].Value).ToList()).ToList();
        Assert.Equal(7, rows.Count);
        Assert.All(rows[..5].SelectMany(row => row), type => Assert.True(MispPersons.IsOne(type, null, null) && !MispTypes.IsComparable(type, "Other"), type));
        Assert.All(rows[5], category => Assert.True(MispPersons.IsOne("text", category, null), category));
        Assert.All(rows[6], template => Assert.True(MispPersons.IsOne("text", "Other", template) && MispPersons.IsOne(template), template));
        Assert.Equal((53, 3, 39), (rows[..5].Sum(row => row.Count), rows[5].Count, rows[6].Count));
        // A sample of MISP's other types.
        foreach (var type in (string[])["text", "comment", "link", "filename", "AS", "whois-registrant-org", "whois-registrar", "target-org", "threat-actor", "btc", "bic", "user-agent", "mac-address", "github-repository", "email-attachment", "email-x-mailer"])
            Assert.False(MispPersons.IsOne(type, "Other", "file"), type);
    }

    [Fact]
    public async Task An_object_on_a_person_says_nothing_outside_of_the_group_that_erases_itself()
    {
        await using var node = await DoorNode.Open(Day);
        const string Text = """
            {"Event":{"uuid":"5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a10","info":"a","timestamp":"1517918200","Attribute":[],"Object":[{"uuid":"5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a41","name":"user-account","comment":"of Jane Roe","timestamp":"1517918000","Attribute":[
            {"uuid":"5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a42","object_relation":"username","type":"text","category":"Other","value":"jane.roe","timestamp":"1517918000"},
            {"uuid":"5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a43","object_relation":"link","type":"url","category":"Network activity","value":"https://login.example/","to_ids":true,"timestamp":"1517918000"}]}]}}
            """;
        Assert.Equal(4, (await node.Import("a.json", Text)).Accepted);
        var records = new List<Record>();
        for (var place = 2L; place < node.Journal.Head.Size; place++) records.Add(await node.Read(place));
        Assert.Equal(2, records.Count(record => record.Personal is not null));
        Assert.All(records, record => Assert.DoesNotContain("ane", string.Join(' ', record.Texts.Select(text => text.Headline + text.Description)) + record.Source!.Original, StringComparison.Ordinal));
        Assert.Single(records, record => record.What is IndicatorFacts { Value: "https://login.example/" });
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Text), JsonNode.Parse(await node.Export(ExportFormat.Misp))));
    }

    [Fact]
    public async Task An_event_goes_out_as_it_came_and_comes_again_as_duplicates()
    {
        await using var node = await DoorNode.Open(Day);
        var sample = File.ReadAllText(Checkout.Path("samples/misp-event.json"));
        await node.Import("a.json", sample);
        var written = await node.Export(ExportFormat.Misp);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(sample), JsonNode.Parse(written)), written);
        Assert.Equal(12, (await node.Import("b.json", written)).Duplicates);
    }

    [ForeignTheory]
    [InlineData("misp/misp_core_event.json")]
    [InlineData("misp/pymisp_57c4445b-c548-4654-af0b-4be3950d210f.json")]
    public async Task Events_of_others_go_out_as_they_came(string file)
    {
        await using var node = await DoorNode.Open(StoppedClock.At(2026, 11, 22));
        var original = File.ReadAllText(Foreign.Path("data/" + file));
        await node.Import("a.json", original);
        var written = await node.Export(ExportFormat.Misp);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(original), JsonNode.Parse(written)), written);
    }

    [Fact]
    public async Task A_shared_circle_s_marking_goes_out_with_its_events()
    {
        await using var node = await DoorNode.Open(Day, new CircleTerms(Tlp.Red, IsExercise: false), static heads => heads);
        await node.Importer.Import(Checkout.Path("samples/misp-event.json"), new ImportOptions(), default);
        var tags = JsonNode.Parse(await node.Export(ExportFormat.Misp, isPrivate: false))!["Event"]!["Tag"]!.AsArray().Select(tag => (string)tag!["name"]!);
        Assert.Equal(["circl:incident-classification=\"phishing\"", "tlp:red"], tags);
    }

    [Fact]
    public async Task Indicators_of_this_house_become_an_event_for_each_publisher()
    {
        await using var node = await DoorNode.Open(Day);
        await node.Importer.Import(Checkout.Path("samples/phishing.csv"), new ImportOptions(), default);
        await node.Import("list.txt", "203.0.113.9:8443\n[2001:db8::5]:53\nc2.example:99\n2001:db8:1::/48");
        await node.Importer.Import(Checkout.Path("samples/sightings.csv"), new ImportOptions(), default);
        var answer = JsonNode.Parse(await node.Export(ExportFormat.Misp))!["response"]!.AsArray();
        Assert.Equal(["Indicators of list", "Indicators of phishing"], answer.Select(each => (string)each!["Event"]!["info"]!).Order());
        var list = answer.Single(each => (string)each!["Event"]!["Orgc"]!["name"]! == "list")!["Event"]!;
        Assert.Equal(["hostname|port c2.example|99", "ip-dst 2001:db8:1::/48", "ip-dst|port 2001:db8::5|53", "ip-dst|port 203.0.113.9|8443"], list["Attribute"]!.AsArray().Select(each => $"{each!["type"]} {each["value"]}").Order(StringComparer.Ordinal));
        Assert.Equal(("1", "tlp:amber"), ((string)list["distribution"]!, (string)list["Tag"]![0]!["name"]!));
        await using var other = await DoorNode.Open(Day);
        Assert.Empty((await other.Import("again.json", await node.Export(ExportFormat.Misp))).Refused);
        await other.Index();
        Assert.NotEmpty(await ValueIndex.Find(other.Views, ValueRole.Indicator, "endpoint", "[2001:db8::5]:53", long.MaxValue, default));
    }

    [Fact]
    public async Task A_feed_is_a_folder_that_goes_out_and_comes_in()
    {
        await using var node = await DoorNode.Open(Day);
        await node.Importer.Import(Checkout.Path("samples/misp-event.json"), new ImportOptions(), default);
        await node.Importer.Import(Checkout.Path("samples/phishing.csv"), new ImportOptions(), default);
        await node.Index();
        await node.Exporter().ExportFeed(new RecordQuery(), folder, default);

        // As PyMISP's feed generator lays it out: a file for each event by its UUID, the manifest, and MD5,UUID for each value.
        var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "manifest.json")))!.AsObject();
        Assert.Equal(2, manifest.Count);
        var entry = manifest["5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a10"]!.AsObject();
        Assert.Equal(["info", "Orgc", "analysis", "timestamp", "date", "threat_level_id", "Tag", "integrity:sha256"], entry.Select(member => member.Key));
        var file = File.ReadAllBytes(Path.Combine(folder, "5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a10.json"));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(file)), (string)entry["integrity:sha256"]!);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(File.ReadAllText(Checkout.Path("samples/misp-event.json"))), JsonNode.Parse(file)));
        var hashes = File.ReadAllLines(Path.Combine(folder, "hashes.csv"));
        Assert.Contains($"{Convert.ToHexStringLower(MD5.HashData("form.exe"u8))},5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a10", hashes);
        Assert.DoesNotContain($"{Convert.ToHexStringLower(MD5.HashData("0749bae92ca336a02c83d126e04ec628"u8))},5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a10", hashes); // deleted
        Assert.Equal(3, Directory.GetFiles(folder).Length - 1);

        await using var other = await DoorNode.Open(Day);
        var report = await other.Importer.Import(folder, new ImportOptions(), default);
        Assert.Equal(("misp-feed", 0, (string?)null), (report.Format, report.Refused.Count, report.Failure));
        Assert.Equal(report.Read, report.Accepted);
        Assert.Equal(report.Read, (await other.Importer.Import(folder, new ImportOptions(), default)).Duplicates);
    }

    [Theory]
    [InlineData(3, 10_000, false)]
    [InlineData(2, 10_000, true)]
    [InlineData(3, -1, true)]
    public async Task The_feed_of_a_circle_holds_so_much(int recordsMax, int charsMax, bool isCut)
    {
        await using var node = await DoorNode.Open(Day);
        await node.Import("list.txt", "a.example\nb.example\n");
        await node.Import("one.json", """{"Attribute":[{"uuid":"2972c3a2-dda3-4de7-aca1-e96cf7ce5544","type":"md5","value":"0749bae92ca336a02c83d126e04ec628"}]}""");
        await node.Index();
        var feed = await node.Exporter(isPrivate: false).ReadFeed(node.Journal.Log.Circle, recordsMax, charsMax, default);
        Assert.Equal(isCut, feed.IsCut);
        Assert.True(feed.Files.ContainsKey("manifest.json") && feed.Files.ContainsKey("hashes.csv"));
    }

    [Fact]
    public async Task A_feed_with_faults_gives_what_it_has()
    {
        await using var node = await DoorNode.Open(Day);
        Assert.Equal("the folder has no manifest.json", (await node.Importer.Import(folder, new ImportOptions { Format = Tocsin.Formats.FileFormat.MispFeed }, default)).Failure);
        Assert.Equal("this is a folder, not a file", (await node.Importer.Import(folder, new ImportOptions(), default)).Failure);
        File.WriteAllText(Path.Combine(folder, "manifest.json"), "{\"a\":");
        Assert.Equal("the manifest is no JSON that is well-formed", (await node.Importer.Import(folder, new ImportOptions(), default)).Failure);
        File.WriteAllText(Path.Combine(folder, "manifest.json"), """{"../../etc/passwd":{},"5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a10":{},"5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a99":{}}""");
        File.Copy(Checkout.Path("samples/misp-event.json"), Path.Combine(folder, "5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a10.json"));
        var report = await node.Importer.Import(folder, new ImportOptions(), default);
        Assert.Equal(12, report.Accepted);
        Assert.Equal(["manifest.json: '../../etc/passwd' is no UUID: it names no event", "5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a99.json: there is no such file"], report.Refused.Select(no => $"{no.At}: {no.Reason}"));
    }

    [Fact]
    public async Task Warning_lists_are_kept_and_what_stands_in_them_is_silent_and_says_why()
    {
        var shelf = WarningListShelf.Open(Path.Combine(folder, "lists"));
        await using var node = await DoorNode.Open(Day);
        var options = new ImportOptions { Lists = shelf, KeepsLists = true };
        var list = Checkout.Path("samples/misp-warninglist.json");
        Assert.Equal(("misp-warninglist", 1L), (await node.Importer.Import(list, options, default)) is var first ? (first.Format, first.Accepted) : default);
        Assert.Equal(1, (await node.Importer.Import(list, options, default)).Duplicates);
        var changed = File.ReadAllText(list).Replace("bank.example", "other.example", StringComparison.Ordinal);
        Assert.Equal(1, (await node.Importer.Import(new MemoryStream(Encoding.UTF8.GetBytes(changed)), "x.json", options, default)).Revised);
        Assert.Equal(1, (await node.Importer.Import(list, options, default)).Revised);
        Assert.Contains("there is no node here", Assert.Single((await node.Importer.Import(list, new ImportOptions { KeepsLists = true }, default)).Refused).Reason, StringComparison.Ordinal);
        // A feed's server, or a program with a token, silences nothing.
        Assert.Contains("a warning list is no record", Assert.Single((await node.Importer.Import(list, new ImportOptions { Lists = shelf }, default)).Refused).Reason, StringComparison.Ordinal);
        Assert.Equal(2, node.Journal.Head.Size); // no record

        // The shelf as the node finds it when it is opened again; a file that is no list costs itself alone.
        File.WriteAllText(Path.Combine(folder, "lists", "bad.json"), "{}");
        shelf = WarningListShelf.Open(Path.Combine(folder, "lists"));
        Assert.Single(shelf.Lists);
        Assert.Contains("bad.json is no warning list that reads, and silences nothing", Assert.Single(shelf.Faults), StringComparison.Ordinal);

        const string Why = "it stands in the warning list 'Sample of what everybody meets': it is met everywhere";
        await Import("s.csv", "time,indicator\n2018-02-06T10:00:00Z,www.bank.example\n2018-02-06T10:00:00Z,evil.example\n");
        Assert.Equal((Why, null), (((SightingFacts)(await node.Read(2)).What!).Silent, ((SightingFacts)(await node.Read(3)).What!).Silent));
        await Import("i.txt", "bank.example\n");
        Assert.Equal(Why, ((IndicatorFacts)(await node.Read(4)).What!).Silent);
        await Import("i.json", """{"type":"indicator","spec_version":"2.1","id":"indicator--5d9a4c1e-3e57-4a0b-9a41-0f6d8c2b7e03","created":"2018-02-01T00:00:00.000Z","modified":"2018-02-01T00:00:00.000Z","pattern":"[domain-name:value IN ('bank.example', 'evil.example')]","pattern_type":"stix","valid_from":"2018-02-01T00:00:00Z"}""");
        var some = await node.Read(5);
        Assert.Equal(("evil.example", null, $"bank.example: {Why}"), (((IndicatorFacts)some.What!).Value, ((IndicatorFacts)some.What).Silent, some.Source!.Words!["warninglist"]));
        Task<ImportReport> Import(string name, string text) => node.Importer.Import(new MemoryStream(Encoding.UTF8.GetBytes(text)), name, new ImportOptions { Lists = shelf, KeepsLists = true }, default);
    }
}
