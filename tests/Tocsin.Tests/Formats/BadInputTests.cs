using System.Text;
using Tocsin.Formats;
using Xunit;

namespace Tocsin.Tests.Formats;

/// <summary>What every door must bear: each says where and why, and none throws.</summary>
public sealed class BadInputTests
{
    public static TheoryData<FileFormat> Formats => [.. Readers.All];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Nothing_binary_half_an_encoding_and_other_formats(FileFormat format)
    {
        byte[][] all =
        [
            [], [0], [0xFF], [0xFF, 0xFE], [0xFE, 0xFF, 0x00], [0xEF, 0xBB, 0xBF], "\n\n\n"u8.ToArray(), "PK\u0003\u0004\0\0\0"u8.ToArray(),
            [0xC3, 0xAF, 0xC2, 0xBB, 0xC2, 0xBF, .. "<rss/>"u8], [.. "date,cases\n2018-02-03,"u8, 0xC3, 0x28], [.. new byte[70_000].Select(_ => (byte)'x')],
            Encoding.UTF8.GetBytes("<!DOCTYPE a [<!ENTITY b 'bbbbbbbbbb'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]><a>&c;</a>"),
            Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"asam\":[", 5_000))), Encoding.UTF8.GetBytes("{\"asam\":[" + new string('[', 200) + new string(']', 200) + "]}"),
            Encoding.UTF8.GetBytes("{\"broadcast-warn\":[{\"msgYear\":NaN}]}"), Encoding.UTF8.GetBytes("{\"broadcast-warn\":5}"), Encoding.UTF8.GetBytes("{\"asam\":[1,null,\"a\",[]]}"),
        ];
        foreach (var bytes in all.Concat(Samples.All.Values.Select(Encoding.UTF8.GetBytes)))
            Assert.All(Readers.Read(format, bytes).Refused, refusal => Assert.True(refusal.At.Length > 0 && refusal.Reason.Length > 5 && !refusal.Reason.Contains("Exception", StringComparison.Ordinal), refusal.ToString()));
    }

    [Theory]
    [InlineData("gdacs")]
    [InlineData("asam")]
    [InlineData("asam-csv")]
    [InlineData("nav")]
    [InlineData("counts")]
    [InlineData("counts-cumulative")]
    [InlineData("counts-days")]
    [InlineData("line-list")]
    [InlineData("level")]
    [InlineData("level-thai")]
    [InlineData("geiger")]
    [InlineData("ais")]
    [InlineData("dhis2")]
    [InlineData("dhis2-csv")]
    public void A_byte_order_mark_UTF_16_and_other_line_ends_change_nothing(string name)
    {
        var text = Samples.All[name];
        var format = Recognition.Recognise(Encoding.UTF8.GetBytes(text), null).Format;
        var plain = Readers.Read(format, Encoding.UTF8.GetBytes(text));
        var utf16 = text.Replace("encoding=\"utf-8\"", "encoding=\"utf-16\"", StringComparison.Ordinal);
        foreach (var bytes in (byte[][])
        [
            [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)], [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(utf16)], [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(utf16)],
            Encoding.UTF8.GetBytes(text.Replace("\n", "\r\n", StringComparison.Ordinal)),
        ])
        {
            Assert.Equal(format, Recognition.Recognise(bytes, null).Format);
            var read = Readers.Read(format, bytes);
            Assert.Equal((plain.Read, plain.Repaired, plain.Refused.Length), (read.Read, read.Repaired, read.Refused.Length));
        }
    }

    [Theory]
    [InlineData("gdacs")]
    [InlineData("asam")]
    [InlineData("nav")]
    [InlineData("geiger")]
    [InlineData("ais")]
    [InlineData("dhis2")]
    public void A_file_cut_off_at_any_place_keeps_what_stands_before(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(Samples.All[name]);
        var format = Recognition.Recognise(bytes, null).Format;
        for (var (length, before) = (1, 0); length < bytes.Length; length++)
        {
            var read = Readers.Read(format, bytes[..length]).Read;
            Assert.True(read >= before, $"{name} cut after {length} bytes");
            before = read;
        }
    }
}
