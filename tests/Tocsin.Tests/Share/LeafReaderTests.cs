using System.Text;
using System.Text.Json;
using Tocsin.Log;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Tests.Log;
using Xunit;

namespace Tocsin.Tests.Share;

public sealed class LeafReaderTests
{
    static readonly string Whole = SpecPage.Line("record", "leaf");
    static readonly string Digest = new('A', 43);

    [Theory]
    [InlineData("{\"v\":1,", "{", "'v' is missing")]
    [InlineData("\"v\":1", "\"v\":2", "version 2 of the envelope is not known here")]
    [InlineData("\"v\":1", "\"v\":1,\"v\":1", "'v' stands twice")]
    [InlineData("\"v\":1", "\"v\":\"1\"", "'v' is not a whole number")]
    [InlineData("\"v\":1", "\"v\":1.5", "'v' is not a whole number")]
    [InlineData("\"kind\":\"observation\"", "\"kind\":\"Observation\"", "'kind' is not 1 to 32 lower-case letters: 'Observation'")]
    [InlineData("\"kind\":\"observation\"", "\"kind\":7", "'kind' is not a string")]
    [InlineData("\"kind\":\"observation\",", "", "'kind' is not 1 to 32 lower-case letters: 'missing'")]
    [InlineData("\"kind\":\"observation\"", "\"kind\":\"a\\u0000b\"", "'kind' is not 1 to 32 lower-case letters: 'a?b'")]
    [InlineData("019b7c2e-7a06", "019b7c2e-7a0", "'id' is not a UUID")]
    [InlineData("019b7c2e-7a06-7000-8000-000000000001", "00000000-0000-0000-0000-000000000000", "'id' is the nil UUID")]
    [InlineData("\"rev\":2", "\"rev\":0", "'rev' is not 1 or more")]
    [InlineData("\"rev\":2", "\"rev\":2147483648", "'rev' is not 1 or more")]
    [InlineData("03:05:00.25Z", "03:05:00.2500Z", "'time' is not a UTC time with at most three decimals")]
    [InlineData("03:05:00.25Z", "03:05:00+01:00", "'time' is not a UTC time with at most three decimals")]
    [InlineData("AMBER", "amber", "'tlp' is not a TLP 2.0 marking: 'amber'")]
    [InlineData("\"tlp\"", "\"exercise\":1,\"tlp\"", "'exercise' is neither true nor false")]
    [InlineData("\"tlp\"", "\"exercise\":true,\"exercise\":false,\"tlp\"", "'exercise' stands twice")]
    [InlineData("\"tlp\"", "\"charter\":\"x\",\"tlp\"", "'charter' is not a SHA-256 digest")]
    [InlineData("\"rel\":\"revises\"", "\"rel\":\"\"", "'refs' [0] does not name a leaf by rel, log, index and leaf")]
    [InlineData("\"rel\":\"revises\"", "\"rel\":\"Revises\"", "'refs' [0] does not name a leaf by rel, log, index and leaf")]
    [InlineData("\"index\":7", "\"index\":-1", "'refs' [0] does not name a leaf by rel, log, index and leaf")]
    [InlineData("\"index\":7,", "", "'refs' [0] does not name a leaf by rel, log, index and leaf")]
    [InlineData("\"refs\":[", "\"refs\":[7,", "'refs' [0] does not name a leaf by rel, log, index and leaf")]
    [InlineData("\"refs\":[", "\"refs\":7,\"x\":[", "'refs' is not a list")]
    [InlineData("\"_sd\":[", "\"_sd\":[\"x\",", "'_sd' [0] is not a SHA-256 digest")]
    [InlineData("\"_sd\":[", "\"_sd\":7,\"x\":[", "'_sd' is not a list")]
    [InlineData("\"_sd\":[", "\"x\":[", "'_sd' is missing")]
    public void Every_refusal_names_the_place_and_the_reason(string from, string to, string reason)
    {
        Assert.Contains(from, Whole, StringComparison.Ordinal);
        var at = Whole.IndexOf(from, StringComparison.Ordinal);
        Assert.Equal(reason, Read(Whole[..at] + to + Whole[(at + from.Length)..]).Reason);
    }

