using Tocsin.Formats;
using Tocsin.Formats.Stix;
using Tocsin.Formats.Stix.Patterns;
using Tocsin.Tests.Fuzzing;
using Xunit;

namespace Tocsin.Tests.Formats.Stix;

/// <summary>Patterns against observations: the examples of the specification's chapter 9, met and missed.</summary>
public sealed class PatternMatchingTests
{
    const string Objects = """
        {"type":"bundle","id":"bundle--2ac7882f-76a3-4a9b-97b3-811b3af1c7c0","objects":[
        {"type":"file","id":"file--00000000-0000-5000-8000-000000000001","name":"foo.dll","size":25536,"hashes":{"SHA-256":"aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f","MD5":"cead3f77f6cda6ec00f57d76c9a6879f"},
         "ctime":"2014-01-13T07:03:17Z","magic_number_hex":"FFD8","parent_directory_ref":"directory--00000000-0000-5000-8000-000000000002",
         "extensions":{"windows-pebinary-ext":{"pe_type":"dll","sections":[{"name":"a","entropy":0.06},{"name":"b","entropy":7.98}]}},"is_x":true},
        {"type":"directory","id":"directory--00000000-0000-5000-8000-000000000002","path":"C:\\Windows\\System32"},
        {"type":"domain-name","id":"domain-name--00000000-0000-5000-8000-000000000003","value":"www.5z8.info","resolves_to_refs":["ipv4-addr--00000000-0000-5000-8000-000000000004"]},
        {"type":"ipv4-addr","id":"ipv4-addr--00000000-0000-5000-8000-000000000004","value":"198.51.100.1"},
        {"type":"network-traffic","id":"network-traffic--00000000-0000-5000-8000-000000000005","dst_ref":"ipv4-addr--00000000-0000-5000-8000-000000000004","dst_port":443,"protocols":["ipv4","tcp"]}]}
        """;

    static readonly Dictionary<string, StixObject> All = Items.Read(StixReader.Read(Items.Bytes(Objects))).ToDictionary(read => read.Value.Id, read => read.Value);

    [Theory]
    [InlineData("[file:hashes.'SHA-256' = 'aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f']", PatternMatch.Yes)]
    [InlineData("[file:hashes[*] = 'cead3f77f6cda6ec00f57d76c9a6879f']", PatternMatch.Yes)]
    [InlineData("[file:name = 'foo.dll' AND file:parent_directory_ref.path = 'C:\\\\Windows\\\\System32']", PatternMatch.Yes)]
    [InlineData("[file:name = 'foo.dll' AND file:parent_directory_ref.path = 'C:\\\\Temp']", PatternMatch.No)]
    [InlineData("[file:extensions.'windows-pebinary-ext'.sections[*].entropy > 7.0]", PatternMatch.Yes)]
    [InlineData("[file:extensions.'windows-pebinary-ext'.sections[0].entropy > 7.0]", PatternMatch.No)]
    [InlineData("[file:extensions.'windows-pebinary-ext'.sections[-1].entropy > 7.0]", PatternMatch.Yes)]
    [InlineData("[file:magic_number_hex = h'ffd8']", PatternMatch.Yes)]
    [InlineData("[(file:name = 'pdf.exe' OR file:size = 25536) AND file:ctime = t'2014-01-13T07:03:17.000Z']", PatternMatch.Yes)]
    [InlineData("[file:ctime < t'2014-01-13T07:03:17Z']", PatternMatch.No)]
    [InlineData("[file:size = '25536']", PatternMatch.No)] // a text is no number
    [InlineData("[file:size >= 25536.0 AND file:size <= 25536 AND file:size != 1 AND file:size NOT < 3]", PatternMatch.Yes)]
    [InlineData("[file:is_x = true]", PatternMatch.Yes)]
    [InlineData("[file:name LIKE 'f%.d_l']", PatternMatch.Yes)]
    [InlineData("[file:name LIKE 'f%.d_']", PatternMatch.No)]
    [InlineData("[file:name MATCHES '^FOO']", PatternMatch.No)]
    [InlineData("[file:name MATCHES '(?i)^FOO\\\\.d.l$']", PatternMatch.Yes)]
    [InlineData("[file:name MATCHES '(?=foo)foo']", PatternMatch.NotJudged)] // looks around
    [InlineData("[file:name MATCHES '(f)o\\\\1']", PatternMatch.NotJudged)] // refers back
    [InlineData("[file:name MATCHES '(']", PatternMatch.NotJudged)]
    [InlineData("[file:name IN ('a', 'foo.dll')]", PatternMatch.Yes)]
    [InlineData("[file:name NOT IN ('a', 'b')]", PatternMatch.Yes)]
    [InlineData("[file:name IN ()]", PatternMatch.No)]
    [InlineData("[domain-name:value = 'www.5z8.info' AND domain-name:resolves_to_refs[*].value ISSUBSET '198.51.100.0/24']", PatternMatch.Yes)]
    [InlineData("[ipv4-addr:value ISSUBSET '198.51.101.0/24']", PatternMatch.No)]
    [InlineData("[ipv4-addr:value ISSUPERSET '198.51.100.1']", PatternMatch.Yes)]
    [InlineData("[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '198.51.100.1']", PatternMatch.Yes)]
    [InlineData("[network-traffic:protocols[*] = 'tcp']", PatternMatch.Yes)]
    [InlineData("[EXISTS file:parent_directory_ref AND NOT EXISTS file:mime_type]", PatternMatch.Yes)]
    [InlineData("[EXISTS file:mime_type]", PatternMatch.No)]
    [InlineData("[file:mime_type != 'a']", PatternMatch.No)] // what is not there is compared with nothing
    [InlineData("[file:name = 'foo.dll' AND network-traffic:dst_port = 443]", PatternMatch.Yes)] // of one observation, by different types
    [InlineData("[file:name = 'foo.dll'] AND [network-traffic:dst_port = 443]", PatternMatch.No)] // needs two observations
    [InlineData("[file:name = 'x'] OR [network-traffic:dst_port = 443]", PatternMatch.Yes)]
    [InlineData("[file:name = 'foo.dll'] REPEATS 5 TIMES", PatternMatch.NotJudged)]
    [InlineData("[file:name = 'x'] WITHIN 5 SECONDS", PatternMatch.No)]
    [InlineData("[file:name = 'foo.dll'] FOLLOWEDBY [file:name = 'foo.dll']", PatternMatch.NotJudged)]
    [InlineData("[file:ctime = t'2024-02-30T00:00:00Z']", PatternMatch.No)]
    public void One_observation(string pattern, PatternMatch expected) =>
        Assert.Equal(expected, PatternMatching.Match(StixPattern.Parse(pattern).Value, [StixObserved.Of(All.Values)]));

