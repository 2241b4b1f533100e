using System.Text;
using Tocsin.Formats;
using Tocsin.Formats.Cap;
using Tocsin.Formats.GeoJson;
using Tocsin.Formats.Indicators;
using Xunit;

namespace Tocsin.Tests.Formats.Text;

public sealed class TextDecodingTests
{
    static Item<CapAlert> Cap(byte[] bytes) => CapReader.Read(new MemoryStream(bytes)).Single();

    static byte[] In(Encoding encoding, string text) => [.. encoding.GetPreamble(), .. encoding.GetBytes(text)];

    public static TheoryData<string, byte[]> Encodings => new()
    {
        { "UTF-8", In(new UTF8Encoding(false), Samples.Cap) },
        { "UTF-8 with a mark", In(new UTF8Encoding(true), Samples.Cap) },
        { "UTF-16 little-endian", In(Encoding.Unicode, Samples.Cap.Replace("UTF-8", "UTF-16", StringComparison.Ordinal)) },
        { "UTF-16 big-endian", In(Encoding.BigEndianUnicode, Samples.Cap.Replace("UTF-8", "UTF-16", StringComparison.Ordinal)) },
        { "UTF-16 without a mark", Encoding.Unicode.GetBytes(Samples.Cap.Replace("UTF-8", "UTF-16", StringComparison.Ordinal)) },
        { "UTF-8 that says UTF-16", Encoding.UTF8.GetBytes(Samples.Cap.Replace("UTF-8", "UTF-16", StringComparison.Ordinal)) },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Xml_is_read_in_its_encoding(string name, byte[] bytes)
    {
        var read = Assert.IsType<Item<CapAlert>.Read>(Cap(bytes));
        Assert.True("Bão số 7" == read.Value.Infos[0].Headline, name);
        Assert.Equal(FileFormat.Cap, Recognition.Recognise(bytes, null).Format);
    }

    [Theory]
    [InlineData("ISO-8859-1", 0xE9, 'é')]
    [InlineData("windows-1252", 0x80, '€')]
    [InlineData("US-ASCII", 0x41, 'A')]
    public void Xml_declares_its_encoding(string name, byte raw, char letter)
    {
        var ascii = new string([.. Samples.Cap.Select(c => c < 128 ? c : '?')]).Replace("UTF-8", name, StringComparison.Ordinal).Replace("a drill", "a \u0001", StringComparison.Ordinal);
        var bytes = Encoding.ASCII.GetBytes(ascii);
        bytes[Array.IndexOf(bytes, (byte)1)] = raw;
        Assert.Equal($"a {letter}", Assert.IsType<Item<CapAlert>.Read>(Cap(bytes)).Value.Note);
    }

    [Theory]
    [InlineData(new byte[] { 0xC3, 0xAF, 0xC2, 0xBB, 0xC2, 0xBF, (byte)'<' }, "byte 0", "encoded twice")]
    [InlineData(new byte[] { (byte)'<', (byte)'a', 0, 1 }, "byte 2", "binary data")]
    [InlineData(new byte[] { (byte)'<', (byte)'a', 0xE9, (byte)'>' }, "byte 2", "not UTF-8")]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'<', 0, 0x00, 0xD8, (byte)'<', 0 }, "byte ", "not utf-16")]
    public void What_is_not_text_is_refused_with_its_byte(byte[] bytes, string at, string reason)
    {
        var refusal = Assert.IsType<Item<CapAlert>.Refused>(Cap(bytes)).Refusal;
        Assert.StartsWith(at, refusal.At, StringComparison.Ordinal);
        Assert.Contains(reason, refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_encoding_that_is_not_read_is_named() =>
        Assert.Contains("'KOI8-R'", Assert.IsType<Item<CapAlert>.Refused>(Cap(Encoding.ASCII.GetBytes("<?xml version='1.0' encoding='KOI8-R'?><a/>"))).Refusal.Reason, StringComparison.Ordinal);

    [Fact]
    public void Lists_and_json_are_read_from_UTF_16()
    {
        var list = IndicatorReader.Read(new MemoryStream(In(Encoding.Unicode, Samples.List))).Cast<Item<Indicator>.Read>().Select(i => i.Value.Value);
        Assert.Contains("xn--mnchen-3ya.example", list);
        Assert.Equal(5, GeoJsonReader.Read(new MemoryStream(In(Encoding.BigEndianUnicode, Samples.GeoJson))).OfType<Item<Feature>.Read>().Count());
        Assert.Equal(5, GeoJsonReader.Read(new MemoryStream(In(new UTF8Encoding(true), Samples.GeoJson))).OfType<Item<Feature>.Read>().Count());
    }

    [Fact]
    public void A_byte_that_is_not_UTF_8_costs_its_row_or_feature_alone()
    {
        var list = Encoding.Latin1.GetBytes("a.example\nbé.example\nc.example");
        var items = IndicatorReader.Read(new MemoryStream(list)).ToArray();
        Assert.Equal("line 2: byte 2 of the row is not UTF-8 text: save the file as UTF-8", Assert.IsType<Item<Indicator>.Refused>(items[1]).Refusal.ToString());
        Assert.Equal(3, items.Length);

        var json = Encoding.Latin1.GetBytes(Samples.GeoJson.Replace("\\u00e9", "é", StringComparison.Ordinal));
        Assert.Contains(GeoJsonReader.Read(new MemoryStream(json)).OfType<Item<Feature>.Refused>(), r => r.Refusal.Reason.Contains("UTF-8", StringComparison.Ordinal) || r.Refusal.Reason.Contains("not well-formed", StringComparison.Ordinal));
    }
}
