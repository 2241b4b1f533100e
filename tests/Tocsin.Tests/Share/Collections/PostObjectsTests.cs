using System.Text;
using Tocsin.Share.Collections;
using Tocsin.Share.Doors;
using Xunit;
using static Tocsin.Tests.Share.Collections.CollectionDesk;

namespace Tocsin.Tests.Share.Collections;

/// <summary>Each posted object is judged by itself.</summary>
public sealed class PostObjectsTests
{
    [Fact]
    public async Task Good_and_bad_ones_are_told_apart_with_their_reasons()
    {
        await using var desk = await Open();
        var posted = await desk.Judge(Malware(1), "{\"type\":\"malware\"}", "7", Object("sighting", Uuid(2), $"\"created\":\"{When}\",\"modified\":\"{When}\""), Malware(3, "3000-01-01T00:00:00.000Z"));
        Assert.Equal([null, "it has no id", "a STIX object must be a JSON object", "the sighting does not say of what it is"], posted.Take(4).Select(each => each.Fault));
        Assert.Contains("one of the two clocks is wrong", posted[4].Fault, StringComparison.Ordinal);
        Assert.Equal([$"malware--{Uuid(1)}", "objects[1]", "objects[2]", $"sighting--{Uuid(2)}", $"malware--{Uuid(3)}"], posted.Select(each => each.Id));
    }

    [Theory]
    [InlineData("{\"objects\":[", "breaks off")]
    [InlineData("{\"objects\":[{\"type\":\"malware\"}],}", "breaks off")]
    [InlineData("[]", "no JSON object")]
    [InlineData("{\"objects\":7}", "no list")]
    [InlineData("{}", "no objects")]
    [InlineData("{\"objects\":[]}", "no objects")]
    [InlineData("{\"objects\":[{}],\"objects\":[{}]}", "twice")]
    [InlineData("{\"type\":\"bundle\",\"id\":\"bundle--1\",\"objects\":[{}]}", "a bundle")]
    [InlineData("{\"objects\":[{}]} {}", "breaks off")]
    public async Task An_envelope_that_does_not_read_is_refused_whole(string envelope, string why)
    {
        await using var desk = await Open();
        var size = desk.Desk.Journal.Head.Size;
        var unreadable = Assert.IsType<PostingObjects.Unreadable>(await new PostObjects(desk.Desk.Journal, desk.Desk.Terms, TimeProvider.System).Handle(Encoding.UTF8.GetBytes(envelope), "t", "t", WarningListShelf.None, Desk.Stop));
        Assert.Contains(why, unreadable.Why, StringComparison.Ordinal);
        Assert.Equal(size, desk.Desk.Journal.Head.Size);
    }

    [Fact]
    public async Task So_many_objects_and_no_more()
    {
        await using var desk = await Open();
        Assert.Equal(PostObjects.ObjectsMax, (await desk.Judge(Enumerable.Repeat(Malware(1), PostObjects.ObjectsMax))).Count);
        Assert.Equal(PostObjects.ObjectsMax + 1, Assert.IsType<PostingObjects.TooMany>(await desk.Post(Enumerable.Repeat(Malware(1), PostObjects.ObjectsMax + 1))).Count);
    }
}
