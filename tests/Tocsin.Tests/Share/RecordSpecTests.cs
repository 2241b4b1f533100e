using System.Buffers;
using System.Text;
using System.Text.Json;
using NodaTime;
using Tocsin.Log;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Xunit;
using Record = Tocsin.Share.Records.Record;

namespace Tocsin.Tests.Share;

/// <summary>The examples of docs/spec/record.md, party.md and charter.md, read from the pages themselves.</summary>
public sealed class RecordSpecTests
{
    static byte[] LeafBytes => Encoding.UTF8.GetBytes(SpecPage.Line("record", "leaf"));
    static byte[] ContentBytes => Convert.FromHexString(SpecPage.Example("record", "content").ReplaceLineEndings(""));

    [Fact]
    public void The_leaf_reads_hashes_and_is_written_again_to_the_byte()
    {
        var leaf = LeafReader.Read(LeafBytes).Value;
        Assert.Equal(SpecPage.Line("record", "leaf-hash"), MerkleTree.Leaf(LeafBytes).ToBase64Url());
        Assert.Equal((Kind.Observation, 2, Tlp.Amber, false), (leaf.Kind, leaf.Revision, leaf.Marking, leaf.Exercise));
        Assert.Equal(Instant.FromUtc(2026, 1, 2, 3, 5) + Duration.FromMilliseconds(250), leaf.Time);
        Assert.Equal((Relation.Revises, 7L), (leaf.References[0].Relation, leaf.References[0].Index));
        var written = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(written, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) leaf.Write(json);
        Assert.Equal(SpecPage.Line("record", "leaf"), Encoding.UTF8.GetString(written.WrittenSpan));
    }

    [Fact]
    public void The_disclosures_are_the_content_and_their_digests_are_the_leafs()
    {
        var lines = SpecPage.Line("record", "disclosures").Split('\n');
        var content = new ArrayBufferWriter<byte>();
        foreach (var line in lines) Content.Append(content, Encoding.UTF8.GetBytes(line));
        Assert.Equal(ContentBytes, content.WrittenSpan.ToArray());
        var digests = lines.Select(line => Disclosure.Digest(Encoding.UTF8.GetBytes(line)));
        Assert.Equal(SpecPage.Line("record", "digests").Split('\n'), digests.Select(digest => digest.ToBase64Url()));
        Assert.Equal(digests, LeafReader.Read(LeafBytes).Value.Digests);
        Assert.Equal(SpecPage.Line("record", "content-bundle-start"), $"{ContentBytes.Length:x8}{Encoding.UTF8.GetByteCount(lines[0]):x8}");
    }

    [Fact]
    public void The_record_says_what_it_says()
    {
        var record = Read(LeafBytes, ContentBytes).Value;
        var facts = Assert.IsType<EventFacts>(record.What);
        Assert.Equal(("earthquake", Category.Geo, 5.5), (facts.Type, facts.Category, facts.Numbers!["magnitude"]));
        Assert.Equal("25 km E of Đà Nẵng", record.Where!.Name);
        Assert.Equal("us7000abcd", Assert.Single(record.Source!.Key!.Keys));
    }

    [Fact]
    public void A_changed_byte_of_the_content_is_refused()
    {
        for (var at = 0; at < ContentBytes.Length; at++)
        {
            var changed = ContentBytes;
            changed[at] ^= 1;
            Assert.False(Read(LeafBytes, changed).IsValue, $"byte {at} of the content can be changed");
        }
    }

    // RFC 9901 §4.2.3 and §4.2.4.2.
    [Theory]
    [InlineData("""["_26bc4LT-ac6q2KI6cBW5es", "family_name", "Möbius"]""", "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0")]
    [InlineData("""["lklxF5jMYlGTPUovMNIvCA", "FR"]""", "w0I8EKcdCtUPkGCNUrfwVp2xEgNjtoIDlOxc9-PlOhs")]
    public void The_digest_is_the_standards_own(string disclosure, string digest) =>
        Assert.Equal(digest, Disclosure.Digest(Encoding.UTF8.GetBytes(disclosure)).ToBase64Url());

    [Fact]
    public void The_partys_documents_are_chained_and_its_charter_is_signed()
    {
        var (first, second) = (PartyDocument.Read(SpecPage.Example("party", "first")).Value, PartyDocument.Read(SpecPage.Example("party", "second")).Value);
        Assert.Equal(SignedNote.Parse(SpecPage.Example("party", "first")).Value.Text, first.Text());
        Assert.Equal(SpecPage.Line("party", "first-hash"), Hash.Of(Encoding.UTF8.GetBytes(first.Text())).ToBase64Url());
        Assert.Equal(SpecPage.Line("party", "first-hash"), second.Previous);
        var charter = Charter.Read(SpecPage.Example("charter", "charter"), first).Value;
        Assert.Equal(SpecPage.Line("charter", "circle"), charter.Hash().ToBase64Url());
        Assert.Equal(charter.Hash().ToBase64Url(), second.Keys.Single(key => key.Use == "log").Circle);
        Assert.Equal(Tlp.AmberStrict, charter.Terms().Marking);
    }

    [Theory]
    [InlineData("party", "first")]
    [InlineData("charter", "charter")]
    public void One_character_changed_in_a_document_is_found(string page, string name)
    {
        var (text, member) = (SpecPage.Example(page, name), PartyDocument.Read(SpecPage.Example("party", "first")).Value);
        for (var at = 0; at < text.Length; at++)
        {
            var changed = text[..at] + (char)(text[at] ^ 1) + text[(at + 1)..];
            var isRead = page == "party" ? PartyDocument.Read(changed).IsValue : Charter.Read(changed, member).IsValue;
            Assert.False(isRead, $"character {at} can be changed");
        }
    }

    internal static Parsed<Record> Read(ReadOnlySpan<byte> leaf, ReadOnlySpan<byte> content) =>
        RecordReader.Read(new RecordAddress(LeafReader.Read(leaf) is { IsValue: true } read ? read.Value.Log : default, 0), leaf, content);
}
