using System.Text;
using Tocsin.Formats;
using Tocsin.Formats.Misp;
using Tocsin.Warn.Feeds;
using Xunit;

namespace Tocsin.Tests.Warn.Feeds;

/// <summary>Which events of a MISP feed are fetched, and how many at one time.</summary>
public sealed class MispFeedEventsTests
{
    static MispManifestEvent Event(int number, long timestamp = 1) => new($"00000000-0000-4000-8000-{number:x12}", timestamp);

    static List<MispManifestEvent> Events(int count) => [.. Enumerable.Range(1, count).Select(number => Event(number, number))];

    [Fact]
    public void What_is_new_or_later_is_fetched_the_oldest_first()
    {
        var manifest = new[] { Event(1, 30), Event(2, 20), Event(3, 10), new("../../etc/passwd", 5) };
        var first = MispFeedEvents.Step(manifest, []);
        Assert.Equal([Event(3, 10), Event(2, 20), Event(1, 30)], first.Fetch.ToArray());
        Assert.Equal((1L, "manifest.json: '../../etc/passwd' is no UUID: it names no event"), (first.Refused, first.Why));
        var followed = MispFeedEvents.With([], [.. first.Fetch.Select(MispFeedEvents.Mark)]).ToList();
        Assert.Empty(MispFeedEvents.Step(manifest, followed).Fetch.ToArray());
        manifest[2] = Event(3, 11);
        Assert.Equal(Event(3, 11), Assert.Single(MispFeedEvents.Step(manifest, followed).Fetch));
        manifest[2] = Event(3, 9);      // Put back by its author: what is held here is later.
        Assert.Empty(MispFeedEvents.Step(manifest, followed).Fetch.ToArray());
        Assert.Equal(3, MispFeedEvents.With(followed, [MispFeedEvents.Mark(Event(3, 11))]).Count());
    }

    [Fact]
    public void A_file_that_was_missing_comes_behind_the_others()
    {
        var followed = MispFeedEvents.With([MispFeedEvents.Mark(Event(3, 10))], [MispFeedEvents.MarkMissing(Event(1, 10))]).ToList();
        Assert.Equal([Event(2, 20), Event(1, 10)], MispFeedEvents.Step([Event(1, 10), Event(2, 20), Event(3, 10)], followed).Fetch.ToArray());
    }

    [Fact]
    public void Of_those_that_were_missing_the_one_that_was_asked_for_last_comes_last()
    {
        var followed = MispFeedEvents.With([MispFeedEvents.MarkMissing(Event(1)), MispFeedEvents.MarkMissing(Event(2))], [MispFeedEvents.MarkMissing(Event(1))]).ToList();
        Assert.Equal([Event(3), Event(2), Event(1)], MispFeedEvents.Step([Event(1), Event(2), Event(3)], followed).Fetch.ToArray());
    }

    [Theory]
    [InlineData(FeedLimits.LinksMax, false)]
    [InlineData(FeedLimits.LinksMax + 1, true)]
    public void So_many_at_one_time(int count, bool areMore)
    {
        var step = MispFeedEvents.Step(Events(count), []);
        Assert.Equal((FeedLimits.LinksMax, areMore), (step.Fetch.Length, step.AreMore));
    }

    [Theory]
    [InlineData(FeedLimits.LinksKept, 0)]
    [InlineData(FeedLimits.LinksKept + 1, 1)]
    public void Of_so_many_the_newest_are_followed(int count, int left)
    {
        var step = MispFeedEvents.Step(Events(count), []);
        Assert.Equal((left, left == 0), (step.Refused, step.Why is null));
        Assert.Equal(left + 1, step.Fetch[0].Timestamp);
    }

    [Fact]
    public void A_manifest_reads_as_others_write_it()
    {
        using var bytes = new MemoryStream("""{"5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a10":{"timestamp":"1517918200"},"5B1F0D3A-9A2E-4A6B-8F37-3F1F3B8E5A11":{"timestamp":1517918201},"x":5}"""u8.ToArray());
        var read = MispManifest.Read(bytes).Value;
        Assert.Equal([("5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a10", 1517918200), ("5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a11", 1517918201), (null, 0)], read.Select(each => (each.Uuid, each.Timestamp)));
    }

    [Theory]
    [InlineData("[]", "the manifest is no JSON object")]
    [InlineData("{\"a\":", "the manifest is no JSON that is well-formed")]
    public void What_is_no_manifest_says_why(string text, string why) => Assert.Equal(why, MispManifest.Read(new MemoryStream(Encoding.UTF8.GetBytes(text))).Refusal.Reason);

    [Theory]
    [InlineData(FormatLimits.JsonItemBytesMax, true)]
    [InlineData(FormatLimits.JsonItemBytesMax + 1, false)]
    public void A_manifest_has_so_many_bytes(int length, bool isRead)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill((byte)' ');
        (bytes[0], bytes[1]) = ((byte)'{', (byte)'}');
        Assert.Equal(isRead, MispManifest.Read(new MemoryStream(bytes)).IsRead);
    }
}
