using NodaTime;
using Tocsin.Share.Records;
using Xunit;

namespace Tocsin.Tests.Share;

public sealed class SealerTests
{
    static readonly Source Bare = new();
    static readonly Source Whole = new() { Key = new SourceKey("stix", "", ["indicator--1"], 7), Publisher = "A, B,", Web = "https://example.org/", Original = """{"officer":"x","officer":"y"}""" };

    public static TheoryData<Source> Sources =>
    [
        Bare,
        Whole,
        Whole with { Words = new Dictionary<string, string> { ["officer"] = "x" }, Original = null },
        Bare with { Publisher = ""","officer":"z""" },
    ];

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task Who_handed_it_in_does_not_count_when_a_source_says_something_again(Source source)
    {
        await using var desk = await Desk.Open();
        UInt128 Digest(Source? source) => desk.Sealer().Seal(Desk.Quake("shaken") with { Source = source }).Value.Digest;
        var unnamed = Digest(source);
        Assert.Equal(unnamed, Digest(source with { Officer = "o-1" }));
        Assert.Equal(unnamed, Digest(source with { Officer = """ ","officer":"\\ """ }));
        Assert.NotEqual(unnamed, Digest(source with { Publisher = "another" }));
        Assert.NotEqual(unnamed, Digest(null));
    }

    static readonly Instant At = Instant.FromUtc(2026, 1, 2, 3, 4, 5);

    public static TheoryData<string, Facts> AllFacts => new()
    {
        { "indicator", new IndicatorFacts { Type = "domain", Value = "a.example", Category = Category.Infra } },
        { "indicator", new IndicatorFacts
        {
            Type = "url", Value = "https://a.example/", Category = Category.Security, Severity = Severity.Severe, ConfidencePercent = 100, From = At, Until = At + Duration.FromTicks(1),
            Also = [new NamedValue("stix", "indicator--1"), new NamedValue("ipv4", "192.0.2.1")], Silent = "it is a sample", Status = CapStatus.Exercise,
        } },
        { "sighting", new SightingFacts { Type = "domain", Value = "a.example", At = At } },
        { "sighting", new SightingFacts { Type = "ipv4", Value = "192.0.2.1", At = At, Count = 3, Silent = "it is a sample", Status = CapStatus.Exercise } },
        { "intelligence", new IntelligenceFacts { Type = "malware", Id = "malware--1" } },
        { "intelligence", new IntelligenceFacts { Type = "relationship", Id = "relationship--1", At = At, Binds = ["malware--1", "indicator--1"], Status = CapStatus.Test } },
    };

    [Theory]
    [MemberData(nameof(AllFacts))]
    public async Task What_is_sealed_reads_again(string kind, Facts facts)
    {
        await using var desk = await Desk.Open();
        var told = Desk.Quake("told") with { Kind = new Kind(kind), What = facts };
        var made = desk.Sealer().Seal(told).Value;
        var read = RecordReader.Read(new RecordAddress(Desk.Log, 0), made.LeafBytes, made.Content).Value;
        Assert.Equivalent(facts, read.What, strict: true);
        Assert.Equal(made.Digest, desk.Sealer().Seal(told with { What = read.What! }).Value.Digest);
    }
}
