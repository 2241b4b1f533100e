using NodaTime;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Xunit;

namespace Tocsin.Tests.Share;

public sealed class SourcesTests
{
    static readonly CancellationToken Stop = CancellationToken.None;

    [Fact]
    public async Task Each_publisher_is_heard_under_each_scheme_of_its_keys()
    {
        await using var desk = await Desk.Open();
        await desk.Journal.Append([Desk.Quake("one", "a"), Desk.Quake("two", "b"), Desk.Quake("nobody's"), Told("USGS", null), Told(null, "firms")], Stop);
        await desk.Follow();
        Assert.Equal(["USGS/ 1", "USGS/usgs 2", "sender/firms 1"], (await Heard(desk)).Select(s => $"{s.Publisher}/{s.Scheme} {s.Count}").Order(StringComparer.Ordinal));
        Assert.All(await Heard(desk), source => Assert.InRange(TimeProvider.System.Now() - source.Last, Duration.Zero, Duration.FromMinutes(1)));
        var document = await desk.Store.Views.Document(SourcesFollower.View, SourcesFollower.KeyOf("USGS", "usgs"), Stop);
        Assert.Equal(2, SourceHeard.Read(document!).Count);
    }

    [Fact]
    public async Task A_record_that_arrives_anew_with_its_content_is_heard_once()
    {
        await using var desk = await Desk.Open();
        await desk.Journal.Append([Desk.Quake("one", "a"), Desk.Quake("two", "b")], Stop);
        var held = await desk.Store.Records.ReadAfter(0, 10, Stop);
        StoredRecord Arrival(long number, int record, bool withheld) => new(number, held[record].Address, held[record].Leaf, withheld ? default : held[record].Content);
        var follower = new SourcesFollower(desk.Journal.Log.Party, desk.Store.Records, desk.Store.Views);
        var cursor = 0L;
        foreach (var (batch, count) in new[]
        {
            (new[] { Arrival(1, 0, withheld: false), Arrival(2, 1, withheld: true) }, 1L),
            ([Arrival(3, 1, withheld: false)], 2L),
            ([Arrival(4, 0, withheld: false), Arrival(5, 1, withheld: false)], 2L),
        })
        {
            Assert.True(await desk.Store.Views.Advance(follower.Name, cursor, batch[^1].Arrival, await follower.Follow(batch, Stop), Stop));
            cursor = batch[^1].Arrival;
            Assert.Equal(count, Assert.Single(await Heard(desk)).Count);
        }
    }

    [Fact]
    public async Task What_the_node_writes_by_itself_is_no_source()
    {
        await using var desk = await Desk.Open();
        await desk.Journal.Append(Told(null, SourceKey.Own), Stop);
        await desk.Journal.Append(Told("", null), Stop);
        await desk.Follow();
        Assert.Empty(await Heard(desk));
    }

    [Theory]
    [InlineData(true)]  // The erasure is followed by itself.
    [InlineData(false)] // Its content is gone before the sources have read that it goes, or read it at all.
    public async Task An_erased_source_was_never_heard_and_a_rebuild_says_the_same(bool followedBefore)
    {
        await using var desk = await Desk.Open();
        await desk.Journal.Append([Desk.Quake("one", "a"), Desk.Quake("two", "b"), Told("zyxwpublisher", "firms")], Stop);
        if (followedBefore) await desk.Follow();
        else await new FollowerLoop(new IndexFollower(desk.Store.Records), desk.Store.Records, desk.Store.Views, desk.Passing).CatchUp(long.MaxValue, Stop);
        await desk.Erase.Erase(new RecordAddress(Desk.Log, 0), [], "asked for", Stop);
        await desk.Erase.Erase(new RecordAddress(Desk.Log, 2), [Group.Source], "asked for", Stop);
        await desk.Erase.Erase(new RecordAddress(Desk.Log, 1), [Group.Text], "asked for", Stop);
        await desk.Follow();
        Assert.Equal(["USGS 1"], (await Heard(desk)).Select(s => $"{s.Publisher} {s.Count}"));
        var rebuilt = await desk.Rebuild();
        Assert.True(rebuilt is Rebuilding.Same, $"{rebuilt}");
    }

    static Draft Told(string? publisher, string? scheme) => new()
    {
        Kind = Kind.Observation,
        What = new EventFacts { Type = "hotspot", Category = Category.Fire, At = Instant.FromUtc(2026, 1, 2, 3, 4) },
        Source = new Source { Publisher = publisher, Key = scheme is null ? null : new SourceKey(scheme, "sender", [$"{publisher} {scheme}"], null) },
    };

    static Task<IReadOnlyList<SourceHeard>> Heard(Desk desk) => SourcesFollower.All(desk.Store.Views, Stop);
}
