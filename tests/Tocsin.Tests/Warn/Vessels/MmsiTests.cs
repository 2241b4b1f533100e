using Tocsin.Warn.Geography;
using Tocsin.Warn.Vessels;
using Xunit;

namespace Tocsin.Tests.Warn.Vessels;

/// <summary>Flags, by real vessels' and stations' numbers.</summary>
public sealed class MmsiTests
{
    [Theory]
    [InlineData("371798000", "PA")]     // gpsd's sample
    [InlineData("574001230", "VN")]
    [InlineData("273316280", "RU")]
    [InlineData("636092297", "LR")]
    [InlineData("477553000", "HK")]
    [InlineData("003669702", "US")]     // a coast station
    [InlineData("023200001", "GB")]     // a group of ships
    [InlineData("111232506", "GB")]     // an aircraft
    [InlineData("823412345", "GB")]     // a portable radio
    [InlineData("982571234", "NO")]     // a boat of a ship
    [InlineData("993672085", "US")]     // an aid to navigation
    [InlineData("970123456", null)]     // search and rescue
    [InlineData("999000001", null)]     // digits that nobody has
    [InlineData("123456789", null)]
    [InlineData("000000000", null)]
    [InlineData("57400123", null)]
    [InlineData("57400123x", null)]
    public void A_number_says_whose_flag(string mmsi, string? country) => Assert.Equal(country, Mmsi.FlagOf(mmsi)?.Alpha2);

    [Fact]
    public void Every_country_of_the_table_is_one() =>
        Assert.Equal(292, Enumerable.Range(200, 600).Select(digits => Mmsi.FlagOf($"{digits}000000")).OfType<CountryCode>().Count());
}
