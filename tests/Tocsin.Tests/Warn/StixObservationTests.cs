using System.Text;
using Tocsin.Formats;
using Tocsin.Formats.Stix.Patterns;
using Tocsin.Log;
using Tocsin.Share.Doors;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Following;
using Xunit;

namespace Tocsin.Tests.Warn;

/// <summary>A partner's patterns against what was observed here.</summary>
public sealed class StixObservationTests
{
    const string Address = """{"type":"ipv4-addr","spec_version":"2.1","id":"ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd","value":"198.51.100.3"}""";
    const string File = """{"type":"file","spec_version":"2.1","id":"file--e277603e-1060-5ad4-9937-c26c97f1ca68","hashes":{"SHA-256":"fe90a7e910cb3a4739bed9180e807e93fa70c90f25a8915476f5e4bfbac681db"},"size":25536,"name":"foo.dll"}""";
    const string Traffic = """{"type":"network-traffic","spec_version":"2.1","id":"network-traffic--2568d22a-8998-58eb-99ec-3c8ca74f527d","dst_ref":"ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd","dst_port":443,"protocols":["tcp"]}""";
    const string Observed = """{"type":"observed-data","spec_version":"2.1","id":"observed-data--b67d30ff-02ac-498a-92f9-32f845f448cf","created":"2026-03-01T11:30:00Z","modified":"2026-03-01T11:30:00Z","first_observed":"2026-03-01T11:00:00Z","last_observed":"2026-03-01T11:00:00Z","number_observed":1,"object_refs":["ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd","file--e277603e-1060-5ad4-9937-c26c97f1ca68","network-traffic--2568d22a-8998-58eb-99ec-3c8ca74f527d"]}""";
    const string Observed20 = """{"type":"observed-data","id":"observed-data--b67d30ff-02ac-498a-92f9-32f845f448cf","created":"2026-03-01T11:30:00.000Z","modified":"2026-03-01T11:30:00.000Z","first_observed":"2026-03-01T11:00:00Z","last_observed":"2026-03-01T11:00:00Z","number_observed":1,"objects":{"0":{"type":"ipv4-addr","value":"198.51.100.3"},"1":{"type":"file","name":"foo.dll","size":25536}}}""";

