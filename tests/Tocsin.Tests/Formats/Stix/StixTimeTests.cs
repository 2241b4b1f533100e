using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Tocsin.Formats.Stix;
using Xunit;

namespace Tocsin.Tests.Formats.Stix;

/// <summary>Times of STIX are read as NodaTime reads RFC 3339 in UTC, whichever of the two ways they take.</summary>
public sealed class StixTimeTests
{
    [Theory]
    [InlineData("2016-01-20T12:31:12Z")]
    [InlineData("2016-01-20T12:31:12.1Z")]
    [InlineData("2016-01-20T12:31:12.123456789Z")]
    [InlineData("2016-01-20T12:31:12.1234567890Z")]
    [InlineData("2016-01-20T12:31:12.Z")]
    [InlineData("2016-01-20T12:31:12,123Z")]
    [InlineData("2016-02-29T00:00:00Z")]
    [InlineData("2015-02-29T00:00:00Z")]
    [InlineData("1900-02-29T00:00:00Z")]
    [InlineData("2016-04-31T00:00:00Z")]
    [InlineData("2016-13-01T00:00:00Z")]
    [InlineData("2016-00-01T00:00:00Z")]
    [InlineData("2016-01-00T00:00:00Z")]
    [InlineData("2016-01-20T24:00:00Z")]
    [InlineData("2016-01-20T24:00:01Z")]
    [InlineData("2016-01-20T23:60:00Z")]
    [InlineData("2016-01-20T23:59:60Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.999999999Z")]
    [InlineData("-001-01-01T00:00:00Z")]
    [InlineData("2016-01-20T12:31:12+00:00Z")]
    [InlineData("2016-01-20T12:31:1\u0662Z")]
    [InlineData("2016-01-20T+2:31:12Z")]
    [InlineData("2016/01/20T12:31:12Z")]
    public void An_edge_is_read_as_NodaTime_reads_it(string text) =>
        Assert.Equal(InstantPattern.ExtendedIso.Parse(text) is { Success: true } read ? read.Value : null, StixTime.Read(text));

    [Fact]
    public void So_are_ten_thousand_others()
    {
        var dice = new Random(7);
        for (var i = 0; i < 10_000; i++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{dice.Next(1, 10_000):D4}-{dice.Next(0, 14):D2}-{dice.Next(0, 33):D2}T{dice.Next(0, 26):D2}:{dice.Next(0, 62):D2}:{dice.Next(0, 62):D2}");
            if (dice.Next(4) > 0) text += "." + dice.NextInt64(10_000_000_000).ToString(CultureInfo.InvariantCulture)[..1] + dice.Next(1_000_000).ToString(CultureInfo.InvariantCulture);
            text += "Z";
            var read = InstantPattern.ExtendedIso.Parse(text) is { Success: true } parsed ? parsed.Value : default(Instant?);
            Assert.True(read == StixTime.Read(text), text);
        }
    }
}
