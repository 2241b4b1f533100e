using System.Buffers;
using System.Text;
using Tocsin.Log;
using Tocsin.Share.Records;
using Xunit;

namespace Tocsin.Tests.Share.Relays;

/// <summary>The example of docs/spec/relay.md, read from the page itself.</summary>
public sealed class RelaySpecTests
{
    static byte[] LeafBytes => Encoding.UTF8.GetBytes(SpecPage.Line("relay", "leaf"));

    static byte[] ContentBytes()
    {
        var content = new ArrayBufferWriter<byte>();
        foreach (var line in SpecPage.Line("relay", "disclosures").Split('\n')) Content.Append(content, Encoding.UTF8.GetBytes(line));
        return content.WrittenSpan.ToArray();
    }

    [Fact]
    public void The_relay_of_the_page_verifies_and_says_what_the_page_says()
    {
        var record = RecordSpecTests.Read(LeafBytes, ContentBytes()).Value;
        Assert.Equal(SpecPage.Line("relay", "leaf-hash"), MerkleTree.Leaf(LeafBytes).ToBase64Url());
        var from = record.Relayed!;
        Assert.Equal((Kind.Relay, Tlp.Amber, Kind.Observation, Tlp.Amber), (record.Leaf.Kind, record.Leaf.Marking, from.Leaf.Kind, from.Leaf.Marking));
        Assert.Equal((SpecPage.Line("relay", "original"), 0, 1, "Agency of Alpha"), (Encoding.UTF8.GetString(Original()), from.Address.Index, from.Consent!.Address.Index, from.Author));
        Assert.Equal(record.Address.Log.Circle.ToBase64Url(), from.Consent.Facts.Circle);
        Assert.Equal(["Cholera in the port"], record.Texts.Select(text => text.Headline));
        Assert.Null(record.Where);
        Assert.Equal(3, from.Leaf.Digests.Length);
    }

    static byte[] Original()
    {
        var text = SpecPage.Line("relay", "disclosures");
        var start = text.IndexOf("\"leaf\":\"", StringComparison.Ordinal) + 8;
        return System.Buffers.Text.Base64Url.DecodeFromChars(text.AsSpan(start, text.IndexOf('"', start) - start));
    }

    [Fact]
    public void A_changed_byte_of_it_is_refused()
    {
        var content = ContentBytes();
        for (var at = 0; at < content.Length; at++)
        {
            content[at] ^= 1;
            Assert.False(RecordSpecTests.Read(LeafBytes, content).IsValue, $"byte {at} of the content can be changed");
            content[at] ^= 1;
        }
    }
}