    [Fact]
    public void Brackets_that_AND_joins_are_met_by_observations_of_their_own()
    {
        var file = StixObserved.Of(All.Values.Where(each => each.Type == "file"));
        var both = StixObserved.Of(All.Values.Where(each => each.Type is "file" or "ipv4-addr"));
        var pattern = StixPattern.Parse("[file:name = 'foo.dll'] AND [ipv4-addr:value = '198.51.100.1']").Value;
        Assert.Equal(PatternMatch.Yes, PatternMatching.Match(pattern, [both, file]));   // the first one must give way
        Assert.Equal(PatternMatch.Yes, PatternMatching.Match(pattern, [file, both]));
        Assert.Equal(PatternMatch.No, PatternMatching.Match(pattern, [both]));
        Assert.Equal(PatternMatch.No, PatternMatching.Match(pattern, [file, file]));
    }

    [Fact]
    public void Observed_data_of_both_versions()
    {
        const string Two = """
            {"type":"bundle","id":"bundle--2ac7882f-76a3-4a9b-97b3-811b3af1c7c0","spec_version":"2.0","objects":[{"type":"observed-data","id":"observed-data--2972c3a2-dda3-4de7-aca1-e96cf7ce5544",
            "created":"2016-04-06T19:58:16.000Z","modified":"2016-04-06T19:58:16.000Z","first_observed":"2015-12-21T19:00:00Z","last_observed":"2015-12-21T19:00:00Z","number_observed":1,
            "objects":{"0":{"type":"ipv4-addr","value":"198.51.100.1"},"1":{"type":"network-traffic","dst_ref":"0"}}}]}
            """;
        var old = StixObserved.Of(Items.One(StixReader.Read(Items.Bytes(Two))).Value, All);
        Assert.Equal(PatternMatch.Yes, PatternMatching.Match(StixPattern.Parse("[network-traffic:dst_ref.value = '198.51.100.1']").Value, [old]));
        var data = All.Values.First() with { Body = System.Text.Json.JsonElement.Parse("""{"object_refs":["ipv4-addr--00000000-0000-5000-8000-000000000004","file--none"]}""") };
        Assert.Equal(PatternMatch.Yes, PatternMatching.Match(StixPattern.Parse("[ipv4-addr:value = '198.51.100.1']").Value, [StixObserved.Of(data, All)]));
    }

    [Fact]
    public void A_hostile_expression_takes_no_time()
    {
        var text = new string('a', 50_000) + "!";
        var file = All.Values.First() with { Body = System.Text.Json.JsonElement.Parse($$"""{"type":"file","name":"{{text}}"}""") };
        var work = Work.Of(() =>
        {
            Assert.Equal(PatternMatch.No, PatternMatching.Match(StixPattern.Parse("[file:name MATCHES '^(a+)+$']").Value, [StixObserved.Of([file])]));
            Assert.Equal(PatternMatch.No, PatternMatching.Match(StixPattern.Parse("[file:name LIKE '%a%a%a%a%a%b']").Value, [StixObserved.Of([file])]));
        });
        Assert.True(work.Seconds < 10, $"{work}");
        Assert.Equal(PatternMatch.NotJudged, PatternMatching.Match(StixPattern.Parse($"[file:name MATCHES '{new string('a', FormatLimits.PatternRegexCharsMax + 1)}']").Value, [StixObserved.Of([file])]));
    }
}