    [Theory]
    [InlineData("[ipv4-addr:value = '198.51.100.3' AND file:name = 'foo.dll']", true)]
    [InlineData("[ipv4-addr:value = '198.51.100.3' AND file:name = 'bar.dll']", false)]
    [InlineData("[file:name = 'bar.dll' OR file:size > 20000]", true)]
    [InlineData("[file:name IN ('bar.dll', 'foo.dll')]", true)]
    [InlineData("[file:name LIKE 'foo.%']", true)]
    [InlineData("[file:name NOT LIKE 'foo.%']", false)]
    [InlineData("[file:name MATCHES '^fo+\\\\.dll$']", true)]
    [InlineData("[ipv4-addr:value ISSUBSET '198.51.100.0/24']", true)]
    [InlineData("[ipv4-addr:value ISSUBSET '198.51.101.0/24']", false)]
    [InlineData("[network-traffic:dst_ref.value = '198.51.100.3' AND network-traffic:dst_port = 443]", true)]
    [InlineData("[network-traffic:dst_ref.value = '198.51.100.3' AND network-traffic:dst_port = 80]", false)]
    [InlineData("[network-traffic:protocols[*] = 'tcp']", true)]
    [InlineData("[file:hashes.'SHA-256' = 'fe90a7e910cb3a4739bed9180e807e93fa70c90f25a8915476f5e4bfbac681db'] OR [file:name = 'x']", true)]
    [InlineData("[NOT EXISTS file:mime_type]", true)]
    [InlineData("[file:size = 25536.0]", true)]
    [InlineData("[file:id = 'file--e277603e-1060-5ad4-9937-c26c97f1ca68']", true)]
    [InlineData("[file:id = 'file--00000000-1060-5ad4-9937-c26c97f1ca68']", false)]
    [InlineData("[file:id LIKE 'file--e277603e-%']", true)]
    [InlineData("[file:type = 'file' AND file:spec_version = '2.1']", true)]
    [InlineData("[network-traffic:dst_ref.type = 'ipv4-addr']", true)]
    [InlineData("[network-traffic:dst_ref.id = 'ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd']", true)]
    [InlineData("[network-traffic:protocols[0] IN ('udp', 'tcp')]", true)]
    [InlineData("[file:hashes.'SHA-256' != 'ab' AND file:name != 'bar.dll']", true)]
    [InlineData("[file:name = 'foo.dll'] REPEATS 5 TIMES", false)] // number and time are not judged
    public async Task A_pattern_rings_on_an_observation_in_whatever_order_they_come(string pattern, bool rings)
    {
        string[][] orders = [["indicator", Address, File, Traffic, Observed], ["indicator", Observed, File, Traffic, Address], [Address, File, Traffic, Observed, "indicator"], [Observed, Traffic, Address, File, "indicator"]];
        foreach (var order in orders)
        {
            await using var node = await WarnNode.Open();
            var partner = await node.Other(7, party: 9);
            foreach (var each in order)
            {
                await (each == "indicator" ? partner : node.Journal).Append(Draft(node, each == "indicator" ? Indicator(pattern) : each), WarnNode.Stop);
                await node.Settle();
            }
            var said = await node.Said();
            Assert.Equal(rings, said.Contains("Alert Severe"));
            if (!rings) continue;
            Assert.Contains("met", ((WarningFacts)(await node.Warnings())[0].What!).Why, StringComparison.Ordinal);
            await EarthquakeTests.EveryWarningReplays(node);
            Assert.IsType<Rebuilding.Same>(await node.Rebuild());
        }
    }

    [Fact]
    public async Task An_observation_of_2_0_holds_its_objects_itself()
    {
        await using var node = await WarnNode.Open();
        await node.Append(Draft(node, Indicator("[ipv4-addr:value = '198.51.100.3' AND file:name = 'foo.dll']")));
        await node.Append(Draft(node, Observed20));
        await node.Settle();
        Assert.Equal(["Alert Severe"], await node.Said());
    }

    [Fact]
    public async Task A_pattern_that_was_taken_back_rings_no_more()
    {
        await using var node = await WarnNode.Open();
        var indicator = await node.Append(Draft(node, Indicator("[file:name = 'foo.dll']")));
        await node.Append(new Draft { Kind = Kind.Withdrawal, What = new WithdrawalFacts("wrong"), References = [new(Relation.Ends, node.Journal.Log, indicator.Address.Index, indicator.LeafHash)] });
        foreach (var each in (string[])[File, Observed]) await node.Append(Draft(node, each));
        await node.Settle();
        Assert.Empty(await node.Said());
    }

    [Fact]
    public async Task An_object_whose_words_are_erased_is_found_by_them_no_more()
    {
        await using var node = await WarnNode.Open();
        var file = await node.Append(Draft(node, File));
        await node.Settle();
        Assert.NotEmpty(await ValueIndex.Find(node.Views, ValueRole.Observed, "stix:name", "foo.dll", long.MaxValue, WarnNode.Stop));
        await node.Append(new Draft { Kind = Kind.Erasure, What = new ErasureFacts(["source", "text"], "asked"), References = [new(Relation.Ends, node.Journal.Log, file.Address.Index, file.LeafHash)] });
        await node.Settle();
        Assert.Empty(await ValueIndex.Find(node.Views, ValueRole.Observed, "stix:name", "foo.dll", long.MaxValue, WarnNode.Stop));
        Assert.Empty(node.FilesOfViewsHolding("foo.dll"));
    }