    [Fact]
    public void The_shape_of_the_whole_is_refused_with_its_place()
    {
        Assert.Equal("the leaf is not a JSON object", Read("[]").Reason);
        Assert.StartsWith("the leaf is not JSON, near byte ", Read("").Reason, StringComparison.Ordinal);
        Assert.Equal($"the leaf is not JSON, near byte {Whole.Length}", Read(Whole + "{}").Reason);
        Assert.StartsWith("the leaf is not JSON, near byte ", Read(Whole[..^1]).Reason, StringComparison.Ordinal);
        Assert.Equal("'log' is not a log's origin", Read(Whole.Replace("tocsin/RA", "tocsin/xx/", StringComparison.Ordinal)).Reason);
        Assert.Equal("'_sd' is not sorted", Read(WithDigests(Digest, Digest)).Reason);
        Assert.StartsWith("the leaf holds a string that is no text", Read(Whole.Replace("\"v\"", "\"\\ud800\":1,\"v\"", StringComparison.Ordinal)).Reason, StringComparison.Ordinal);
        Assert.Equal("'charter' stands only in a leaf of the kind charter", Read(Whole.Replace("\"tlp\"", $"\"charter\":\"{Digest}\",\"tlp\"", StringComparison.Ordinal)).Reason);
    }

    [Fact]
    public void Limits_hold_on_both_sides()
    {
        string Groups(int count) => WithDigests([.. Enumerable.Range(0, count).Select(i => Hash.Of([(byte)i])).Order(Comparer<Hash>.Create((a, b) => a.CompareTo(b))).Select(h => h.ToBase64Url())]);
        Assert.Equal(16, Read(Groups(16)).Value.Digests.Length);
        Assert.Equal("'_sd' names more than 16 groups", Read(Groups(17)).Reason);
        string References(int count) => Whole.Replace("\"refs\":[", "\"refs\":[" + string.Concat(Enumerable.Repeat($$"""{"rel":"about","log":"{{Desk.Log}}","index":1,"leaf":"{{Digest}}"},""", count - 1)), StringComparison.Ordinal);
        Assert.Equal(64, Read(References(64)).Value.References.Length);
        Assert.Equal("'refs' names more than 64 leaves", Read(References(65)).Reason);
        string Long(int bytes) => Whole[..^1] + $",\"pad\":\"{new string('x', bytes - Whole.Length - 9)}\"}}";
        Assert.True(Read(Long(65_535)).IsValue);
        Assert.Equal("the leaf has 65536 bytes; 65535 are the most", Read(Long(65_536)).Reason);
    }

    [Fact]
    public void What_this_version_does_not_know_survives_to_the_byte()
    {
        var later = Whole.Replace("\"kind\":\"observation\"", "\"kind\":\"prophecy\", \"news\" : {\"v\":[1,{}]}", StringComparison.Ordinal);
        var leaf = Encoding.UTF8.GetBytes(later);
        Assert.Equal("prophecy", Read(later).Value.Kind.Name);
        var content = Convert.FromHexString(SpecPage.Example("record", "content").ReplaceLineEndings(""));
        var record = RecordSpecTests.Read(leaf, content).Value;
        Assert.Equal("the kind 'prophecy' is not known here", Assert.IsType<UnreadFacts>(record.What).Reason);
        Assert.Equal(MerkleTree.Leaf(leaf), record.LeafHash);
    }

    [Fact]
    public void A_sealed_record_keeps_the_limits_at_their_edges()
    {
        var sealer = new Sealer(Desk.Log, new CircleTerms(Tlp.Clear, IsExercise: true), new Identity(new byte[32]), TimeProvider.System, Chance.System);
        Parsed<SealedRecord> Seal(int chars) => sealer.Seal(Desk.Quake("") with { Texts = [new TextBlock { Description = new string('x', chars) }] });
        var room = Limits.ContentBytesMax - Seal(0).Value.Content.Length;
        Assert.Equal(Limits.ContentBytesMax, Seal(room).Value.Content.Length);
        Assert.Equal($"the record has {Limits.ContentBytesMax + 1} bytes; {Limits.ContentBytesMax} are the most", Seal(room + 1).Reason);
        var one = Seal(1).Value;
        Assert.True(one.Leaf.Exercise);
        Assert.True(one.Leaf.Digests.SequenceEqual(LeafReader.Read(one.LeafBytes).Value.Digests));
        Assert.Equal(one.Digest, Seal(1).Value.Digest);
        Assert.NotEqual(one.LeafHash, Seal(1).Value.LeafHash);
    }

