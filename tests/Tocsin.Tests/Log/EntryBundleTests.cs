using System.Buffers;
using Tocsin.Log;
using Xunit;

namespace Tocsin.Tests.Log;

public sealed class EntryBundleTests
{
    // "one", "two", "three": the third bundle of Tessera's test log.
    const string Three = "0003" + "6f6e65" + "0003" + "74776f" + "0005" + "7468726565";

    [Fact]
    public void Entries_stand_behind_their_length_in_two_bytes()
    {
        var bundle = new ArrayBufferWriter<byte>();
        EntryBundle.Append(bundle, "one"u8);
        EntryBundle.Append(bundle, "two"u8);
        EntryBundle.Append(bundle, "three"u8);
        Assert.Equal(Three, Convert.ToHexStringLower(bundle.WrittenSpan));

        var largest = new ArrayBufferWriter<byte>();
        EntryBundle.Append(largest, []);
        EntryBundle.Append(largest, new byte[EntryBundle.EntryBytesMax]);
        Assert.Equal("0000" + "ffff" + "00", Convert.ToHexStringLower(largest.WrittenSpan[..5]));
        Assert.Throws<ArgumentException>(() => EntryBundle.Append(largest, new byte[EntryBundle.EntryBytesMax + 1]));
        Assert.Equal(2 + 2 + 65_535, largest.WrittenCount);
    }

    [Fact]
    public void A_bundle_is_read_where_it_lies()
    {
        var bundle = Convert.FromHexString(Three);
        var entries = new List<string>();
        var reader = EntryBundle.Read(bundle, 3);
        while (reader.MoveNext()) entries.Add(System.Text.Encoding.UTF8.GetString(reader.Current));
        Assert.Null(reader.Reason);
        Assert.Equal(["one", "two", "three"], entries);
        Assert.False(reader.MoveNext());
    }

    [Theory]
    [InlineData("", 1, "the bundle ends after 0 entries, not 1 (byte 0)")]
    [InlineData("00", 1, "the length of entry 0 is cut off (byte 0)")]
    [InlineData("0001", 1, "entry 0 says 1 bytes, 0 are left (byte 0)")]
    [InlineData(Three, 4, "the bundle ends after 3 entries, not 4 (byte 17)")]
    [InlineData(Three, 2, "7 bytes too many after entry 1 (byte 10)")]
    [InlineData(Three + "00", 3, "1 bytes too many after entry 2 (byte 17)")]
    [InlineData(Three + "00", 4, "the length of entry 3 is cut off (byte 17)")]
    [InlineData(Three + "ffff00", 4, "entry 3 says 65535 bytes, 1 are left (byte 17)")]
    public void What_is_cut_or_too_long_is_refused_with_the_byte(string hex, int width, string reason) =>
        Assert.Equal(reason, EntryBundle.Check(Convert.FromHexString(hex), width));

    [Fact]
    public void A_bundle_holds_1_to_256()
    {
        Assert.Null(EntryBundle.Check(new byte[512], 256));
        Assert.Throws<ArgumentOutOfRangeException>(() => EntryBundle.Check(new byte[514], 257));
        Assert.Throws<ArgumentOutOfRangeException>(() => EntryBundle.Check([], 0));
    }
}