    [Fact]
    public async Task No_more_patterns_than_the_limit_are_held_against_one_observation()
    {
        await using var node = await WarnNode.Open();
        var changes = new ViewChanges();
        for (var i = 0; i < StixObservations.CandidatesMax + 200; i++)      // Under two keys, of which each gives fewer than the limit.
            changes.Name(ValueRole.Pattern, new NamedValue("stix-has", i % 2 == 0 ? "file:name" : "file:size"), i + 1, new RecordAddress(node.Journal.Log, 100 + i));
        await node.Views.Advance("x", 0, 1, changes, WarnNode.Stop);
        foreach (var each in (string[])[File, Observed]) await node.Append(Draft(node, each));
        await node.Step(new IndexFollower(node.Records));
        var read = 0;
        var observations = new StixObservations(async (address, stop) => { read++; return await new JudgedRecords(node.Records, node.Journal.Log).Read(address, stop); }, node.Views, node.Journal.Log.Party);
        Assert.Empty(await observations.IndicatorsOf(new RecordAddress(node.Journal.Log, 2), long.MaxValue, WarnNode.Stop));
        Assert.InRange(read, StixObservations.CandidatesMax, StixObservations.CandidatesMax + 10);
    }

    [Fact]
    public async Task A_partners_many_patterns_do_not_push_out_this_partys_own()
    {
        await using var node = await WarnNode.Open();
        await node.Append(Draft(node, Indicator("[file:name LIKE 'foo.%']")));
        await node.Settle();
        var (changes, partner) = (new ViewChanges(), new Origin(Hash.Of([7]), Hash.Of([9]), 1));
        for (var i = 0; i < 2 * StixObservations.CandidatesMax; i++) changes.Name(ValueRole.Pattern, new NamedValue("stix-has", "file:name"), 100 + i, new RecordAddress(partner, i));
        await node.Views.Advance("x", 0, 1, changes, WarnNode.Stop);
        foreach (var each in (string[])[File, Observed]) await node.Append(Draft(node, each));
        await node.Step(new IndexFollower(node.Records));
        var observations = new StixObservations(new JudgedRecords(node.Records, node.Journal.Log).Read, node.Views, node.Journal.Log.Party);
        Assert.Equal(node.Journal.Log, Assert.Single(await observations.IndicatorsOf(new RecordAddress(node.Journal.Log, 3), long.MaxValue, WarnNode.Stop)).Address.Log);
    }

    [Fact]
    public async Task No_more_objects_than_the_limit_are_read_for_one_pattern_and_this_partys_own_first()
    {
        await using var node = await WarnNode.Open();
        foreach (var each in (string[])[File, Observed]) await node.Append(Draft(node, each));
        var indicator = await node.Append(Draft(node, Indicator("[file:name IN ('a', 'b', 'foo.dll')]")));
        await node.Settle();
        var (changes, partner) = (new ViewChanges(), new Origin(Hash.Of([7]), Hash.Of([9]), 1));
        foreach (var (name, number) in ((string, int)[])[("foo.dll", 900), ("a", 600), ("b", 600)])
            for (var i = 0; i < number; i++) changes.Name(ValueRole.Observed, new NamedValue("stix:name", name), 100 + i + name[0] * 1_000, new RecordAddress(partner, i + name[0] * 1_000));
        await node.Views.Advance("x", 0, 1, changes, WarnNode.Stop);
        var read = 0;
        var judged = new JudgedRecords(node.Records, node.Journal.Log);
        var observations = new StixObservations(async (address, stop) => { read++; return await judged.Read(address, stop); }, node.Views, node.Journal.Log.Party);
        await observations.ObservationsOf((await judged.Read(indicator.Address, WarnNode.Stop))! with { Arrival = long.MaxValue }, WarnNode.Stop);
        Assert.InRange(read, StixObservations.CandidatesMax, StixObservations.CandidatesMax + 10);
    }