    [Theory]
    [InlineData(Limits.DisclosureBytesMax, null)]
    [InlineData(Limits.DisclosureBytesMax + 1, "a disclosure has 1048577 bytes; 1048576 are the most")]
    public void A_disclosure_keeps_its_limit_at_the_edge(int length, string? reason)
    {
        const string Start = "[\"s\",\"fashion\",\"";
        var bytes = Encoding.UTF8.GetBytes(Start + new string('x', length - Start.Length - 2) + "\"]");
        var leaf = Encoding.UTF8.GetBytes(WithDigests(Tocsin.Share.Records.Disclosure.Digest(bytes).ToBase64Url()));
        var content = new System.Buffers.ArrayBufferWriter<byte>();
        Content.Append(content, bytes);
        Assert.Equal(reason, RecordSpecTests.Read(leaf, content.WrittenSpan) is { IsValue: false } refused ? refused.Reason : null);
    }

    [Theory]
    [InlineData("""["s","what",{"type":"t","category":"Geo","at":"2026-01-01T00:00:00Z"}]""", null)]
    [InlineData("""["s","what",{"type":"t","category":"Geo","at":"2026-01-01T00:00:00Z"}]x""", "'x' is invalid")]
    [InlineData("""["s","what",{"type":"t","category":"Geo","at":"2026-01-01T00:00:00Z"},1]""", "a disclosure is not [salt, group, value]")]
    [InlineData("""["s","what"]""", "content does not read")]
    [InlineData("""["s",1,{}]""", "a disclosure is not [salt, group, value]")]
    [InlineData("""{"s":1}""", "a disclosure is not [salt, group, value]")]
    [InlineData("""["s","what",null]""", "the facts are null")]
    [InlineData("""["s","what",{"type":"t","category":1,"at":"2026-01-01T00:00:00Z"}]""", "a word is not of the list Category")]
    [InlineData("""["s","what",{"type":"t","category":"Geo,Met","at":"2026-01-01T00:00:00Z"}]""", "a word is not of the list Category")]
    [InlineData("""["s","what",{"type":"t","category":"Geo","at":"2026-01-01T00:00:00+01:00"}]""", "a time is not in UTC")]
    [InlineData("""["s","what",{"type":null,"category":"Geo","at":"2026-01-01T00:00:00Z"}]""", "content does not read")]
    [InlineData("""["s","what",{"type":"t","category":"Geo","at":"2026-01-01T00:00:00Z","numbers":{"m":1e999}}]""", "the number 'm' is not finite")]
    [InlineData("""["s","where",{"geometry":{"type":"Point","coordinates":[200,0]}}]""", "a geometry does not read")]
    [InlineData("""["s","fashion",{"anything":[]}]""", null)]
    public void A_group_that_does_not_read_says_why(string disclosure, string? reason)
    {
        var bytes = Encoding.UTF8.GetBytes(disclosure);
        var leaf = Encoding.UTF8.GetBytes(WithDigests(Tocsin.Share.Records.Disclosure.Digest(bytes).ToBase64Url()));
        var content = new System.Buffers.ArrayBufferWriter<byte>();
        Content.Append(content, bytes);
        var read = RecordSpecTests.Read(leaf, content.WrittenSpan);
        Assert.Equal(reason is null, read.IsValue);
        if (reason is not null) Assert.Contains(reason, read.Reason, StringComparison.Ordinal);
        Content.Append(content, bytes);
        Assert.False(RecordSpecTests.Read(leaf, content.WrittenSpan).IsValue);   // A group is not said twice.
    }

