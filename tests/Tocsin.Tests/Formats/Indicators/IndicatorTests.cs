using System.Text;
using NodaTime;
using Tocsin.Formats;
using Tocsin.Formats.Indicators;
using Xunit;

namespace Tocsin.Tests.Formats.Indicators;

public sealed class IndicatorTests
{
    static Item<Indicator>[] Read(string text) => [.. IndicatorReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)))];

    static Item<SightingRow>[] Sightings(string text) => [.. SightingReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)))];

    [Theory]
    [InlineData("Evil.EXAMPLE.", IndicatorType.Domain, "evil.example", "")]
    [InlineData("evil[.]example", IndicatorType.Domain, "evil.example", "")]
    [InlineData("evil(dot)example", IndicatorType.Domain, "evil.example", "")]
    [InlineData("münchen.example", IndicatorType.Domain, "xn--mnchen-3ya.example", "")]
    [InlineData("_dmarc.evil.example", IndicatorType.Domain, "_dmarc.evil.example", "")]
    [InlineData("*.evil.example", IndicatorType.Domain, "evil.example", "every name below")]
    [InlineData(".evil.example", IndicatorType.Domain, "evil.example", "every name below")]
    [InlineData("8.8.4.4", IndicatorType.Ip, "8.8.4.4", "")]
    [InlineData("10[.]0[.]0[.]1", IndicatorType.Ip, "10.0.0.1", "reserved address")]
    [InlineData("2001:DB8:0:0:0:0:0:1", IndicatorType.Ip, "2001:db8::1", "reserved address")]
    [InlineData("2A00:1450:0:0::8", IndicatorType.Ip, "2a00:1450::8", "")]
    [InlineData("8.8.0.0/16", IndicatorType.Network, "8.8.0.0/16", "")]
    [InlineData("8.8.4.4/16", IndicatorType.Network, "8.8.0.0/16", "read as the network 8.8.0.0/16")]
    [InlineData("2a00::/16", IndicatorType.Network, "2a00::/16", "")]
    [InlineData("8.8.4.4:8080", IndicatorType.Endpoint, "8.8.4.4:8080", "")]
    [InlineData("8.8.4.4[:]8080", IndicatorType.Endpoint, "8.8.4.4:8080", "")]
    [InlineData("[2a00::1]:443", IndicatorType.Endpoint, "[2a00::1]:443", "")]
    [InlineData("Evil.example:8443", IndicatorType.Endpoint, "evil.example:8443", "")]
    [InlineData("hxxps://Evil[.]EXAMPLE:443/A?b#c", IndicatorType.Url, "https://evil.example/A?b#c", "")]
    [InlineData("HTTP://evil.example:8080", IndicatorType.Url, "http://evil.example:8080/", "")]
    [InlineData("http://evil.example?x", IndicatorType.Url, "http://evil.example/?x", "")]
    [InlineData("http://me:secret@evil.example/", IndicatorType.Url, "http://evil.example/", "user name")]
    [InlineData("http://[2A00:0::1]:80/a", IndicatorType.Url, "http://[2a00::1]/a", "")]
    [InlineData("evil.example/login", IndicatorType.Url, "http://evil.example/login", "read as http")]
    [InlineData("D41D8CD98F00B204E9800998ECF8427E", IndicatorType.Md5, "d41d8cd98f00b204e9800998ecf8427e", "")]
    [InlineData("da39a3ee5e6b4b0d3255bfef95601890afd80709", IndicatorType.Sha1, "da39a3ee5e6b4b0d3255bfef95601890afd80709", "")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", IndicatorType.Sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "")]
    public void An_indicator_has_one_form(string written, IndicatorType type, string value, string note)
    {
        var parsed = IndicatorParse.Parse(written, "line 1");
        Assert.Equal((type, value, written), (parsed.Value.Type, parsed.Value.Value, parsed.Value.AsWritten));
        Assert.Contains(note, string.Join('\n', parsed.Repairs), StringComparison.Ordinal);
        Assert.Equal(note.Length == 0, parsed.Repairs.IsEmpty);
    }

    // The spellings that iocextract's documentation lists as "defanged" (InQuest, README, "Supported").
    [Theory]
    [InlineData("http://example[.]com/path")]
    [InlineData("http://example(.)com/path")]
    [InlineData("http://example[dot]com/path")]
    [InlineData("http://example(dot)com/path")]
    [InlineData("http://example\\.com/path")]
    [InlineData("http://example[.com/path")]
    [InlineData("http://example.]com/path")]
    [InlineData("http://example.com[/]path")]
    [InlineData("http[:]//example.com/path")]
    [InlineData("hxxp://example.com/path")]
    [InlineData("hXXp[:]//example[.]com[/]path")]
    [InlineData("http[://]example.com/path")]
    public void Defanged_spellings_are_one_value(string written) => Assert.Equal("http://example.com/path", IndicatorParse.Parse(written, "").Value.Value);

    // RFC 5952 §1, §2 and §4.
    [Theory]
    [InlineData("2001:0db8::0001", "2001:db8::1")]
    [InlineData("2001:db8:0:0:0:0:2:1", "2001:db8::2:1")]
    [InlineData("2001:db8:0000:1:1:1:1:1", "2001:db8:0:1:1:1:1:1")]
    [InlineData("2001:0:0:1:0:0:0:1", "2001:0:0:1::1")]
    [InlineData("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1")]
    [InlineData("2001:DB8:AAAA:BBBB:CCCC:DDDD::1", "2001:db8:aaaa:bbbb:cccc:dddd:0:1")]
    [InlineData("2001:db8::aaaa:0:0:1", "2001:db8::aaaa:0:0:1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("::FFFF:C000:201", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1/128", "192.0.2.1/32")]
    [InlineData("::ffff:0:0/96", "0.0.0.0/0")]
    [InlineData("http://[::ffff:192.0.2.1]:8080/", "http://192.0.2.1:8080/")]
    public void An_address_has_the_form_of_RFC_5952(string written, string value) => Assert.Equal(value, IndicatorParse.Parse(written, "").Value.Value);

    // RFC 3492 §7.1 (labels of the samples), and names in RFC 5893 and RFC 6531's time: as browsers write them.
    [Theory]
    [InlineData("他们为什么不说中文.example", "xn--ihqwcrb4cv8a8dqg056pqjye.example")]
    [InlineData("почемужеонинеговорятпорусски.example", "xn--b1abfaaepdrnnbgefbadotcwatmq2g4l.example")]
    [InlineData("TạisaohọkhôngthểchỉnóitiếngViệt.example", "xn--tisaohkhngthchnitingvit-kjcr8268qyxafd2f1b9g.example")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("BÜCHER。example", "xn--bcher-kva.example")]
    [InlineData("XN--BCHER-KVA.example", "xn--bcher-kva.example")]
    public void An_international_name_is_its_A_label(string written, string value) => Assert.Equal(value, IndicatorParse.Parse(written, "").Value.Value);

    [Theory]
    [InlineData("localhost", "has no dot")]
    [InlineData("1.2.3.256", "neither a host name nor a valid IP address")]
    [InlineData("010.1.1.1", "neither a host name nor a valid IP address")]
    [InlineData("8.8.0.0/33", "prefix is longer")]
    [InlineData("8.8.4.4:99999", "a port is a number")]
    [InlineData("xn--kr.xn--kr", "not a valid international host name")]
    [InlineData("a..example", "empty")]
    [InlineData("-a.example", "hyphen")]
    [InlineData("a b.example", "character that no host name has")]
    [InlineData("invoice.exe", "a file name")]
    [InlineData("/gate.php", "a path without a host")]
    [InlineData("someone@example.org", "e-mail")]
    [InlineData("javascript://x.example/", "scheme 'javascript'")]
    [InlineData("http://evil.example:0/", "port")]
    public void What_is_no_indicator_is_refused(string written, string reason) =>
        Assert.Contains(reason, IndicatorParse.Parse(written, "line 1").Refusal.Reason, StringComparison.Ordinal);

    [Fact]
    public void A_list_has_comments_of_three_kinds()
    {
        var items = Read("# head\n\n; x\n// y\nevil.example # seen\nhttp://a.example/#b\n8.8.4.4\t; c2\nnonsense\nb.example // shop \"x\n");
        Assert.Equal(["line 5", "line 6", "line 7", "line 8", "line 9"], items.Select(i => i is Item<Indicator>.Read r ? r.At : ((Item<Indicator>.Refused)i).Refusal.At));
        Assert.Equal(["seen", null, "c2", "shop \"x"], items.OfType<Item<Indicator>.Read>().Select(i => i.Value.Description));
        Assert.Equal("http://a.example/#b", ((Item<Indicator>.Read)items[1]).Value.Value);
    }

    [Fact]
    public void A_table_names_its_columns()
    {
        var items = Read(Samples.Table).Cast<Item<Indicator>.Read>().ToArray();
        var (first, second) = (items[0], items[1]);
        Assert.Equal((90, TrafficLight.Amber, "fraud", "a \"shop\", closed\nin May"), (first.Value.ConfidencePercent, first.Value.Tlp, first.Value.Category, first.Value.Description));
        Assert.Equal((Instant.FromUtc(2024, 1, 2, 0, 0), Instant.FromUtc(2024, 3, 4, 5, 6, 7)), (first.Value.FirstSeen, first.Value.LastSeen));
        Assert.Equal("line 2, first_seen: the time 2024-01-02 has no zone: read as UTC", Assert.Single(first.Repairs).ToString());
        Assert.Equal(("line 4", IndicatorType.Ip, 85, TrafficLight.Clear), (second.At, second.Value.Type, second.Value.ConfidencePercent, second.Value.Tlp));
        Assert.Equal(Instant.FromUtc(2024, 1, 1, 17, 0), second.Value.FirstSeen);
        Assert.Equal(3, second.Repairs.Length); // reserved, the type says domain, WHITE
    }

    [Theory]
    [InlineData("evil.example,email,,,", "'email' are not read")]
    [InlineData("evil.example,domain,purple,,", "no TLP marking")]
    [InlineData("evil.example,domain,,200,", "0 to 100")]
    [InlineData("evil.example,domain,,,soon", "not a time")]
    [InlineData(",domain,,,", "the indicator is empty")]
    [InlineData("evil.example,domain,,,,,,", "columns where the header has")]
    [InlineData("\"evil.example\"x,domain,,,", "after a closing quote")]
    public void One_bad_row_of_a_table_does_not_cost_the_next(string row, string reason)
    {
        var items = Read($"value,type,tlp,confidence,first_seen\n{row}\ngood.example,domain,,,\n");
        var refusal = Assert.IsType<Item<Indicator>.Refused>(items[0]).Refusal;
        Assert.StartsWith("line 2", refusal.At, StringComparison.Ordinal);
        Assert.Contains(reason, refusal.Reason, StringComparison.Ordinal);
        Assert.IsType<Item<Indicator>.Read>(items[1]);
    }

    [Fact]
    public void Another_format_is_not_read_line_by_line() =>
        Assert.Contains("JSON or XML", Assert.IsType<Item<Indicator>.Refused>(Assert.Single(Read("{\n\"list\":[]}"))).Refusal.Reason, StringComparison.Ordinal);

    [Fact]
    public void Sightings_are_read()
    {
        var rows = Sightings(Samples.Sightings).Cast<Item<SightingRow>.Read>().ToArray();
        var (first, second) = (rows[0].Value, rows[1].Value);
        Assert.Equal((Instant.FromUtc(2024, 3, 4, 23, 12), Offset.FromHours(7), "evil.example", 3L), (first.Time, first.Offset, first.Indicator.Value, first.Count));
        Assert.Equal(("cert.example", "proxy-1", "two, or three"), (first.Source, first.Sensor, first.Description));
        Assert.Equal((Instant.FromUtc(2024, 3, 5, 6, 13), 1L, null), (second.Time, second.Count, second.Source));
        Assert.Contains("no zone", Assert.Single(rows[1].Repairs).Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("time,indicator\n,evil.example", "line 2, time", "the time is missing")]
    [InlineData("time,value,count\n2024-01-01T00:00:00Z,evil.example,0", "line 2, count", "whole number from 1")]
    [InlineData("time,value\n2024-01-01T00:00:00Z,evil", "line 2", "no dot")]
    [InlineData("time,value\n9999-12-31T23:59:59-18:00,evil.example", "line 2, time", "outside of the calendar")]
    [InlineData("time,value\n-9998-01-01T00:00:00+00:01,evil.example", "line 2, time", "outside of the calendar")]
    [InlineData("when,what\n1,2", "line 1", "needs the columns time and indicator")]
    public void Bad_sightings_are_refused(string csv, string at, string reason)
    {
        var refusal = Assert.IsType<Item<SightingRow>.Refused>(Assert.Single(Sightings(csv))).Refusal;
        Assert.Equal(at, refusal.At);
        Assert.Contains(reason, refusal.Reason, StringComparison.Ordinal);
    }
}
