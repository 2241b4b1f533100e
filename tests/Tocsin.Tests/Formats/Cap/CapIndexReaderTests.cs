using Tocsin.Formats.Cap;
using Xunit;

namespace Tocsin.Tests.Formats.Cap;

/// <summary>Indexes of alerts.</summary>
public sealed class CapIndexReaderTests
{
    [Fact]
    public void Atom_prefers_the_link_that_says_CAP()
    {
        var read = CapIndexReader.Read(Items.Bytes("""
            <feed xmlns="http://www.w3.org/2005/Atom"><id>f</id><link href="https://a.example/self"/>
            <entry><id>1</id><updated>2026-03-01T12:00:00Z</updated><link href="https://a.example/1.html"/><link type="application/cap+xml" href="https://a.example/1.cap"/></entry>
            <entry><id>2</id><link rel="self" href="https://a.example/no"/><link href=" 2.cap "/></entry>
            <entry><id>3</id></entry></feed>
            """));
        Assert.Equal([new CapLink("https://a.example/1.cap", "1|2026-03-01T12:00:00Z|https://a.example/1.cap"), new CapLink("2.cap", "2|2.cap")], read.Value.ToArray());
    }

    [Fact]
    public void Rss() => Assert.Equal([new CapLink("https://a.example/1.cap", "g1|Sun, 01 Mar 2026 12:00:00 GMT|https://a.example/1.cap")],
        CapIndexReader.Read(Items.Bytes("<rss version='2.0'><channel><link>https://a.example</link><item><guid>g1</guid><link>https://a.example/1.cap</link><pubDate>Sun, 01 Mar 2026 12:00:00 GMT</pubDate></item></channel></rss>")).Value.ToArray());

    [ForeignTheory]
    [InlineData("earthquake_index.atom", 1, "http")]
    [InlineData("weather_index.atom", 2, "http")]
    [InlineData("ny_index.rss", 2, "http")]
    [InlineData("empty_weather_index.atom", 0, "")]
    public void Real_indexes(string file, int count, string begins)
    {
        var links = CapIndexReader.Read(File.OpenRead(Foreign.Path("data/cap/google/" + file))).Value;
        Assert.Equal(count, links.Length);
        Assert.All(links, link => Assert.StartsWith(begins, link.Link, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "byte 0: the file is empty")]
    [InlineData("<alert/>", "line 1: this is no index of alerts: its root element is 'alert'")]
    [InlineData("<feed><entry>", "not well-formed")]
    [InlineData("<!DOCTYPE feed [<!ENTITY a 'b'>]><feed/>", "document type declaration")]
    public void What_is_no_index_says_so(string text, string reason) => Assert.Contains(reason, CapIndexReader.Read(Items.Bytes(text)).Refusal.ToString(), StringComparison.Ordinal);
}