    [Theory]
    [InlineData("indicator", """{"type":"domain","value":"a.example","category":"Infra"}""", null)]
    [InlineData("indicator", """{"type":"domain","value":"a.example","category":"Infra","also":null,"from":null,"confidencePercent":null,"unknown":[{}]}""", null)]
    [InlineData("indicator", """[]""", "the facts: not a JSON object")]
    [InlineData("indicator", """{"value":"a.example","category":"Infra"}""", "facts have no type")]
    [InlineData("indicator", """{"type":"domain","category":"Infra"}""", "facts have no value")]
    [InlineData("indicator", """{"type":"domain","value":"a.example"}""", "facts have no category")]
    [InlineData("indicator", """{"type":"domain","value":null,"category":"Infra"}""", "a word is not a string")]
    [InlineData("indicator", """{"type":"domain","value":"a.example","category":"Infra","severity":null}""", "a word is not of the list Severity")]
    [InlineData("indicator", """{"type":"domain","value":"a.example","category":"Infra","confidencePercent":0.5}""", "content does not read")]
    [InlineData("indicator", """{"type":"domain","value":"a.example","category":"Infra","also":{}}""", "a list is not a JSON array")]
    [InlineData("indicator", """{"type":"domain","value":"a.example","category":"Infra","also":[null]}""", "a named value: not a JSON object")]
    [InlineData("indicator", """{"type":"domain","value":"a.example","category":"Infra","also":[{"type":"ipv4"}]}""", "a named value has no value")]
    [InlineData("sighting", """{"type":"domain","value":"a.example","at":"2026-01-02T03:04:05Z"}""", null)]
    [InlineData("sighting", """{"type":"domain","value":"a.example"}""", "facts have no time")]
    [InlineData("sighting", """{"type":"domain","value":"a.example","at":"2026-01-02T03:04:05Z","count":null}""", "content does not read")]
    [InlineData("intelligence", """{"type":"malware","id":"malware--1"}""", null)]
    [InlineData("intelligence", """{"type":"malware"}""", "facts have no id")]
    [InlineData("intelligence", """{"id":"malware--1"}""", "facts have no type")]
    [InlineData("intelligence", """{"type":"malware","id":"malware--1","binds":[7]}""", "a word is not a string")]
    public void Facts_that_do_not_read_say_why(string kind, string facts, string? reason)
    {
        var bytes = Encoding.UTF8.GetBytes($"""["s","what",{facts}]""");
        var leaf = WithDigests(Tocsin.Share.Records.Disclosure.Digest(bytes).ToBase64Url()).Replace("\"kind\":\"observation\"", $"\"kind\":\"{kind}\"", StringComparison.Ordinal);
        var content = new System.Buffers.ArrayBufferWriter<byte>();
        Content.Append(content, bytes);
        var read = RecordSpecTests.Read(Encoding.UTF8.GetBytes(leaf), content.WrittenSpan);
        Assert.Equal(reason is null, read.IsValue);
        if (reason is not null) Assert.Contains(reason, read.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("watch", """{"name":"all","owner":"o"}""", "\"minSeverity\":\"Unknown\"")]
    [InlineData("watch", """{"name":"worst","owner":"o","minSeverity":"Extreme"}""", "\"minSeverity\":\"Extreme\"")]
    [InlineData("indicator", """{"type":"domain","value":"a.example","category":"Infra"}""", "\"severity\":\"Unknown\"")]
    [InlineData("sighting", """{"type":"domain","value":"a.example","at":"2026-01-02T03:04:05Z"}""", "\"count\":1")]
    [InlineData("warning", """{"message":"Alert","thread":"t","category":"Met","event":"e","severity":"Minor","urgency":"Past","certainty":"Likely","at":"2026-01-02T03:04:05Z","until":"2026-01-02T03:04:05Z","why":"w"}""", "\"status\":\"Actual\"")]
    public void What_facts_leave_out_means_what_the_specification_says(string kind, string facts, string meaning)
    {
        var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(facts));
        json.Read();
        Assert.Contains(meaning, Text(GroupJson.ReadFacts(new Kind(kind), ref json)), StringComparison.Ordinal);
    }

