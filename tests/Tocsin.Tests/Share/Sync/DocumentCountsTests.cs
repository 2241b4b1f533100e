using System.Text;
using Tocsin.Log;
using Tocsin.Share.Sync;
using Xunit;

namespace Tocsin.Tests.Share.Sync;

/// <summary>What every message of a circle repeats is written once and known again at a glance, and means what it says nevertheless.</summary>
public sealed class DocumentCountsTests
{
    static readonly string Epoch = Hash.Of("a charter"u8).ToBase64Url();

    static SyncMessage Read(string body) => SyncMessage.Read(Encoding.UTF8.GetBytes(body)).Value;

    [Fact]
    public void A_message_bears_the_same_bytes_whoever_counted()
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal) { ["b"] = 3, ["a"] = 12 };
        var literal = $"{{\"epoch\":\"{Epoch}\",\"parties\":{{\"a\":12,\"b\":3}},\"v\":1,\"wait\":25}}\n";
        Assert.Equal(literal, Encoding.UTF8.GetString((new SyncMessage(Epoch, counts) { Wait = 25 }).Bytes()));
        Assert.Equal(literal, Encoding.UTF8.GetString((new SyncMessage(Epoch, DocumentCounts.Of(counts)) { Wait = 25 }).Bytes()));
    }

    static DocumentCounts Held(params (string Party, int Count)[] counts) => DocumentCounts.Of(counts.Select(each => KeyValuePair.Create(each.Party, each.Count)));

    [Fact]
    public void What_is_held_here_is_known_again_and_what_another_tells_is_not_remembered()
    {
        var held = Held(("once", 1), ("twice", 2));
        var body = $"{{\"epoch\":\"{Epoch}\",\"parties\":{{\"once\":1,\"twice\":2}},\"v\":1,\"cursor\":\"x.1\"}}";
        var (first, second) = (Read(body), Read(body.Replace("x.1", "x.2", StringComparison.Ordinal)));
        Assert.All([first, second], message => Assert.Same(held, message.Parties));
        Assert.Equal(("x.2", 1, 2), (second.Cursor, second.Parties["once"], second.Parties["twice"]));
        var told = body.Replace("\"twice\":2", "\"twice\":3", StringComparison.Ordinal);
        Assert.Equal(3, Read(told).Parties["twice"]);
        Assert.NotSame(Read(told).Parties, Read(told).Parties);
    }

    [Theory]
    [InlineData(",\"parties\":{}")]
    [InlineData(",\"v\":1")]
    public void What_stands_twice_is_refused_whether_it_is_held_here_or_not(string again)
    {
        var body = $"{{\"epoch\":\"{Epoch}\",\"parties\":{{\"stands\":1}},\"v\":1";
        Assert.False(SyncMessage.Read(Encoding.UTF8.GetBytes(body + again + "}")).IsValue);
        Assert.Same(Held(("stands", 1)), Read(body + "}").Parties);
        Assert.False(SyncMessage.Read(Encoding.UTF8.GetBytes(body + again + "}")).IsValue);
    }

    [Fact]
    public void Neither_a_brace_in_a_name_nor_a_place_elsewhere_is_taken_for_it()
    {
        Held(("a", 1));
        var braced = Read($"{{\"epoch\":\"{Epoch}\",\"parties\":{{\"a\":1,\"}}\":2}},\"v\":1}}");
        Assert.Equal(2, braced.Parties["}"]);
        // 43 characters that end the epoch and begin another object: what stands in that is not the message's own.
        var within = "\",\"x\":{\"y\":\"" + new string('z', 43 - 12);
        Assert.False(SyncMessage.Read(Encoding.UTF8.GetBytes($"{{\"epoch\":\"{within}\",\"parties\":{{\"a\":1}}}},\"v\":1}}")).IsValue);
    }
}
