using System.Text;
using System.Text.Json.Nodes;
using Tocsin.Share.Doors;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Xunit;

namespace Tocsin.Tests.Share.Doors;

/// <summary>What its source restricts: MISP's distributions, and markings of parts, into circles that others read.</summary>
public sealed class RestrictedDoorTests
{
    const string Alone = "its source means it for one organisation alone (MISP's distribution 0): it stays out of a shared circle";
    const string Group = "its source means it for the sharing group 'Banks' alone (MISP's distribution 4): it stays out of a shared circle";
    const string Red = "its source marks it, or a part of it, TLP:RED, and the circle is one of TLP:GREEN: it stays out of it";

    static readonly StoppedClock Day = StoppedClock.At(2018, 2, 7);

    static string Level(string? level) => level is null ? "" : $"\"distribution\":\"{level}\",{(level == "4" ? "\"sharing_group_id\":\"7\",\"SharingGroup\":{\"name\":\"Banks\"}," : "")}";

    static string Event(string? level, string attributes, string more = "") =>
        $$$"""{"Event":{"uuid":"5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a10","info":"a",{{{Level(level)}}}"timestamp":"1517918200","Orgc":{"name":"Sample CERT"},"Attribute":[{{{attributes}}}]{{{more}}}}}""";

    static string Attribute(string? level, string more = "", string digit = "1") =>
        $$"""{"uuid":"5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a2{{digit}}","type":"domain",{{Level(level)}}"to_ids":true,"value":"evil{{digit}}.example","timestamp":"1517918000"{{more}}}""";

    static Task<DoorNode> Circle(bool isShared, Tlp marking = Tlp.Green) => DoorNode.Open(Day, new CircleTerms(marking, IsExercise: false) { IsShared = isShared }, static heads => heads);

    static Task<ImportReport> Import(DoorNode node, string text, bool told = false) =>
        node.Importer.Import(new MemoryStream(Encoding.UTF8.GetBytes(text)), "a.json", new ImportOptions { WithRestricted = told }, default);

    // The table of docs/doors.md, row by row: the event's distribution, the attribute's, the marking, what a shared circle says.
    [Theory]
    [InlineData("0", "5", Tlp.AmberStrict, Alone)]
    [InlineData("1", "5", Tlp.Amber, null)]
    [InlineData("2", "5", Tlp.Green, null)]
    [InlineData("3", "5", Tlp.Green, null)]
    [InlineData("4", "5", Tlp.AmberStrict, Group)]
    [InlineData("0", "3", Tlp.AmberStrict, Alone)]
    [InlineData("3", "0", Tlp.AmberStrict, Alone)]
    [InlineData("3", "1", Tlp.Amber, null)]
    [InlineData("3", "2", Tlp.Green, null)]
    [InlineData("1", "3", Tlp.Amber, null)]
    [InlineData("3", "4", Tlp.AmberStrict, Group)]
    [InlineData("4", "0", Tlp.AmberStrict, Alone)]
    [InlineData("0", "4", Tlp.AmberStrict, Alone)]
    [InlineData(null, null, Tlp.Green, null)]
    [InlineData("9", "9", Tlp.Green, null)]
    public async Task An_attribute_goes_as_far_as_the_stricter_of_its_own_distribution_and_its_event_s(string? parent, string? own, Tlp marking, string? refused)
    {
        await using (var @private = await Circle(isShared: false))
        {
            Assert.Empty((await Import(@private, Event(parent, Attribute(own)))).Refused);
            Assert.Equal(marking, (await @private.Read(3)).Leaf.Marking);
        }
        await using (var shared = await Circle(isShared: true))
        {
            var report = await Import(shared, Event(parent, Attribute(own)));
            Assert.Equal(refused, report.Refused.FirstOrDefault(no => no.At == "Event.Attribute[0]").Reason);
            Assert.Equal(2, report.Accepted + report.Refused.Count);
        }
        await using var told = await Circle(isShared: true);
        Assert.Equal(2, (await Import(told, Event(parent, Attribute(own)), told: true)).Accepted);
        Assert.Equal(marking, (await told.Read(3)).Leaf.Marking);
    }

    [Fact]
    public async Task One_part_that_is_restricted_stays_out_and_the_others_come()
    {
        await using var shared = await Circle(isShared: true);
        var objects = ""","Object":[{"uuid":"5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a41","name":"file","distribution":"0","timestamp":"1517918000","Attribute":[""" + Attribute("5", digit: "3") + "]}]";
        var sighted = ""","Sighting":[{"uuid":"5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a31","type":"0","date_sighting":"1517918100"}]""";
        var report = await Import(shared, Event("3", $"{Attribute("5")},{Attribute("0", sighted, "2")}", objects));
        Assert.Equal(2, report.Accepted); // the event and its first attribute
        Assert.Equal(["Event.Attribute[1]", "Event.Attribute[1].Sighting[0]", "Event.Object[0]", "Event.Object[0].Attribute[0]"], report.Refused.Select(no => no.At));
        Assert.All(report.Refused, no => Assert.Equal(Alone, no.Reason));
        for (var place = 2L; place < shared.Journal.Head.Size; place++) Assert.DoesNotContain("evil2", (await shared.Read(place)).Source!.Original ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_stays_within_an_event_counts_for_it()
    {
        await using var shared = await Circle(isShared: true);
        var report = await Import(shared, Event("3", Attribute("5"), ""","EventReport":[{"uuid":"5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a51","name":"r","content":"c","distribution":"0"}]"""));
        Assert.Contains(report.Refused, no => no is { At: "Event", Reason: Alone });
        await using var other = await Circle(isShared: true);
        Assert.Contains("the sharing group '12' alone", Assert.Single((await Import(other, Event("3", Attribute("5") + "," + Attribute(null, ",\"distribution\":4,\"sharing_group_id\":\"12\"", "2")))).Refused).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tlp:red", Red)]
    [InlineData("TLP:RED", Red)]
    [InlineData("tlp:amber+strict", null)]
    [InlineData("tlp:amber", null)]
    [InlineData("tlp:clear", null)]
    public async Task An_attribute_s_own_tag_counts_for_it_alone(string tag, string? refused)
    {
        await using var shared = await Circle(isShared: true);
        var report = await Import(shared, Event("3", $"{Attribute("5", $",\"Tag\":[{{\"name\":\"{tag}\"}}]")},{Attribute("5", digit: "2")}"));
        Assert.Equal(refused, report.Refused.FirstOrDefault().Reason);
        Assert.Equal(refused is null ? 3 : 2, report.Accepted);
        Assert.Equal(1, (await Import(shared, Event("3", Attribute("5", $",\"Tag\":[{{\"name\":\"{tag}\"}}]")), told: true)) is var again ? again.Accepted + again.Duplicates - 1 : 0);
    }

    [Fact]
    public async Task A_STIX_object_of_which_a_part_is_RED_stays_out_and_AMBER_STRICT_is_taken_and_marked()
    {
        await using var shared = await Circle(isShared: true);
        const string RedId = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1", StrictId = "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003";
        string Tool(string id, string granular) => $$"""{"type":"tool","spec_version":"2.1","id":"tool--5d9a4c1e-3e57-4a0b-9a41-0f6d8c2b7e{{id}}","created":"2018-02-01T00:00:00.000Z","modified":"2018-02-01T00:00:00.000Z","name":"t","description":"d","granular_markings":[{"marking_ref":"{{granular}}","selectors":["description"]}]}""";
        var report = await Import(shared, $$"""{"type":"bundle","id":"bundle--5d9a4c1e-3e57-4a0b-9a41-0f6d8c2b7e00","objects":[{{Tool("01", RedId)}},{{Tool("02", StrictId)}}]}""");
        Assert.Equal((1L, Red), (report.Accepted, Assert.Single(report.Refused).Reason));
        Assert.Equal(Tlp.AmberStrict, (await shared.Read(2)).Leaf.Marking);
        await using var red = await Circle(isShared: true, Tlp.Red);
        Assert.Empty((await Import(red, Tool("01", RedId))).Refused); // the circle is for such
    }

    [Theory]
    [InlineData(Tlp.Clear, "3", "3")]
    [InlineData(Tlp.Clear, null, "3")]
    [InlineData(Tlp.Green, "3", "2")]
    [InlineData(Tlp.Amber, "3", "1")]
    [InlineData(Tlp.Amber, "2", "1")]
    [InlineData(Tlp.Amber, null, "1")]
    [InlineData(Tlp.AmberStrict, "3", "0")]
    [InlineData(Tlp.Red, "1", "0")]
    [InlineData(Tlp.Green, "1", "1")]
    [InlineData(Tlp.Amber, "0", "0")]
    [InlineData(Tlp.Amber, "4", "4")]
    public async Task An_event_goes_out_no_wider_than_its_circle(Tlp circle, string? came, string goes)
    {
        await using var node = await Circle(isShared: true, circle);
        await Import(node, Event(came, Attribute("5")), told: true);
        Assert.Equal(goes, (string)JsonNode.Parse(await node.Export(ExportFormat.Misp, isPrivate: false))!["Event"]!["distribution"]!);
    }

    [Theory]
    [InlineData("tlp:amber", "1")]
    [InlineData("tlp:amber+strict", "0")]
    [InlineData("tlp:clear", "2")]
    public async Task An_event_s_own_tag_bounds_it_too(string tag, string goes)
    {
        await using var node = await Circle(isShared: true);
        await Import(node, Event("3", Attribute("5"), $",\"Tag\":[{{\"name\":\"{tag}\"}}]"));
        Assert.Equal(goes, (string)JsonNode.Parse(await node.Export(ExportFormat.Misp, isPrivate: false))!["Event"]!["distribution"]!);
    }

    [Fact]
    public void A_circle_of_one_is_private_until_it_has_a_second_charter_or_member()
    {
        var alone = Tocsin.Share.Parties.Founding.Of("Alone", Day, Chance.System).Value;
        var charter = Tocsin.Share.Parties.Charter.Read(alone.Charter).Value.Says;
        Assert.False(charter.Terms().IsShared);
        Assert.True((charter with { Epoch = 2 }).Terms().IsShared);
        Assert.True((charter with { Members = [.. charter.Members, "other"] }).Terms().IsShared);
    }
}