    /// <summary>By hand as the serializer reads them, but for lists that hold nothing in an item's place, which are refused.</summary>
    [Theory]
    [InlineData("indicator", """{"type":"url","value":"https://a.example/","category":"Security","severity":"Severe","confidencePercent":100,"from":"2026-01-02T03:04:05Z","until":"2026-01-02T03:04:05.6789Z","also":[{"type":"stix","value":"indicator--1"},{"value":"192.0.2.1","type":"ipv4"}],"silent":"a \"sample\"","status":"Exercise"}""")]
    [InlineData("sighting", """{"type":"domain","value":"a.example","at":"2026-01-02T03:04:05Z","count":3,"silent":"a \"sample\"","status":"Actual"}""")]
    [InlineData("intelligence", """{"type":"relationship","id":"relationship--1","at":"2018-02-05T08:00:00Z","binds":["indicator--1","malware--\u0031"],"status":"Actual"}""")]
    public void Facts_read_by_hand_are_what_the_serializer_reads(string kind, string whole) => Replay.Seeds(4_000, random =>
    {
        var bytes = Encoding.UTF8.GetBytes(whole);
        string[] parts = ["null", "{}", "[]", "1", "\"\"", "\"Actual\"", "\"type\"", ",", ":", "\"unknown\":1,"];
        for (var i = random.Next(3); i > 0; i--)
        {
            var at = random.Next(bytes.Length);
            var part = random.Next(4) == 0 ? [(byte)random.Next(32, 127)] : Encoding.UTF8.GetBytes(parts[random.Next(parts.Length)]);
            bytes = [.. bytes[..at], .. part, .. bytes[Math.Min(bytes.Length, at + random.Next(12))..]];
        }
        Facts? byHand = Tried(() =>
        {
            var json = new Utf8JsonReader(bytes);
            json.Read();
            var facts = GroupJson.ReadFacts(new Kind(kind), ref json);
            json.Read();
            return facts;
        });
        Assert.Equal(Text(Tried(() => BySerializer(kind, bytes))), Text(byHand));
    });

    static Facts? BySerializer(string kind, byte[] bytes)
    {
        return JsonSerializer.Deserialize(bytes, TypeOf(kind)) switch
        {
            IndicatorFacts { Also: { } also } when also.Any(named => named is not { Type: not null, Value: not null }) => null,
            IntelligenceFacts { Binds: { } binds } when binds.Any(id => id is null) => null,
            var facts => (Facts?)facts,
        };
    }

    static System.Text.Json.Serialization.Metadata.JsonTypeInfo TypeOf(string kind) => GroupJson.Default.GetTypeInfo(kind switch { "indicator" => typeof(IndicatorFacts), "sighting" => typeof(SightingFacts), _ => typeof(IntelligenceFacts) })!;

    static T? Tried<T>(Func<T?> read)
    {
        try { return read(); }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException) { return default; }
    }

    static string Text(Facts? facts) => facts is null ? "refused" : JsonSerializer.Serialize(facts, GroupJson.Default.GetTypeInfo(facts.GetType())!);

    [Fact]
    public void No_mutation_of_a_record_throws() => Replay.Seeds(2_000, random =>
    {
        var leaf = Encoding.UTF8.GetBytes(Whole);
        var disclosure = Encoding.UTF8.GetBytes(SpecPage.Line("record", "disclosures").Split('\n')[random.Next(3)]);
        Mutate(random, ref leaf);
        Mutate(random, ref disclosure);
        var committed = Encoding.UTF8.GetBytes(WithDigests(Tocsin.Share.Records.Disclosure.Digest(disclosure).ToBase64Url()));
        var content = new System.Buffers.ArrayBufferWriter<byte>();
        Content.Append(content, disclosure);
        var whole = content.WrittenSpan.ToArray();
        Assert.True(LeafReader.Read(leaf) is { IsValue: true } or { Reason: not null });
        Assert.True(RecordSpecTests.Read(committed, whole) is { IsValue: true } or { Reason: not null });
        Mutate(random, ref whole);
        Assert.True(RecordSpecTests.Read(leaf, whole) is { IsValue: true } or { Reason: not null });
    });

    static void Mutate(Random random, ref byte[] bytes)
    {
        for (var times = random.Next(4); times > 0; times--)
        {
            var (at, length) = (random.Next(bytes.Length), random.Next(1, 9));
            bytes = random.Next(4) switch
            {
                0 => [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + length)..], (byte)'}'],
                1 => [.. bytes[..at], .. bytes[at..Math.Min(bytes.Length, at + 40)], .. bytes[at..]],
                2 => [.. bytes[..at], (byte)"[]{}\":,\\0e-"[random.Next(11)], .. bytes[(at + 1)..]],
                _ => [.. bytes[..at], (byte)(bytes[at] ^ 1 << random.Next(8)), .. bytes[(at + 1)..]],
            };
        }
    }

    static Parsed<Leaf> Read(string leaf) => LeafReader.Read(Encoding.UTF8.GetBytes(leaf));

    static string WithDigests(params string[] digests) =>
        Whole[..Whole.IndexOf("\"_sd\"", StringComparison.Ordinal)] + $"\"_sd\":[{string.Join(',', digests.Select(digest => $"\"{digest}\""))}]}}";
}