    /// <summary>More observations are held against a pattern than a warning can name.</summary>
    [Fact]
    public async Task What_came_later_and_only_resembles_it_does_not_hide_what_a_pattern_holds_of()
    {
        await using var node = await WarnNode.Open();
        await node.Append(Draft(node, Observed20));
        for (var i = 0; i < Tocsin.Warn.Judging.EvidenceDigest.RecordsMax + 10; i++)
            await node.Append(Draft(node, Observed20.Replace("b67d30ff", $"{i:x8}", StringComparison.Ordinal).Replace("25536", "25", StringComparison.Ordinal)));
        await node.Settle();
        await node.Append(Draft(node, Indicator("[file:name = 'foo.dll' AND file:size > 20000]")));
        await node.Settle();
        Assert.Equal(["Alert Severe"], await node.Said());
        Assert.IsType<Rebuilding.Same>(await node.Rebuild());
    }

    /// <summary>What a partner writes is not to fill this party's table.</summary>
    [Fact]
    public void An_object_has_few_keys_and_none_that_tells_it_from_no_other()
    {
        Assert.Equal(
            ["stix-has file:", "stix-has file:hashes", "stix-has file:id", "stix-has file:is_x", "stix-has file:name", "stix-has file:size", "stix-has file:spec_version", "stix-has file:type", "stix-has file:x_words",
                "stix:MD5 ab", "stix:id file--1", "stix:name foo.dll", "stix:size 5"],
            Keys("""{"type":"file","spec_version":"2.1","id":"file--1","is_x":true,"x_words":"some words","size":5,"name":"foo.dll","hashes":{"MD5":"ab"}}"""));
        Assert.DoesNotContain(Keys($$"""{"type":"file","name":"{{new string('n', PatternKeys.TextCharsMax + 1)}}"}"""), key => key.StartsWith("stix:", StringComparison.Ordinal));
        Assert.Contains(Keys($$"""{"type":"file","name":"{{new string('n', PatternKeys.TextCharsMax)}}"}"""), key => key.StartsWith("stix:name", StringComparison.Ordinal));
        var many = string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"x{i}\":{{\"value\":\"{i}\"}}"));
        Assert.Equal(PatternKeys.ObjectKeysMax, Keys($$"""{"type":"x-many",{{many}}}""").Length);

        static string[] Keys(string json) => [.. PatternKeys.Of(System.Text.Json.JsonElement.Parse(json)).Select(key => $"{key.Sort} {key.Text}").Order(StringComparer.Ordinal)];
    }

    [Theory]
    [InlineData("[file:x_flag = true]", "stix-has file:x_flag")]
    [InlineData("[file:x_words = 'some words']", "stix-has file:x_words")]
    [InlineData("[file:name = 'foo.dll' AND file:x_flag = true]", "stix:name foo.dll")]
    public void A_pattern_asks_for_what_objects_have(string pattern, string key) =>
        Assert.Equal(key, Assert.Single(PatternKeys.Of(StixPattern.Parse(pattern).Value)) is var (sort, text) ? $"{sort} {text}" : "");

    static string Indicator(string pattern) =>
        $$"""{"type":"indicator","spec_version":"2.1","id":"indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","created":"2026-03-01T09:00:00Z","modified":"2026-03-01T09:00:00Z","name":"ransomware","indicator_types":["malicious-activity"],"pattern":{{System.Text.Json.JsonSerializer.Serialize(pattern)}},"pattern_type":"stix","valid_from":"2026-02-01T00:00:00Z","confidence":80}""";

    static Draft Draft(WarnNode node, string json)
    {
        var bundle = $$"""{"type":"bundle","id":"bundle--2ac7882f-76a3-4a9b-97b3-811b3af1c7c0","objects":[{{json}}]}""";
        var item = Assert.Single(DoorFormats.Read(FileFormat.Stix, new MemoryStream(Encoding.UTF8.GetBytes(bundle)), new DoorTerms(node.Clock.Now, "test")));
        return item.Draft ?? throw new InvalidOperationException(item.Refused);
    }
}
