using NetTopologySuite.Geometries;
using Tocsin.Share.Records;
using Tocsin.Warn;
using Tocsin.Warn.Watching;
using Xunit;

namespace Tocsin.Tests.Warn;

/// <summary>What an officer may ask for, at the edges of every limit.</summary>
public sealed class WatchRequestTests
{
    static readonly WatchRequest Good = WatchNodes.Asking(WatchNodes.Hanoi);

    static Polygon Ring(params (double X, double Y)[] corners) => new(new LinearRing([.. corners.Append(corners[0]).Select(c => new Coordinate(c.X, c.Y))]));

    public static TheoryData<string, WatchRequest> Bad() => new()
    {
        { "crosses itself", Good with { Area = new WatchPlace { Shape = Ring((0, 0), (1, 1), (1, 0), (0, 1)) } } },
        { "leaves the world", Good with { Area = new WatchPlace { Shape = Ring((0, 0), (181, 1), (1, 0)) } } },
        { "it has a surface", Good with { Area = new WatchPlace { Shape = new Point(1, 1) } } },
        { "it has a surface", Good with { Area = new WatchPlace { Shape = Polygon.Empty } } },
        { "corners; 10000 are the most", Good with { Area = new WatchPlace { Shape = Round(10_000) } } },
        { "A circle of 0 km", Good with { Area = new WatchPlace { Circle = new WatchCircle(105, 21, 0) } } },
        { "A circle of 5000.001 km", Good with { Area = new WatchPlace { Circle = new WatchCircle(105, 21, 5000.001) } } },
        { "A circle of NaN km", Good with { Area = new WatchPlace { Circle = new WatchCircle(105, 21, double.NaN) } } },
        { "middle leaves the world", Good with { Area = new WatchPlace { Circle = new WatchCircle(21, 105, 50) } } },
        { "'XX' is no country's code", Good with { Area = new WatchPlace { Countries = ["VN", "XX"] } } },
        { "names 0 countries", Good with { Area = new WatchPlace { Countries = [] } } },
        { "names 65 countries", Good with { Area = new WatchPlace { Countries = [.. Tocsin.Warn.Geography.CountryCodes.All.Take(65).Select(c => c.Alpha2)] } } },
        { "'ZZ' is no country's code", Good with { Area = new WatchPlace { Border = new WatchBorder("ZZ", 50) } } },
        { "Within 0.5 km of a border", Good with { Area = new WatchPlace { Border = new WatchBorder("VN", 0.5) } } },
        { "Within 501 km of a border", Good with { Area = new WatchPlace { Border = new WatchBorder("VN", 501) } } },
        { "shows no border of Japan", Good with { Area = new WatchPlace { Border = new WatchBorder("JP", 50) } } },
        { "is one of: a shape", Good with { Area = new WatchPlace() } },
        { "is one of: a shape", Good with { Area = new WatchPlace { Circle = new WatchCircle(1, 1, 1), Countries = ["VN"] } } },
        { "names 65 words", Good with { Words = Numbered("word", 65) } },
        { "names 65 values", Good with { Values = Numbered("host", 65, ".example") } },
        { "'...' holds no word", Good with { Words = ["..."] } },
        { "'not a value!' is no indicator's value", Good with { Values = ["not a value!"] } },
        { "does not look at records of the kind 'warning'", Good with { Kinds = ["warning"] } },
        { "one line of 1 to 60 characters", Good with { Name = " " } },
        { "one line of 1 to 60 characters", Good with { Name = new string('n', 61) } },
        { "one line of 1 to 60 characters", Good with { Name = "two\nlines" } },
        { "needs an officer", Good with { Officer = "" } },
        { "would ring for every record", WatchNodes.Asking() },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task What_cannot_be_meant_is_refused_in_a_sentence(string said, WatchRequest request)
    {
        await using var node = await WatchNodes.Open();
        Assert.Contains(said, Assert.Single(await node.Refusal(request)), StringComparison.Ordinal);
        Assert.Empty(await node.Watches());
    }

    public static TheoryData<WatchRequest> AtTheEdge() =>
    [
        Good with { Name = new string('n', 60) },
        Good with { Words = Numbered("word", 64), Values = Numbered("host", 64, ".example"), Categories = [.. Enum.GetValues<Category>()], Kinds = ["observation", "incident", "indicator", "sighting"] },
        Good with { Area = new WatchPlace { Shape = Round(9_999) } },
        Good with { Area = new WatchPlace { Circle = new WatchCircle(180, -90, 5_000) } },
        Good with { Area = new WatchPlace { Circle = new WatchCircle(-180, 90, 0.001) } },
        Good with { Area = new WatchPlace { Countries = [.. Tocsin.Warn.Geography.CountryCodes.All.Take(64).Select(c => c.Alpha3)] } },
        Good with { Area = new WatchPlace { Border = new WatchBorder("704", 1) } },
        Good with { Area = new WatchPlace { Border = new WatchBorder("vn", 500) } },
    ];

    [Theory]
    [MemberData(nameof(AtTheEdge))]
    public async Task What_is_just_within_the_limits_is_taken_and_read_again(WatchRequest request)
    {
        await using var node = await WatchNodes.Open();
        var id = await node.Watch(request);
        var listed = Assert.Single(await node.Watches());
        Assert.Equal((id, request.Name), (listed.Watch.Id, listed.Watch.Facts.Name));
        Assert.NotEmpty(listed.Sentence);
        Assert.True(WatchRule.Of(id, listed.Watch.Facts, TestWorld.Atlas).IsValue);
    }

    [Fact]
    public async Task An_officer_has_so_many_watches_and_no_more()
    {
        await using var node = await WatchNodes.Open();
        var all = Enumerable.Range(0, WatchLimits.OwnerWatchesMax).Select(i => new Draft
        {
            Kind = Kind.Watch, What = new WatchFacts { Name = $"n{i}", Owner = WatchNodes.Officer, MinSeverity = Severity.Extreme },
            Source = new Source { Key = new SourceKey(AddWatch.Scheme, "tocsin", [$"{i}"], null) },
        }).ToList();
        await node.Journal.Append(all, WarnNode.Stop);
        await node.Follow();
        Assert.Contains("at most 1000 watches", Assert.Single(Assert.IsType<AddingWatch.Refused>(await node.Adding().Handle(Good, WarnNode.Stop)).Why), StringComparison.Ordinal);
        await node.Watch(Good with { Officer = "another" });
        Assert.IsType<AddingWatch.Done>(await node.Adding().Handle(Good with { Name = "n7" }, WarnNode.Stop));
        Assert.IsType<RemovingWatch.Done>(await new RemoveWatch(node.Journal, node.Records, node.Views).Handle("n8", "enough", WarnNode.Stop));
        await node.Follow();
        await node.Watch(Good);
    }

    [Fact]
    public async Task Two_officers_watches_of_one_name_are_told_apart_by_their_ids()
    {
        await using var node = await WatchNodes.Open();
        await node.Watch(Good);
        var second = await node.Watch(Good with { Officer = "another" });
        var remove = new RemoveWatch(node.Journal, node.Records, node.Views);
        Assert.Equal(2, Assert.IsType<RemovingWatch.Several>(await remove.Handle(Good.Name, "w", WarnNode.Stop)).Watches.Length);
        Assert.Equal("another", Assert.IsType<RemovingWatch.Done>(await remove.Handle($"{second}", "w", WarnNode.Stop)).Watch.Facts.Owner);
    }

    static Polygon Round(int corners) =>
        Ring([.. Enumerable.Range(0, corners).Select(i => (105 + Math.Cos(2 * Math.PI * i / corners), 21 + Math.Sin(2 * Math.PI * i / corners)))]);

    static string[] Numbered(string word, int count, string end = "") => [.. Enumerable.Range(0, count).Select(i => $"{word}{i}{end}")];
}
